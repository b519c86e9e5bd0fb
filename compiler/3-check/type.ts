// Types of values: making, printing, comparing. Bounds stand in a type only where neither its element nor its
// structure implies them: a bool lies in 0 to 1 and so do the entries of a simplex, without bounds of their own.

import { equalSizes, printSize, type Size } from '../sizes/size.ts';
import { everything, fromBounds, toBounds, unitInterval, within, type Interval } from './intervals.ts';
import { structureRank, type Structure, type ValueType } from './model.ts';

export function realType(shape: readonly Size[] = [], interval: Interval = everything): ValueType {
  return { element: 'real', levels: null, ...toBounds(interval), shape, structure: null };
}

export function intType(shape: readonly Size[] = [], interval: Interval = everything): ValueType {
  return { element: 'int', levels: null, ...toBounds(interval), shape, structure: null };
}

export function boolType(shape: readonly Size[] = []): ValueType {
  return { element: 'bool', levels: null, lower: null, upper: null, shape, structure: null };
}

export function categoryType(levels: Size, shape: readonly Size[] = []): ValueType {
  return { element: 'category', levels, lower: null, upper: null, shape, structure: null };
}

export function structuredType(structure: Structure, shape: readonly Size[]): ValueType {
  return { element: 'real', levels: null, lower: null, upper: null, shape, structure };
}

/** Takes part in arithmetic: everything but categories, which are labels. */
export function isNumeric(type: ValueType): boolean {
  return type.element !== 'category';
}

export function isWhole(type: ValueType): boolean {
  return type.element === 'int' || type.element === 'bool';
}

/** Where every element lies. */
export function intervalOf(type: ValueType): Interval {
  if (type.element === 'bool') return unitInterval;
  switch (type.structure) {
    case 'simplex':
      return unitInterval;
    case 'unitVector':
    case 'correlation':
      return { ...unitInterval, lower: -1 };
    default:
      return fromBounds(type.lower, type.upper);
  }
}

/** The type with another shape; a structure stays only where its own axes stay. */
export function withShape(type: ValueType, shape: readonly Size[]): ValueType {
  return { ...type, shape };
}

/** The type of one element, without structure: entries of a simplex are `unit`. */
export function elementType(type: ValueType, shape: readonly Size[] = []): ValueType {
  if (type.structure === null) return { ...type, shape };
  return { ...type, ...toBounds(intervalOf(type)), structure: null, shape };
}

export function sameShape(a: readonly Size[], b: readonly Size[]): boolean {
  return a.length === b.length && a.every((size, axis) => isSameSize(size, b[axis]));
}

function isSameSize(a: Size, b: Size | undefined): boolean {
  return b !== undefined && equalSizes(a, b);
}

/** Whether elements of one type may stand where those of the other are due: `bool` widens to `unit` and `int`, those to `real`. */
export function elementFits(value: ValueType, target: ValueType): boolean {
  if (value.element === 'category' || target.element === 'category')
    return value.element === target.element && sameLevels(value, target);
  if (target.element === 'bool') return value.element === 'bool';
  if (target.element === 'int' && !isWhole(value)) return false;
  return within(intervalOf(value), intervalOf(target));
}

export function sameLevels(a: ValueType, b: ValueType): boolean {
  return a.levels !== null && b.levels !== null && equalSizes(a.levels, b.levels);
}

/** As a spec writes it: `positive[K, D]`, `category<K>`, `covariance[K, D]`. */
export function printType(type: ValueType): string {
  // A matrix structure names its size once: covariance[K, D] has shape [K, D, D].
  const shown = structureRank(type.structure) === 2 ? type.shape.slice(0, -1) : type.shape;
  return `${printElement(type)}${shown.length === 0 ? '' : printShape(shown)}`;
}

/** For a message that points at it: of a single number not its bounds, which are the number itself. */
export function describeType(type: ValueType): string {
  const single = type.lower !== null && type.lower.value === type.upper?.value;
  return printType(single ? { ...type, lower: null, upper: null } : type);
}

function printShape(shape: readonly Size[]): string {
  return `[${shape.map(printSize).join(', ')}]`;
}

/** `a number` for scalars, else the shape, for messages about shapes. */
export function describeShape(shape: readonly Size[]): string {
  return shape.length === 0 ? 'a single value' : printShape(shape);
}

function printElement(type: ValueType): string {
  if (type.structure !== null) return type.structure;
  switch (type.element) {
    case 'bool':
      return 'bool';
    case 'category':
      return `category<${type.levels === null ? '?' : printLevels(type.levels)}>`;
    case 'int':
      return type.lower?.value === 0 && type.upper === null ? 'count' : printBounded('int', type);
    case 'real':
      return realName(fromBounds(type.lower, type.upper)) ?? printBounded('real', type);
  }
}

function printLevels(levels: Size): string {
  return printSize(levels).replace(/rows:(\S+)/g, 'rows of $1');
}

function realName(interval: Interval): string | null {
  const { lower, lowerOpen, upper, upperOpen } = interval;
  if (lower === 0 && upper === Infinity) return lowerOpen ? 'positive' : 'nonnegative';
  if (lower === 0 && upper === 1 && !lowerOpen && !upperOpen) return 'unit';
  return null;
}

function printBounded(name: string, type: ValueType): string {
  const ends = [
    type.lower === null ? null : `lower: ${String(type.lower.value)}`,
    type.upper === null ? null : `upper: ${String(type.upper.value)}`,
  ].filter((end) => end !== null);
  return ends.length === 0 ? name : `${name}<${ends.join(', ')}>`;
}
