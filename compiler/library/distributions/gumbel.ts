// Gumbel(location l, scale s) of maxima, on the real line; z = (x - l) / s.
//   log p(x) = -z - exp(-z) - log(s)
// Source: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 22.

import { logOneMinusExpOfExp } from '../stable-logs.ts';
import { locationScale } from './location-scale.ts';

const euler = 0.5772156649015329;

export const gumbel = locationScale({
  name: 'Gumbel',
  density: 'log p(x) = -z - exp(-z) - log(scale), z = (x - location) / scale, of maxima',
  logDensity: (m, z) => m.neg(m.add(z, m.exp(m.neg(z)))),
  logCdf: (m, z) => m.neg(m.exp(m.neg(z))),
  logSurvival: (m, z) => logOneMinusExpOfExp(m, m.neg(z)),
  // log1p keeps the digits of 1 - p.
  quantile: (p) => -Math.log(p < 0.5 ? -Math.log(p) : -Math.log1p(p - 1)),
  sample: (m, repeats) => m.neg(m.log(m.neg(m.log(m.randomUniform(repeats))))),
  mean: euler,
  variance: (Math.PI * Math.PI) / 6,
  entropy: 1 + euler,
});
