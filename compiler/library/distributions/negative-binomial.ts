// NegativeBinomial(mean m, dispersion r) on 0, 1, 2, ...: a Poisson whose rate is Gamma with this mean and shape r.
//   log p(x) = lgamma(x + r) - lgamma(r) - log(x!) - r log(1 + m / r) + x log(m / (m + r))
// Variance m + m**2 / r. With p = r / (m + r) it counts the failures before the r-th success of probability p.
// Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, chapter 5.

import type { Arithmetic } from '../arithmetic.ts';
import { isCount, logFactorial, logRising } from '../counts.ts';
import { negativeBinomialTails } from '../count-tails.ts';
import { canonicalForm, count, nonnegative, positive, scalar, take, unit } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form } from '../distribution.ts';
import { discreteQuantile } from '../special/discrete-quantile.ts';
import { negativeBinomialCdf } from '../special/negative-binomial-cdf.ts';

const byShape: Form = {
  names: ['shape', 'p'],
  defaults: {},
  parameters: { shape: scalar(positive), p: scalar(unit) },
  toCanonical(m, values) {
    const { shape, p } = take(values, 'shape', 'p');
    return { mean: m.div(m.mul(shape, m.sub(m.num(1), p)), p), dispersion: shape };
  },
  fromCanonical(m, values) {
    const { mean, dispersion } = take(values, 'mean', 'dispersion');
    return { shape: dispersion, p: m.div(dispersion, m.add(mean, dispersion)) };
  },
  logDensity(m, x, values) {
    const { shape, p } = take(values, 'shape', 'p');
    const ways = m.sub(logRising(m, shape, x), logFactorial(m, x));
    // `weighted`: p = 1 leaves x = 0 alone.
    return m.add(ways, m.add(m.mul(shape, m.log(p)), m.weighted(x, m.log1p(m.neg(p)))));
  },
};

/** x log(m / (m + r)) - weight r log(1 + m / r), where `weighted` lets a mean of 0 leave x = 0 alone. */
function logOdds<V, A>(m: Arithmetic<V, A>, weight: V, x: V, mean: V, dispersion: V): V {
  const failures = m.weighted(x, m.sub(m.log(mean), m.log(m.add(mean, dispersion))));
  return m.sub(failures, m.mul(weight, m.mul(dispersion, m.log1p(m.div(mean, dispersion)))));
}

/** With one dispersion in the pool, the mean does not depend on it. */
const meanStep: EstimationStep = {
  formulas: { mean: 'E[x]' },
  estimates: ['mean'],
  needs: [],
  constantWithinPool: ['dispersion'],
  pooled: { weight: 'none', x: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x'),
  solve(m, pooled) {
    const { weight, x } = take(pooled, 'weight', 'x');
    return { mean: m.div(x, weight) };
  },
  conjugate: {},
};

export const negativeBinomial: Distribution = {
  name: 'NegativeBinomial',
  summary:
    'NegativeBinomial(mean, dispersion): log p(x) = lgamma(x + dispersion) - lgamma(dispersion) - log(x!)' +
    ' + dispersion log(p) + x log(1 - p), p = dispersion / (dispersion + mean),' +
    ' variance mean + mean^2 / dispersion',
  eventRank: 0,
  support: count,
  discrete: true,
  parameters: { mean: scalar(nonnegative), dispersion: scalar(positive) },
  forms: [canonicalForm(['mean', 'dispersion']), byShape],
  logDensity(m, x, parameters) {
    const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
    const ways = m.sub(logRising(m, dispersion, x), logFactorial(m, x));
    return m.add(ways, logOdds(m, m.num(1), x, mean, dispersion));
  },
  inSupport: (m, x) => isCount(m, x),
  statistics: [{ name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x }],
  presumed: ['dispersion'],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x } = take(statistics, 'weight', 'x');
    const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
    return logOdds(m, weight, x, mean, dispersion);
  },
  estimation: [meanStep],
  moments: {
    mean: (_m, parameters) => take(parameters, 'mean').mean,
    variance(m, parameters) {
      const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
      return m.add(mean, m.div(m.mul(mean, mean), dispersion));
    },
    entropy: null,
  },
  quantiles: {
    cdf(x, parameters) {
      const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
      return negativeBinomialCdf(x, mean, dispersion);
    },
    quantile(p, parameters) {
      const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
      const variance = mean + (mean * mean) / dispersion;
      return discreteQuantile(p, (k) => negativeBinomialCdf(k, mean, dispersion), {
        lower: 0,
        upper: mean === 0 ? 0 : Infinity,
        mean,
        variance,
        skew: 1 + (2 * mean) / dispersion,
      });
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
      return negativeBinomialTails(m, x, mean, dispersion).logCdf;
    },
    logSurvival(m, x, parameters) {
      const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
      return negativeBinomialTails(m, x, mean, dispersion).logSurvival;
    },
  },
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { mean, dispersion } = take(parameters, 'mean', 'dispersion');
    const rate = m.mul(m.randomGamma(dispersion, repeats), m.div(mean, dispersion));
    return m.randomPoisson(rate, repeats);
  },
};
