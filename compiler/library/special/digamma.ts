// digamma(x), the derivative of log Gamma: a Taylor series about 2, recurrence below and above it, Stirling's
// series from 10 on. Error: within 4 units in the last place for x > 0, or 1e-15 near the zero 1.4616...;
// for x < 0 within 4e-15 of the larger of the value and 1.
// Source: Abramowitz and Stegun (1964), 6.3.5, 6.3.7, 6.3.14, 6.3.18.

import { piCotPi } from './pi-reduction.ts';
import { digammaRemainder, stirlingFrom } from './stirling.ts';
import { oneMinusEuler, zetaMinusOne } from './zeta-series.ts';

/** digamma(2 + z) for |z| <= 1/2. */
function aboutTwo(z: number): number {
  let sum = 0;
  for (let i = zetaMinusOne.length - 1; i >= 0; i--) {
    const coefficient = zetaMinusOne[i] ?? 0;
    sum = (i % 2 === 0 ? coefficient : -coefficient) + z * sum;
  }
  return oneMinusEuler + z * sum;
}

/** Derivative of log |Gamma|. -Infinity at 0, NaN at -1, -2, ... */
export function digamma(x: number): number {
  if (x >= stirlingFrom) return x === Infinity ? Infinity : Math.log(x) - digammaRemainder(x);
  if (x > 2.5) {
    let argument = x;
    while (argument > 2.5) argument -= 1;
    const start = aboutTwo(argument - 2);
    // The smallest terms are added first.
    let sum = 0;
    for (let term = x - 1; term > argument - 0.5; term -= 1) sum += 1 / term;
    return start + sum;
  }
  if (x >= 1.5) return aboutTwo(x - 2);
  // digamma(x) = digamma(x + 1) - 1 / x
  if (x >= 0.5) return aboutTwo(x - 1) - 1 / x;
  if (x > 0) return aboutTwo(x) - 1 / (1 + x) - 1 / x;
  if (x === 0) return -Infinity;
  if (Number.isNaN(x) || Number.isInteger(x) || x === -Infinity) return NaN;
  return digamma(1 - x) - piCotPi(x);
}
