// A step of a chain as contractions: each sums one axis out of the message and the tables that mention it, in the order
// that makes the smallest tables. So chains that move independently of one another cost what each costs beside the
// others' states, not the product of their tables.

import type { ChainLayout } from './layout.ts';
import { offsetsAlong, sizeOf, stridesOf, tableStrides } from './layout.ts';

export interface Move {
  /** Entries of the result. */
  readonly count: number;
  /** Of the axis that is summed out; 1 where none is. */
  readonly terms: number;
  /** For each entry of the result where its first term is in the message; the next is `stride` further. */
  readonly from: Int32Array;
  readonly stride: number;
  readonly tables: readonly MoveTable[];
}

export interface MoveTable {
  /** Which of the layout's tables. */
  readonly table: number;
  readonly from: Int32Array;
  readonly stride: number;
}

/** From the message before a step to the one after it, or back. */
export function planMoves(layout: ChainLayout, direction: 'forward' | 'backward'): readonly Move[] {
  const { other, states } = layout;
  const before = [...other, ...states.map((state) => state.before)];
  const now = [...other, ...states.map((state) => state.now)];
  const [start, end] = direction === 'forward' ? [before, now] : [now, before];
  const summed = new Set(start.filter((axis) => !end.includes(axis)));
  const waiting = new Set(layout.tables.keys());
  const moves: Move[] = [];
  let message: readonly number[] = start;
  while (summed.size > 0 || moves.length === 0) {
    const candidates = [...summed].map((axis) => ({ axis, axes: joined(layout, message, waiting, axis) }));
    candidates.sort((a, b) => entries(layout, a.axes) - entries(layout, b.axes));
    const axis = candidates[0]?.axis ?? null;
    if (axis !== null) summed.delete(axis);
    const isLast = summed.size === 0;
    const used = [...waiting].filter(
      (table) => isLast || (axis !== null && axesOf(layout, table).includes(axis)),
    );
    for (const table of used) waiting.delete(table);
    // The last fills the whole message: what no table mentions is constant along its axis.
    const result = isLast ? end : (candidates[0]?.axes ?? []).filter((each) => each !== axis);
    moves.push(planMove(layout, message, result, axis, used));
    message = result;
  }
  return moves;
}

function planMove(
  layout: ChainLayout,
  message: readonly number[],
  result: readonly number[],
  summed: number | null,
  used: readonly number[],
): Move {
  const strides = stridesOf(layout, message);
  const from = offsetsAlong(layout, result, strides);
  return {
    count: from.length,
    terms: summed === null ? 1 : sizeOf(layout.sizes, summed),
    from,
    stride: summed === null ? 0 : strides(summed),
    tables: used.map((table) => {
      const { along } = tableStrides(layout, tableOf(layout, table));
      return {
        table,
        from: offsetsAlong(layout, result, along),
        stride: summed === null ? 0 : along(summed),
      };
    }),
  };
}

/** Axes of the table that is made when an axis is summed out next. */
function joined(
  layout: ChainLayout,
  message: readonly number[],
  waiting: ReadonlySet<number>,
  axis: number,
): readonly number[] {
  const mentioned = [...waiting].map((table) => axesOf(layout, table)).filter((axes) => axes.includes(axis));
  return [...new Set([...message, ...mentioned.flat()])];
}

function entries({ sizes }: ChainLayout, axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * sizeOf(sizes, axis), 1);
}

function axesOf(layout: ChainLayout, table: number): readonly number[] {
  return tableOf(layout, table).axes.filter((axis) => axis !== -1);
}

function tableOf({ tables }: ChainLayout, table: number): ChainLayout['tables'][number] {
  const found = tables[table];
  if (found === undefined) throw new Error(`internal: a chain has no table ${String(table)}`);
  return found;
}
