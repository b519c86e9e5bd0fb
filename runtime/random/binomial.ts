// Binomial variates: inversion where fewer than 10 successes are expected, transformed rejection from there on. Of p
// above one half the failures are drawn.
// Source: W. Hoermann (1993), The generation of binomial random variates, Journal of Statistical Computation and
// Simulation 46, 101, algorithm BTRS.

import { logBinomialTerm } from '../../compiler/library/special/binomial-term.ts';

/** The draws that it is made of. */
interface Source {
  uniform(): number;
}

/** Successes among n trials: for a whole n >= 0 and p in [0, 1]; NaN for others. */
export function binomialVariate(source: Source, n: number, p: number): number {
  if (!(n >= 0 && n < Infinity && p >= 0 && p <= 1)) return NaN;
  if (p > 0.5) return n - binomialVariate(source, n, 1 - p);
  return n * p < 10 ? invert(source, n, p) : reject(source, n, p);
}

/** The smallest k with P(X <= k) >= u, term by term. */
function invert(source: Source, n: number, p: number): number {
  const odds = p / (1 - p);
  let rest = source.uniform();
  let probability = Math.exp(n * Math.log1p(-p));
  let k = 0;
  // The terms, rounded, may add up to less than u: then the tail's terms vanish before the rest does.
  while (rest > probability && k < n && probability > 1e-18) {
    rest -= probability;
    k++;
    probability *= (odds * (n - k + 1)) / k;
  }
  return k;
}

/** For p <= 1/2 and n p >= 10. */
function reject(source: Source, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const accepted = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const logAtMode = logBinomialTerm(mode, n, p);
  for (;;) {
    const u = source.uniform() - 0.5;
    const v = source.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + center);
    if (us >= 0.07 && v <= accepted) return k;
    if (k < 0 || k > n) continue;
    const logScaled = Math.log((v * alpha) / (a / (us * us) + b));
    if (logScaled <= logBinomialTerm(k, n, p) - logAtMode) return k;
  }
}
