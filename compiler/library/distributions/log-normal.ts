// LogNormal(mean m, sd s) on x > 0: log(x) is Normal(m, s).
//   log p(x) = -log(x s) - log(2 pi) / 2 - ((log(x) - m) / s)**2 / 2
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 14.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, Tails, Values } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { normalQuantile } from '../special/normal-cdf.ts';
import { square } from '../stable-logs.ts';
import { expectedNormalLogDensity, normalEstimation } from './normal-estimation.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
const sums = { first: 'logX', second: 'squaredLogX', value: 'log x' };

function standardise<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V {
  const { mean, sd } = take(parameters, 'mean', 'sd');
  return m.div(m.sub(m.log(m.max(x, m.num(0))), mean), sd);
}

const tails: Tails = {
  logCdf: (m, x, parameters) => m.special('logNormalCdf', standardise(m, x, parameters)),
  logSurvival: (m, x, parameters) => m.special('logNormalCdf', m.neg(standardise(m, x, parameters))),
};

export const logNormal: Distribution = {
  name: 'LogNormal',
  summary:
    'LogNormal(mean, sd): log p(x) = -log(x sd) - log(2 pi) / 2 - ((log(x) - mean) / sd)^2 / 2, mean and sd those of log(x)',
  eventRank: 0,
  support: positive,
  discrete: false,
  parameters: { mean: scalar(real), sd: scalar(positive) },
  forms: [canonicalForm(['mean', 'sd'])],
  logDensity(m, x, parameters) {
    const { sd } = take(parameters, 'sd');
    const normaliser = m.add(m.add(m.log(sd), m.log(x)), m.num(halfLogTwoPi));
    return m.neg(m.add(normaliser, m.mul(m.num(0.5), square(m, standardise(m, x, parameters)))));
  },
  inSupport: (m, x) => m.less(m.num(0), x),
  statistics: [
    { name: 'logX', axes: 'none', alwaysFinite: false, of: (m, x) => m.log(x) },
    { name: 'squaredLogX', axes: 'none', alwaysFinite: false, of: (m, x) => square(m, m.log(x)) },
  ],
  location: null,
  expectedLogDensity: expectedNormalLogDensity(sums),
  estimation: normalEstimation(sums),
  moments: {
    // exp(mean + sd**2 / 2)
    mean(m, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      return m.exp(m.add(mean, m.mul(m.num(0.5), square(m, sd))));
    },
    // (exp(sd**2) - 1) exp(2 mean + sd**2)
    variance(m, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      const spread = square(m, sd);
      return m.mul(m.expm1(spread), m.exp(m.add(m.mul(m.num(2), mean), spread)));
    },
    entropy(m, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      return m.add(m.add(mean, m.log(sd)), m.num(halfLogTwoPi + 0.5));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { mean, sd } = take(parameters, 'mean', 'sd');
    return Math.exp(mean + sd * normalQuantile(p));
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { mean, sd } = take(parameters, 'mean', 'sd');
    return m.exp(m.add(mean, m.mul(sd, m.randomNormal(repeats))));
  },
};
