// Logarithms of the tails of counts, over the tails of the Beta and Gamma families that they equal, with gradients.
// Source: Abramowitz and Stegun (1964), 6.5.13, 26.5.24 and 26.5.26.

import type { Arithmetic } from './arithmetic.ts';

interface CountTails<V> {
  /** log P(X <= x) */
  readonly logCdf: V;
  /** log P(X > x) */
  readonly logSurvival: V;
}

/** `tails` within the support, from 0 to `last`; null: without an end. Its formula is read at a point inside elsewhere. */
function between<V, A>(
  m: Arithmetic<V, A>,
  x: V,
  last: V | null,
  tails: (k: V) => CountTails<V>,
): CountTails<V> {
  const isBelow = m.less(x, m.num(0));
  const isBeyond = last === null ? m.less(m.num(Infinity), m.num(0)) : m.lessEqual(last, x);
  const whole = m.max(m.floor(x), m.num(0));
  const inside = tails(last === null ? whole : m.min(whole, m.max(m.sub(last, m.num(1)), m.num(0))));
  const choose = (below: number, value: V, beyond: number): V =>
    m.select(isBelow, m.num(below), m.select(isBeyond, m.num(beyond), value));
  return {
    logCdf: choose(-Infinity, inside.logCdf, 0),
    logSurvival: choose(0, inside.logSurvival, -Infinity),
  };
}

/** P(X <= k) of a Binomial(n, p) is P(T > p) of a Beta(k + 1, n - k). */
export function binomialTails<V, A>(m: Arithmetic<V, A>, x: V, n: V, p: V): CountTails<V> {
  const logit = m.sub(m.log(p), m.log1p(m.neg(p)));
  return between(m, x, n, (k) => {
    const [successes, failures] = [m.add(k, m.num(1)), m.sub(n, k)];
    return {
      logCdf: m.special('logBetaCdf', m.neg(logit), failures, successes),
      logSurvival: m.special('logBetaCdf', logit, successes, failures),
    };
  });
}

/** P(X <= k) of a NegativeBinomial is P(T <= p) of a Beta(dispersion, k + 1), with p = dispersion / (mean + dispersion). */
export function negativeBinomialTails<V, A>(
  m: Arithmetic<V, A>,
  x: V,
  mean: V,
  dispersion: V,
): CountTails<V> {
  const logit = m.sub(m.log(dispersion), m.log(mean));
  return between(m, x, null, (k) => {
    const more = m.add(k, m.num(1));
    return {
      logCdf: m.special('logBetaCdf', logit, dispersion, more),
      logSurvival: m.special('logBetaCdf', m.neg(logit), more, dispersion),
    };
  });
}

/** P(X <= k) of a Poisson is P(T > rate) of a Gamma(k + 1). */
export function poissonTails<V, A>(m: Arithmetic<V, A>, x: V, rate: V): CountTails<V> {
  return between(m, x, null, (k) => {
    const more = m.add(k, m.num(1));
    return { logCdf: m.special('logGammaQ', more, rate), logSurvival: m.special('logGammaP', more, rate) };
  });
}

/** P(X > k) of a Geometric is (1 - p)**(k + 1). */
export function geometricTails<V, A>(m: Arithmetic<V, A>, x: V, p: V): CountTails<V> {
  return between(m, x, null, (k) => {
    const logSurvival = m.mul(m.add(k, m.num(1)), m.log1p(m.neg(p)));
    return { logCdf: m.log(m.neg(m.expm1(logSurvival))), logSurvival };
  });
}

/** More than x successes of a BetaBinomial are fewer than n - x failures. */
export function betaBinomialTails<V, A>(m: Arithmetic<V, A>, x: V, n: V, alpha: V, beta: V): CountTails<V> {
  return between(m, x, n, (k) => ({
    logCdf: m.special('logBetaBinomialCdf', k, n, alpha, beta),
    logSurvival: m.special('logBetaBinomialCdf', m.sub(m.sub(n, k), m.num(1)), n, beta, alpha),
  }));
}

/** Of a truth value as 0 and 1. */
export function bernoulliTails<V, A>(m: Arithmetic<V, A>, x: V, p: V): CountTails<V> {
  return between(m, x, m.num(1), () => ({ logCdf: m.log1p(m.neg(p)), logSurvival: m.log(p) }));
}
