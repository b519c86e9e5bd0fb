// Geometric(p) on 0, 1, 2, ...: failures before the first success.
//   log p(x) = log(p) + x log(1 - p)
// With p = 1 the value 0 is certain; with p = 0 there is no success, and every density is 0.
// Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 5.2.

import { isCount, logTrials, withBetaPrior } from '../counts.ts';
import { geometricTails } from '../count-tails.ts';
import { canonicalForm, count, scalar, take, unit } from '../define-distribution.ts';
import type { Distribution, EstimationStep } from '../distribution.ts';

const probabilityStep: EstimationStep = {
  formulas: { p: '1 / (1 + E[x])' },
  estimates: ['p'],
  needs: [],
  constantWithinPool: [],
  pooled: { successes: 'none', failures: 'none' },
  pool(_m, statistics) {
    const { weight, x } = take(statistics, 'weight', 'x');
    return { successes: weight, failures: x };
  },
  solve(m, pooled) {
    const { successes, failures } = take(pooled, 'successes', 'failures');
    return { p: m.div(successes, m.add(successes, failures)) };
  },
  conjugate: {
    Beta(m, pooled, prior) {
      const { successes, failures } = take(pooled, 'successes', 'failures');
      return withBetaPrior(m, successes, failures, take(prior, 'alpha', 'beta'));
    },
  },
};

export const geometric: Distribution = {
  name: 'Geometric',
  summary: 'Geometric(p): log p(x) = log(p) + x log(1 - p), x failures before the first success',
  eventRank: 0,
  support: count,
  discrete: true,
  parameters: { p: scalar(unit) },
  forms: [canonicalForm(['p'])],
  logDensity: (m, x, parameters) => logTrials(m, m.num(1), x, take(parameters, 'p').p),
  inSupport: (m, x) => isCount(m, x),
  statistics: [{ name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x }],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x } = take(statistics, 'weight', 'x');
    return logTrials(m, weight, x, take(parameters, 'p').p);
  },
  estimation: [probabilityStep],
  moments: {
    mean(m, parameters) {
      const { p } = take(parameters, 'p');
      return m.div(m.sub(m.num(1), p), p);
    },
    variance(m, parameters) {
      const { p } = take(parameters, 'p');
      return m.div(m.sub(m.num(1), p), m.mul(p, p));
    },
    entropy(m, parameters) {
      const { p } = take(parameters, 'p');
      return m.neg(m.div(logTrials(m, p, m.sub(m.num(1), p), p), p));
    },
  },
  quantiles: {
    cdf(x, parameters) {
      const { p } = take(parameters, 'p');
      return x < 0 ? 0 : -Math.expm1((Math.floor(x) + 1) * Math.log1p(-p));
    },
    quantile(probability, parameters) {
      const { p } = take(parameters, 'p');
      if (!(probability >= 0 && probability <= 1)) return NaN;
      if (probability === 0 || p === 1) return 0;
      // The first k with (1 - p)**(k + 1) <= 1 - probability, found but for the rounding of logarithms.
      let k = Math.max(0, Math.ceil(Math.log1p(-probability) / Math.log1p(-p)) - 1);
      const reached = (at: number): boolean => -Math.expm1((at + 1) * Math.log1p(-p)) >= probability;
      if (k > 0 && Number.isFinite(k) && reached(k - 1)) k--;
      return reached(k) ? k : k + 1;
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { p } = take(parameters, 'p');
      return geometricTails(m, x, p).logCdf;
    },
    logSurvival(m, x, parameters) {
      const { p } = take(parameters, 'p');
      return geometricTails(m, x, p).logSurvival;
    },
  },
  marginals: null,
  // A uniform inverted. With p = 1 the logarithm below is -Infinity, and the value 0.
  sample(m, parameters, _event, repeats) {
    const { p } = take(parameters, 'p');
    return m.floor(m.div(m.log(m.randomUniform(repeats)), m.log1p(m.neg(p))));
  },
};
