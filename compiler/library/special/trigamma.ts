// trigamma(x), the second derivative of log Gamma: a Taylor series about 2, recurrence below and above it,
// Stirling's series from 10 on. Error: within 4 units in the last place for x > 0.
// Source: Abramowitz and Stegun (1964), 6.4.6, 6.4.7, 6.4.9, 6.4.12.

import { sinPi } from './pi-reduction.ts';
import { stirlingFrom, trigammaRemainder } from './stirling.ts';
import { zetaMinusOne } from './zeta-series.ts';

/** trigamma(2 + z) for |z| <= 1/2. */
function aboutTwo(z: number): number {
  let sum = 0;
  for (let i = zetaMinusOne.length - 1; i >= 0; i--) {
    const coefficient = (i + 1) * (zetaMinusOne[i] ?? 0);
    sum = (i % 2 === 0 ? coefficient : -coefficient) + z * sum;
  }
  return sum;
}

/** Second derivative of log |Gamma|. Infinity at 0, -1, -2, ... */
export function trigamma(x: number): number {
  if (x >= stirlingFrom) return 1 / x + trigammaRemainder(x);
  if (x > 2.5) {
    // Upwards, where all terms are positive; downwards they would cancel.
    let argument = x;
    let sum = 0;
    for (; argument < stirlingFrom; argument += 1) sum += 1 / (argument * argument);
    return sum + trigamma(argument);
  }
  if (x >= 1.5) return aboutTwo(x - 2);
  // trigamma(x) = trigamma(x + 1) + 1 / x**2
  if (x >= 0.5) return aboutTwo(x - 1) + 1 / (x * x);
  if (x > 0) return aboutTwo(x) + 1 / ((1 + x) * (1 + x)) + 1 / (x * x);
  if (Number.isNaN(x)) return x;
  if (x === -Infinity) return NaN;
  const sine = sinPi(x);
  return (Math.PI / sine) * (Math.PI / sine) - trigamma(1 - x);
}
