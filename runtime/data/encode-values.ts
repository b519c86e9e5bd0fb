// From the values that people write (numbers, true and false, level texts) to the numbers that kernels read,
// each checked against its declared type.

import { at } from '../record.ts';
import type { NumericArray, TypeDefinition } from '../model/definition.ts';
import { didYouMean } from './nearest-name.ts';
import { describeValue, isFlatNumbers } from './nesting.ts';

/** What is wrong with one element. */
export interface ValueProblem {
  /** Its position among the flat values. */
  readonly index: number;
  readonly problem: string;
  readonly fix: string | null;
}

export interface Encoded {
  readonly array: NumericArray;
  /** The first element that does not fit its type. */
  readonly problem: ValueProblem | null;
}

/** How far from one the sum of a simplex may be: what six printed digits lose. */
const simplexTolerance = 1e-6;

/** Whether a value stands for nothing: null, undefined or NaN. An empty text is a text. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

/** What a missing value is in arrays that kernels read. */
const missingNumber = NaN;
const missingCode = -1;

/** Whether an element of an array that kernels read is missing. */
export function isMissingIn(array: NumericArray, index: number): boolean {
  const value = at(array, index);
  return array instanceof Float64Array ? Number.isNaN(value) : value === missingCode;
}

/** Entries that are all missing. */
export function missingArray(type: TypeDefinition, length: number): NumericArray {
  return type.element === 'category' || type.element === 'bool'
    ? new Int32Array(length).fill(missingCode)
    : new Float64Array(length).fill(missingNumber);
}

/**
 * `levels`: the texts of a category, in the order of their codes; null where codes are numbers. `optional`: values may be
 * missing. Bounds and finiteness are checked; that codes are below the level count is left to `checkCodes`.
 */
export function encodeValues(
  values: ArrayLike<unknown>,
  type: TypeDefinition,
  levels: readonly string[] | null,
  optional = false,
): Encoded {
  const discrete = type.element === 'category' || type.element === 'bool';
  const array = discrete ? new Int32Array(values.length) : new Float64Array(values.length);
  const codes = levels === null ? null : new Map(levels.map((level, code) => [level, code]));
  // Numbers without bounds, of which there may be a billion, are looked at as numbers.
  const isPlain = type.element === 'real' && type.lower === null && type.upper === null;
  const numbers = isPlain && isFlatNumbers(values) ? values : null;
  for (let index = 0; index < values.length; index++) {
    const plain = numbers === null ? NaN : (numbers[index] ?? NaN);
    if (Number.isFinite(plain)) {
      array[index] = plain;
      continue;
    }
    const value = values[index];
    const number = toNumber(value, type, codes);
    if (typeof number === 'number') array[index] = number;
    else if (optional && isMissing(value)) array[index] = discrete ? missingCode : missingNumber;
    else
      return { array, problem: { index, problem: explain(value, type), fix: suggest(value, type, levels) } };
  }
  return { array, problem: null };
}

/** The first code that is not below the level count. */
export function checkCodes(
  array: NumericArray,
  levelCount: number,
  levels: readonly string[] | null,
): ValueProblem | null {
  const index = array.findIndex((code: number) => code >= levelCount);
  if (index < 0) return null;
  return {
    index,
    problem: `found ${String(at(array, index))}, outside the category's values 0 to ${String(levelCount - 1)}`,
    fix:
      levels === null
        ? 'codes count from 0; give texts instead to have them numbered'
        : 'its other values are texts: a number among them is the code of a level, from 0 on',
  };
}

/** Simplexes: nonnegative with sum one along the last axis. `size`: the length of that axis. */
export function checkSimplexes(array: NumericArray, size: number): ValueProblem | null {
  for (let start = 0; start < array.length; start += size) {
    let sum = 0;
    for (let i = start; i < start + size; i++) {
      const value = at(array, i);
      if (value < 0)
        return {
          index: i,
          problem: `found ${String(value)} in a simplex, whose values are at least 0`,
          fix: null,
        };
      sum += value;
    }
    if (Math.abs(sum - 1) > simplexTolerance)
      return {
        index: start,
        problem: `found a simplex whose sum is ${String(sum)} instead of 1`,
        fix: 'divide each row by its sum',
      };
  }
  return null;
}

/** Events of `size` elements of which all or none are missing. */
export function checkTogether(
  array: NumericArray,
  size: number,
  { text }: TypeDefinition,
): ValueProblem | null {
  for (let start = 0; start < array.length; start += size) {
    const isGone = isMissingIn(array, start);
    for (let i = start + 1; i < start + size; i++)
      if (isMissingIn(array, i) !== isGone)
        return {
          index: isGone ? start : i,
          problem: `part of a value is missing, and this distribution is known of a whole \`${text}\` only`,
          fix: 'give all of it, or null in its place',
        };
  }
  return null;
}

/** The number that stands for the value, or null if it is none of the type's. */
function toNumber(
  value: unknown,
  type: TypeDefinition,
  codes: ReadonlyMap<string, number> | null,
): number | null {
  if (type.element === 'bool')
    return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : null;
  // A text is a level, a number always a code: so draws, which are codes, can be scored again.
  if (typeof value === 'string') return codes?.get(value) ?? null;
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  if (type.element !== 'real' && !Number.isInteger(number)) return null;
  if (type.element === 'category') return number >= 0 ? number : null;
  return withinBounds(number, type) ? number : null;
}

function withinBounds(value: number, type: TypeDefinition): boolean {
  const { lower, upper } = type;
  if (lower !== null && (lower.open ? value <= lower.value : value < lower.value)) return false;
  return !(upper !== null && (upper.open ? value >= upper.value : value > upper.value));
}

function explain(value: unknown, type: TypeDefinition): string {
  const found = `found ${describeValue(value)}`;
  const text = `\`${type.text}\``;
  if (value === null || value === undefined || value === '')
    return `${found}: a value is missing, and ${text} may not be missing`;
  if (typeof value === 'number' && !Number.isFinite(value))
    return `${found} where ${text} has a finite number`;
  switch (type.element) {
    case 'bool':
      return `${found} where ${text} has true, false, 0 or 1`;
    case 'category':
      return typeof value === 'string'
        ? `${found}, which is not among the levels of this category`
        : `${found} where ${text} has a whole number from 0 on`;
    case 'int':
    case 'real': {
      if (typeof value !== 'number') return `${found} where ${text} has a number`;
      if (type.element === 'int' && !Number.isInteger(value))
        return `${found} where ${text} has a whole number`;
      return `${found} where ${text} has a value ${describeBounds(type)}`;
    }
  }
}

function describeBounds({ lower, upper }: TypeDefinition): string {
  const parts: string[] = [];
  if (lower !== null) parts.push(`${lower.open ? 'greater than' : 'at least'} ${String(lower.value)}`);
  if (upper !== null) parts.push(`${upper.open ? 'less than' : 'at most'} ${String(upper.value)}`);
  return parts.join(' and ');
}

function suggest(value: unknown, type: TypeDefinition, levels: readonly string[] | null): string | null {
  if (value === null || value === undefined || value === '' || Number.isNaN(value))
    return 'fill the value in, or leave the row out';
  if (type.element !== 'category' || typeof value !== 'string') return null;
  if (levels === null) return 'no level texts are known here: give codes, which count from 0';
  const shown = levels.slice(0, 8).map((level) => JSON.stringify(level));
  return didYouMean(value, levels) ?? `the levels are ${shown.join(', ')}${levels.length > 8 ? ', ...' : ''}`;
}
