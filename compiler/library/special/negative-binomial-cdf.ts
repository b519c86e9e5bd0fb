// The distribution function of a NegativeBinomial(mean, dispersion) count, a tail of the Beta distribution: at most k
// failures come before the r-th success.
// Source: Abramowitz and Stegun (1964), 26.5.26. Error: that of `logBetaCdf`.

import { logBetaCdf } from './log-incomplete-beta.ts';

/** P(X <= x). */
export function negativeBinomialCdf(x: number, mean: number, dispersion: number): number {
  const k = Math.floor(x);
  if (k < 0) return 0;
  if (mean === 0) return 1;
  return Math.exp(logBetaCdf(Math.log(dispersion) - Math.log(mean), dispersion, k + 1));
}
