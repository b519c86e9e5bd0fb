// log(x**a exp(-x) / Gamma(a + 1)): the log probability of `a` events when `x` are expected, and the common factor
// of the incomplete gamma functions. Written so that large a and x near each other do not cancel.
// Error: within 2e-15 relative plus 1e-14 absolute for a, x up to 1e9.
// Source: C. Loader (2000), Fast and accurate computation of binomial probabilities, section 2.

import { lgamma } from './lgamma.ts';
import { log1pMinus } from './log1p-minus.ts';
import { lgammaRemainder, stirlingFrom } from './stirling.ts';

/** log(x**a exp(-x) / Gamma(a + 1)) for a >= 0, x >= 0. */
export function logPoissonTerm(a: number, x: number): number {
  if (x === 0) return a === 0 ? 0 : -Infinity;
  if (a === 0) return -x;
  if (a < stirlingFrom) return a * Math.log(x) - x - lgamma(a + 1);
  // a log(x / a) + a - x, less log(sqrt(2 pi a)) and the rest of Stirling's series. Far from a, x / a keeps the
  // digits of x that (x - a) / a would lose.
  const u = (x - a) / a;
  const exponent = Math.abs(u) < 0.4 ? a * log1pMinus(u) : a * Math.log(x / a) + (a - x);
  return exponent - lgammaRemainder(a) - 0.5 * Math.log(2 * Math.PI * a);
}
