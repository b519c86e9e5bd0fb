// Poisson(rate r) on 0, 1, 2, ...
//   log p(x) = x log(r) - r - log(x!)
// With rate 0 the count 0 is certain.
// Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, chapter 4.

import { poissonTails } from '../count-tails.ts';
import { isCount } from '../counts.ts';
import { canonicalForm, count, finiteLog, nonnegative, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form } from '../distribution.ts';
import { discreteQuantile } from '../special/discrete-quantile.ts';
import { poissonCdf } from '../special/poisson-cdf.ts';

const byLogRate: Form = {
  names: ['logRate'],
  defaults: {},
  parameters: { logRate: scalar(real) },
  toCanonical: (m, values) => ({ rate: m.exp(take(values, 'logRate').logRate) }),
  fromCanonical: (m, values) => ({ logRate: finiteLog(m, take(values, 'rate').rate) }),
  logDensity(m, x, values) {
    const { logRate } = take(values, 'logRate');
    // `weighted`: a log rate of -Infinity is the rate 0.
    const events = m.sub(m.weighted(x, logRate), m.exp(logRate));
    return m.sub(events, m.lgamma(m.add(x, m.num(1))));
  },
};

const rateStep: EstimationStep = {
  formulas: { rate: 'E[x]' },
  estimates: ['rate'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', x: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x'),
  solve(m, pooled) {
    const { weight, x } = take(pooled, 'weight', 'x');
    return { rate: m.div(x, weight) };
  },
  conjugate: {
    // log p(rate) = (shape - 1) log(rate) - rate' * rate: as shape - 1 events seen in rate' units.
    Gamma(m, pooled, prior) {
      const { weight, x } = take(pooled, 'weight', 'x');
      const { shape, rate } = take(prior, 'shape', 'rate');
      // Below shape 1 the density has its maximum at 0 unless the events outnumber what is missing.
      return { weight: m.add(weight, rate), x: m.max(m.add(x, m.sub(shape, m.num(1))), m.num(0)) };
    },
  },
};

export const poisson: Distribution = {
  name: 'Poisson',
  summary: 'Poisson(rate): log p(x) = x log(rate) - rate - log(x!)',
  eventRank: 0,
  support: count,
  discrete: true,
  parameters: { rate: scalar(nonnegative) },
  forms: [canonicalForm(['rate']), byLogRate],
  logDensity(m, x, parameters) {
    const { rate } = take(parameters, 'rate');
    return m.sub(m.sub(m.weighted(x, m.log(rate)), rate), m.lgamma(m.add(x, m.num(1))));
  },
  inSupport: (m, x) => isCount(m, x),
  statistics: [{ name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x }],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x } = take(statistics, 'weight', 'x');
    const { rate } = take(parameters, 'rate');
    return m.sub(m.weighted(x, m.log(rate)), m.mul(weight, rate));
  },
  estimation: [rateStep],
  moments: {
    mean: (_m, parameters) => take(parameters, 'rate').rate,
    variance: (_m, parameters) => take(parameters, 'rate').rate,
    entropy: null,
  },
  quantiles: {
    cdf: (x, parameters) => poissonCdf(x, take(parameters, 'rate').rate),
    quantile(p, parameters) {
      const { rate } = take(parameters, 'rate');
      return discreteQuantile(p, (k) => poissonCdf(k, rate), {
        lower: 0,
        upper: rate === 0 ? 0 : Infinity,
        mean: rate,
        variance: rate,
        skew: 1,
      });
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { rate } = take(parameters, 'rate');
      return poissonTails(m, x, rate).logCdf;
    },
    logSurvival(m, x, parameters) {
      const { rate } = take(parameters, 'rate');
      return poissonTails(m, x, rate).logSurvival;
    },
  },
  marginals: null,
  sample: (m, parameters, _event, repeats) => m.randomPoisson(take(parameters, 'rate').rate, repeats),
};
