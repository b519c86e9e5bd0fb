// A table with named columns, held column by column: numbers in typed arrays, texts as texts. What every file of rows
// is read into, so that 47 million cells are 47 million bytes where they fit one.

import { at } from '../record.ts';

export type NumberArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

export type Column =
  /** Every cell is a number, or missing (NaN). */
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly values: NumberArray;
      /** A cell as the file writes it. */
      readonly text: (row: number) => string;
    }
  /** Some cell is a text; a cell that is empty, or null in the file, is `''`. */
  | { readonly kind: 'text'; readonly name: string; readonly values: readonly string[] }
  /** Cells are arrays, as records of JSON may have them. */
  | { readonly kind: 'nested'; readonly name: string; readonly values: readonly unknown[] };

export interface Table {
  /** The file's name, for messages. */
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** One-based line in the file of each row; null where lines mean nothing. */
  readonly lines: Int32Array | null;
  /** One-based number of each row in the file, the header not counted; null: all rows, in order. */
  readonly numbers: Int32Array | null;
  /** `names`: the file names its columns. `none`: they are called x1, x2, ... `text`: lines of text, and no columns. */
  readonly header: 'names' | 'none' | 'text';
  /** What a reader decided that a person may have meant otherwise, for the summary. */
  readonly notes: readonly string[];
  /** All cells row by row, where a file holds them so: they need not be put together from columns. */
  readonly matrix: NumberArray | null;
  /** Sizes of one row, where a file says them (an image of 28 x 28). */
  readonly rowShape: readonly number[] | null;
}

/** A table of these columns; what is not said is as a plain file with a header has it. */
export function makeTable(
  file: string,
  columns: readonly Column[],
  rowCount: number,
  more: Partial<Table> = {},
): Table {
  return {
    file,
    columns,
    rowCount,
    lines: null,
    numbers: null,
    header: 'names',
    notes: [],
    matrix: null,
    rowShape: null,
    ...more,
  };
}

export const columnNames = ({ columns }: Table): readonly string[] => columns.map(({ name }) => name);

/** Names for columns that a file does not name: x1, x2, ... */
export const numberedNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `x${String(index + 1)}`);

/** Where a row stands, for messages: its line, or its number where lines mean nothing. */
export function rowPlace({ file, lines, numbers }: Table, row: number) {
  const line = lines?.[row] ?? null;
  return line === null ? { file, row: [numbers?.[row] ?? row + 1] } : { file, line };
}

/** A cell as text. */
export function cellText(column: Column, row: number): string {
  switch (column.kind) {
    case 'number':
      return column.text(row);
    case 'text':
      return at(column.values, row);
    case 'nested':
      return JSON.stringify(column.values[row] ?? null);
  }
}

/** Which rows to keep: `from` to `to`, one-based and inclusive; every n-th, or all but every n-th. */
export interface RowFilter {
  readonly from?: number;
  readonly to?: number;
  readonly every?: number;
  readonly notEvery?: number;
}

/** Zero-based indices of the rows to keep. */
export function keptRows(rowCount: number, { from, to, every, notEvery }: RowFilter): Int32Array {
  const kept: number[] = [];
  for (let number = from ?? 1; number <= Math.min(rowCount, to ?? rowCount); number++) {
    if (every !== undefined && number % every !== 0) continue;
    if (notEvery !== undefined && number % notEvery === 0) continue;
    kept.push(number - 1);
  }
  return Int32Array.from(kept);
}

export function filterRows(table: Table, filter: RowFilter): Table {
  return takeRows(table, keptRows(table.rowCount, filter));
}

/** The rows of these indices, in this order. */
export function takeRows(table: Table, rows: Int32Array): Table {
  const { lines, numbers } = table;
  return {
    ...table,
    columns: table.columns.map((column) => takeCells(column, rows)),
    rowCount: rows.length,
    lines: lines === null ? null : rows.map((row) => at(lines, row)),
    numbers: rows.map((row) => numbers?.[row] ?? row + 1),
    matrix: null,
  };
}

function takeCells(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'number': {
      const values = emptyLike(column.values, rows.length);
      for (let i = 0; i < rows.length; i++) values[i] = at(column.values, at(rows, i));
      return { ...column, values, text: (row) => column.text(at(rows, row)) };
    }
    case 'text':
      return { ...column, values: Array.from(rows, (row) => at(column.values, row)) };
    case 'nested':
      return { ...column, values: Array.from(rows, (row) => column.values[row]) };
  }
}

/** A new array of the same kind. */
export function emptyLike(values: NumberArray, length: number): NumberArray {
  return new (values.constructor as new (size: number) => NumberArray)(length);
}

/** A column of numbers whose cells are written as JavaScript writes them. */
export function numberColumn(name: string, values: NumberArray): Column {
  return {
    kind: 'number',
    name,
    values,
    text: (row) => {
      const value = at(values, row);
      return Number.isNaN(value) ? '' : String(value);
    },
  };
}

/** What stands for a missing value in most files; an empty cell does everywhere. */
export const isMissingWord = (text: string): boolean => /^(|na|n\/a|nan|null|none|<na>|#n\/a)$/i.test(text);
