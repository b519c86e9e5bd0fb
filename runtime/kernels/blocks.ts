// Sequences that lie in no plate are gone along in blocks of steps, so that the memory for what their passes leave at each
// step stays bounded: compiler/8-emit/schedule/blocks.ts says how.

import { tileRows } from './tiles.ts';
import type { Sizes } from '../model/definition.ts';

/** A sequence of no more steps is one block, and nothing is computed twice. */
export const longestBlock = 2 ** 18;
/** Steps of a block of a longer one, unless the square root of their number is more. */
const usualBlock = 2 ** 14;

/** Steps of a block of the plate's sequence: `block:<plate>` of the run where it says so. */
export function blockRows(rows: Sizes, plate: string): number {
  const said = rows[`block:${plate}`];
  const all = rows[`rows:${plate}`] ?? 0;
  if (said !== undefined) return Math.min(said, all);
  if (all <= longestBlock) return all;
  return Math.max(usualBlock, Math.ceil(Math.sqrt(all) / tileRows) * tileRows);
}

export interface BlockVisit {
  readonly first: number;
  /** Before which the block ends. */
  readonly last: number;
  readonly number: number;
  /** Whether it is the last visit to the block. Before, only what is handed upwards is needed. */
  readonly isLast: boolean;
}

/** Upwards through all blocks but the last, then downwards from there. */
export function* blockVisits(rows: number, block: number): Generator<BlockVisit> {
  const count = Math.ceil(rows / block);
  const visit = (number: number, isLast: boolean): BlockVisit => ({
    first: number * block,
    last: Math.min(rows, (number + 1) * block),
    number,
    isLast,
  });
  for (let number = 0; number < count - 1; number++) yield visit(number, false);
  for (let number = count - 1; number >= 0; number--) yield visit(number, true);
}

/** Values of a block's rows and of the row before it, so many numbers each. */
export type BlockArray = readonly [values: Float64Array | Int32Array, width: number];

/**
 * The visits to the blocks of a sequence. Before a visit the row before the first of `forwards` is what the block before has
 * left as its last, and the last of `backwards` what the block after has left as the row before its first.
 */
export function* alongBlocks(
  rows: number,
  block: number,
  forwards: readonly BlockArray[],
  backwards: readonly BlockArray[],
): Generator<BlockVisit> {
  const handedUp = forwards.map(([values, width]) => createLike(values, width * Math.ceil(rows / block)));
  const handedDown = backwards.map(([values, width]) => createLike(values, width));
  for (const visit of blockVisits(rows, block)) {
    const { first, last, number, isLast } = visit;
    forwards.forEach(([values, width], i) => {
      values.set(handedUp[i]?.subarray(number * width, (number + 1) * width) ?? [], 0);
    });
    if (last < rows)
      backwards.forEach(([values, width], i) => {
        values.set(handedDown[i] ?? [], (last - first) * width);
      });
    yield visit;
    if (last < rows)
      forwards.forEach(([values, width], i) => {
        const end = (last - first + 1) * width;
        handedUp[i]?.set(values.subarray(end - width, end), (number + 1) * width);
      });
    if (isLast)
      backwards.forEach(([values, width], i) => {
        handedDown[i]?.set(values.subarray(0, width));
      });
  }
}

function createLike(values: Float64Array | Int32Array, length: number): Float64Array | Int32Array {
  return values instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
}
