// log B(a, b) = lgamma(a) + lgamma(b) - lgamma(a + b), and digamma(a + b) - digamma(a), without the cancellation of
// their large terms: Stirling's series from 10 on. Error: within 1e-14 relative to the larger of the value and 1.
// Source: A. DiDonato and A. Morris (1992), Algorithm 708, sections on bcorr and algdiv.

import { digamma } from './digamma.ts';
import { lgamma } from './lgamma.ts';
import { digammaRemainder, lgammaRemainder, stirlingFrom } from './stirling.ts';

/** log of the beta function for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (!(large >= stirlingFrom)) return lgamma(a) + (lgamma(b) - lgamma(a + b));
  const ratio = small / large;
  const remainder = lgammaRemainder(large) - lgammaRemainder(small + large);
  // (large - 1/2) log(large / (small + large)), with small added so that the leading terms cancel exactly.
  const power = (0.5 - large) * Math.log1p(ratio);
  if (small < stirlingFrom)
    return lgamma(small) + remainder + (power + small) - small * Math.log(small + large);
  return (
    lgammaRemainder(small) +
    remainder +
    power +
    small * (Math.log(ratio) - Math.log1p(ratio)) +
    0.5 * (Math.log(2 * Math.PI) - Math.log(small))
  );
}

const mostTerms = 24;

/** digamma(a + b) - digamma(a) for a > 0, b >= 0. */
export function digammaDifference(a: number, b: number): number {
  if (b <= mostTerms && Number.isInteger(b)) {
    // Of a count, 1 / a + 1 / (a + 1) + ...: cheaper, and all terms are positive.
    let sum = 0;
    for (let k = 0; k < b; k++) sum += 1 / (a + k);
    return sum;
  }
  if (a >= stirlingFrom) return Math.log1p(b / a) + (digammaRemainder(a) - digammaRemainder(a + b));
  return digamma(a + b) - digamma(a);
}
