// Weibull(shape k, scale l) on x >= 0.
//   log p(x) = log(k / l) + (k - 1) log(x / l) - (x / l)**k
// At x = 0 the density is 0, 1 / l or infinite for a shape above, at or below 1.
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 21.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, nonnegative, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, Tails, Values } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { logOneMinusExpOfExp } from '../stable-logs.ts';

/** log((x / l)**k) */
function logHazard<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V {
  const { shape, scale } = take(parameters, 'shape', 'scale');
  return m.weighted(shape, m.sub(m.log(m.max(x, m.num(0))), m.log(scale)));
}

/** log(E[X**n]) - n log(l) = lgamma(1 + n / k) */
const logMoment = <V, A>(m: Arithmetic<V, A>, n: number, shape: V): V =>
  m.lgamma(m.add(m.num(1), m.div(m.num(n), shape)));

const tails: Tails = {
  logCdf: (m, x, parameters) => logOneMinusExpOfExp(m, logHazard(m, x, parameters)),
  logSurvival: (m, x, parameters) => m.neg(m.exp(logHazard(m, x, parameters))),
};

const euler = 0.5772156649015329;

export const weibull: Distribution = {
  name: 'Weibull',
  summary:
    'Weibull(shape, scale): log p(x) = log(shape / scale) + (shape - 1) log(x / scale) - (x / scale)^shape',
  eventRank: 0,
  support: nonnegative,
  discrete: false,
  parameters: { shape: scalar(positive), scale: scalar(positive) },
  forms: [canonicalForm(['shape', 'scale'])],
  logDensity(m, x, parameters) {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    const logScale = m.log(scale);
    const power = m.weighted(m.sub(shape, m.num(1)), m.sub(m.log(x), logScale));
    const kernel = m.sub(power, m.pow(m.div(x, scale), shape));
    return m.add(m.sub(m.log(shape), logScale), kernel);
  },
  inSupport: (m, x) => m.lessEqual(m.num(0), x),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { shape, scale } = take(parameters, 'shape', 'scale');
      return m.mul(scale, m.exp(logMoment(m, 1, shape)));
    },
    // E[X**2] - E[X]**2 = E[X]**2 (exp(log E[X**2] - 2 log E[X]) - 1)
    variance(m, parameters) {
      const { shape, scale } = take(parameters, 'shape', 'scale');
      const logMean = logMoment(m, 1, shape);
      const mean = m.mul(scale, m.exp(logMean));
      return m.mul(m.mul(mean, mean), m.expm1(m.sub(logMoment(m, 2, shape), m.mul(m.num(2), logMean))));
    },
    entropy(m, parameters) {
      const { shape, scale } = take(parameters, 'shape', 'scale');
      const spread = m.mul(m.num(euler), m.sub(m.num(1), m.div(m.num(1), shape)));
      return m.add(m.add(spread, m.num(1)), m.sub(m.log(scale), m.log(shape)));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    return scale * Math.pow(-Math.log1p(-p), 1 / shape);
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { shape, scale } = take(parameters, 'shape', 'scale');
    const hazard = m.neg(m.log(m.randomUniform(repeats)));
    return m.mul(scale, m.pow(hazard, m.div(m.num(1), shape)));
  },
};
