// Rows of a data file that need not fit into memory: NPY, Parquet, CSV and TSV, read in parts and mapped to variables as
// whole files are. Which columns are which variable is decided by the first part.

import { DataError } from '../../errors.ts';
import type { ModelDefinition } from '../../model/definition.ts';
import type { Levels } from '../../model/model.ts';
import { emptyRecord, lookUp, mergeRecords, recordFrom } from '../../record.ts';
import { areCodes } from '../cells.ts';
import { columnsToData, wantedVariables, type NamedData } from '../columns.ts';
import type { ColumnMap } from '../map-columns.ts';
import { originOf } from '../origin.ts';
import { formatOf, type DataRead, type ReadDataOptions } from '../read-data.ts';
import { columnNames, keptRows, takeRows, type Table } from '../table.ts';
import { settleUnknown } from '../unknown-levels.ts';
import type { RowStream, StoredValues } from './row-stream.ts';
import { positionOfDoubles, tableParts, type PartOptions } from './table-parts.ts';
import { wholeGroups } from './whole-groups.ts';

export interface StreamOptions extends ReadDataOptions, PartOptions {
  /** Outermost rows held at once, a multiple of 256. Default: as many as fill a few megabytes. */
  readonly chunkRows?: number;
}

export interface FileRows {
  readonly rows: RowStream;
  /** The first rows, read as a file of their own: for a summary, and for what only some rows are needed. */
  readonly head: DataRead;
  /** The values of these rows, read with the levels that all rows have. */
  headWith(levels: Levels): Promise<NamedData['data']>;
}

/** Errors: `InputError` where the file cannot be read, `DataError` for what is in it. */
export async function fileRows(
  path: string,
  definition: ModelDefinition,
  options: StreamOptions = {},
): Promise<FileRows> {
  if (/\.gz$/i.test(path))
    throw new DataError({ file: path }, 'a packed file is not read as a stream', 'unpack it first');
  const format = formatOf(path, options.format);
  const wanted = wantedVariables(definition, options);
  const tables = (columns: ColumnMap | null): AsyncIterable<Table> => {
    const parts = filtered(tableParts(path, format, options), options);
    return wholeGroups(parts, definition, columns === null ? options : { ...options, map: columns }, wanted);
  };
  const read = (table: Table, columns: ColumnMap | null, levels: Levels): NamedData =>
    columnsToData(
      table,
      definition,
      { ...options, ...(columns === null ? {} : { map: columns, asMatrices: true }), levels },
      wanted,
    );
  const head = await headOf(tables(null), path, (table) =>
    read(table, null, options.levels ?? emptyRecord()),
  );
  const { columns } = head.data;
  const categories = wanted.filter(({ type }) => type.element === 'category');
  const unknown = Object.entries(options.unknown ?? {});
  return {
    rows: {
      kind: 'rows',
      file: path,
      replays: true,
      unknownLevels: unknown.filter(([, rule]) => rule === 'symbol').map(([name]) => name),
      chunkRows: options.chunkRows ?? null,
      stored: storedValues(path, format, definition, options, head.table, columns),
      async *pieces(levels) {
        // Until all rows are known, whole numbers may be codes or texts: they come as texts.
        const asTexts = emptyRecord<readonly string[]>();
        if (levels === null) for (const { name } of categories) asTexts[name] = [];
        const known = mergeRecords(asTexts, options.levels ?? {}, levels ?? {});
        for await (const table of tables(columns)) {
          const { data } = read(table, columns, known);
          const settled =
            levels === null ? data : settleUnknown(data, definition, { ...options, levels }).data;
          const coded = categories.filter(({ name }) => {
            const own = new Set(lookUp(columns, name) ?? []);
            return areCodes(
              table.columns.filter((column) => own.has(column.name)),
              null,
              lookUp(options.missing ?? {}, name) ?? null,
            );
          });
          yield {
            data: settled,
            origin: originOf(data),
            coded: new Set(coded.map(({ name }) => name)),
          };
        }
      },
    },
    async headWith(levels) {
      const { data } = await headOf(tables(columns), path, (table) =>
        columnsToData(table, definition, { ...options, map: columns, levels }, wanted),
      );
      return settleUnknown(data.data, definition, { ...options, levels }).data;
    },
    head: {
      ...head.data,
      levels: options.levels ?? emptyRecord(),
      sources: [{ file: path, table: head.table, allRows: null }],
    },
  };
}

/** Of an array of doubles that is one variable, nothing need be kept. */
function storedValues(
  path: string,
  format: string,
  { variables, plates }: ModelDefinition,
  { rows, missing = {} }: StreamOptions,
  table: Table,
  columns: ColumnMap,
): Readonly<Record<string, StoredValues>> {
  const position = format === 'npy' ? positionOfDoubles(path) : null;
  const all = columnNames(table);
  const [name, ...others] = Object.keys(columns);
  const variable = variables.find((candidate) => candidate.name === name);
  const isOuter = plates.some((plate) => plate.name === variable?.plate && plate.parent === null);
  const isNumber = variable?.type.element === 'real' || variable?.type.element === 'int';
  const isWhole = name !== undefined && others.length === 0 && columns[name]?.join() === all.join();
  const isPlain = rows === undefined && Object.keys(missing).length === 0;
  return position !== null && name !== undefined && isOuter && isNumber && isWhole && isPlain
    ? recordFrom([[name, { path, position }]])
    : emptyRecord();
}

async function headOf(
  tables: AsyncIterable<Table>,
  file: string,
  read: (table: Table) => NamedData,
): Promise<{ readonly table: Table; readonly data: NamedData }> {
  for await (const table of tables) return { table, data: read(table) };
  throw new DataError(
    { file },
    'no rows are left to read',
    'choose others with --rows, --every or --not-every',
  );
}

/** The rows of `--rows`, `--every` and `--not-every`, which count all rows of the file. */
async function* filtered(
  tables: AsyncIterable<Table>,
  { rows: filter }: ReadDataOptions,
): AsyncGenerator<Table> {
  if (filter === undefined) {
    yield* tables;
    return;
  }
  let before = 0;
  for await (const table of tables) {
    const { from = 1, to = Infinity, ...steps } = filter;
    const kept = keptRows(before + table.rowCount, { ...steps, from: Math.max(from, before + 1), to });
    const first = before;
    before += table.rowCount;
    if (kept.length > 0) yield takeRows(table, kept.map((row) => row - first)); // prettier-ignore
    if (before >= to) return;
  }
}
