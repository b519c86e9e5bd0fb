// log P(Z <= z) of the standard normal distribution, also where the probability itself is 0 or 1 to all digits.
// Error: within 2e-14 relative. Source of the expansion: Abramowitz and Stegun (1964), 26.2.12.

import { normalCdf } from './normal-cdf.ts';

/** Below this the expansion has all digits, and the distribution function loses some to the rounding of z**2. */
const farOut = -10;

export function logNormalCdf(z: number): number {
  if (z > 0) return Math.log1p(-normalCdf(-z));
  if (z > farOut || Number.isNaN(z)) return Math.log(normalCdf(z));
  // density(z) / |z| * (1 - 1 / z**2 + 3 / z**4 - 15 / z**6 + ...)
  const ratio = 1 / (z * z);
  let term = 1;
  let sum = 1;
  for (let n = 1; Math.abs(term) > 1e-17 && n < 40; n++) {
    term *= -(2 * n - 1) * ratio;
    sum += term;
  }
  return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(-z) + Math.log(sum);
}
