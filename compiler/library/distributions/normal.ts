// Normal(mean m, sd s) on the real line.
//   log p(x) = -log(s) - log(2 pi) / 2 - ((x - m) / s)**2 / 2
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form } from '../distribution.ts';
import { normalCdf, normalQuantile } from '../special/normal-cdf.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

const square = <V, A>(m: Arithmetic<V, A>, a: V): V => m.mul(a, a);

/** sum{ (x - mean)**2 } over events with these statistics. */
function scatterAbout<V, A>(m: Arithmetic<V, A>, mean: V, weight: V, x: V, xx: V): V {
  const cross = m.mul(m.num(2), m.mul(mean, x));
  return m.add(m.sub(xx, cross), m.mul(weight, square(m, mean)));
}

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

/** With one sd in the pool, the mean does not depend on it. */
const meanStep: EstimationStep = {
  formulas: { mean: 'E[x]' },
  estimates: ['mean'],
  needs: [],
  constantWithinPool: ['sd'],
  pooled: { weight: 'none', x: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x'),
  solve(m, pooled) {
    const { weight, x } = take(pooled, 'weight', 'x');
    return { mean: m.div(x, weight) };
  },
  conjugate: {},
};

const sdStep: EstimationStep = {
  formulas: { sd: 'sqrt(E[(x - mean)^2])' },
  estimates: ['sd'],
  needs: ['mean'],
  constantWithinPool: [],
  pooled: { weight: 'none', scatter: 'none' },
  pool(m, statistics, known) {
    const { weight, x, xx } = take(statistics, 'weight', 'x', 'xx');
    return { weight, scatter: scatterAbout(m, take(known, 'mean').mean, weight, x, xx) };
  },
  solve(m, pooled) {
    const { weight, scatter } = take(pooled, 'weight', 'scatter');
    // Of equal values the scatter may be a rounding error below 0.
    return { sd: m.sqrt(m.max(m.div(scatter, weight), m.num(0))) };
  },
  conjugate: {},
};

/** Known sds that differ weigh the events by their precision. */
const weightedMeanStep: EstimationStep = {
  formulas: { mean: 'E[x / sd^2] / E[1 / sd^2]' },
  estimates: ['mean'],
  needs: ['sd'],
  constantWithinPool: [],
  pooled: { precision: 'none', weighted: 'none' },
  pool(m, statistics, known) {
    const { weight, x } = take(statistics, 'weight', 'x');
    const variance = square(m, take(known, 'sd').sd);
    return { precision: m.div(weight, variance), weighted: m.div(x, variance) };
  },
  solve(m, pooled) {
    const { precision, weighted } = take(pooled, 'precision', 'weighted');
    return { mean: m.div(weighted, precision) };
  },
  conjugate: {},
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
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x, xx } = take(statistics, 'weight', 'x', 'xx');
    const { mean, sd } = take(parameters, 'mean', 'sd');
    const normaliser = m.mul(weight, m.add(m.log(sd), m.num(halfLogTwoPi)));
    const scatter = scatterAbout(m, mean, weight, x, xx);
    return m.neg(m.add(normaliser, m.div(m.mul(m.num(0.5), scatter), square(m, sd))));
  },
  estimation: [meanStep, sdStep, weightedMeanStep],
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
