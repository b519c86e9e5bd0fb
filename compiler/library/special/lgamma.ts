// log |Gamma(x)|: a Taylor series about 2, recurrence below and above it, Stirling's series from 10 on.
// Error: within 4 units in the last place for x > 0 (near the zeros 1 and 2 too); for x < 0 within 4e-15 of the
// larger of the value and 1.
// Source: Abramowitz and Stegun (1964), 6.1.15, 6.1.17, 6.1.33, 6.1.41.

import { sinPi } from './pi-reduction.ts';
import { lgammaRemainder, stirlingFrom } from './stirling.ts';
import { oneMinusEuler, zetaMinusOne } from './zeta-series.ts';

/** Coefficients of z**2, z**3, ... of lgamma(2 + z). */
const coefficients = Float64Array.from(zetaMinusOne, (value, i) => (i % 2 === 0 ? value : -value) / (i + 2));

/** lgamma(2 + z) for |z| <= 1/2. */
function aboutTwo(z: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = (coefficients[i] ?? 0) + z * sum;
  return z * (oneMinusEuler + z * sum);
}

/** log |Gamma(x)|. Infinity at 0, -1, -2, ... and at both infinities. */
export function lgamma(x: number): number {
  if (x >= stirlingFrom) {
    if (x === Infinity) return Infinity;
    // (x - 1/2) log(x) - x + log(2 pi) / 2, joined so that large terms do not cancel.
    return (x - 0.5) * (Math.log(x) - 1) + (0.4189385332046728 + lgammaRemainder(x));
  }
  if (x > 2.5) {
    // Gamma(x) = (x - 1) (x - 2) ... Gamma(x - n)
    let product = 1;
    let argument = x;
    while (argument > 2.5) {
      argument -= 1;
      product *= argument;
    }
    return Math.log(product) + aboutTwo(argument - 2);
  }
  if (x >= 1.5) return aboutTwo(x - 2);
  // Gamma(x) = Gamma(x + 1) / x; log1p keeps the digits near the zero at 1.
  if (x >= 0.5) return aboutTwo(x - 1) - Math.log1p(x - 1);
  if (x > 0) return aboutTwo(x) - Math.log1p(x) - Math.log(x);
  if (Number.isNaN(x)) return x;
  if (x === -Infinity || Number.isInteger(x)) return Infinity;
  // Gamma(x) Gamma(1 - x) = pi / sin(pi x)
  return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
}
