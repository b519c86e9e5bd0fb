// Plain text: one line is one row. Lines of numbers are a table, lines with tabs have columns, others are texts.

import { DataError } from '../../errors.ts';
import { at } from '../../record.ts';
import { makeTable, numberedNames, type Table } from '../table.ts';
import { columnOf } from './column-builder.ts';
import { numberOf } from './number-text.ts';

/** The one column of a file without columns. */
export const lineColumn = 'line';

/** Error: `DataError`. */
export function readText(text: string, file: string): Table {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const all = source.split(/\r\n|\n|\r/);
  // The end of the last line begins no other.
  if (all.at(-1) === '') all.pop();
  if (all.every((line) => line.trim() === '')) throw new DataError({ file }, 'the file is empty');
  return numbersTable(all, file) ?? tabTable(all, file) ?? linesTable(all, file);
}

function linesTable(lines: readonly string[], file: string): Table {
  return makeTable(file, [{ kind: 'text', name: lineColumn, values: lines }], lines.length, {
    lines: Int32Array.from(lines, (_, index) => index + 1),
    header: 'text',
  });
}

/** Every line holds numbers and nothing else, separated by blanks. */
function numbersTable(all: readonly string[], file: string): Table | null {
  const first = all.find((line) => line.trim() !== '');
  if (first === undefined || !/^\s*[-+.\d]/.test(first)) return null;
  const rows: number[][] = [];
  const lines: number[] = [];
  for (const [index, line] of all.entries()) {
    const words = line.trim().split(/\s+/);
    if (words.length === 1 && words[0] === '') continue;
    const numbers = words.map(numberOf);
    if (numbers.some((number) => Number.isNaN(number))) return null;
    rows.push(numbers);
    lines.push(index + 1);
  }
  const width = rows[0]?.length ?? 0;
  const lineNumbers = { lines: Int32Array.from(lines) };
  // One line, or lines of different lengths: each is one value that is a list.
  if (rows.length === 1 || rows.some((row) => row.length !== width))
    return makeTable(file, [{ kind: 'nested', name: lineColumn, values: rows }], rows.length, {
      ...lineNumbers,
      header: 'text',
      notes: ['each line is a list of numbers'],
    });
  const columns = numberedNames(width).map((name, column) => columnOf(name, rows.map((row) => at(row, column)))); // prettier-ignore
  return makeTable(file, columns, rows.length, {
    ...lineNumbers,
    header: 'none',
    notes: [`lines of numbers: the columns are called x1 to x${String(width)}`],
  });
}

/** Every line has a tab: as many columns as the line with the fewest, so that the last column may hold tabs. */
function tabTable(all: readonly string[], file: string): Table | null {
  const lines = all.flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  const cells = lines.map(({ line }) => line.split('\t'));
  const width = cells.reduce((least, row) => Math.min(least, row.length), Infinity);
  if (width < 2) return null;
  const names = numberedNames(width);
  const columns = names.map((name, column) =>
    columnOf(
      name,
      cells.map((row) => (column === width - 1 ? row.slice(column).join('\t') : at(row, column))),
    ),
  );
  return makeTable(file, columns, lines.length, {
    lines: Int32Array.from(lines, ({ number }) => number),
    header: 'none',
    notes: [`cells are separated by tabs: the columns are called x1 to x${String(width)}`],
  });
}
