// Quantiles of whole-numbered families from their distribution functions: a guess by moments, then a bracket that
// doubles, then halving.

import { normalQuantile } from './normal-cdf.ts';

export interface DiscreteShape {
  /** Of the support, both in; `upper` may be infinite. */
  readonly lower: number;
  readonly upper: number;
  readonly mean: number;
  readonly variance: number;
  /** The third cumulant over the variance, where it is known: 1 of a Poisson. */
  readonly skew: number;
}

/** What a distribution function may fall short of a probability by rounding alone, relative to the smaller tail. */
const rounding = 1e-13;

/** The smallest whole k with cdf(k) >= p, up to rounding, p in [0, 1]; NaN for other p. */
export function discreteQuantile(
  p: number,
  cdf: (k: number) => number,
  { lower, upper, mean, variance, skew }: DiscreteShape,
): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || lower === upper) return lower;
  if (p === 1) return upper;
  const reaches = (k: number): boolean => cdf(k) >= p - rounding * Math.min(p, 1 - p);
  // Cornish and Fisher's expansion.
  const z = normalQuantile(p);
  const guess = Math.floor(mean + Math.sqrt(variance) * z + (skew * (z * z - 1)) / 6);
  const within = (k: number): number => Math.min(Math.max(k, lower), upper);
  // The quantile is above `low` and at most `high`.
  let low = within(Number.isFinite(guess) ? guess : mean);
  let high = low;
  if (reaches(low)) {
    for (let width = 1; low >= lower && reaches(low); width *= 2) {
      high = low;
      low = Math.max(low - width, lower - 1);
    }
  } else {
    for (let width = 1; high < upper && !reaches(high); width *= 2) {
      low = high;
      high = Math.min(high + width, upper);
    }
  }
  while (high - low > 1) {
    const middle = Math.floor(low + 0.5 * (high - low));
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}
