// Whether draws come from a distribution: statistics whose law under the hypothesis is known. Draws are seeded, so a
// test at the 0.1 % level fails for good or never.

import { gammaQ } from '../../compiler/library/special/index.ts';

/**
 * Kolmogorov and Smirnov: the p-value of the largest distance between the draws' distribution function and `cdf`,
 * by the limit law (error below 1e-3 from 1,000 draws on).
 */
export function kolmogorovSmirnov(draws: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, p - i / sorted.length, (i + 1) / sorted.length - p);
  });
  const t = distance * Math.sqrt(sorted.length);
  let p = 0;
  for (let k = 1; k < 100; k++) p += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
  return t < 0.2 ? 1 : p;
}

/** Pearson's chi-square: the p-value of counts against probabilities; bins expected below 10 are joined. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  let bins = 0;
  let [observed, expected] = [0, 0];
  const close = (): void => {
    statistic += (observed - expected) ** 2 / expected;
    bins++;
    [observed, expected] = [0, 0];
  };
  let left = total;
  counts.forEach((count, k) => {
    observed += count;
    const share = total * (probabilities[k] ?? 0);
    expected += share;
    left -= share;
    // What is left must fill a bin too.
    if (expected >= 10 && left >= 10) close();
  });
  if (expected > 0) close();
  else if (observed > 0) return 0;
  return gammaQ((bins - 1) / 2, statistic / 2);
}
