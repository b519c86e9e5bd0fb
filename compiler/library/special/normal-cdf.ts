// The standard normal distribution function (error within 2e-13 relative in both tails, of which all but 1e-14 is
// the rounding of z**2 far out) and its inverse (within 1e-14).

import { erf, erfc } from './erf.ts';

/** P(Z <= z) */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/**
 * The z with P(Z <= z) = p; infinite at 0 and 1, NaN outside [0, 1]. A rational start with error below 4.5e-4
 * (Abramowitz and Stegun 1964, 26.2.23), then Halley's method, which triples the digits at each step.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  // 1 - p is exact for p > 1/2, and the lower tail is computed without cancellation.
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let z =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    // Newton's step is error / density; the density's own derivative, -z times it, corrects that.
    const newton = excess(z, p) * Math.sqrt(2 * Math.PI) * Math.exp(0.5 * z * z);
    z -= newton / (1 + 0.5 * z * newton);
  }
  return z;
}

/** P(Z <= z) - p, from the middle where that is near, so that a z close to 0 keeps its digits. */
function excess(z: number, p: number): number {
  return z > -1 ? 0.5 * erf(z * Math.SQRT1_2) - (p - 0.5) : normalCdf(z) - p;
}
