// Plates are handled in tiles of 256 outermost rows. The sums of tiles are added in a binary tree over tile
// numbers, so that the result does not depend on who computes which tile; and rounding errors grow with the
// logarithm of the number of tiles only.

import type { Sizes } from '../model/definition.ts';

/** Rows of a plate in all chunks together, as a number to compute with. */
export function allRows(rows: Sizes, plate: string): number {
  return rows[`all:${plate}`] ?? rows[`rows:${plate}`] ?? NaN;
}

/** Outermost rows in a tile. A constant: another number would change the last digits of sums. */
export const tileRows = 256;

export interface TileSums {
  /** Sums of the current tile, to be added to. */
  readonly tile: Float64Array;
  /** Valid after `finish`. */
  readonly total: Float64Array;
  /** Ends the current tile; `tile` is zero again. */
  endTile(): void;
  /** Adds up all tiles since the last `finish`. `later`: the sums of tiles that come after them, fewer than the last subtree has. */
  finish(later?: Float64Array): void;
}

/**
 * Sums of `length` numbers over tiles. Memory: `length` numbers for each level of the tree, which grows with the first
 * data that need it.
 *
 * Tiles are merged as a binary counter counts: level n of the tree holds, when bit n of the number of tiles is
 * set, the sum of 2**n tiles in a row.
 */
export function createTileSums(length: number): TileSums {
  const levels: Float64Array[] = [];
  const tile = new Float64Array(length);
  const total = new Float64Array(length);
  let ended = 0;
  return {
    tile,
    total,
    endTile() {
      let level = 0;
      for (let bits = ended; bits % 2 === 1; bits = Math.floor(bits / 2)) {
        // Earlier tiles on the left.
        addInto(tile, levels[level]);
        level += 1;
      }
      (levels[level] ??= new Float64Array(length)).set(tile);
      tile.fill(0);
      ended += 1;
    },
    finish(later) {
      if (later === undefined) total.fill(0);
      else total.set(later);
      let level = 0;
      for (let bits = ended; bits > 0; bits = Math.floor(bits / 2)) {
        if (bits % 2 === 1) addInto(total, levels[level]);
        level += 1;
      }
      ended = 0;
    },
  };
}

function addInto(target: Float64Array, earlier: Float64Array | undefined): void {
  if (earlier === undefined) throw new Error('internal: a level of the tree is missing');
  for (let k = 0; k < target.length; k++) target[k] = (earlier[k] ?? 0) + (target[k] ?? 0);
}

/**
 * The most rows of an inner plate that lie in one tile. `offsets`: for each plate from the outermost one's child
 * down to the plate, the first row in each row of the plate around it, and one more at the end.
 */
export function largestTile(rows: number, offsets: readonly Int32Array[]): number {
  let largest = 0;
  for (let first = 0; first < rows; first += tileRows) {
    let [low, high] = [first, Math.min(rows, first + tileRows)];
    for (const offset of offsets) [low, high] = [offset[low] ?? 0, offset[high] ?? 0];
    largest = Math.max(largest, high - low);
  }
  return largest;
}
