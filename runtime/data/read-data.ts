// Data files: CSV, TSV and JSON, by the file's ending. In Node; `parseData` takes text and runs anywhere.

import { DataError } from '../errors.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { lookUp } from '../record.ts';
import { columnsToData, type NamedData, type ReadOptions } from './columns.ts';
import { readCsv } from './csv.ts';
import { readText } from './files.ts';
import { readJson } from './json.ts';
import { rememberOrigin } from './origin.ts';
import { filterRows, type RowFilter, type Table } from './table.ts';

export interface ReadDataOptions extends ReadOptions {
  /** Rows of a table to keep. */
  readonly rows?: RowFilter;
}

/** Errors: `InputError` where the file cannot be read, `DataError` for what is in it. */
export function readDataFile(
  path: string,
  definition: ModelDefinition,
  options: ReadDataOptions = {},
): NamedData {
  return parseData(readText(path), path, definition, options);
}

/** `file`: the name for messages, whose ending says the format. */
export function parseData(
  text: string,
  file: string,
  definition: ModelDefinition,
  options: ReadDataOptions = {},
): NamedData {
  const ending = /\.([a-z0-9]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const fromTable = (table: Table): NamedData =>
    columnsToData(keepRows(table, options.rows), definition, options);
  switch (ending) {
    case 'csv':
      return fromTable(readCsv(text, file));
    case 'tsv':
      return fromTable(readCsv(text, file, '\t'));
    case 'json': {
      const read = readJson(text, file);
      if (read.kind === 'table') return fromTable(read.table);
      const data = chooseVariables(read.values, definition, options);
      rememberOrigin(data, { file, line: null });
      return { data, columns: {} };
    }
    default:
      throw new DataError(
        { file },
        'data are read from .csv, .tsv and .json files',
        'rename or convert the file',
      );
  }
}

function keepRows(table: Table, filter: RowFilter | undefined): Table {
  const kept = filter === undefined ? table : filterRows(table, filter);
  if (kept.rows.length === 0) throw new DataError({ file: table.file }, 'no rows are left to read');
  return kept;
}

/** Of JSON data those variables that are asked for; names that the model lacks stay, to be refused. */
function chooseVariables(
  values: Readonly<Record<string, unknown>>,
  { variables }: ModelDefinition,
  { roles }: ReadDataOptions,
): Readonly<Record<string, unknown>> {
  if (roles === undefined) return values;
  const chosen = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(values)) {
    const role = variables.find((variable) => variable.name === name)?.role;
    if (role !== 'observe' && role !== 'given') chosen[name] = values[name];
    else if (roles.includes(role)) chosen[name] = lookUp(values, name);
  }
  return chosen;
}
