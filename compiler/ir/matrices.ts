// Matrices as values with two axes of one size, `row` and `column`, and the axes of vector events.

import type { Event } from '../library/arithmetic.ts';
import type { ParameterDefinition } from '../library/signature.ts';
import { addSizes, constantSize, floorDivideSize, multiplySizes } from '../sizes/size.ts';
import { makeAxis, siblingAxis } from './axis.ts';
import type { Builder } from './build.ts';
import type { Axis, Node } from './ops.ts';

/**
 * The axes of an event along `axis`, as `Arithmetic` describes them: the dual `axis'`, the spare `axis''`, and `axis.packed` of
 * size n (n + 1) / 2. The same axis gives the same event. `dual`: of a matrix event, the axis of its columns; `columns`: those
 * of a parameter that has its own.
 */
export function eventOf(
  m: Builder,
  axis: Axis,
  dual: Axis = siblingAxis(axis, []),
  columns: Axis | null = null,
): NonNullable<Event<Node, Axis>> {
  const pairs = floorDivideSize(multiplySizes(axis.size, addSizes(axis.size, constantSize(1))), 2);
  const packed = makeAxis(`${axis.name}.packed`, pairs);
  // Pair p lies in the row i with i (i + 1) / 2 <= p, so i = floor((sqrt(8 p + 1) - 1) / 2). Exact: at the
  // first pair of a row 8 p + 1 is the square of 2 i + 1, and a correctly rounded root of a square is exact.
  const position = m.cast(m.iota(packed), 'f64');
  const root = m.sqrt(m.add(m.mul(position, m.num(8)), m.num(1)));
  const row = m.floor(m.mul(m.sub(root, m.num(1)), m.num(0.5)));
  const start = m.mul(m.mul(row, m.add(row, m.num(1))), m.num(0.5));
  return {
    axis,
    dual,
    spare: siblingAxis(axis, [dual]),
    packed,
    packedRow: m.cast(row, 'i32'),
    packedColumn: m.cast(m.sub(position, start), 'i32'),
    columns: columns === null ? null : { axis: columns, dual: siblingAxis(columns, []) },
  };
}

/** The event's axes that a parameter lies along. */
export function parameterAxes(
  { rank, sizes }: Pick<ParameterDefinition, 'rank' | 'sizes'>,
  event: Event<Node, Axis>,
): readonly Axis[] {
  if (rank === 0) return [];
  if (event === null) throw new Error('internal: a vector argument without an event axis');
  if (rank === 1) return [event.axis];
  if (sizes?.[1] !== 'any') return [event.axis, event.dual];
  if (event.columns === null) throw new Error('internal: a matrix argument without an axis of columns');
  return [event.axis, event.columns.axis];
}

/** Whether row >= column. */
export function lowerMask(m: Builder, row: Axis, column: Axis): Node {
  return m.lessEqual(m.iota(column), m.iota(row));
}

export function onDiagonal(m: Builder, row: Axis, column: Axis): Node {
  return m.equal(m.iota(row), m.iota(column));
}

/** sum{ a * b : inner }; the axes that a and b share besides are aligned. */
export function matrixProduct(m: Builder, a: Node, b: Node, inner: Axis): Node {
  return m.sum(m.mul(a, b), inner);
}

/** L L^T over (row, column), of a matrix over (row, column). */
export function timesTranspose(m: Builder, lower: Node, row: Axis, column: Axis): Node {
  const inner = siblingAxis(column, lower.type.axes);
  const left = m.rename(lower, column, inner);
  return matrixProduct(m, left, m.rename(left, row, column), inner);
}
