// Nested data that are one typed array in memory, taken as they are: 47 million numbers need no list of 47 million.

import { isFlatNumbers, type Flattened } from './nesting.ts';
import type { FlatNumbers } from '../model/model.ts';

/** Rows of one size, one after another: what a view for each of them would say. */
export class RowMatrix {
  readonly values: FlatNumbers;
  readonly rows: number;
  /** Of one row. */
  readonly shape: readonly number[];
  constructor(values: FlatNumbers, rows: number, shape: readonly number[]) {
    this.values = values;
    this.rows = rows;
    this.shape = shape;
  }
}

/** A typed array of rows, or rows that are views of one array, one after another; null for anything else. */
export function wholeArray(value: unknown, plates: number, rank: number): Flattened | null {
  if (plates !== 1) return null;
  if (value instanceof RowMatrix) return { values: value.values, counts: [[value.rows]], shape: value.shape };
  if (rank === 0) return isFlatNumbers(value) ? { values: value, counts: [[value.length]], shape: [] } : null;
  if (rank !== 1 || !Array.isArray(value)) return null;
  const rows = value as readonly unknown[];
  const [first] = rows;
  if (!isFlatNumbers(first) || first.length === 0) return null;
  const { buffer, byteOffset, byteLength, length } = first;
  const isNext = (row: unknown, index: number): boolean =>
    isFlatNumbers(row) &&
    row.constructor === first.constructor &&
    row.buffer === buffer &&
    row.length === length &&
    row.byteOffset === byteOffset + index * byteLength;
  if (!rows.every(isNext)) return null;
  const whole = new (
    first.constructor as new (b: ArrayBufferLike, from: number, size: number) => FlatNumbers
  )(buffer, byteOffset, rows.length * length);
  return { values: whole, counts: [[rows.length]], shape: [length] };
}
