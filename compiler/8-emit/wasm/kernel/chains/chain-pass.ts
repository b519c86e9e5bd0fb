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
import { sizeOfAxes } from '../memory-access.ts';
import { laneOf } from '../value.ts';
import type { Place } from '../writer.ts';
import type { ChainFunctions } from './index.ts';
import { evenSize, scratchSize } from './layout.ts';

/** Whether a pass has functions: of one state with one table that rows share, nothing carried along beside it. */
export function hasChainFunction(node: Node<'chainScan'>): boolean {
  const [message, table] = node.args;
  const [state, ...more] = node.states;
  if (message === undefined || table === undefined || state === undefined) return false;
  return (
    (node.pass === 'forward' || node.pass === 'backward') &&
    more.length === 0 &&
    node.tables.length === 1 &&
    message.type.axes.length === 2 &&
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

  const tablePlace = placeOf(table);
  const strideAlong = (axis: Axis): Expr<'i32'> => {
    const position = tablePlace.axes.findIndex((other) => other.name === axis.name);
    return size(multiplySizes(bytes, sizeOfAxes(tablePlace.axes.slice(position + 1))));
  };
  const picked = pass.tables[0] ?? null;
  const slices = picked === null ? constantSize(1) : picked.size;
  const rowSize = evenSize(link.now.size);
  const packed = address(state.plan.array(multiplySizes(multiplySizes(slices, rowSize), rowSize), 8));
  const scratch = address(state.plan.array(scratchSize(link.now.size), 8));
  blocks.add(
    call(
      functions.pack,
      address(tablePlace.slot),
      packed,
      states,
      strideAlong(link.before),
      strideAlong(link.now),
      picked === null ? i32.const(0) : strideAlong(picked),
      size(slices),
      i32.const(pass.pass === 'backward' ? 1 : 0),
    ),
  );

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
      return i32.add(address(place.slot), i32.mul(row, stride));
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
    return when(i32.lt_s(first, last), [run]);
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
