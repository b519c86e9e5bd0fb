// Reads stored columns back, chunk by chunk or some rows at a time. Which rows lie within which is stored as counts; what
// follows from them is made again.

import { tileRows } from '../../kernels/tiles.ts';
import type { ModelDefinition, NumericArray, Sizes } from '../../model/definition.ts';
import type { Levels } from '../../model/model.ts';
import { at, emptyRecord, required } from '../../record.ts';
import type { Chunk, ChunkedData } from '../chunks.ts';
import {
  addRowArrays,
  offsetKey,
  outermostPlates,
  parentKey,
  platePath,
  rowsKey,
  totalRows,
} from '../plates.ts';
import type { DataOrigin } from '../shape-data.ts';
import { subsetRows } from '../subset-rows.ts';
import { concatRows } from './concat-rows.ts';

/** Where a column lies. */
export interface ColumnFile {
  /** Bytes. */
  readonly size: () => number;
  /** Fills `target` from a place in the column. */
  read(position: number, target: Uint8Array): void;
  close(): void;
}

/** An array whose first axis are the rows of a plate. */
export interface Column {
  readonly name: string;
  readonly plate: string;
  readonly dtype: 'f64' | 'i32';
  readonly file: ColumnFile;
  /** Elements for each row. */
  width: number;
}

/** The name of the column that holds, for each row of the plate around, how many rows of the plate lie in it. */
export const countsKey = (plate: string): string => `counts.${plate}`;

/** What is known of all rows together. */
export interface StoreFacts {
  readonly sizes: Sizes;
  readonly levels: Levels;
  readonly present: ReadonlySet<string>;
  readonly file: string | null;
  /** Outermost rows in a chunk; null: as many as fill a few megabytes. */
  readonly chunkRows: number | null;
}

/** Bytes of a chunk: enough that a read is worth its call, few enough to stay near the processor. */
const chunkBytes = 4 << 20;

