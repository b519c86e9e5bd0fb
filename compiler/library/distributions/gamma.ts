// Gamma(shape c, rate r) on x >= 0.
//   log p(x) = c log(r) - lgamma(c) + (c - 1) log(x) - r x
// At x = 0 the density is 0, r or infinite for a shape above, at or below 1.
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 17; maximum
// likelihood: T. Minka (2002), Estimating a Gamma distribution.

import { canonicalForm, nonnegative, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form, Tails } from '../distribution.ts';
import { gammaP } from '../special/incomplete-gamma.ts';
import { inverseGammaP } from '../special/inverse-incomplete-gamma.ts';

const byScale: Form = {
  names: ['shape', 'scale'],
  defaults: {},
  parameters: { scale: scalar(positive) },
  toCanonical(m, values) {
    const { shape, scale } = take(values, 'shape', 'scale');
    return { shape, rate: m.div(m.num(1), scale) };
  },
  fromCanonical(m, values) {
    const { shape, rate } = take(values, 'shape', 'rate');
    return { shape, scale: m.div(m.num(1), rate) };
  },
  logDensity: null,
};

const byMean: Form = {
  names: ['shape', 'mean'],
  defaults: {},
  parameters: { mean: scalar(positive) },
  toCanonical(m, values) {
    const { shape, mean } = take(values, 'shape', 'mean');
    return { shape, rate: m.div(shape, mean) };
  },
  fromCanonical(m, values) {
    const { shape, rate } = take(values, 'shape', 'rate');
    return { shape, mean: m.div(shape, rate) };
  },
  logDensity: null,
};

/** The mean is shape / rate; then log(shape) - digamma(shape) = log(mean x) - mean log(x). */
const jointStep: EstimationStep = {
  formulas: { shape: 'the root of log(a) - digamma(a) = log(E[x]) - E[log x]', rate: 'shape / E[x]' },
  estimates: ['shape', 'rate'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', x: 'none', logX: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x', 'logX'),
  solve(m, pooled) {
    const { weight, x, logX } = take(pooled, 'weight', 'x', 'logX');
    const mean = m.div(x, weight);
    // Of equal values the difference may be a rounding error below 0: the shape is then infinite, not NaN.
    const gap = m.max(m.sub(m.log(mean), m.div(logX, weight)), m.num(0));
    const shape = m.inverseLogMinusDigamma(gap);
    return { shape, rate: m.div(shape, mean) };
  },
  conjugate: {},
};

/** Known shapes may differ within the pool. */
const rateStep: EstimationStep = {
  formulas: { rate: 'shape / E[x]' },
  estimates: ['rate'],
  needs: ['shape'],
  constantWithinPool: [],
  pooled: { shapes: 'none', x: 'none' },
  pool(m, statistics, known) {
    const { weight, x } = take(statistics, 'weight', 'x');
    return { shapes: m.mul(weight, take(known, 'shape').shape), x };
  },
  solve(m, pooled) {
    const { shapes, x } = take(pooled, 'shapes', 'x');
    return { rate: m.div(shapes, x) };
  },
  conjugate: {
    Gamma(m, pooled, prior) {
      const { shapes, x } = take(pooled, 'shapes', 'x');
      const { shape, rate } = take(prior, 'shape', 'rate');
      return { shapes: m.max(m.add(shapes, m.sub(shape, m.num(1))), m.num(0)), x: m.add(x, rate) };
    },
    'scale ~ InverseGamma'(m, pooled, prior) {
      const { shapes, x } = take(pooled, 'shapes', 'x');
      const { shape, scale } = take(prior, 'shape', 'scale');
      return { shapes: m.add(shapes, m.add(shape, m.num(1))), x: m.add(x, scale) };
    },
  },
};

const tails: Tails = {
  logCdf(m, x, parameters) {
    const { shape, rate } = take(parameters, 'shape', 'rate');
    return m.special('logGammaP', shape, m.mul(rate, m.max(x, m.num(0))));
  },
  logSurvival(m, x, parameters) {
    const { shape, rate } = take(parameters, 'shape', 'rate');
    return m.special('logGammaQ', shape, m.mul(rate, m.max(x, m.num(0))));
  },
};

export const gamma: Distribution = {
  name: 'Gamma',
  summary: 'Gamma(shape, rate): log p(x) = shape log(rate) - lgamma(shape) + (shape - 1) log(x) - rate x',
  eventRank: 0,
  support: nonnegative,
  discrete: false,
  parameters: { shape: scalar(positive), rate: scalar(positive) },
  forms: [canonicalForm(['shape', 'rate']), byScale, byMean],
  logDensity(m, x, parameters) {
    const { shape, rate } = take(parameters, 'shape', 'rate');
    const normaliser = m.sub(m.mul(shape, m.log(rate)), m.lgamma(shape));
    // `weighted`: with shape 1, x = 0 has density rate.
    const kernel = m.sub(m.weighted(m.sub(shape, m.num(1)), m.log(x)), m.mul(rate, x));
    return m.add(normaliser, kernel);
  },
  inSupport: (m, x) => m.lessEqual(m.num(0), x),
  statistics: [
    { name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x },
    { name: 'logX', axes: 'none', alwaysFinite: false, of: (m, x) => m.log(x) },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x, logX } = take(statistics, 'weight', 'x', 'logX');
    const { shape, rate } = take(parameters, 'shape', 'rate');
    const normaliser = m.mul(weight, m.sub(m.mul(shape, m.log(rate)), m.lgamma(shape)));
    return m.add(normaliser, m.sub(m.weighted(m.sub(shape, m.num(1)), logX), m.mul(rate, x)));
  },
  estimation: [jointStep, rateStep],
  moments: {
    mean(m, parameters) {
      const { shape, rate } = take(parameters, 'shape', 'rate');
      return m.div(shape, rate);
    },
    variance(m, parameters) {
      const { shape, rate } = take(parameters, 'shape', 'rate');
      return m.div(shape, m.mul(rate, rate));
    },
    // shape - log(rate) + lgamma(shape) + (1 - shape) digamma(shape)
    entropy(m, parameters) {
      const { shape, rate } = take(parameters, 'shape', 'rate');
      const rest = m.mul(m.sub(m.num(1), shape), m.digamma(shape));
      return m.add(m.sub(shape, m.log(rate)), m.add(m.lgamma(shape), rest));
    },
  },
  quantiles: {
    cdf(x, parameters) {
      const { shape, rate } = take(parameters, 'shape', 'rate');
      return gammaP(shape, rate * x);
    },
    quantile(p, parameters) {
      const { shape, rate } = take(parameters, 'shape', 'rate');
      return inverseGammaP(shape, p) / rate;
    },
  },
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { shape, rate } = take(parameters, 'shape', 'rate');
    return m.div(m.randomGamma(shape, repeats), rate);
  },
};
