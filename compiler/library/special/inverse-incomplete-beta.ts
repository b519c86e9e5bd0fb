// Quantiles of a Beta(a, b) variate, as logits. Newton's method on the log of the smaller tail, which is concave in
// the logit (its density is log-concave): the steps approach the root from one side. Error: that of `logBetaCdf`.

import { logBetaTerm } from './beta-term.ts';
import { logBetaCdf } from './log-incomplete-beta.ts';

/**
 * The logit of x with P(X <= x) = `lower` and P(X > x) = `upper`, which add up to 1: both are given, so that neither
 * loses its digits. Infinite where one is 0.
 */
export function betaQuantileLogit(lower: number, upper: number, a: number, b: number): number {
  if (!(lower >= 0 && upper >= 0) || !(a > 0 && b > 0)) return NaN;
  if (lower > upper) return -betaQuantileLogit(upper, lower, b, a);
  if (lower === 0) return -Infinity;
  const target = Math.log(lower);
  let y = Math.log(a / b);
  for (let step = 0; step < 300; step++) {
    const value = logBetaCdf(y, a, b);
    const slope = Math.exp(logBetaTerm(y, a, b) - value);
    const newton = (target - value) / slope;
    // Far above the root the tail is flat, and a full step would leave the range. Below it the steps are safe.
    const change = value > target ? Math.max(newton, -Math.max(1, 0.5 * Math.abs(y))) : newton;
    if (!Number.isFinite(change)) return y;
    y += change;
    if (!(Math.abs(change) > 1e-15 * Math.max(1e-3, Math.abs(y)))) break;
  }
  return y;
}
