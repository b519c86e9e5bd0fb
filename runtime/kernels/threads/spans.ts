// How the rows of a pass are cut into tasks.

import { tileRows } from '../tiles.ts';

/** Tasks for each thread, about: one that is held up leaves the rest to the others. */
const tasksPerThread = 8;

/** The sums of all tasks of a pass take no more than this, if two tasks do not. */
const mostBytes = 2 ** 26;

export interface Span {
  readonly pass: number;
  readonly first: number;
  readonly last: number;
  /** Whether it has as many tiles as the others: only the last one may have fewer. */
  readonly isFull: boolean;
}

/** `rows` outermost rows in spans of 2**n tiles, each of which adds up to `sums` numbers. */
export function spansOf(pass: number, rows: number, sums: number, threads: number): readonly Span[] {
  const tiles = Math.ceil(rows / tileRows);
  let together = 1;
  while (
    tiles >= 2 * together * tasksPerThread * threads ||
    (tiles > 2 * together && Math.ceil(tiles / together) * sums * 8 > mostBytes)
  )
    together *= 2;
  const step = together * tileRows;
  return Array.from({ length: Math.ceil(tiles / together) }, (_, k) => ({
    pass,
    first: k * step,
    last: Math.min(rows, (k + 1) * step),
    isFull: (k + 1) * together <= tiles,
  }));
}
