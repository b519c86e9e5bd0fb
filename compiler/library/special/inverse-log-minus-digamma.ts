// Solves log(a) - digamma(a) = s: the shape of a Gamma distribution from the log of its mean less its mean log.
// Newton's method on log s as a function of log a, which is nearly a straight line of slope -1 (s is about 1 / a
// for small a, 1 / (2 a) for large), so that it converges from anywhere in a few steps.
// Start: T. Minka (2002), Estimating a Gamma distribution, equation 17. Error: within 1e-13 relative.

import { logMinusDigamma, logMinusDigammaSlope } from './log-minus-digamma.ts';

/** The a > 0 with log(a) - digamma(a) = s. Infinity for s = 0, 0 for s = Infinity, NaN for s < 0. */
export function inverseLogMinusDigamma(s: number): number {
  if (s === 0) return Infinity;
  if (!(s > 0)) return NaN;
  // The leading terms, exact there; squares of a would overflow or vanish.
  if (s < 1e-100) return 0.5 / s;
  if (s > 1e100) return 1 / s;
  let a = (3 - s + Math.sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
  if (!(a > 0)) a = 1 / s;
  for (let step = 0; step < 20; step++) {
    const value = logMinusDigamma(a);
    // d log(value) / d log(a) = a * slope / value
    const change = (Math.log(s / value) * value) / (a * logMinusDigammaSlope(a));
    a *= Math.exp(change);
    if (Math.abs(change) < 1e-15) break;
  }
  return a;
}
