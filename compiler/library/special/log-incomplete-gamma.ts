// Logarithms of both tails of a Gamma(a, 1) variate, also where the probability is 0 or 1 to all digits, and their
// derivatives with respect to a. Error: within 2e-13 relative for a up to 1e6, besides 1e-16 sqrt(a) beyond; of the
// derivatives within 1e-11.
// Source of the derivatives (derived here): with T truncated to the tail,
//   d log P(T <= x) / da = E[log T | T <= x] - digamma(a),
// by quadrature along T = x exp(-s) (below) and T = x exp(s) (above).

import { lowerTailFactor, upperTailFactor, upperOfSmallShape } from './incomplete-gamma.ts';
import { logMinusDigamma } from './log-minus-digamma.ts';
import { logPoissonTerm } from './poisson-term.ts';
import { tailMass, tailMean } from './tail-quadrature.ts';

/** From here on series and fractions take too many terms. */
const quadratureFrom = 1e5;

const lowerExponent = (a: number, x: number) => (s: number) => a * s + x * Math.expm1(-s);
const upperExponent = (a: number, x: number) => (s: number) => x * Math.expm1(s) - a * s;

/** log P(a, x) = log P(T <= x). */
export function logGammaP(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return NaN;
  if (x <= 0) return -Infinity;
  if (x === Infinity) return 0;
  return x < a + 1 ? logLower(a, x) : Math.log1p(-Math.exp(logUpper(a, x)));
}

/** log Q(a, x) = log P(T > x). */
export function logGammaQ(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return NaN;
  if (x <= 0) return 0;
  if (x === Infinity) return -Infinity;
  if (x >= a + 1) return logUpper(a, x);
  const lower = logLower(a, x);
  // Where P is nearly 1, its complement is a difference of its own.
  return lower > -Math.LN2 && a < 1 && x <= 1
    ? Math.log(upperOfSmallShape(a, x))
    : Math.log1p(-Math.exp(lower));
}

function logLower(a: number, x: number): number {
  const factor = a < quadratureFrom ? lowerTailFactor(a, x) : a * tailMass(lowerExponent(a, x));
  return Math.min(0, logPoissonTerm(a, x) + Math.log(factor));
}

function logUpper(a: number, x: number): number {
  const factor = a < quadratureFrom ? upperTailFactor(a, x) : tailMass(upperExponent(a, x));
  return logPoissonTerm(a, x) + Math.log(a * factor);
}

/** The derivative of log P(a, x) with respect to a. */
export function logGammaPSlope(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return NaN;
  if (x <= 0) return -Infinity;
  if (x === Infinity) return 0;
  const [lower, upper] = [logGammaP(a, x), logGammaQ(a, x)];
  // The tails add up to 1: the smaller one keeps its digits.
  return lower <= upper ? slopeBelow(a, x) : -Math.exp(upper - lower) * slopeAbove(a, x);
}

/** The derivative of log Q(a, x) with respect to a. */
export function logGammaQSlope(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return NaN;
  if (x <= 0) return 0;
  if (x === Infinity) return Infinity;
  const [lower, upper] = [logGammaP(a, x), logGammaQ(a, x)];
  return upper <= lower ? slopeAbove(a, x) : -Math.exp(lower - upper) * slopeBelow(a, x);
}

const slopeBelow = (a: number, x: number): number =>
  logMinusDigammaAt(a, x) - tailMean(lowerExponent(a, x), (s) => s);
const slopeAbove = (a: number, x: number): number =>
  logMinusDigammaAt(a, x) + tailMean(upperExponent(a, x), (s) => s);

/** log(x) - digamma(a) */
function logMinusDigammaAt(a: number, x: number): number {
  const u = (x - a) / a;
  return (Math.abs(u) < 0.5 ? Math.log1p(u) : Math.log(x / a)) + logMinusDigamma(a);
}
