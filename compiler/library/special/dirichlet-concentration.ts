// Maximum likelihood of a Dirichlet distribution: the concentration a with E[log x[k]] = meanLog[k], that is
// digamma(a[k]) = digamma(s) + meanLog[k] with s = sum{ a }. Each s gives entries a[k](s); what remains is one
// equation, log(sum{ a[k](s) } / s) = 0. Its left side falls in log(s), because x * trigamma(x) falls in x, from
// log(count) to log(sum{ exp(meanLog) }): there is one root if that is negative. Newton's method, kept in a bracket.
// Error: the equations hold within rounding. Where the sum is large they tell less about it than that.
// Source: T. Minka (2000), Estimating a Dirichlet distribution, section 1, for the equations; the reduction to one
// unknown is derived here.

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
  const set = (k: number, value: number): void => {
    result[resultOffset + k * resultStride] = value;
  };

  let limit = 0;
  for (let k = 0; k < count; k++) limit += Math.exp(mean(k));
  if (!(limit < 1)) {
    for (let k = 0; k < count; k++) set(k, Number.isNaN(limit) ? NaN : Infinity);
    return;
  }

  // For large a, digamma(a) is about log(a) - 1 / (2 a), which gives log(limit) = -(count - 1) / (2 s).
  let logSum = Math.log((count - 1) / (-2 * Math.log(limit)));
  let lower = -Infinity;
  let upper = Infinity;
  for (let step = 0; step < 200; step++) {
    const sum = Math.exp(logSum);
    const sumDigamma = digamma(sum);
    const sumSlope = sum * trigamma(sum);
    let total = 0;
    let slope = 0;
    for (let k = 0; k < count; k++) {
      const a = inverseDigamma(sumDigamma + mean(k));
      set(k, a);
      total += a;
      // d a / d log(s) = s trigamma(s) / trigamma(a)
      slope += sumSlope / trigamma(a);
    }
    const value = Math.log(total / sum);
    if (value > 0) lower = logSum;
    else upper = logSum;
    // Far from the root the curve is flat at either end, and a full step would leave the range.
    const newton = logSum + Math.max(-3, Math.min(3, value / (1 - slope / total)));
    const next = newton > lower && newton < upper ? newton : middle(lower, upper, logSum);
    const change = Math.abs(next - logSum);
    logSum = next;
    if (!(change > 1e-15 * Math.max(1, Math.abs(logSum)))) return;
  }
}

/** Within the bracket; where it is still open, or closed onto the point itself, the point. */
function middle(lower: number, upper: number, point: number): number {
  const value = 0.5 * (lower + upper);
  return Number.isFinite(value) ? value : point;
}
