// lgamma(a + n) - lgamma(a), the logarithm of a (a + 1) ... (a + n - 1), without the cancellation of two large terms.
// Error: within 1e-15 relative to the larger of the value and n, for a up to 1e300.
// Source: Stirling's series (Abramowitz and Stegun 1964, 6.1.41), the leading terms subtracted on paper.

import { lgamma } from './lgamma.ts';
import { lgammaRemainder, stirlingFrom } from './stirling.ts';

/** For a > 0 and n >= 0. */
export function logRising(a: number, n: number): number {
  if (n === 0) return 0;
  if (n === 1) return Math.log(a);
  if (a >= stirlingFrom) {
    // (a + n - 1/2) log(a + n) - (a - 1/2) log(a) - n = n log(a + n) + ((a - 1/2) log1p(n / a) - n)
    const growth = (a - 0.5) * Math.log1p(n / a) - n;
    return n * Math.log(a + n) + growth + (lgammaRemainder(a + n) - lgammaRemainder(a));
  }
  // Few factors of a small a: their product has no large terms.
  if (n <= 8 && Number.isInteger(n)) {
    let product = a;
    for (let k = 1; k < n; k++) product *= a + k;
    return Math.log(product);
  }
  return lgamma(a + n) - lgamma(a);
}
