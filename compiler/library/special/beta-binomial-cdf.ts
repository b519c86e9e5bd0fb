// The distribution function of a BetaBinomial(n, a, b) count and its derivatives with respect to a and b, by adding up
// probabilities: each is the one before times
//   p(j + 1) / p(j) = (n - j) (a + j) / ((j + 1) (b + n - j - 1)).
// The smaller tail is added up, so that none is lost in rounding. Error: within 1e-13 relative for n up to 1e4.

import { digammaDifference } from './log-beta.ts';
import { lgamma } from './lgamma.ts';
import { logRising } from './log-rising.ts';

interface Tail {
  /** log of the sum of p(j) over the tail. */
  readonly log: number;
  /** Means over the tail of digamma(a + j) - digamma(a), and of digamma(b + n - j) - digamma(b). */
  readonly meanRise: number;
  readonly meanFall: number;
}

function logTerm(j: number, n: number, a: number, b: number): number {
  const few = Math.min(j, n - j);
  const ways = logRising(n - few + 1, few) - lgamma(few + 1);
  return ways + logRising(a, j) + logRising(b, n - j) - logRising(a + b, n);
}

/** Over j from `from` to `to`, both in. */
function tail(from: number, to: number, n: number, a: number, b: number): Tail {
  // Relative to the largest term so far, so that neither a sum of tiny terms nor one of large ratios leaves the range.
  let peak = logTerm(from, n, a, b);
  let term = 1;
  let [total, rises, falls] = [0, 0, 0];
  let rise = digammaDifference(a, from);
  let fall = digammaDifference(b, n - from);
  for (let j = from; ; j++) {
    total += term;
    rises += term * rise;
    falls += term * fall;
    if (j === to) break;
    term *= ((n - j) * (a + j)) / ((j + 1) * (b + n - j - 1));
    rise += 1 / (a + j);
    fall -= 1 / (b + n - j - 1);
    if (term > 1e200) {
      [total, rises, falls] = [total / term, rises / term, falls / term];
      peak += Math.log(term);
      term = 1;
    }
  }
  return { log: peak + Math.log(total), meanRise: rises / total, meanFall: falls / total };
}

/** log P(X <= x). */
export function logBetaBinomialCdf(x: number, n: number, a: number, b: number): number {
  const k = Math.floor(x);
  if (Number.isNaN(k + n + a + b)) return NaN;
  if (k < 0) return -Infinity;
  if (k >= n) return 0;
  const below = tail(0, k, n, a, b).log;
  return below < -Math.LN2 ? below : Math.log1p(-Math.exp(tail(k + 1, n, n, a, b).log));
}

/** The derivative of `logBetaBinomialCdf` with respect to a. */
export function logBetaBinomialCdfSlopeAlpha(x: number, n: number, a: number, b: number): number {
  return slope(x, n, a, b, (part) => part.meanRise - digammaDifference(a + b, n));
}

/** The derivative of `logBetaBinomialCdf` with respect to b. */
export function logBetaBinomialCdfSlopeBeta(x: number, n: number, a: number, b: number): number {
  return slope(x, n, a, b, (part) => part.meanFall - digammaDifference(a + b, n));
}

/** The mean over a tail of the slope of log p is the slope of the tail's logarithm. */
function slope(x: number, n: number, a: number, b: number, mean: (part: Tail) => number): number {
  const k = Math.floor(x);
  if (!(k >= 0 && k < n)) return Number.isNaN(k + n) ? NaN : 0;
  const below = tail(0, k, n, a, b);
  if (below.log < -Math.LN2) return mean(below);
  // The tails add up to 1.
  const above = tail(k + 1, n, n, a, b);
  return -Math.exp(above.log - Math.log1p(-Math.exp(above.log))) * mean(above);
}

/** P(X <= x). */
export function betaBinomialCdf(x: number, n: number, a: number, b: number): number {
  return Math.exp(logBetaBinomialCdf(x, n, a, b));
}
