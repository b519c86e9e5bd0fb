// Poisson variates: inversion for rates below 10, transformed rejection from there on.
// Source: W. Hoermann (1993), The transformed rejection method for generating Poisson random variables, Insurance:
// Mathematics and Economics 12, 39, algorithm PTRS.

import { logPoissonTerm } from '../../compiler/library/special/poisson-term.ts';

/** The draws that it is made of. */
interface Source {
  uniform(): number;
}

/** A draw from Poisson(rate): 0 for rate 0, NaN for a rate that is negative, infinite or NaN. */
export function poissonVariate(source: Source, rate: number): number {
  if (!(rate >= 0 && rate < Infinity)) return NaN;
  return rate < 10 ? invert(source.uniform(), rate) : reject(source, rate);
}

/** The smallest k with P(X <= k) >= u. */
function invert(u: number, rate: number): number {
  let rest = u;
  let probability = Math.exp(-rate);
  let k = 0;
  // The terms, rounded, may add up to less than u: then the tail's terms vanish before the rest does.
  while (rest > probability && probability > 1e-18) {
    rest -= probability;
    k++;
    probability *= rate / k;
  }
  return k;
}

function reject(source: Source, rate: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const logInverseAlpha = Math.log(1.1239 + 1.1328 / (b - 3.4));
  const accepted = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = source.uniform() - 0.5;
    const v = source.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= accepted) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + logInverseAlpha - Math.log(a / (us * us) + b) <= logPoissonTerm(k, rate)) return k;
  }
}
