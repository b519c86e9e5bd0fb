// Distribution functions of Binomial and of NegativeBinomial counts, as tails of the Beta distribution: of n uniform
// numbers the (k + 1)-th smallest, a Beta(k + 1, n - k) variate, is above p exactly if at most k are below.
// Source: Abramowitz and Stegun (1964), 6.6.4 and 26.5.24 to 26.5.26. Error: that of `logBetaCdf`.

import { logBetaCdf } from './log-incomplete-beta.ts';

/** P(X <= x) of a Binomial(n, p). */
export function binomialCdf(x: number, n: number, p: number): number {
  const k = Math.floor(x);
  if (k < 0) return 0;
  if (k >= n) return 1;
  return Math.exp(logBetaCdf(Math.log1p(-p) - Math.log(p), n - k, k + 1));
}
