// JSON to data: an object `{variable: nested arrays}`, or a list of records, which is a table. JSONL: a record a line.

import { DataError } from '../../errors.ts';
import { recordFrom } from '../../record.ts';
import { makeTable, type Table } from '../table.ts';
import { columnOf } from './column-builder.ts';

export type JsonData =
  | { readonly kind: 'variables'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'table'; readonly table: Table };

/** Error: `DataError`. */
export function readJson(text: string, file: string): JsonData {
  if (text.trim() === '')
    throw new DataError({ file }, 'the file is empty', 'give an object with an entry for each variable');
  const value = parse(text, { file });
  // Entries become own properties of a map without a prototype, `__proto__` too.
  if (isObject(value)) return { kind: 'variables', values: recordFrom(Object.entries(value)) };
  if (Array.isArray(value) && value.length > 0 && value.every(isObject))
    return { kind: 'table', table: recordsToTable(value, null, file) };
  throw new DataError(
    { file },
    'the data are neither an object with an entry for each variable nor a list of records',
    'write them as {"x": [...]}',
  );
}

/** One record a line. Error: `DataError` with the line. */
export function readJsonLines(text: string, file: string): Table {
  const records: Readonly<Record<string, unknown>>[] = [];
  const lines: number[] = [];
  text.split(/\r\n|\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const place = { file, line: index + 1 };
    const value = parse(line, place);
    if (!isObject(value))
      throw new DataError(
        place,
        'this line is JSON, but no record',
        'write each line as {"x": ..., "y": ...}',
      );
    records.push(value);
    lines.push(index + 1);
  });
  if (records.length === 0) throw new DataError({ file }, 'the file is empty', 'give one record a line');
  return recordsToTable(records, Int32Array.from(lines), file);
}

function parse(text: string, place: { readonly file: string; readonly line?: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DataError(place, `this is not JSON: ${problem}`);
  }
}

/** Columns are the entries of the first record; a record may lack some, but has no others. */
function recordsToTable(
  records: readonly Readonly<Record<string, unknown>>[],
  lines: Int32Array | null,
  file: string,
): Table {
  const names = Object.keys(records[0] ?? {});
  const known = new Set(names);
  records.forEach((record, index) => {
    const extra = Object.keys(record).find((name) => !known.has(name));
    if (extra === undefined) return;
    const line = lines?.[index];
    throw new DataError(
      { file, ...(line === undefined ? { row: [index + 1] } : { line }), column: extra },
      'the first record has no such entry',
      'give every record the same entries, null where a value is missing',
    );
  });
  const columns = names.map((name) =>
    columnOf(
      name,
      records.map((record) => (Object.hasOwn(record, name) ? record[name] : null)),
    ),
  );
  return makeTable(file, columns, records.length, { lines });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
