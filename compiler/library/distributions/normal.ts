// Normal(mean m, sd s) on the real line.
//   log p(x) = -log(s) - log(2 pi) / 2 - ((x - m) / s)**2 / 2
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13.

import { canonicalForm, positive, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, Form } from '../distribution.ts';
import { normalCdf, normalQuantile } from '../special/normal-cdf.ts';
import { square } from '../stable-logs.ts';
import { expectedNormalLogDensity, normalEstimation } from './normal-estimation.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

const sums = { first: 'x', second: 'xx', value: 'x' };

const byVariance: Form = {
  names: ['mean', 'variance'],
  defaults: { mean: 0 },
  parameters: { variance: scalar(positive) },
  toCanonical(m, values) {
    const { mean, variance } = take(values, 'mean', 'variance');
    return { mean, sd: m.sqrt(variance) };
  },
  fromCanonical(m, values) {
    const { mean, sd } = take(values, 'mean', 'sd');
    return { mean, variance: square(m, sd) };
  },
  logDensity: null,
};

const byPrecision: Form = {
  names: ['mean', 'precision'],
  defaults: { mean: 0 },
  parameters: { precision: scalar(positive) },
  toCanonical(m, values) {
    const { mean, precision } = take(values, 'mean', 'precision');
    return { mean, sd: m.div(m.num(1), m.sqrt(precision)) };
  },
  fromCanonical(m, values) {
    const { mean, sd } = take(values, 'mean', 'sd');
    return { mean, precision: m.div(m.num(1), square(m, sd)) };
  },
  logDensity: null,
};

export const normal: Distribution = {
  name: 'Normal',
  summary: 'Normal(mean, sd): log p(x) = -log(sd) - log(2 pi) / 2 - ((x - mean) / sd)^2 / 2',
  eventRank: 0,
  support: real,
  discrete: false,
  parameters: { mean: scalar(real), sd: scalar(positive) },
  forms: [canonicalForm(['mean', 'sd'], { mean: 0, sd: 1 }), byVariance, byPrecision],
  logDensity(m, x, parameters) {
    const { mean, sd } = take(parameters, 'mean', 'sd');
    const standard = m.div(m.sub(x, mean), sd);
    const normaliser = m.add(m.log(sd), m.num(halfLogTwoPi));
    return m.neg(m.add(normaliser, m.mul(m.num(0.5), square(m, standard))));
  },
  inSupport: null,
  statistics: [
    { name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x },
    { name: 'xx', axes: 'none', alwaysFinite: true, of: (m, x) => square(m, x) },
  ],
  location: 'mean',
  expectedLogDensity: expectedNormalLogDensity(sums),
  estimation: normalEstimation(sums),
  moments: {
    mean: (_m, parameters) => take(parameters, 'mean').mean,
    variance: (m, parameters) => square(m, take(parameters, 'sd').sd),
    entropy: (m, parameters) => m.add(m.log(take(parameters, 'sd').sd), m.num(halfLogTwoPi + 0.5)),
  },
  quantiles: {
    cdf(x, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      return normalCdf((x - mean) / sd);
    },
    quantile(p, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      return mean + sd * normalQuantile(p);
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      return m.special('logNormalCdf', m.div(m.sub(x, mean), sd));
    },
    logSurvival(m, x, parameters) {
      const { mean, sd } = take(parameters, 'mean', 'sd');
      return m.special('logNormalCdf', m.div(m.sub(mean, x), sd));
    },
  },
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { mean, sd } = take(parameters, 'mean', 'sd');
    return m.add(mean, m.mul(sd, m.randomNormal(repeats)));
  },
};
