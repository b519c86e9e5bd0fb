// Inverse of the regularised incomplete gamma function: quantiles of Gamma(a, 1).
//
// Newton's method on the log of the smaller tail as a function of y = log x. The logarithm of a Gamma variate has a
// log-concave density, so both log tails are concave in y, and Newton's steps approach the root from one side
// without overshooting. Error: within 1e-12 relative for a up to 1e6.

import { gammaP, gammaQ } from './incomplete-gamma.ts';
import { lgamma } from './lgamma.ts';
import { normalQuantile } from './normal-cdf.ts';
import { logPoissonTerm } from './poisson-term.ts';

/** The x with P(a, x) = p, for a > 0; 0 at p = 0, Infinity at p = 1, NaN outside [0, 1]. */
export const inverseGammaP = (a: number, p: number): number => inverseByTails(a, p, 1 - p);

/** The x with Q(a, x) = q: exact for small q too. */
export const inverseGammaQ = (a: number, q: number): number => inverseByTails(a, 1 - q, q);

function inverseByTails(a: number, p: number, q: number): number {
  if (!(p >= 0 && q >= 0) || !(a > 0)) return NaN;
  if (p === 0) return 0;
  if (q === 0) return Infinity;
  const upper = p > 0.5;
  const target = upper ? q : p;
  const tail = upper ? gammaQ : gammaP;
  let y = start(a, p, q);
  if (y < -745) return 0; // below the smallest positive number
  for (let step = 0; step < 200; step++) {
    const x = Math.exp(y);
    const value = tail(a, x);
    // dP/dy = x**a exp(-x) / Gamma(a)
    const slope = a * Math.exp(logPoissonTerm(a, x));
    const newton = (Math.log(value / target) * value) / slope;
    // Far from the root a tail is flat, and a full step would leave the range.
    const change = Math.max(-3, Math.min(3, upper ? newton : -newton));
    y += change;
    if (!(Math.abs(change) > 1e-9)) break;
  }
  // A last step in x itself: digits of log x are not digits of x.
  const x = Math.exp(y);
  const error = ((tail(a, x) - target) / (a * Math.exp(logPoissonTerm(a, x)))) * (upper ? -1 : 1);
  return Number.isFinite(error) ? x * (1 - error) : x;
}

/** log x to begin with. */
function start(a: number, p: number, q: number): number {
  // P(a, x) <= x**a / Gamma(a + 1), nearly equal for small x: a lower bound of the root.
  const lower = (Math.log(p) + lgamma(a + 1)) / a;
  if (a < 1) return lower;
  // Wilson and Hilferty (1931): the cube root is nearly normal.
  const z = p < 0.5 ? normalQuantile(p) : -normalQuantile(q);
  const root = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a));
  return root > 0 ? Math.max(lower, Math.log(a) + 3 * Math.log(root)) : lower;
}
