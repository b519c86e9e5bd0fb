// The rows of a file as one table after another, each with its lines or row numbers in the file.

import { DataError } from '../../errors.ts';
import type { CsvOptions } from '../readers/csv.ts';
import { headerBytes, readNpyHeader, truncated } from '../readers/npy.ts';
import { tensorToTable } from '../readers/tensor-table.ts';
import type { Table } from '../table.ts';
import { csvParts } from './csv-parts.ts';
import { openParts, type FileParts } from './file-parts.ts';

/** Formats of which rows can be read one after another. */
export const streamedFormats: readonly string[] = ['npy', 'parquet', 'csv', 'tsv'];

export interface PartOptions extends CsvOptions {
  /** Bytes of the file read at once, more or less; row groups of Parquet come whole. Default: 4 MB. */
  readonly partBytes?: number;
}

/** `format`: as in read-data.ts. Errors: `InputError`, `DataError`. */
export async function* tableParts(
  path: string,
  format: string,
  { partBytes = 4 << 20, ...options }: PartOptions,
): AsyncGenerator<Table> {
  const file = openParts(path);
  try {
    switch (format) {
      case 'npy':
        yield* npyParts(file, path, partBytes);
        return;
      case 'parquet':
        yield* parquetParts(file, path);
        return;
      case 'csv':
      case 'tsv':
        yield* csvParts(file, path, format === 'tsv', options, partBytes);
        return;
      default:
        throw new DataError(
          { file: path },
          `files of this kind (${format}) are not read as a stream`,
          'leave --stream out, or convert it to NPY, Parquet or CSV',
        );
    }
  } finally {
    file.close();
  }
}

/** Where the elements of a NumPy array of doubles by rows begin; null for any other. Errors: `InputError`, `DataError`. */
export function positionOfDoubles(path: string): number | null {
  const file = openParts(path);
  try {
    const { start, shape, fortran, element } = readNpyHeader(file.read(0, headerBytes), path);
    return element.isDouble && !(fortran && shape.length > 1) ? start : null;
  } finally {
    file.close();
  }
}

function* npyParts(file: FileParts, path: string, partBytes: number): Generator<Table> {
  const { start, shape, fortran, element } = readNpyHeader(file.read(0, headerBytes), path);
  const [rows = 0, ...rest] = shape;
  if (fortran && rest.length > 0)
    throw new DataError(
      { file: path },
      'its array is stored column by column, so its rows cannot be read one after another',
      'save it by rows: numpy.save(file, numpy.ascontiguousarray(a))',
    );
  const width = rest.reduce((product, size) => product * size, 1);
  // Says what is wrong with an array that has no rows.
  if (shape.length === 0 || rows * width === 0) tensorToTable({ values: new Float64Array(0), shape }, path);
  if (file.size < start + rows * width * element.size) throw truncated(path);
  const atOnce = Math.max(1, Math.floor(partBytes / (width * element.size)));
  for (let first = 0; first < rows; first += atOnce) {
    const count = Math.min(atOnce, rows - first);
    const bytes = file.read(start + first * width * element.size, count * width * element.size);
    const values = element.read(bytes, count * width);
    yield numbered(tensorToTable({ values, shape: [count, ...rest] }, path), first);
  }
}

async function* parquetParts(file: FileParts, path: string): AsyncGenerator<Table> {
  const { openParquet } = await import('../readers/parquet.ts');
  const bytes = {
    byteLength: file.size,
    slice: (start: number, end = file.size): ArrayBuffer => {
      const part = file.read(start, end - start);
      return part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength) as ArrayBuffer;
    },
  };
  const { groups } = await openParquet(bytes, path);
  let first = 0;
  for (const group of groups) {
    yield numbered(await group.read(), first);
    first += group.rows;
  }
}

function numbered(table: Table, first: number): Table {
  return { ...table, numbers: Int32Array.from({ length: table.rowCount }, (_, row) => first + row + 1) };
}
