// Formulas about counts that several discrete families share.

import type { Arithmetic } from './arithmetic.ts';

/** Whether a number is whole and not below 0, in one comparison. */
export const isCount = <V, A>(m: Arithmetic<V, A>, x: V): V => m.equal(m.floor(m.max(x, m.num(0))), x);

/** log(x!) */
export const logFactorial = <V, A>(m: Arithmetic<V, A>, x: V): V => m.lgamma(m.add(x, m.num(1)));

/** log(a (a + 1) ... (a + n - 1)) = lgamma(a + n) - lgamma(a), without the cancellation at large a. */
export const logRising = <V, A>(m: Arithmetic<V, A>, a: V, n: V): V => m.special('logRising', a, n);

/** log(C(n, x)) */
export function logChoose<V, A>(m: Arithmetic<V, A>, n: V, x: V): V {
  return m.sub(logRising(m, m.add(m.sub(n, x), m.num(1)), x), logFactorial(m, x));
}

/** Whether a whole number lies from 0 to n. */
export function isUpTo<V, A>(m: Arithmetic<V, A>, n: V, x: V): V {
  return m.equal(m.floor(m.max(m.min(x, n), m.num(0))), x);
}

/** Whether the entries along `axis` are counts that add up to n; null: to anything. */
export function areCountsOf<V, A>(m: Arithmetic<V, A>, n: V | null, x: V, axis: A): V {
  const misfits = m.sum(m.sub(m.num(1), m.select(isCount(m, x), m.num(1), m.num(0))), axis);
  const excess = n === null ? m.num(0) : m.abs(m.sub(m.sum(x, axis), n));
  return m.equal(m.add(misfits, excess), m.num(0));
}

/** successes log(p) + failures log(1 - p), with 0 * -Infinity = 0. */
export function logTrials<V, A>(m: Arithmetic<V, A>, successes: V, failures: V, p: V): V {
  return m.add(m.weighted(successes, m.log(p)), m.weighted(failures, m.log1p(m.neg(p))));
}

/**
 * Successes and failures with the pseudo-counts of a Beta prior on p, for the maximum of the posterior density:
 * (alpha - 1) log(p) + (beta - 1) log(1 - p) counts as so many of each. Below 0 the maximum is at an end.
 */
export function withBetaPrior<V, A>(
  m: Arithmetic<V, A>,
  successes: V,
  failures: V,
  prior: { readonly alpha: V; readonly beta: V },
): { readonly successes: V; readonly failures: V } {
  const { alpha, beta } = prior;
  return {
    successes: m.max(m.add(successes, m.sub(alpha, m.num(1))), m.num(0)),
    failures: m.max(m.add(failures, m.sub(beta, m.num(1))), m.num(0)),
  };
}
