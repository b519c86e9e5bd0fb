// JSON text to data: an object `{variable: nested arrays}`, or a list of records, which is a table.

import { DataError } from '../errors.ts';
import { recordFrom } from '../record.ts';
import type { Table } from './table.ts';

export type JsonData =
  | { readonly kind: 'variables'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'table'; readonly table: Table };

/** Error: `DataError`. */
export function readJson(text: string, file: string): JsonData {
  if (text.trim() === '')
    throw new DataError({ file }, 'the file is empty', 'give an object with an entry for each variable');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(
      { file },
      `this is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  // Entries become own properties of a map without a prototype, `__proto__` too.
  if (isObject(value)) return { kind: 'variables', values: recordFrom(Object.entries(value)) };
  if (Array.isArray(value) && value.length > 0 && value.every(isObject))
    return { kind: 'table', table: toTable(value, file) };
  throw new DataError(
    { file },
    'the data are neither an object with an entry for each variable nor a list of records',
    'write them as {"x": [...]}',
  );
}

function toTable(records: readonly Readonly<Record<string, unknown>>[], file: string): Table {
  const columns = Object.keys(records[0] ?? {});
  const rows = records.map((record, index) => {
    const row = [index + 1];
    const extra = Object.keys(record).find((name) => !columns.includes(name));
    if (extra !== undefined)
      throw new DataError({ file, row, column: extra }, 'the first record has no such entry');
    const cells = columns.map((name) => {
      const value = Object.hasOwn(record, name) ? record[name] : null;
      if (value === null || value === undefined) return '';
      if (typeof value === 'string') return value;
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      throw new DataError(
        { file, row, column: name },
        'found an array or object in a record',
        'write the data as {"x": [...]}',
      );
    });
    return { line: null, cells };
  });
  return { file, columns, rows };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
