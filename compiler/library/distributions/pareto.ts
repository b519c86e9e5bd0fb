// Pareto(scale s, shape a) on x >= s: log(x / s) is Exponential(a).
//   log p(x) = log(a) + a log(s) - (a + 1) log(x)
// The mean is finite for a > 1 and the variance for a > 2.
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 20.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Tails } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { logOneMinusExp } from '../stable-logs.ts';

/** log(x / s), 0 below s; near s from the difference, which has the digits. */
function logExcess<V, A>(m: Arithmetic<V, A>, x: V, scale: V): V {
  const above = m.max(x, scale);
  const isNear = m.less(above, m.mul(m.num(2), scale));
  const near = m.log1p(m.div(m.sub(m.select(isNear, above, scale), scale), scale));
  return m.select(isNear, near, m.sub(m.log(above), m.log(scale)));
}

const shapeStep: EstimationStep = {
  formulas: { shape: '1 / E[log(x / scale)]' },
  estimates: ['shape'],
  needs: ['scale'],
  constantWithinPool: [],
  pooled: { weight: 'none', excess: 'none' },
  pool(m, statistics, known) {
    const { weight, logX } = take(statistics, 'weight', 'logX');
    return { weight, excess: m.sub(logX, m.mul(weight, m.log(take(known, 'scale').scale))) };
  },
  solve(m, pooled) {
    const { weight, excess } = take(pooled, 'weight', 'excess');
    // Of values at the scale the excess may be a rounding error below 0.
    return { shape: m.div(weight, m.max(excess, m.num(0))) };
  },
  conjugate: {
    // log p(shape) = (shape' - 1) log(shape) - rate * shape
    Gamma(m, pooled, prior) {
      const { weight, excess } = take(pooled, 'weight', 'excess');
      const { shape, rate } = take(prior, 'shape', 'rate');
      return {
        weight: m.max(m.add(weight, m.sub(shape, m.num(1))), m.num(0)),
        excess: m.add(excess, rate),
      };
    },
  },
};

const tails: Tails = {
  logCdf: (m, x, parameters) => logOneMinusExp(m, m.neg(tails.logSurvival(m, x, parameters))),
  logSurvival(m, x, parameters) {
    const { scale, shape } = take(parameters, 'scale', 'shape');
    return m.neg(m.mul(shape, logExcess(m, x, scale)));
  },
};

export const pareto: Distribution = {
  name: 'Pareto',
  summary:
    'Pareto(scale, shape): log p(x) = log(shape) + shape log(scale) - (shape + 1) log(x), x at least scale',
  eventRank: 0,
  support: { kind: 'range', whole: false, lower: { parameter: 'scale' }, upper: null },
  discrete: false,
  parameters: { scale: scalar(positive), shape: scalar(positive) },
  forms: [canonicalForm(['scale', 'shape'])],
  logDensity(m, x, parameters) {
    const { scale, shape } = take(parameters, 'scale', 'shape');
    const kernel = m.mul(m.add(shape, m.num(1)), logExcess(m, x, scale));
    return m.sub(m.sub(m.log(shape), m.log(scale)), kernel);
  },
  inSupport: (m, x, parameters) => m.lessEqual(take(parameters, 'scale').scale, x),
  statistics: [{ name: 'logX', axes: 'none', alwaysFinite: false, of: (m, x) => m.log(x) }],
  presumed: ['scale'],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, logX } = take(statistics, 'weight', 'logX');
    const { scale, shape } = take(parameters, 'scale', 'shape');
    const normaliser = m.mul(weight, m.add(m.log(shape), m.mul(shape, m.log(scale))));
    return m.sub(normaliser, m.mul(m.add(shape, m.num(1)), logX));
  },
  estimation: [shapeStep],
  moments: {
    mean(m, parameters) {
      const { scale, shape } = take(parameters, 'scale', 'shape');
      const finite = m.less(m.num(1), shape);
      const excess = m.select(finite, m.sub(shape, m.num(1)), m.num(1));
      return m.select(finite, m.div(m.mul(shape, scale), excess), m.num(Infinity));
    },
    // scale**2 shape / ((shape - 1)**2 (shape - 2))
    variance(m, parameters) {
      const { scale, shape } = take(parameters, 'scale', 'shape');
      const finite = m.less(m.num(2), shape);
      const excess = m.select(finite, m.sub(shape, m.num(1)), m.num(2));
      const ratio = m.div(scale, excess);
      const variance = m.div(m.mul(shape, m.mul(ratio, ratio)), m.sub(excess, m.num(1)));
      return m.select(finite, variance, m.num(Infinity));
    },
    // log(scale / shape) + 1 + 1 / shape
    entropy(m, parameters) {
      const { scale, shape } = take(parameters, 'scale', 'shape');
      const spread = m.add(m.num(1), m.div(m.num(1), shape));
      return m.add(m.sub(m.log(scale), m.log(shape)), spread);
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { scale, shape } = take(parameters, 'scale', 'shape');
    return scale * Math.exp(-Math.log1p(-p) / shape);
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { scale, shape } = take(parameters, 'scale', 'shape');
    return m.mul(scale, m.exp(m.neg(m.div(m.log(m.randomUniform(repeats)), shape))));
  },
};
