// Between nested arrays, as people write data, and flat row-major values, as kernels read them. Plates may be
// ragged; the axes of one event may not.

import { counted, DataError } from '../errors.ts';
import { at } from '../record.ts';
import type { FlatNumbers } from '../model/model.ts';
import { wholeArray } from './whole-array.ts';

/** Arrays and typed arrays. */
export type Elements = ArrayLike<unknown> & Iterable<unknown>;

export interface Flattened {
  /** Leaves in row-major order. */
  readonly values: Elements;
  /** For each plate on the way in: the rows in each row of the plate around it. */
  readonly counts: readonly (readonly number[])[];
  /** Sizes of the event's axes; null where no event was met. */
  readonly shape: readonly number[] | null;
}

export function isFlatNumbers(value: unknown): value is FlatNumbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigInts(value);
}

/** A missing array among flat values: as many missing values as these last axes have. */
class MissingArray {
  readonly axes: number;
  constructor(axes: number) {
    this.axes = axes;
  }
}

/** The values with a null for each element of the arrays that are missing; `shape`: of the event. */
export function fillMissing(values: Elements, shape: readonly number[]): Elements {
  if (isFlatNumbers(values) || !Array.from(values).some((value) => value instanceof MissingArray))
    return values;
  return Array.from(values).flatMap((value) =>
    value instanceof MissingArray
      ? new Array<null>(shape.slice(shape.length - value.axes).reduce((a, b) => a * b, 1)).fill(null)
      : [value],
  );
}

/**
 * Flattens `value`, which is nested `plates` deep in rows and then `rank` deep in the event.
 * `plateNames`, `text` (the type as the spec writes it) and `file` serve messages. `optional`: null may stand for a whole
 * event, or an array in it; `fillMissing` makes values of those. Error: `DataError`.
 */
export function flatten(
  value: unknown,
  variable: string,
  plateNames: readonly string[],
  rank: number,
  text: string,
  file: string | null = null,
  optional = false,
): Flattened {
  const whole = wholeArray(value, plateNames.length, rank);
  if (whole !== null) return whole;
  const values: unknown[] = [];
  const counts: number[][] = plateNames.map(() => []);
  const shape: number[] = [];
  const plates = plateNames.length;
  const position: number[] = [];

  const visit = (item: unknown, depth: number): void => {
    if (depth === plates + rank) {
      if (isArray(item)) throw problem(`found an array deeper than its type \`${text}\``);
      values.push(item);
      return;
    }
    if (optional && depth >= plates && (item === null || item === undefined || Number.isNaN(item))) {
      values.push(new MissingArray(plates + rank - depth));
      return;
    }
    if (!isArray(item)) {
      const what =
        depth < plates ? `an array, one entry for each row of \`${at(plateNames, depth)}\`` : 'an array';
      throw problem(`found ${describeValue(item)} where \`${text}\` has ${what}`);
    }
    if (depth < plates) {
      at(counts, depth).push(item.length);
      for (let i = 0; i < item.length; i++) {
        position.push(i + 1);
        visit(item[i], depth + 1);
        position.pop();
      }
      return;
    }
    const axis = depth - plates;
    if (item.length === 0) throw problem(`found an empty array where \`${text}\` has values`);
    shape[axis] ??= item.length;
    if (shape[axis] !== item.length)
      throw problem(
        `found ${counted(item.length, 'value')} along axis ${String(axis + 1)} where the rows before have ${String(shape[axis])}`,
      );
    for (const element of item) visit(element, depth + 1);
  };
  const problem = (text: string): DataError => new DataError({ variable, file, row: [...position] }, text);

  visit(value, 0);
  return { values, counts, shape: shape.length === rank ? shape : null };
}

/** Nests flat values: rows by `counts` (as in `Flattened`), then the axes of `shape`. */
export function nest<T>(
  values: ArrayLike<T>,
  counts: readonly (readonly number[])[],
  shape: readonly number[],
): unknown {
  let next = 0;
  const rowsMet = counts.map(() => 0);
  const build = (depth: number): unknown => {
    if (depth === counts.length + shape.length) return at(values, next++);
    let length: number;
    if (depth < counts.length) {
      const row = at(rowsMet, depth);
      rowsMet[depth] = row + 1;
      length = at(at(counts, depth), row);
    } else length = at(shape, depth - counts.length);
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.push(build(depth + 1));
    return items;
  };
  return build(0);
}

/** A value as a message quotes it. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${JSON.stringify(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `the bigint ${String(value)}`;
  if (isArray(value)) return `an array of ${String(value.length)}`;
  return `a value of type ${typeof value}`;
}

function isArray(value: unknown): value is Elements {
  return Array.isArray(value) || isFlatNumbers(value);
}

function isBigInts(value: ArrayBufferView): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}
