// Cauchy(location l, scale s) on the real line; z = (x - l) / s.
//   log p(x) = -log(pi s) - log(1 + z**2)
// It has no mean and no variance.
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 16.

import { log1pSquare } from '../stable-logs.ts';
import { locationScale } from './location-scale.ts';

export const cauchy = locationScale({
  name: 'Cauchy',
  density: 'log p(x) = -log(pi scale) - log(1 + ((x - location) / scale)^2)',
  logDensity: (m, z) => m.neg(m.add(m.num(Math.log(Math.PI)), log1pSquare(m, z))),
  logCdf: (m, z) => m.special('logCauchyCdf', z),
  logSurvival: (m, z) => m.special('logCauchyCdf', m.neg(z)),
  // 1 - p is exact above the median.
  quantile: (p) => (p < 0.5 ? -1 / Math.tan(Math.PI * p) : p > 0.5 ? 1 / Math.tan(Math.PI * (1 - p)) : 0),
  sample(m, repeats) {
    const angle = m.mul(m.num(Math.PI), m.randomUniform(repeats));
    return m.div(m.cos(angle), m.sin(angle));
  },
  mean: null,
  variance: null,
  entropy: Math.log(4 * Math.PI),
});
