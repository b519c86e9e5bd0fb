// Parquet, by `hyparquet`, which is loaded when a file is one.

import type { Compressors } from 'hyparquet';
import { DataError } from '../../errors.ts';
import { makeTable, type Column, type NumberArray, type Table } from '../table.ts';
import { columnOf } from './column-builder.ts';
import { numberColumn } from '../table.ts';
import { startsWith } from './decode.ts';

const magic = [0x50, 0x41, 0x52, 0x31];

/** Bytes that may be far away: what `hyparquet` reads from. */
interface Bytes {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** Error: `DataError` for a file that is no Parquet, is cut short, or is packed by a codec that is not read. */
export async function readParquet(bytes: Uint8Array, file: string): Promise<Table> {
  const { buffer } = new Uint8Array(bytes);
  const { groups } = await openParquet(buffer, file);
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const [all] = groups;
  if (all === undefined) throw new Error('internal: no rows of a table');
  return all.read(rows);
}

/** Some rows of a file that are stored together. */
export interface ParquetGroup {
  readonly rows: number;
  /** These, or as many rows from its first one on. Error: `DataError`. */
  read(rows?: number): Promise<Table>;
}

/** The row groups of a file, one at least. Errors as above. */
export async function openParquet(
  bytes: Bytes,
  file: string,
): Promise<{ readonly groups: readonly ParquetGroup[] }> {
  if (bytes.byteLength === 0) throw new DataError({ file }, 'the file is empty');
  const ends = async (start: number): Promise<Uint8Array> =>
    new Uint8Array(await bytes.slice(start, start + 4));
  if (!startsWith(await ends(0), magic))
    throw new DataError({ file }, 'this is no Parquet file: it does not begin with PAR1');
  if (bytes.byteLength < 12 || !startsWith(await ends(bytes.byteLength - 4), magic))
    throw new DataError(
      { file },
      'the file is cut short: it does not end with PAR1',
      'fetch or write it again',
    );
  const { parquetMetadataAsync, parquetRead, parquetSchema } = await import('hyparquet');
  return sayingBroken(file, async () => {
    const metadata = await parquetMetadataAsync(bytes);
    refuseCodecs(metadata.row_groups, file);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    if (Number(metadata.num_rows) === 0)
      throw new DataError({ file }, 'the file has columns but no rows', 'give at least one row');
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined)
      throw new DataError({ file, column: repeated }, 'two columns have this name', 'rename one of them');
    let before = 0;
    const groups = metadata.row_groups
      .map(({ num_rows: count }): ParquetGroup => {
        const first = before;
        before += Number(count);
        return {
          rows: Number(count),
          read: (rows = Number(count)) =>
            sayingBroken(file, async () => {
              const parts = new Map<
                string,
                { readonly start: number; readonly values: ArrayLike<unknown> }[]
              >();
              await parquetRead({
                file: bytes,
                metadata,
                compressors: compressors(),
                rowStart: first,
                rowEnd: first + rows,
                onChunk({ columnName, columnData, rowStart }) {
                  const list = parts.get(columnName) ?? [];
                  parts.set(columnName, list);
                  list.push({ start: rowStart - first, values: columnData });
                },
              });
              return makeTable(
                file,
                names.map((name) => joined(name, rows, parts.get(name) ?? [])),
                rows,
              );
            }),
        };
      })
      .filter(({ rows }) => rows > 0);
    return { groups };
  });
}

async function sayingBroken<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(
      { file },
      `the file is broken: ${error instanceof Error ? error.message : String(error)}`,
      'fetch or write it again',
    );
  }
}

/** `hyparquet` unpacks the first two itself, Node's zlib the others. */
const codecs = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD']);

/** By name of the codec; empty where Node's zlib is not there. */
function compressors(): Compressors {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return {};
  const zlib = process.getBuiltinModule('node:zlib');
  const plain = (unpack: (bytes: Uint8Array) => Uint8Array) => (bytes: Uint8Array) =>
    new Uint8Array(unpack(bytes));
  return {
    GZIP: plain(zlib.gunzipSync),
    BROTLI: plain(zlib.brotliDecompressSync),
    ZSTD: plain(zlib.zstdDecompressSync),
  };
}

interface RowGroup {
  readonly columns: readonly {
    readonly meta_data?: { readonly codec: string; readonly path_in_schema: readonly string[] };
  }[];
}

function refuseCodecs(groups: readonly RowGroup[], file: string): void {
  for (const { columns } of groups)
    for (const { meta_data: column } of columns) {
      if (column === undefined || codecs.has(column.codec)) continue;
      throw new DataError(
        { file, column: column.path_in_schema.join('.') },
        `it is compressed by ${column.codec}, which is not read`,
        "write the file with compression='snappy', 'zstd' or 'gzip'",
      );
    }
}

/** One column of its parts: a typed array where all are, otherwise by what the cells are. */
function joined(
  name: string,
  rows: number,
  parts: readonly { readonly start: number; readonly values: ArrayLike<unknown> }[],
): Column {
  if (parts.every(({ values }) => isNumbers(values))) {
    const result = new Float64Array(rows);
    for (const { start, values } of parts) result.set(values as NumberArray, start);
    return numberColumn(name, result);
  }
  const cells = new Array<unknown>(rows).fill(null);
  for (const { start, values } of parts)
    for (let i = 0; i < values.length; i++) cells[start + i] = plainCell(values[i]);
  return columnOf(name, cells);
}

function isNumbers(values: ArrayLike<unknown>): boolean {
  return (
    ArrayBuffer.isView(values) && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array)
  );
}

/** Numbers and texts as they are; 64-bit integers as numbers where exact, dates as texts. */
function plainCell(cell: unknown): unknown {
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
  if (cell instanceof Date) return cell.toISOString();
  if (Array.isArray(cell)) return cell.map(plainCell);
  if (typeof cell === 'object' && cell !== null && isNumbers(cell as ArrayLike<unknown>))
    return Array.from(cell as NumberArray);
  return cell ?? null;
}
