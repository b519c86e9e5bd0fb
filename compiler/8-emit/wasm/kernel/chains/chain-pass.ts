// A pass along the steps of sequences: calls of the functions for chains, sequence by sequence.

import { hasAxis } from '../../../../ir/axis.ts';
import type { Axis, Node } from '../../../../ir/ops.ts';
import { constantSize, multiplySizes } from '../../../../sizes/size.ts';
import type { Size } from '../../../../sizes/size.ts';
import { rowAxis } from '../../../schedule/plates.ts';
import type { Region } from '../../../schedule/regions.ts';
import { call, forRange, i32, when, type Expr, type Statement } from '../../encoder/index.ts';
import type { Blocks } from '../blocks.ts';
import type { KernelState } from '../kernel-state.ts';
import { sizeOfAxes, strideOf } from '../memory-access.ts';
import { laneOf } from '../value.ts';
import type { Place } from '../writer.ts';
import type { ChainFunctions } from './index.ts';
import { evenSize, scratchSize } from './layout.ts';

/**
 * Whether a pass has functions: of one state with one table that rows share. Beside it other values may be carried along where
 * sequences lie in rows: for each of them it is a pass of its own.
 */
export function hasChainFunction(node: Node<'chainScan'>): boolean {
  const [message, table] = node.args;
  const [state, ...more] = node.states;
  if (message === undefined || table === undefined || state === undefined) return false;
  return (
    (node.pass === 'forward' || node.pass === 'backward') &&
    more.length === 0 &&
    node.tables.length === 1 &&
    (node.to !== null || message.type.axes.length === 2) &&
    rowAxis(table.type.axes) === null &&
    hasAxis(table.type.axes, state.now) &&
    hasAxis(table.type.axes, state.before)
  );
}

/** The arrays that a pass goes along: rows first, as records. */
export function recordsOf(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => {
    if (node.op === 'chainPart') return node.part === 'emission' ? [node] : [];
    if (node.op !== 'chainScan' || !hasChainFunction(node)) return [];
    return [node, ...node.args.slice(0, 1)];
  });
}

export interface ChainRange {
  /** Rows of one sequence, all or a block of them; or the sequences whose rows `offsets` says. */
  readonly first: Expr<'i32'>;
  readonly last: Expr<'i32'>;
  readonly offsets: Place | null;
  /** The row that arrays of the tile start with. */
  readonly firstRow: Expr<'i32'>;
}

