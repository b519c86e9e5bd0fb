// Logistic(location l, scale s) on the real line; z = (x - l) / s.
//   log p(x) = -z - log(s) - 2 log(1 + exp(-z))
// Source: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 23.

import { locationScale } from './location-scale.ts';

export const logistic = locationScale({
  name: 'Logistic',
  density: 'log p(x) = -z - log(scale) - 2 log(1 + exp(-z)), z = (x - location) / scale',
  // Symmetric: with |z| nothing overflows.
  logDensity(m, z) {
    const size = m.abs(z);
    return m.neg(m.add(size, m.mul(m.num(2), m.log1p(m.exp(m.neg(size))))));
  },
  logCdf: (m, z) => m.neg(m.softplus(m.neg(z))),
  logSurvival: (m, z) => m.neg(m.softplus(z)),
  quantile: (p) => Math.log(p) - Math.log1p(-p),
  sample(m, repeats) {
    const u = m.randomUniform(repeats);
    return m.sub(m.log(u), m.log1p(m.neg(u)));
  },
  mean: 0,
  variance: (Math.PI * Math.PI) / 3,
  entropy: 2,
});
