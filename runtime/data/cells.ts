// From the cells of one variable to its values: what is missing, numbers, true and false, level texts; each mistake with
// its file, line and column.

import { DataError } from '../errors.ts';
import type { VariableDefinition } from '../model/definition.ts';
import { at } from '../record.ts';
import { numberOf } from './readers/number-text.ts';
import { cellText, isMissingWord, rowPlace, type Column, type NumberArray, type Table } from './table.ts';

/** The level that stands for missing values where `--missing v=category` makes them one. */
export const missingLevel = '<missing>';
/** The level that `--unknown v=symbol` reserves for what training did not meet. */
export const unknownLevel = '<unknown>';

/** What counts as missing: the usual words, these words, or a level of its own. An empty cell always does. */
export type MissingRule = readonly string[] | 'category' | null;

const words: Readonly<Record<string, boolean>> = {
  true: true, t: true, yes: true, y: true, '1': true, '1.0': true,
  false: false, f: false, no: false, n: false, '0': false, '0.0': false,
}; // prettier-ignore

export const isBoolWord = (cell: string): boolean => boolOf(cell) !== null;

function boolOf(cell: string): boolean | null {
  const word = cell.toLowerCase();
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null;
}

export function isMissingCell(column: Column, row: number, rule: MissingRule): boolean {
  if (column.kind === 'nested') return column.values[row] === null || column.values[row] === undefined;
  const text = column.kind === 'text' ? at(column.values, row) : null;
  if (column.kind === 'number') {
    const value = at(column.values, row);
    // The words that are no number are missing to every rule; those that are, to the rule that names them.
    if (Number.isNaN(value)) return rule === null || rule === 'category' || isNamed(column.text(row), rule);
    return Array.isArray(rule) && rule.some((word: string) => numberOf(word) === value);
  }
  if (text === null || text === '') return true;
  return rule === null || rule === 'category' ? isMissingWord(text) : rule.includes(text);
}

const isNamed = (text: string, rule: readonly string[]): boolean => text === '' || rule.includes(text);

/** Whether missing values are kept (as null), by the type, or made a level. */
export function readCell(
  table: Table,
  variable: VariableDefinition,
  column: Column,
  row: number,
  rule: MissingRule,
  asCodes: boolean,
): unknown {
  const { type } = variable;
  const fail = (problem: string, fix: string | null): DataError =>
    new DataError(
      {
        ...rowPlace(table, row),
        ...(table.header === 'text' ? {} : { column: column.name }),
        variable: variable.name,
      },
      problem,
      fix,
    );
  if (isMissingCell(column, row, rule)) {
    if (type.element === 'category' && rule === 'category') return missingLevel;
    if (variable.optional) return null;
    const text = cellText(column, row);
    throw fail(
      `${text === '' || text === 'null' ? 'the cell is empty' : `found ${JSON.stringify(text)}`}: a value is missing, and \`${type.text}\` may not be missing`,
      missingFix(variable, text),
    );
  }
  if (column.kind === 'nested') return column.values[row];
  if (type.element === 'category') {
    if (asCodes && column.kind === 'number') return at(column.values, row);
    return cellText(column, row);
  }
  const text = cellText(column, row);
  if (type.element === 'bool') {
    const value = boolOf(text);
    if (value !== null) return value;
    throw fail(`found ${JSON.stringify(text)} where \`${type.text}\` has true, false, yes, no, 0 or 1`, null);
  }
  const number = column.kind === 'number' ? at(column.values, row) : numberOf(text);
  if (!Number.isNaN(number)) return number;
  throw fail(
    `found the text ${JSON.stringify(text)} where \`${type.text}\` has a number`,
    /^-?\d+,\d+$/.test(text)
      ? 'write decimals with a point'
      : `correct the cell, map another column, or say that it means missing: --missing ${variable.name}=${text}`,
  );
}

function missingFix({ name, role, type }: VariableDefinition, text: string): string {
  if (role !== 'observe') return 'fill the value in, or leave the row out';
  const fixes = [`declare it as \`${type.text}?\``, 'fill the value in', 'leave the row out'];
  if (type.element === 'category')
    fixes.push(
      `make it a level: --missing ${name}=category`,
      ...(text === '' ? [] : [`or say that it is a text: --missing ${name}=none`]),
    );
  return fixes.join(', ');
}

/** Whole numbers in all cells are codes, unless levels are known by name or missing is a level. */
export function areCodes(
  columns: readonly Column[],
  levels: readonly string[] | null,
  rule: MissingRule,
): boolean {
  return (
    levels === null &&
    rule !== 'category' &&
    columns.every(
      (column) =>
        column.kind === 'number' &&
        column.values.every((value) => Number.isNaN(value) || (value >= 0 && Number.isInteger(value))),
    )
  );
}

/** Numbers of columns side by side, row-major, in the narrowest array that holds them. */
export function interleave(table: Table, columns: readonly Column[]): NumberArray | null {
  if (!columns.every((column) => column.kind === 'number')) return null;
  const { matrix, rowCount } = table;
  if (
    matrix !== null &&
    columns.length === table.columns.length &&
    columns.every((column, i) => column === table.columns[i])
  )
    return matrix;
  const values = columns.map((column) => column.values);
  const [first] = values;
  if (first === undefined) return null;
  if (values.length === 1) return first;
  const narrow = values.every((cells) => cells instanceof Uint8Array);
  const width = values.length;
  const result = narrow ? new Uint8Array(rowCount * width) : new Float64Array(rowCount * width);
  // A block of rows at a time: columns are read and rows written, and both stay in the cache.
  for (let start = 0; start < rowCount; start += 64)
    for (let column = 0; column < width; column++) {
      const cells = at(values, column);
      for (let row = start; row < Math.min(rowCount, start + 64); row++)
        result[row * width + column] = cells[row] ?? NaN;
    }
  return result;
}
