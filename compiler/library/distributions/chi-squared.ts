// ChiSquared(df n) on x >= 0: Gamma(n / 2, rate 1 / 2).
//   log p(x) = (n / 2 - 1) log(x) - x / 2 - n / 2 log(2) - lgamma(n / 2)
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 18.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, nonnegative, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Tails, Values } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { inverseGammaP } from '../special/inverse-incomplete-gamma.ts';

const half = <V, A>(m: Arithmetic<V, A>, a: V): V => m.mul(m.num(0.5), a);

const shapeOf = <V, A>(m: Arithmetic<V, A>, parameters: Values<V>): V => half(m, take(parameters, 'df').df);

/** -n / 2 log(2) - lgamma(n / 2) */
function logNormaliser<V, A>(m: Arithmetic<V, A>, shape: V): V {
  return m.neg(m.add(m.mul(shape, m.num(Math.LN2)), m.lgamma(shape)));
}

const dfStep: EstimationStep = {
  formulas: { df: 'twice the root of digamma(a) = E[log x] - log(2)' },
  estimates: ['df'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', logX: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'logX'),
  solve(m, pooled) {
    const { weight, logX } = take(pooled, 'weight', 'logX');
    const meanLog = m.sub(m.div(logX, weight), m.num(Math.LN2));
    return { df: m.mul(m.num(2), m.special('inverseDigamma', meanLog)) };
  },
  conjugate: {},
};

const tails: Tails = {
  logCdf: (m, x, parameters) => m.special('logGammaP', shapeOf(m, parameters), half(m, m.max(x, m.num(0)))),
  logSurvival: (m, x, parameters) =>
    m.special('logGammaQ', shapeOf(m, parameters), half(m, m.max(x, m.num(0)))),
};

export const chiSquared: Distribution = {
  name: 'ChiSquared',
  summary: 'ChiSquared(df): log p(x) = (df / 2 - 1) log(x) - x / 2 - df / 2 log(2) - lgamma(df / 2)',
  eventRank: 0,
  support: nonnegative,
  discrete: false,
  parameters: { df: scalar(positive) },
  forms: [canonicalForm(['df'])],
  logDensity(m, x, parameters) {
    const shape = shapeOf(m, parameters);
    // `weighted`: with df 2, x = 0 has density 1/2.
    const kernel = m.sub(m.weighted(m.sub(shape, m.num(1)), m.log(x)), half(m, x));
    return m.add(logNormaliser(m, shape), kernel);
  },
  inSupport: (m, x) => m.lessEqual(m.num(0), x),
  statistics: [{ name: 'logX', axes: 'none', alwaysFinite: false, of: (m, x) => m.log(x) }],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, logX } = take(statistics, 'weight', 'logX');
    const shape = shapeOf(m, parameters);
    return m.add(m.mul(weight, logNormaliser(m, shape)), m.weighted(m.sub(shape, m.num(1)), logX));
  },
  estimation: [dfStep],
  moments: {
    mean: (_m, parameters) => take(parameters, 'df').df,
    variance: (m, parameters) => m.mul(m.num(2), take(parameters, 'df').df),
    // n / 2 + log(2) + lgamma(n / 2) + (1 - n / 2) digamma(n / 2)
    entropy(m, parameters) {
      const shape = shapeOf(m, parameters);
      const spread = m.mul(m.sub(m.num(1), shape), m.digamma(shape));
      return m.add(m.add(shape, m.num(Math.LN2)), m.add(m.lgamma(shape), spread));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => 2 * inverseGammaP(0.5 * take(parameters, 'df').df, p)),
  tails,
  marginals: null,
  sample: (m, parameters, _event, repeats) => m.mul(m.num(2), m.randomGamma(shapeOf(m, parameters), repeats)),
};
