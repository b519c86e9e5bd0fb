// InverseGamma(shape c, scale s) on x > 0: 1 / x is Gamma(c, rate s).
//   log p(x) = c log(s) - lgamma(c) - (c + 1) log(x) - s / x
// The mean is finite for c > 1 and the variance for c > 2.
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 17.

import { canonicalForm, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Tails } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { inverseGammaQ } from '../special/inverse-incomplete-gamma.ts';
import { square } from '../stable-logs.ts';

/** Those of a Gamma for y = 1 / x: log(c) - digamma(c) = log(mean y) - mean log(y). */
const jointStep: EstimationStep = {
  formulas: {
    shape: 'the root of log(a) - digamma(a) = log(E[1 / x]) + E[log x]',
    scale: 'shape / E[1 / x]',
  },
  estimates: ['shape', 'scale'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', inverse: 'none', logX: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'inverse', 'logX'),
  solve(m, pooled) {
    const { weight, inverse, logX } = take(pooled, 'weight', 'inverse', 'logX');
    const mean = m.div(inverse, weight);
    // Of equal values the sum may be a rounding error below 0.
    const gap = m.max(m.add(m.log(mean), m.div(logX, weight)), m.num(0));
    const shape = m.inverseLogMinusDigamma(gap);
    return { shape, scale: m.div(shape, mean) };
  },
  conjugate: {},
};

/** Known shapes may differ within the pool. */
const scaleStep: EstimationStep = {
  formulas: { scale: 'shape / E[1 / x]' },
  estimates: ['scale'],
  needs: ['shape'],
  constantWithinPool: [],
  pooled: { shapes: 'none', inverse: 'none' },
  pool(m, statistics, known) {
    const { weight, inverse } = take(statistics, 'weight', 'inverse');
    return { shapes: m.mul(weight, take(known, 'shape').shape), inverse };
  },
  solve(m, pooled) {
    const { shapes, inverse } = take(pooled, 'shapes', 'inverse');
    return { scale: m.div(shapes, inverse) };
  },
  conjugate: {
    Gamma(m, pooled, prior) {
      const { shapes, inverse } = take(pooled, 'shapes', 'inverse');
      const { shape, rate } = take(prior, 'shape', 'rate');
      return {
        shapes: m.max(m.add(shapes, m.sub(shape, m.num(1))), m.num(0)),
        inverse: m.add(inverse, rate),
      };
    },
  },
};

const tails: Tails = {
  logCdf(m, x, parameters) {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    return m.special('logGammaQ', shape, m.div(scale, m.max(x, m.num(0))));
  },
  logSurvival(m, x, parameters) {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    return m.special('logGammaP', shape, m.div(scale, m.max(x, m.num(0))));
  },
};

export const inverseGamma: Distribution = {
  name: 'InverseGamma',
  summary:
    'InverseGamma(shape, scale): log p(x) = shape log(scale) - lgamma(shape) - (shape + 1) log(x) - scale / x',
  eventRank: 0,
  support: positive,
  discrete: false,
  parameters: { shape: scalar(positive), scale: scalar(positive) },
  forms: [canonicalForm(['shape', 'scale'])],
  logDensity(m, x, parameters) {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    const normaliser = m.sub(m.mul(shape, m.log(scale)), m.lgamma(shape));
    const kernel = m.add(m.mul(m.add(shape, m.num(1)), m.log(x)), m.div(scale, x));
    return m.sub(normaliser, kernel);
  },
  inSupport: (m, x) => m.less(m.num(0), x),
  statistics: [
    { name: 'inverse', axes: 'none', alwaysFinite: false, of: (m, x) => m.div(m.num(1), x) },
    { name: 'logX', axes: 'none', alwaysFinite: false, of: (m, x) => m.log(x) },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, inverse, logX } = take(statistics, 'weight', 'inverse', 'logX');
    const { shape, scale } = take(parameters, 'shape', 'scale');
    const normaliser = m.mul(weight, m.sub(m.mul(shape, m.log(scale)), m.lgamma(shape)));
    const kernel = m.add(m.mul(m.add(shape, m.num(1)), logX), m.mul(scale, inverse));
    return m.sub(normaliser, kernel);
  },
  estimation: [jointStep, scaleStep],
  moments: {
    mean(m, parameters) {
      const { shape, scale } = take(parameters, 'shape', 'scale');
      const finite = m.less(m.num(1), shape);
      const excess = m.select(finite, m.sub(shape, m.num(1)), m.num(1));
      return m.select(finite, m.div(scale, excess), m.num(Infinity));
    },
    // scale**2 / ((shape - 1)**2 (shape - 2))
    variance(m, parameters) {
      const { shape, scale } = take(parameters, 'shape', 'scale');
      const finite = m.less(m.num(2), shape);
      const excess = m.select(finite, m.sub(shape, m.num(1)), m.num(2));
      const mean = m.div(scale, excess);
      return m.select(finite, m.div(square(m, mean), m.sub(excess, m.num(1))), m.num(Infinity));
    },
    // shape + log(scale) + lgamma(shape) - (1 + shape) digamma(shape)
    entropy(m, parameters) {
      const { shape, scale } = take(parameters, 'shape', 'scale');
      const spread = m.mul(m.add(m.num(1), shape), m.digamma(shape));
      return m.sub(m.add(m.add(shape, m.log(scale)), m.lgamma(shape)), spread);
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    return scale / inverseGammaQ(shape, p);
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    return m.div(scale, m.randomGamma(shape, repeats));
  },
};
