// Maximum likelihood of a Dirichlet distribution: the concentration a with E[log x[k]] = meanLog[k], that is
// digamma(a[k]) - digamma(sum(a)) = meanLog[k]. Newton's method (the Hessian is diagonal plus a constant, so that a
// step costs as much as a gradient), and a step of the monotone fixed-point iteration first and wherever Newton's
// would change an entry by more than a factor of 10.
// Error: about 1e-15 times the sum of the concentration; the means of logs themselves do not tell more.
// Source: T. Minka (2000), Estimating a Dirichlet distribution, section 1.

import { digamma } from './digamma.ts';
import { inverseDigamma } from './inverse-digamma.ts';
import { trigamma } from './trigamma.ts';

/**
 * Reads `count` means of logs from `meanLog` and writes as many entries of the concentration to `result`; each
 * array from its offset on, a stride apart. The two may not overlap.
 * Infinity everywhere if sum{ exp(meanLog) } >= 1 (no spread, as of equal rows); NaN if a mean is NaN.
 */
export function dirichletConcentration(
  meanLog: Readonly<Float64Array>,
  meanLogOffset: number,
  meanLogStride: number,
  result: Float64Array,
  resultOffset: number,
  resultStride: number,
  count: number,
): void {
  const mean = (k: number): number => meanLog[meanLogOffset + k * meanLogStride] ?? NaN;
  const current = (k: number): number => result[resultOffset + k * resultStride] ?? NaN;
  const set = (k: number, value: number): void => {
    result[resultOffset + k * resultStride] = value;
  };

  let total = 0;
  for (let k = 0; k < count; k++) total += Math.exp(mean(k));
  if (!(total < 1)) {
    for (let k = 0; k < count; k++) set(k, Number.isNaN(total) ? NaN : Infinity);
    return;
  }

  // For a large sum A, digamma(a) is about log(a) - 1 / (2 a), which gives log(total) = -(count - 1) / (2 A).
  const startSum = (count - 1) / (-2 * Math.log(total));
  fixedPointStep(startSum);
  for (let step = 0; step < 100; step++) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += current(k);
    const sumDigamma = digamma(sum);
    let weightedGradient = 0;
    let inverseCurvature = 0;
    for (let k = 0; k < count; k++) {
      const curvature = trigamma(current(k));
      weightedGradient += (sumDigamma - digamma(current(k)) + mean(k)) / curvature;
      inverseCurvature += 1 / curvature;
    }
    const shift = weightedGradient / (1 / trigamma(sum) - inverseCurvature);
    const newton = (k: number): number => {
      const a = current(k);
      return a + (sumDigamma - digamma(a) + mean(k) + shift) / trigamma(a);
    };

    let largest = 0;
    for (let k = 0; k < count; k++) {
      const ratio = newton(k) / current(k);
      const change = ratio > 0.1 && ratio < 10 ? Math.abs(ratio - 1) : Infinity;
      largest = Math.max(largest, change);
    }
    if (largest === Infinity) fixedPointStep(sum);
    else for (let k = 0; k < count; k++) set(k, newton(k));
    if (largest < 1e-13) return;
  }

  function fixedPointStep(sum: number): void {
    const sumDigamma = digamma(sum);
    for (let k = 0; k < count; k++) set(k, inverseDigamma(sumDigamma + mean(k)));
  }
}
