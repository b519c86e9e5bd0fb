// The type of what is carried from step to step: the smallest that holds the values of every definition.

import { hull, type Interval } from '../intervals.ts';
import type { ValueType } from '../model.ts';
import {
  boolType,
  intType,
  intervalOf,
  isNumeric,
  isWhole,
  realType,
  sameLevels,
  sameShape,
} from '../type.ts';

/** Whether every value of one type is a value of the other. */
export function holds(type: ValueType, value: ValueType): boolean {
  const joined = widen(type, value, false);
  return joined !== null && sameType(joined, type);
}

/**
 * The smallest type that holds both; null where their shapes differ, or one has labels and the other numbers.
 * `far`: a bound that moves goes on to the next of the ends that types have names for, so that a value that grows
 * with each step has a type at last.
 */
export function widen(type: ValueType, value: ValueType, far: boolean): ValueType | null {
  if (!sameShape(type.shape, value.shape)) return null;
  if (!isNumeric(type) || !isNumeric(value))
    return !isNumeric(type) && !isNumeric(value) && sameLevels(type, value) ? type : null;
  if (type.structure !== null && type.structure === value.structure) return type;
  if (type.element === 'bool' && value.element === 'bool') return boolType(type.shape);
  const before = intervalOf(type);
  const joined = hull(before, intervalOf(value));
  const interval = far ? farther(before, joined) : joined;
  return isWhole(type) && isWhole(value) ? intType(type.shape, interval) : realType(type.shape, interval);
}

function farther(before: Interval, after: Interval): Interval {
  const down = after.lower < before.lower || (before.lowerOpen && !after.lowerOpen);
  const up = after.upper > before.upper || (before.upperOpen && !after.upperOpen);
  const lower = down ? [0, -1].find((end) => end <= after.lower) : after.lower;
  const upper = up ? [0, 1].find((end) => end >= after.upper) : after.upper;
  return {
    lower: lower ?? -Infinity,
    lowerOpen: lower !== after.lower || after.lowerOpen,
    upper: upper ?? Infinity,
    upperOpen: upper !== after.upper || after.upperOpen,
  };
}

export function sameType(a: ValueType, b: ValueType): boolean {
  const first = intervalOf(a);
  const second = intervalOf(b);
  return (
    a.element === b.element &&
    a.structure === b.structure &&
    (a.levels?.key ?? null) === (b.levels?.key ?? null) &&
    sameShape(a.shape, b.shape) &&
    first.lower === second.lower &&
    first.upper === second.upper &&
    first.lowerOpen === second.lowerOpen &&
    first.upperOpen === second.upperOpen
  );
}
