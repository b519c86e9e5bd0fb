// log(x) - digamma(x) and its derivative, without the cancellation that computing the two apart would bring:
// both fall like 1 / x while log(x) grows. Error: within 1e-14 relative for x > 0.

import { digamma } from './digamma.ts';
import { digammaRemainder, stirlingFrom, trigammaRemainder } from './stirling.ts';
import { trigamma } from './trigamma.ts';

/** log(x) - digamma(x) for x > 0: positive, falling from infinity to 0. */
export function logMinusDigamma(x: number): number {
  return x >= stirlingFrom ? digammaRemainder(x) : Math.log(x) - digamma(x);
}

/** Its derivative, 1 / x - trigamma(x): negative. */
export function logMinusDigammaSlope(x: number): number {
  return x >= stirlingFrom ? -trigammaRemainder(x) : 1 / x - trigamma(x);
}
