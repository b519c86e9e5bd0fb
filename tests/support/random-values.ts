// Values of random params and data: what a spec says they must be, and otherwise anything.

import type { Nested } from '../../cli/verify/oracle/nested.ts';
import type { Group } from './random-families.ts';

export type Range = readonly [lower: number, upper: number];

export const anywhere: Range = [-Infinity, Infinity];

/** Sizes that a spec may name, with their values. */
export const sizeValues: Readonly<Record<string, number>> = { K: 2, M: 3, D: 2 };

export function sizeValue(size: string): number {
  return sizeValues[size] ?? Number(size);
}

export type ParamKind =
  | 'real'
  | 'positive'
  | 'unit'
  | 'simplex'
  | 'covariance'
  | 'cholesky'
  | 'correlation'
  | 'ordered'
  | 'unitVector';

export interface ParamSpec {
  readonly name: string;
  readonly kind: ParamKind;
  /** Sizes of the table, then those of one entry. */
  readonly table: readonly string[];
  readonly entry: readonly string[];
  readonly prior: string | null;
}

/** What is observed or given at one row. */
export interface DataSpec {
  readonly shape: readonly string[];
  readonly kind: Group | 'total';
  /** Of a category. */
  readonly levels: string;
  /** Where all values must lie. */
  readonly range: Range;
  /** What counts add up to, or are at most: a number, the name of an input, or (null) anything. */
  readonly total: string | null;
  /** Which of its entries may be missing: single ones, whole events of this many last axes, or (null) none. */
  readonly missing: number | null;
}

export interface Random {
  uniform(): number;
  normal(): number;
}

/** Xorshift, 32 bits: only to vary the numbers. */
export function createRandom(seed: number): Random {
  let state = (seed * 2654435761 + 88675123) | 0 || 1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 16; warmUp++) uniform();
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

export function filled(shape: readonly number[], make: () => Nested): Nested {
  const [size, ...rest] = shape;
  return size === undefined ? make() : Array.from({ length: size }, () => filled(rest, make));
}

export function randomParam({ kind, table, entry }: ParamSpec, random: Random): Nested {
  const outer = table.map(sizeValue);
  const inner = entry.map(sizeValue);
  switch (kind) {
    case 'real':
      return filled([...outer, ...inner], () => random.normal());
    case 'positive':
      return filled([...outer, ...inner], () => Math.exp(0.5 * random.normal()));
    case 'unit':
      return filled([...outer, ...inner], () => 0.1 + 0.8 * random.uniform());
    case 'simplex':
      return filled([...outer, ...inner.slice(0, -1)], () => randomSimplex(inner.at(-1) ?? 1, random));
    case 'cholesky':
      return filled(outer, () => randomLower(inner[0] ?? 1, random));
    case 'covariance':
      return filled(outer, () => squared(randomLower(inner[0] ?? 1, random)));
    case 'correlation':
      return filled(outer, () => squared(randomLower(inner[0] ?? 1, random).map(direction)));
    case 'ordered':
      return filled(outer, () => {
        let last = random.normal() - 1;
        return Array.from({ length: inner[0] ?? 1 }, () => (last += 0.3 + random.uniform()));
      });
    case 'unitVector':
      return filled(outer, () => direction(Array.from({ length: inner[0] ?? 1 }, () => random.normal())));
  }
}

/** `L L'`. */
function squared(lower: readonly (readonly number[])[]): number[][] {
  return lower.map((row) =>
    lower.map((other) => row.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0)),
  );
}

function direction(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function randomSimplex(size: number, random: Random): number[] {
  const weights = Array.from({ length: size }, () => Math.exp(0.7 * random.normal()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function randomLower(size: number, random: Random): number[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) =>
      column > row ? 0 : column === row ? 0.6 + random.uniform() : 0.5 * random.normal(),
    ),
  );
}

/** A third of what may be missing is. */
export function withMissing({ missing }: Pick<DataSpec, 'missing'>, value: Nested, random: Random): Nested {
  if (missing === null) return value;
  const drop = (inner: Nested): Nested => (typeof inner === 'number' ? NaN : inner.map(drop));
  if (missing > 0 || typeof value === 'number') return random.uniform() < 1 / 3 ? drop(value) : value;
  return value.map((inner) => withMissing({ missing }, inner, random));
}

export function randomValue(
  { kind, shape, levels, range: [lower, upper] }: DataSpec,
  total: number | null,
  random: Random,
): Nested {
  const sizes = shape.map(sizeValue);
  const numbers = (make: () => number): Nested =>
    filled(sizes, () => Math.min(Math.max(make(), lower), upper));
  switch (kind) {
    case 'real':
    case 'vector':
      return numbers(() => 1.5 * random.normal());
    case 'angle':
      return numbers(() => 6 * random.uniform() - 3);
    case 'positive':
      return numbers(() => Math.max(0.05, Math.exp(0.6 * random.normal())));
    case 'unit':
      return numbers(() => 0.05 + 0.9 * random.uniform());
    case 'count':
      return numbers(() => Math.floor(5 * random.uniform() ** 2));
    case 'total':
      return numbers(() => 3 + Math.floor(5 * random.uniform()));
    case 'trials':
      return numbers(() => Math.floor(((total ?? 0) + 1) * random.uniform()));
    case 'bool':
      return numbers(() => (random.uniform() < 0.5 ? 0 : 1));
    case 'category':
      return numbers(() => Math.floor(random.uniform() * sizeValue(levels)));
    case 'simplex':
      return randomSimplex(sizes[0] ?? 1, random);
    case 'counts': {
      const counts = Array.from({ length: sizes[0] ?? 1 }, () => 0);
      for (let left = total ?? Math.floor(6 * random.uniform()); left > 0; left--) {
        const k = Math.floor(random.uniform() * counts.length);
        counts[k] = (counts[k] ?? 0) + 1;
      }
      return counts;
    }
    case 'covariance':
      return squared(randomLower(sizes[0] ?? 1, random));
    case 'correlationFactor':
      return randomLower(sizes[0] ?? 1, random).map(direction);
  }
}
