// The regularised incomplete gamma functions P(a, x) (lower) and Q(a, x) = 1 - P(a, x) (upper). The smaller of the
// two is computed, by a series below x = a + 1 and a continued fraction above, so that both tails keep their
// digits. Error: within 2e-13 relative for a up to 1e6; time grows like sqrt(a) near x = a.
// Source: Abramowitz and Stegun (1964), 6.5.4, 6.5.29, 6.5.31.

import { lgamma } from './lgamma.ts';
import { logPoissonTerm } from './poisson-term.ts';

/** P(a, x): the probability that a Gamma(a, 1) variate is at most x, for a > 0. */
export function gammaP(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return NaN;
  if (x <= 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Q(a, x): the probability that a Gamma(a, 1) variate exceeds x; that a Poisson(x) count is below a whole a. */
export function gammaQ(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return NaN;
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  if (x >= a + 1) return upperFraction(a, x);
  return a < 1 && x <= 1 ? upperOfSmallShape(a, x) : 1 - lowerSeries(a, x);
}

const lowerSeries = (a: number, x: number): number =>
  Math.min(1, Math.exp(logPoissonTerm(a, x)) * lowerTailFactor(a, x));

const upperFraction = (a: number, x: number): number =>
  Math.exp(logPoissonTerm(a, x)) * a * upperTailFactor(a, x);

/** P(a, x) = x**a exp(-x) / Gamma(a + 1) * factor; the factor is 1 + x / (a + 1) + x**2 / ((a + 1) (a + 2)) + ... */
export function lowerTailFactor(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/**
 * Q(a, x) = x**a exp(-x) / Gamma(a) * factor; the factor is
 * 1 / (x + 1 - a - (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))), by Lentz's method
 * (W. Lentz 1976, Applied Optics 15, 668), for x >= a + 1.
 */
export function upperTailFactor(a: number, x: number): number {
  let denominator = x + 1 - a;
  let forward = Infinity;
  let backward = 1 / denominator;
  let value = backward;
  for (let n = 1; ; n++) {
    const numerator = n * (a - n);
    denominator += 2;
    backward = 1 / (denominator + numerator * backward);
    forward = denominator + numerator / forward;
    const factor = forward * backward;
    value *= factor;
    // Rounding alone may leave a factor two steps from 1 for ever.
    if (!(Math.abs(factor - 1) > 2 * Number.EPSILON)) break;
  }
  return value;
}

/** Q where P is nearly 1: 1 - x**a / Gamma(a + 1) * (1 + a * sum{ (-x)**n / ((a + n) n!) : n >= 1 }), joined. */
export function upperOfSmallShape(a: number, x: number): number {
  const exponent = a * Math.log(x) - lgamma(a + 1);
  let term = 1;
  let sum = 0;
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= -x / n;
    sum += term / (a + n);
  }
  return -Math.expm1(exponent) - Math.exp(exponent) * a * sum;
}
