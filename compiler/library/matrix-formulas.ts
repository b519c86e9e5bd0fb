// Formulas about symmetric matrices and their factors, over (axis, dual) of an event, that several families share.

import type { Arithmetic, Event } from './arithmetic.ts';
import { vectorEvent } from './define-distribution.ts';

export const square = <V, A>(m: Arithmetic<V, A>, a: V): V => m.mul(a, a);

/** The identity over (row, column). */
export const identity = <V, A>(m: Arithmetic<V, A>, row: A, column: A): V =>
  m.equal(m.positions(row), m.positions(column));

/** The entries a[i, i] of a matrix over (axis, dual), along axis. */
export function diagonal<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.at(a, dual, m.positions(axis));
}

/** log(det L L') of a lower triangle over (axis, dual). */
export function logDeterminant<V, A>(m: Arithmetic<V, A>, lower: V, event: Event<V, A>): V {
  return m.mul(m.num(2), m.sum(m.log(diagonal(m, lower, event)), vectorEvent(event).axis));
}

/** inverse(L L') b over (axis, spare), for b over (axis, spare). */
export function solve<V, A>(m: Arithmetic<V, A>, lower: V, b: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.solveLowerTransposed(lower, m.solveLower(lower, b, axis, dual), axis, dual);
}

/** inverse(L L') over (axis, dual). */
export function inverseByFactor<V, A>(m: Arithmetic<V, A>, lower: V, event: Event<V, A>): V {
  const { axis, dual, spare } = vectorEvent(event);
  return m.rename(solve(m, lower, identity(m, axis, spare), event), spare, dual);
}

/** The inverse of a positive definite matrix over (axis, dual). */
export function inverse<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return inverseByFactor(m, m.cholesky(a, axis, dual), event);
}

/** a a' over (axis, dual), for a over (axis, dual). */
export function timesTranspose<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual, spare } = vectorEvent(event);
  const rows = m.rename(a, dual, spare);
  return m.sum(m.mul(rows, m.rename(rows, axis, dual)), spare);
}

/** trace(inverse(L L') a) of a symmetric a over (axis, dual). */
export function traceOfSolved<V, A>(m: Arithmetic<V, A>, lower: V, a: V, event: Event<V, A>): V {
  const { axis, dual, spare } = vectorEvent(event);
  const solved = solve(m, lower, m.rename(a, dual, spare), event);
  return m.sum(m.at(solved, spare, m.positions(axis)), axis);
}

/** The symmetric matrix over (axis, dual) of the values at the pairs i >= j. */
export function unpack<V, A>(m: Arithmetic<V, A>, packed: V, event: Event<V, A>): V {
  const { axis, dual, packed: pairs } = vectorEvent(event);
  const [i, j] = [m.positions(axis), m.positions(dual)];
  const larger = m.max(i, j);
  const smaller = m.sub(m.add(i, j), larger);
  const rowStart = m.div(m.mul(larger, m.add(larger, m.num(1))), m.num(2));
  return m.at(packed, pairs, m.add(rowStart, smaller));
}

/** The entries of a matrix over (axis, dual) at the pairs i >= j. */
export function pack<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual, packedRow, packedColumn } = vectorEvent(event);
  return m.at(m.at(a, axis, packedRow), dual, packedColumn);
}

/** The sum of all entries of a matrix over (axis, dual). */
export function sumOfEntries<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.sum(m.sum(a, dual), axis);
}

/** The trace of a matrix over (axis, dual). */
export function trace<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  return m.sum(diagonal(m, a, event), vectorEvent(event).axis);
}
