// A pass along the steps of sequences: calls of the functions for chains, sequence by sequence.

import { hasAxis } from '../../../ir/axis.ts';
import type { Axis, Node } from '../../../ir/ops.ts';
import { addSizes, constantSize, multiplySizes } from '../../../sizes/size.ts';
import type { Size } from '../../../sizes/size.ts';
import { rowAxis } from '../../schedule/plates.ts';
import type { Region } from '../../schedule/regions.ts';
import { call, forRange, i32, type Expr, type Statement } from '../encoder/index.ts';
import type { Blocks } from './blocks.ts';
import { scratchBuffers } from './chain-functions.ts';
import type { ChainFunctions } from './chain-functions.ts';
import type { KernelState } from './kernel-state.ts';
import { sizeOfAxes } from './memory-access.ts';
import { tileRowsOf } from './memory-plan.ts';
import { laneOf } from './value.ts';
import type { Place } from './writer.ts';
import { symbolSize } from '../../../sizes/size.ts';

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

export interface ChainRange {
  /** The rows of one sequence, or the sequences whose rows `offsets` says. */
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
  const placeOf = (node: Node): Place => {
    const place = state.place(node);
    if (place === null) throw new Error(`internal: ${node.op} of a pass is nowhere`);
    return place;
  };
  const isTile = placeOf(pass).layout === 'tile';
  const rowStride = isTile ? i32.const(8) : size(multiplySizes(bytes, link.now.size));
  const rows = pass.rows.plate ?? '';
  const stateStride = isTile ? size(multiplySizes(bytes, symbolSize(tileRowsOf(rows)))) : i32.const(8);
  const keep = (value: Expr<'i32'>): Expr<'i32'> => {
    const variable = blocks.local('i32');
    blocks.add(variable.set(value));
    return variable;
  };
  /** Where row 0 would be. */
  const rowZero = (node: Node, stride: Expr<'i32'>): Expr<'i32'> => {
    const place = placeOf(node);
    if (place.bytes !== 8) throw new Error('internal: a pass reads arrays of the kernel alone');
    const start = address(place.slot);
    return keep(place.layout === 'tile' ? i32.sub(start, i32.mul(range.firstRow, stride)) : start);
  };
  const part = (name: 'logScale' | 'emission', stride: Expr<'i32'>): Expr<'i32'> => {
    const node = nodes.find((each) => each.op === 'chainPart' && each.part === name);
    return node === undefined ? i32.const(0) : rowZero(node, stride);
  };

  const strideAlong = (axis: Axis): Expr<'i32'> => {
    const position = table.type.axes.findIndex((other) => other.name === axis.name);
    return size(multiplySizes(bytes, sizeOfAxes(table.type.axes.slice(position + 1))));
  };
  const picked = pass.tables[0] ?? null;
  const slices = picked === null ? constantSize(1) : picked.size;
  const width = addSizes(link.now.size, constantSize(1));
  const packed = address(state.plan.array(multiplySizes(multiplySizes(slices, link.now.size), width), 8));
  const scratch = address(state.plan.array(multiplySizes(constantSize(scratchBuffers), width), 8));
  blocks.add(
    call(
      functions.pack,
      address(placeOf(table).slot),
      packed,
      states,
      strideAlong(link.before),
      strideAlong(link.now),
      picked === null ? i32.const(0) : strideAlong(picked),
      size(slices),
      i32.const(pass.pass === 'backward' ? 1 : 0),
    ),
  );
  const eight = i32.const(8);
  const indexRows = index === undefined ? i32.const(0) : rowZero(index, eight);
  const messageRows = rowZero(message, rowStride);
  const own = rowZero(pass, rowStride);
  const common = [states, messageRows, rowStride, stateStride, packed, indexRows, own];
  const parts =
    pass.pass === 'forward' ? [part('logScale', eight), part('emission', rowStride), scratch] : [scratch];
  const callOne = (first: Expr<'i32'>, last: Expr<'i32'>): Statement =>
    pass.pass === 'forward'
      ? call(functions.forward, first, last, ...common, ...parts)
      : call(functions.backward, first, last, ...common, ...parts);
  if (range.offsets === null) {
    blocks.add(callOne(range.first, range.last));
    return;
  }
  const offsets = address(range.offsets.slot);
  const sequence = blocks.local('i32');
  const at = (extra: number): Expr<'i32'> =>
    i32.load(i32.add(offsets, i32.shl(sequence, i32.const(2))), 4 * extra);
  blocks.add(forRange(sequence, range.first, range.last, [callOne(at(0), at(1))]));
}
