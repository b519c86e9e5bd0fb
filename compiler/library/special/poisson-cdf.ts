// The distribution function of a Poisson count: that a Gamma(k + 1) waiting time exceeds the rate.

import { gammaQ } from './incomplete-gamma.ts';

/** P(X <= x). */
export function poissonCdf(x: number, rate: number): number {
  return x < 0 ? 0 : gammaQ(Math.floor(x) + 1, rate);
}