/** `rows`: how many each plate has. */
export function storedChunks(
  definition: ModelDefinition,
  columns: readonly Column[],
  rows: Readonly<Record<string, number>>,
  facts: StoreFacts,
): ChunkedData {
  const [outermost] = outermostPlates(definition);
  if (outermost === undefined) throw new Error('internal: rows of no plate');
  const total = required(rows, outermost.name);
  const bytes = columns.reduce((sum, { file }) => sum + file.size(), 0);
  const chunkRows =
    facts.chunkRows ??
    tileRows * Math.max(1, Math.floor((chunkBytes * Math.max(1, total)) / Math.max(1, bytes) / tileRows));
  if (chunkRows % tileRows !== 0) throw new Error('internal: a chunk cuts a tile of rows');
  const chunkCount = Math.max(1, Math.ceil(total / chunkRows));
  const sizes = Object.assign(Object.create(null) as Record<string, number>, facts.sizes);
  for (const { name } of definition.plates) sizes[rowsKey(name)] = required(rows, name);
  const origin: DataOrigin | null = facts.file === null ? null : { file: facts.file, line: null };
  const inner = definition.plates.filter(({ parent }) => parent !== null);

  /** For each plate the first row of each chunk, and one entry more at the end. */
  const starts = emptyRecord<Float64Array>();
  starts[outermost.name] = Float64Array.from({ length: chunkCount + 1 }, (_, chunk) =>
    Math.min(total, chunk * chunkRows),
  );
  const countsIn = (plate: string, from: number, to: number): Int32Array => {
    const column = columns.find(({ name }) => name === countsKey(plate));
    const counts = new Int32Array(to - from);
    column?.file.read(from * 4, new Uint8Array(counts.buffer));
    return counts;
  };
  for (const { name, parent } of inner) {
    const around = required(starts, parent ?? '');
    const own = new Float64Array(chunkCount + 1);
    for (let chunk = 0; chunk < chunkCount; chunk++)
      own[chunk + 1] = countsIn(name, at(around, chunk), at(around, chunk + 1)).reduce(
        (sum, count) => sum + count,
        at(own, chunk),
      );
    starts[name] = own;
  }

  const buffers = new Map<string, NumericArray>();
  const readColumn = ({ name, dtype, width, file }: Column, from: number, count: number, keep: boolean) => {
    const length = count * width;
    const known = keep ? buffers.get(name) : undefined;
    const whole =
      known !== undefined && known.length >= length
        ? known
        : dtype === 'f64'
          ? new Float64Array(length)
          : new Int32Array(length);
    if (keep) buffers.set(name, whole);
    const values = whole.subarray(0, length);
    file.read(
      from * width * values.BYTES_PER_ELEMENT,
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return values;
  };

  /** Outermost rows `from` to `to - 1`, which lie in one chunk. `keep`: in arrays that the next such read overwrites. */
  const range = (from: number, to: number, keep: boolean): Chunk => {
    const chunk = Math.floor(from / chunkRows);
    const first = emptyRecord<number>();
    const counts = emptyRecord<readonly number[]>();
    first[outermost.name] = from;
    counts[outermost.name] = [to - from];
    for (const { name, parent } of inner) {
      const around = required(first, parent ?? '');
      const before = countsIn(name, at(required(starts, parent ?? ''), chunk), around);
      first[name] = before.reduce((sum, count) => sum + count, at(required(starts, name), chunk));
      counts[name] = Array.from(countsIn(name, around, around + totalRows(required(counts, parent ?? ''))));
    }
    const arrays = emptyRecord<NumericArray>();
    const own = Object.assign(Object.create(null) as Record<string, number>, sizes);
    for (const { name } of definition.plates) {
      own[rowsKey(name)] = totalRows(required(counts, name));
      own[`all:${name}`] = required(rows, name);
    }
    for (const column of columns)
      if (!column.name.startsWith('counts.'))
        arrays[column.name] = readColumn(
          column,
          required(first, column.plate),
          required(own, rowsKey(column.plate)),
          keep,
        );
    addRowArrays(definition, counts, arrays);
    return {
      arrays,
      sizes: own,
      counts,
      levels: facts.levels,
      present: facts.present,
      origin,
      firstRow: from,
      isLast: to === total,
    };
  };

  const chunkAt = (chunk: number, keep: boolean): Chunk =>
    range(chunk * chunkRows, Math.min(total, (chunk + 1) * chunkRows), keep);

  let last: { readonly index: number; readonly chunk: Chunk } | null = null;
  const lastChunk = (index: number): Chunk => {
    if (last?.index !== index) last = { index, chunk: chunkAt(index, false) };
    return last.chunk;
  };
  /** The outermost row that a row of a plate lies in, and which of the plate's rows in there it is. */
  const outerOf = (plate: string, row: number): { readonly outer: number; readonly local: number } => {
    if (plate === outermost.name) return { outer: row, local: 0 };
    const index = required(starts, plate).findLastIndex((start) => start <= row);
    const { arrays, firstRow } = lastChunk(index);
    const inChunk = row - at(required(starts, plate), index);
    const within = platePath(definition, plate).slice(1);
    const outer = within.reduceRight(
      (child, { name }) => at(required(arrays, parentKey(name)), child),
      inChunk,
    );
    const first = within.reduce((parent, { name }) => at(required(arrays, offsetKey(name)), parent), outer);
    return { outer: firstRow + outer, local: inChunk - first };
  };

  return {
    sizes,
    levels: facts.levels,
    present: facts.present,
    file: facts.file,
    isStreamed: true,
    team: null,
    *chunks() {
      for (let chunk = 0; chunk < chunkCount; chunk++) yield chunkAt(chunk, true);
    },
    take(plate, wanted) {
      const parts = wanted.map((row) => {
        const { outer, local } = outerOf(plate, row);
        return subsetRows(definition, range(outer, outer + 1, false), plate, [local]);
      });
      return concatRows(definition, parts, sizes);
    },
  };
}
