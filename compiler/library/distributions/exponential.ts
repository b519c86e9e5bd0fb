// Exponential(rate r) on x >= 0.
//   log p(x) = log(r) - r x
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 19.

import { canonicalForm, nonnegative, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form, Tails } from '../distribution.ts';
import { logOneMinusExp } from '../stable-logs.ts';

const byMean: Form = {
  names: ['mean'],
  defaults: {},
  parameters: { mean: scalar(positive) },
  toCanonical: (m, values) => ({ rate: m.div(m.num(1), take(values, 'mean').mean) }),
  fromCanonical: (m, values) => ({ mean: m.div(m.num(1), take(values, 'rate').rate) }),
  logDensity: null,
};

const rateStep: EstimationStep = {
  formulas: { rate: '1 / E[x]' },
  estimates: ['rate'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', x: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x'),
  solve(m, pooled) {
    const { weight, x } = take(pooled, 'weight', 'x');
    return { rate: m.div(weight, x) };
  },
  conjugate: {
    // log p(rate) = (shape - 1) log(rate) - rate' * rate: as shape - 1 events that took rate' together.
    Gamma(m, pooled, prior) {
      const { weight, x } = take(pooled, 'weight', 'x');
      const { shape, rate } = take(prior, 'shape', 'rate');
      return { weight: m.max(m.add(weight, m.sub(shape, m.num(1))), m.num(0)), x: m.add(x, rate) };
    },
    // log p(mean) = -(shape + 1) log(mean) - scale / mean: as shape + 1 events that took `scale` together.
    'mean ~ InverseGamma'(m, pooled, prior) {
      const { weight, x } = take(pooled, 'weight', 'x');
      const { shape, scale } = take(prior, 'shape', 'scale');
      return { weight: m.add(weight, m.add(shape, m.num(1))), x: m.add(x, scale) };
    },
  },
};

const tails: Tails = {
  logCdf: (m, x, parameters) => logOneMinusExp(m, m.mul(take(parameters, 'rate').rate, m.max(x, m.num(0)))),
  logSurvival: (m, x, parameters) => m.neg(m.mul(take(parameters, 'rate').rate, m.max(x, m.num(0)))),
};

export const exponential: Distribution = {
  name: 'Exponential',
  summary: 'Exponential(rate): log p(x) = log(rate) - rate x',
  eventRank: 0,
  support: nonnegative,
  discrete: false,
  parameters: { rate: scalar(positive) },
  forms: [canonicalForm(['rate']), byMean],
  logDensity(m, x, parameters) {
    const { rate } = take(parameters, 'rate');
    return m.sub(m.log(rate), m.mul(rate, x));
  },
  inSupport: (m, x) => m.lessEqual(m.num(0), x),
  statistics: [{ name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x }],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x } = take(statistics, 'weight', 'x');
    const { rate } = take(parameters, 'rate');
    return m.sub(m.mul(weight, m.log(rate)), m.mul(rate, x));
  },
  estimation: [rateStep],
  moments: {
    mean: (m, parameters) => m.div(m.num(1), take(parameters, 'rate').rate),
    variance(m, parameters) {
      const { rate } = take(parameters, 'rate');
      return m.div(m.num(1), m.mul(rate, rate));
    },
    entropy: (m, parameters) => m.sub(m.num(1), m.log(take(parameters, 'rate').rate)),
  },
  quantiles: {
    cdf: (x, parameters) => (x < 0 ? 0 : -Math.expm1(-take(parameters, 'rate').rate * x)),
    quantile(p, parameters) {
      if (!(p >= 0 && p <= 1)) return NaN;
      return Math.abs(Math.log1p(-p)) / take(parameters, 'rate').rate;
    },
  },
  tails,
  marginals: null,
  sample: (m, parameters, _event, repeats) =>
    m.div(m.neg(m.log(m.randomUniform(repeats))), take(parameters, 'rate').rate),
};
