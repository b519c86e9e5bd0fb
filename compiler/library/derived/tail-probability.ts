// Logarithms of the probabilities on both sides of a bound, for any family with tails: from them truncated and
// censored families are made. The tails themselves are asked inside the support only, so that no gradient passes
// through a formula where it is no number.

import type { Arithmetic } from '../arithmetic.ts';
import type { Distribution, Values } from '../distribution.ts';
import type { RangeEnd } from '../signature.ts';

/** A place between two values: log P(X before it) and log P(X after it). */
export interface Divide<V> {
  readonly before: V;
  readonly after: V;
}

/** Just below a bound, so that X = bound is after it. */
export function divideBelow<V, A>(
  m: Arithmetic<V, A>,
  family: Distribution,
  bound: V,
  parameters: Values<V>,
): Divide<V> {
  // Of a discrete family the whole number before all those that are at least the bound.
  const x = family.discrete ? m.sub(m.neg(m.floor(m.neg(bound))), m.num(1)) : bound;
  return divideAt(m, family, x, parameters);
}

/** Just above a bound, so that X = bound is before it. */
export function divideAbove<V, A>(
  m: Arithmetic<V, A>,
  family: Distribution,
  bound: V,
  parameters: Values<V>,
): Divide<V> {
  return divideAt(m, family, family.discrete ? m.floor(bound) : bound, parameters);
}

function divideAt<V, A>(m: Arithmetic<V, A>, family: Distribution, x: V, parameters: Values<V>): Divide<V> {
  return {
    before: tailAt(m, family, 'logCdf', x, parameters),
    after: tailAt(m, family, 'logSurvival', x, parameters),
  };
}

export interface Between<V> {
  readonly log: V;
  /** Whether what is between lies in the upper half, where the other tail keeps the digits; null: not asked. */
  readonly inUpperHalf: V | null;
}

/** log P(X between two divides); null: no divide on that side. */
export function logBetween<V, A>(
  m: Arithmetic<V, A>,
  from: Divide<V> | null,
  to: Divide<V> | null,
): Between<V> {
  if (from === null) return { log: to === null ? m.num(0) : to.before, inUpperHalf: null };
  if (to === null) return { log: from.after, inUpperHalf: null };
  const inUpperHalf = m.less(from.after, to.before);
  const log = m.select(
    inUpperHalf,
    logDifference(m, from.after, to.after),
    logDifference(m, to.before, from.before),
  );
  return { log, inUpperHalf };
}

function tailAt<V, A>(
  m: Arithmetic<V, A>,
  family: Distribution,
  side: 'logCdf' | 'logSurvival',
  x: V,
  parameters: Values<V>,
): V {
  const { tails, discrete } = family;
  if (tails === null) throw new Error(`internal: ${family.name} has no tails`);
  const { lower, upper } = supportEnds(m, family, parameters);
  if (lower === null && upper === null) return tails[side](m, x, parameters);
  const inside = pointInside(m, family, parameters);
  const isBefore = lower === null ? null : discrete ? m.less(x, lower) : m.lessEqual(x, lower);
  const isAfter = upper === null ? null : m.lessEqual(upper, x);
  const choose = (whenBefore: V, whenAfter: V, otherwise: V): V => {
    const rest = isAfter === null ? otherwise : m.select(isAfter, whenAfter, otherwise);
    return isBefore === null ? rest : m.select(isBefore, whenBefore, rest);
  };
  const none = m.num(-Infinity);
  const all = m.num(0);
  const value = tails[side](m, choose(inside, inside, x), parameters);
  return side === 'logCdf' ? choose(none, all, value) : choose(all, none, value);
}

/** The ends of the support; null where it has none. */
export function supportEnds<V, A>(
  m: Arithmetic<V, A>,
  { name, support }: Distribution,
  parameters: Values<V>,
): { readonly lower: V | null; readonly upper: V | null } {
  const end = (at: RangeEnd | null): V | null => {
    if (at === null) return null;
    if (typeof at === 'number') return m.num(at);
    const value = parameters[at.parameter];
    if (value === undefined) throw new Error(`internal: ${name} has no parameter ${at.parameter}`);
    return value;
  };
  switch (support.kind) {
    case 'interval':
    case 'range':
      return { lower: end(support.lower), upper: end(support.upper) };
    case 'count':
      return { lower: m.num(0), upper: null };
    default:
      return { lower: null, upper: null };
  }
}

/** A point of the support where the density is a number, whatever the parameters. */
export function pointInside<V, A>(m: Arithmetic<V, A>, family: Distribution, parameters: Values<V>): V {
  const { lower, upper } = supportEnds(m, family, parameters);
  if (lower === null) return upper === null ? m.num(1) : m.sub(upper, m.num(1));
  if (family.discrete) return lower;
  return upper === null ? m.add(lower, m.num(1)) : m.mul(m.num(0.5), m.add(lower, upper));
}

/**
 * log(exp(a) - exp(b)) for b <= a, in the form that keeps its digits (Maechler 2012, "Accurately computing
 * log(1 - exp(-|a|))").
 */
function logDifference<V, A>(m: Arithmetic<V, A>, a: V, b: V): V {
  // Where b is the larger the other tail is taken, and this one is any number.
  const gap = m.min(m.sub(b, a), m.num(0));
  const isWide = m.less(gap, m.num(-Math.LN2));
  const wide = m.log1p(m.neg(m.exp(gap)));
  const narrow = m.log(m.neg(m.expm1(gap)));
  return m.add(a, m.select(isWide, wide, narrow));
}

/** log(exp(a) + exp(b)); -Infinity where both are. */
export function logSum<V, A>(m: Arithmetic<V, A>, a: V, b: V): V {
  const larger = m.max(a, b);
  const gap = m.sub(m.min(a, b), larger);
  return m.select(m.equal(larger, m.num(-Infinity)), larger, m.add(larger, m.log1p(m.exp(gap))));
}