export function emitChainPass(
  state: KernelState,
  blocks: Blocks,
  functions: ChainFunctions,
  { tasks }: Region,
  range: ChainRange,
): void {
  const nodes = tasks.map((task) => task.node);
  const pass = nodes.find((node) => node.op === 'chainScan');
  const [link] = pass?.states ?? [];
  const [message, table, index] = pass?.args ?? [];
  if (pass === undefined || link === undefined || message === undefined || table === undefined)
    throw new Error('internal: a pass without a chain');
  const bytes = constantSize(8);
  const size = (of: Size): Expr<'i32'> => laneOf(state.sizeIn(blocks, of), 0);
  const address = (slot: number): Expr<'i32'> => laneOf(state.slotIn(blocks, slot), 0);
  const states = size(link.now.size);
  const width = size(multiplySizes(bytes, evenSize(link.now.size)));
  const eight = i32.const(8);
  const placeOf = (node: Node): Place => {
    const place = state.place(node);
    if (place === null) throw new Error(`internal: ${node.op} of a pass is nowhere`);
    return place;
  };

  const others = message.type.axes
    .filter((axis) => axis.plate === null && axis.name !== link.now.name)
    .map((axis) => ({ axis, at: blocks.local('i32') }));
  type Others = typeof others;
  const strideAlong = (place: Place, axis: Axis): Expr<'i32'> =>
    size(strideOf({ vectors: 1, rowsInTile: (plate) => state.rowsInTile(plate) }, place, axis));
  /** Bytes from where all of them are 0. */
  const offsetIn = (place: Place): readonly Expr<'i32'>[] =>
    others
      .filter(({ axis }) => hasAxis(place.axes, axis))
      .map(({ axis, at }) => i32.mul(at, strideAlong(place, axis)));
  const plus = (start: Expr<'i32'>, offsets: readonly Expr<'i32'>[]): Expr<'i32'> =>
    offsets.reduce((sum, offset) => i32.add(sum, offset), start);
  const forEach = (axes: Others, body: Statement): Statement =>
    axes.reduceRight((inner, { axis, at }) => forRange(at, i32.const(0), size(axis.size), [inner]), body);

  const tablePlace = placeOf(table);
  const ofTable = others.filter(({ axis }) => hasAxis(table.type.axes, axis));
  const picked = pass.tables[0] ?? null;
  const slices = picked === null ? constantSize(1) : picked.size;
  const tableSize = [slices, evenSize(link.now.size), evenSize(link.now.size)].reduce(multiplySizes);
  const tables = sizeOfAxes(ofTable.map(({ axis }) => axis));
  const firstPacked = address(state.plan.array(multiplySizes(tables, tableSize), 8));
  const packed = plus(
    firstPacked,
    ofTable.map(({ at }, k) => {
      const following = sizeOfAxes(ofTable.slice(k + 1).map(({ axis }) => axis));
      return i32.mul(at, size([bytes, following, tableSize].reduce(multiplySizes)));
    }),
  );
  const scratch = address(state.plan.array(scratchSize(link.now.size), 8));
  const pack = call(
    functions.pack,
    plus(address(tablePlace.slot), offsetIn(tablePlace)),
    packed,
    states,
    strideAlong(tablePlace, link.before),
    strideAlong(tablePlace, link.now),
    picked === null ? i32.const(0) : strideAlong(tablePlace, picked),
    size(slices),
    i32.const(pass.pass === 'backward' ? 1 : 0),
  );
  blocks.add(forEach(ofTable, pack));

  /** Of one sequence, or a block of one: whether it begins and ends there. */
  const along = (
    first: Expr<'i32'>,
    last: Expr<'i32'>,
    begins: Expr<'i32'>,
    ends: Expr<'i32'>,
  ): Statement => {
    const at = (node: Node | undefined, stride: Expr<'i32'>): Expr<'i32'> => {
      if (node === undefined) return i32.const(0);
      const place = placeOf(node);
      if (place.bytes !== 8) throw new Error('internal: a pass reads arrays of the kernel alone');
      const ofTile = place.layout === 'tile' || place.layout === 'tileRecords';
      const row = ofTile ? i32.sub(first, range.firstRow) : first;
      return plus(address(place.slot), [i32.mul(row, stride), ...offsetIn(place)]);
    };
    const part = (name: 'logScale' | 'emission'): Node | undefined =>
      nodes.find((node) => node.op === 'chainPart' && node.part === name);
    const given = [i32.sub(last, first), states, at(message, width), packed, at(index, eight)] as const;
    const own = at(pass, width);
    const run =
      pass.pass === 'forward'
        ? call(
            functions.forward,
            ...given,
            own,
            at(part('logScale'), eight),
            at(part('emission'), width),
            scratch,
            i32.const(pass.linear ? 1 : 0),
            begins,
          )
        : call(functions.backward, ...given, own, scratch, begins, ends);
    return when(i32.lt_s(first, last), [forEach(others, run)]);
  };
  if (range.offsets === null) {
    const rows = size(pass.rows.size);
    blocks.add(along(range.first, range.last, i32.eqz(range.first), i32.eq(range.last, rows)));
    return;
  }
  const offsets = address(range.offsets.slot);
  const [sequence, first, last] = [blocks.local('i32'), blocks.local('i32'), blocks.local('i32')];
  const at = (extra: number): Expr<'i32'> =>
    i32.load(i32.add(offsets, i32.shl(sequence, i32.const(2))), 4 * extra);
  blocks.add(
    forRange(sequence, range.first, range.last, [
      first.set(at(0)),
      last.set(at(1)),
      along(first, last, i32.const(1), i32.const(1)),
    ]),
  );
}
