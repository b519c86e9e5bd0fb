// Quantiles by the logarithm of a tail, so that draws far out keep their digits: a normal value above 10 has a
// distribution function of 1 to all digits, and yet a survival function of 7.6e-24.

import { findDistribution } from '../distributions/index.ts';
import type { Distribution } from '../distribution.ts';
import { numberArithmetic } from '../number-arithmetic.ts';

/**
 * For t < 0 the smallest x with log P(X <= x) >= t; for t > 0 the smallest with log P(X > x) <= -t. Canonical
 * parameters in their order. Where the family's own quantile has the digits it is taken; further out the root of the
 * tail is found by Newton's method within a bracket.
 */
export function tailQuantile(familyName: string, t: number, parameters: readonly number[]): number {
  const family = findDistribution(familyName);
  if (family === null) throw new Error(`internal: no distribution ${familyName}`);
  const { quantiles, tails } = family;
  if (quantiles === null || tails === null) throw new Error(`internal: ${familyName} has no quantiles`);
  const values = Object.fromEntries(
    Object.keys(family.parameters).map((name, position) => [name, parameters[position] ?? NaN]),
  );
  // 1 - 1e-4 is known to 1e-12 of what it lacks of 1.
  if (t < 0 && t > -700) return quantiles.quantile(Math.exp(t), values);
  if (t >= 0 && t < 9) return quantiles.quantile(-Math.expm1(-t), values);
  const start = quantiles.quantile(t < 0 ? 1e-300 : 1 - 1e-4, values);
  return family.discrete ? wholeRoot(family, t, values, start) : root(family, t, values, start);
}

type Numbers = Readonly<Record<string, number>>;

/** Increases in x, and is 0 at the quantile; NaN never: past the ends of the support it is infinite. */
function excess({ tails }: Distribution, t: number, values: Numbers, x: number): number {
  const m = numberArithmetic();
  const log = t < 0 ? tails?.logCdf(m, x, values) : tails?.logSurvival(m, x, values);
  const found = log ?? NaN;
  if (t < 0) return Number.isNaN(found) ? -Infinity : found - t;
  return Number.isNaN(found) ? Infinity : -t - found;
}

/** Two points with the quantile between them, found by ever longer steps from the start. */
function bracket(family: Distribution, t: number, values: Numbers, start: number): [number, number] {
  let width = Math.max(1e-3 * Math.abs(start), 1e-300);
  let [from, to] = [start, start];
  for (let step = 0; step < 2200; step++, width *= 2) {
    if (t < 0) {
      if (excess(family, t, values, from) <= 0) break;
      [from, to] = [start - width, from];
    } else {
      if (excess(family, t, values, to) >= 0) break;
      [from, to] = [to, start + width];
    }
  }
  return [from, to];
}

function root(family: Distribution, t: number, values: Numbers, start: number): number {
  let [from, to] = bracket(family, t, values, start);
  let x = 0.5 * (from + to);
  const m = numberArithmetic();
  for (let step = 0; step < 200; step++) {
    const error = excess(family, t, values, x);
    if (error === 0) return x;
    if (error > 0) to = x;
    else from = x;
    // d log P / dx = density / P, at P = exp(-|t|) up to the error itself.
    const logTail = t < 0 ? error + t : -t - error;
    const slope = Math.exp(family.logDensity(m, x, values, null) - logTail);
    const newton = x - error / slope;
    const next = newton > from && newton < to ? newton : 0.5 * (from + to);
    if (Math.abs(next - x) <= 4e-16 * Math.abs(next) || next === from || next === to) return next;
    x = next;
  }
  return x;
}

function wholeRoot(family: Distribution, t: number, values: Numbers, start: number): number {
  let [low, high] = [start - 1, start];
  for (let width = 1; excess(family, t, values, high) < 0 && width < 2 ** 60; width *= 2)
    [low, high] = [high, high + width];
  for (let width = 1; excess(family, t, values, low) >= 0 && width < 2 ** 60; width *= 2)
    [low, high] = [low - width, low];
  while (high - low > 1) {
    const middle = Math.floor(0.5 * (low + high));
    if (excess(family, t, values, middle) >= 0) high = middle;
    else low = middle;
  }
  return high;
}
