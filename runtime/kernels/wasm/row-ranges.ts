// Rows of nested plates that lie in rows of the outermost one.

import { at } from '../../record.ts';

/** From the first row to before the last one. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

export interface Nesting {
  readonly roots: readonly string[];
  rootOf(plate: string): string;
  /** From the outermost plate's child down to the plate; empty for an outermost one. */
  pathTo(plate: string): readonly string[];
  /** By plate. `offsetsOf`: for each row of the plate around, the first row; and one more. */
  rangesIn(
    root: string,
    range: RowRange,
    offsetsOf: (plate: string) => Int32Array,
  ): ReadonlyMap<string, RowRange>;
}

/** Of plates with the plate around each. */
export function createNesting(plates: readonly (readonly [string, string | null])[]): Nesting {
  const around = new Map(plates);
  const pathTo = (plate: string): readonly string[] => {
    const parent = around.get(plate) ?? null;
    return parent === null ? [] : [...pathTo(parent), plate];
  };
  const rootOf = (plate: string): string => {
    const parent = around.get(plate) ?? null;
    return parent === null ? plate : rootOf(parent);
  };
  // Each after the plate around it.
  const inner = plates
    .map(([plate]) => ({ plate, path: pathTo(plate) }))
    .filter(({ path }) => path.length > 0)
    .sort((a, b) => a.path.length - b.path.length);
  return {
    roots: plates.filter(([, parent]) => parent === null).map(([plate]) => plate),
    rootOf,
    pathTo,
    rangesIn(root, range, offsetsOf) {
      const ranges = new Map([[root, range]]);
      for (const { plate } of inner) {
        const rows = ranges.get(around.get(plate) ?? '');
        if (rows === undefined) continue;
        const offsets = offsetsOf(plate);
        ranges.set(plate, { first: at(offsets, rows.first), last: at(offsets, rows.last) });
      }
      return ranges;
    },
  };
}

/** The most rows of an inner plate that lie in `step` outermost rows, with the offsets of the plates on the way to it. */
export function mostRows(rows: number, step: number, offsets: readonly Int32Array[]): number {
  let most = 0;
  for (let first = 0; first < rows; first += step) {
    let [low, high] = [first, Math.min(rows, first + step)];
    for (const each of offsets) [low, high] = [at(each, low), at(each, high)];
    most = Math.max(most, high - low);
  }
  return most;
}
