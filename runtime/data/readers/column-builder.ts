// One column of a table while its cells come in: bytes as long as they fit, then doubles, then texts from the first
// cell on that is neither a number nor missing.

import { at } from '../../record.ts';
import { emptyLike, isMissingWord, numberColumn, type Column, type NumberArray } from '../table.ts';
import { parseNumber } from './number-text.ts';

export interface ColumnBuilder {
  /** The next cell: the characters `[from, to)` of `text`. */
  add(text: string, from: number, to: number): void;
  /** The column. `cell` gives the text of a row again. */
  finish(name: string, cell: (row: number) => string): Column;
  /** Cells so far. */
  readonly count: () => number;
}

/** `cell`: the text of an earlier row. `point`: the character of decimals. */
export function columnBuilder(cell: (row: number) => string, point: number): ColumnBuilder {
  let numbers: NumberArray = new Uint8Array(64);
  let texts: string[] | null = null;
  let count = 0;

  const grow = (): void => {
    const wider = numbers instanceof Uint8Array ? new Uint8Array(count * 2) : new Float64Array(count * 2);
    wider.set(numbers);
    numbers = wider;
  };
  const widen = (): void => {
    const wider = new Float64Array(numbers.length);
    wider.set(numbers);
    numbers = wider;
  };
  return {
    add(text, from, to) {
      if (texts !== null) {
        texts.push(text.slice(from, to));
        count++;
        return;
      }
      const value = parseNumber(text, from, to, point);
      if (Number.isNaN(value) && to > from && !isMissingWord(text.slice(from, to))) {
        texts = Array.from({ length: count }, (_, row) => cell(row));
        texts.push(text.slice(from, to));
        numbers = new Uint8Array(0);
        count++;
        return;
      }
      if (count === numbers.length) grow();
      // -0 is no byte: Object.is tells it from 0.
      if (
        numbers instanceof Uint8Array &&
        !(value >= 0 && value <= 255 && Number.isInteger(value) && !Object.is(value, -0))
      )
        widen();
      numbers[count++] = value;
    },
    finish(name, text) {
      if (texts !== null) return { kind: 'text', name, values: texts };
      return { kind: 'number', name, values: numbers.slice(0, count), text };
    },
    count: () => count,
  };
}

/** A column of given cells, which may be of any scalar type. */
export function columnOf(name: string, cells: readonly unknown[]): Column {
  if (cells.some((cell) => typeof cell === 'object' && cell !== null))
    return { kind: 'nested', name, values: cells };
  if (cells.every((cell) => isNothing(cell) || typeof cell === 'number')) {
    const values = Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : NaN));
    return { kind: 'number', name, values, text: (row) => scalarText(cells[row]) };
  }
  return { kind: 'text', name, values: cells.map(scalarText) };
}

const isNothing = (cell: unknown): boolean => cell === null || cell === undefined;

function scalarText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return Number.isNaN(cell) ? '' : String(cell);
  return typeof cell === 'boolean' || typeof cell === 'bigint' ? String(cell) : '';
}

/** The columns of a matrix of `rows` rows. */
export function columnsOfMatrix(
  names: readonly string[],
  matrix: NumberArray,
  rows: number,
): readonly Column[] {
  const width = names.length;
  return names.map((name, index) => {
    if (width === 1) return numberColumn(name, matrix);
    const values = emptyLike(matrix, rows);
    for (let row = 0; row < rows; row++) values[row] = at(matrix, row * width + index);
    return numberColumn(name, values);
  });
}
