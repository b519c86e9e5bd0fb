// log P(X <= x) of a Beta(a, b) variate and its derivatives with respect to a and b, over the logit y of x, so that x
// near 1 keeps its digits: the upper tail is `logBetaCdf(-y, b, a)`.
//   P = x**a (1 - x)**b / B(a, b) * the integral of exp(-g(s)) over s >= 0,   logit(X) = y - s,
//   g(s) = a log(1 + (1 - x) (exp(s) - 1)) + b log(1 + x (exp(-s) - 1)),
//   d log P / da = E[log X | X <= x] - digamma(a) + digamma(a + b), and the same of log(1 - X) for b
// (derived here). Error: within 1e-12 relative for a, b up to 1e6, and 1e-16 sqrt(a + b) beyond.

import { logBetaTerm } from './beta-term.ts';
import { digammaDifference } from './log-beta.ts';
import { sigmoid, softplus } from './logistic.ts';
import { tailMass, tailMean } from './tail-quadrature.ts';

/** log P(X <= x), y = log(x / (1 - x)), for a, b > 0. */
export function logBetaCdf(y: number, a: number, b: number): number {
  if (Number.isNaN(y) || !(a > 0 && b > 0)) return NaN;
  if (y === -Infinity) return -Infinity;
  if (y === Infinity) return 0;
  const isBelow = y <= Math.log(a) - Math.log(b);
  const near = isBelow ? logLower(y, a, b) : logLower(-y, b, a);
  // What is nearly 1 says little of its complement.
  if (isBelow) return near < nearlyAll ? near : Math.log1p(-Math.exp(logLower(-y, b, a)));
  return near < nearlyAll ? Math.log1p(-Math.exp(near)) : logLower(y, a, b);
}

const nearlyAll = Math.log(0.9);

/** Its derivative with respect to a (`which` 0) or b (1). */
export function logBetaCdfSlope(y: number, a: number, b: number, which: number): number {
  if (Number.isNaN(y) || !(a > 0 && b > 0)) return NaN;
  if (y === -Infinity) return which === 0 ? -Infinity : Infinity;
  if (y === Infinity) return 0;
  const [lower, upper] = [logBetaCdf(y, a, b), logBetaCdf(-y, b, a)];
  // The tails add up to 1: the smaller one keeps its digits.
  if (lower <= upper) return slopeBelow(y, a, b, which === 0);
  return -Math.exp(upper - lower) * slopeBelow(-y, b, a, which !== 0);
}

function logLower(y: number, a: number, b: number): number {
  return Math.min(0, logBetaTerm(y, a, b) + Math.log(tailMass(exponent(y, a, b))));
}

function slopeBelow(y: number, a: number, b: number, ofFirst: boolean): number {
  const { grown, shrunk } = ratios(y);
  return ofFirst
    ? digammaDifference(a, b) - softplus(-y) - tailMean(exponent(y, a, b), grown)
    : digammaDifference(b, a) - softplus(y) - tailMean(exponent(y, a, b), shrunk);
}

function exponent(y: number, a: number, b: number): (s: number) => number {
  const { grown, shrunk } = ratios(y);
  return (s) => a * grown(s) + b * shrunk(s);
}

/** log(x / X) and log((1 - x) / (1 - X)) at logit(X) = y - s. */
function ratios(y: number): { grown: (s: number) => number; shrunk: (s: number) => number } {
  const x = sigmoid(y);
  const rest = sigmoid(-y);
  const logRest = -softplus(y);
  return {
    grown: (s) => (s > 36 ? softplus(s + logRest) : Math.log1p(rest * Math.expm1(s))),
    // 1 - x may round to 0, and then 1 + x (exp(-s) - 1) would too.
    shrunk: (s) => (s > 1 && x > 0.5 ? Math.log(rest + x * Math.exp(-s)) : Math.log1p(x * Math.expm1(-s))),
  };
}
