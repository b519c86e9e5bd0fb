// Laplace(location l, scale s) on the real line.
//   log p(x) = -log(2 s) - |x - l| / s
// Source: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 24.

import type { Arithmetic } from '../arithmetic.ts';
import { locationScale } from './location-scale.ts';

/** log P(Z <= z): log(1 / 2) + z below 0, log(1 - exp(-z) / 2) above. */
function logCdf<V, A>(m: Arithmetic<V, A>, z: V): V {
  const half = m.mul(m.num(0.5), m.exp(m.neg(m.abs(z))));
  return m.select(m.less(z, m.num(0)), m.sub(z, m.num(Math.LN2)), m.log1p(m.neg(half)));
}

export const laplace = locationScale({
  name: 'Laplace',
  density: 'log p(x) = -log(2 scale) - abs(x - location) / scale',
  logDensity: (m, z) => m.neg(m.add(m.num(Math.LN2), m.abs(z))),
  logCdf,
  logSurvival: (m, z) => logCdf(m, m.neg(z)),
  quantile: (p) => (p < 0.5 ? Math.log(2 * p) : -Math.log(2 * (1 - p))),
  // The difference of two exponential variates.
  sample: (m, repeats) => m.sub(m.log(m.randomUniform(repeats)), m.log(m.randomUniform(repeats))),
  mean: 0,
  variance: 2,
  entropy: 1 + Math.LN2,
});
