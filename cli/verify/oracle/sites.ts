// What is hidden: places in nested values that have a level only while configurations are gone through. Who reads one before it
// has a level is noted, so that the next level to try is known: what a term depends on is what it reads.

import type { Nested } from './nested.ts';

/** An entry of a latent, or a missing entry of a finite observation. */
export interface Site {
  readonly variable: string;
  /** Rows and steps around it, outermost first. */
  readonly path: readonly number[];
  /** Its place in an array; of one value none. */
  readonly entry: readonly number[];
  readonly levels: number;
  /** The value at level 0. */
  readonly lowest: number;
  /** Null: not settled. */
  level: number | null;
  /** Nothing reads it but its own density, and it is left out of that, as any missing value is. */
  isLeftOut: boolean;
}

/** Values of which some are hidden. */
export type Known = number | Site | readonly Known[];

/** The first site that was read without a level. */
export interface Sites {
  asked: Site | null;
}

export function isSite(value: Known): value is Site {
  return typeof value === 'object' && 'levels' in value;
}

/** `value[path[0], path[1], ...]`. */
export function partOf(value: Known, path: readonly number[]): Known {
  return path.reduce<Known>((part, index) => {
    const item = arrayIn(part, [])[index];
    if (item === undefined) throw new Error(`index ${String(index)} is outside an axis`);
    return item;
  }, value);
}

export function arrayIn(value: Known, path: readonly number[]): readonly Known[] {
  const part = partOf(value, path);
  if (typeof part === 'number' || isSite(part)) throw new Error('an array is due, not one value');
  return part;
}

/** What `f` gives, and the first site that it read without a level. */
export function listened(
  sites: Sites,
  f: () => number,
): { readonly value: number; readonly asked: Site | null } {
  sites.asked = null;
  const value = f();
  return { value, asked: sites.asked };
}

/** The numbers; a site without a level counts as its first and is noted. */
export function readSites(sites: Sites, value: Known): Nested {
  if (typeof value === 'number') return value;
  if (!isSite(value)) return value.map((inner) => readSites(sites, inner));
  if (value.isLeftOut) return Number.NaN;
  if (value.level === null) sites.asked ??= value;
  return value.lowest + (value.level ?? 0);
}
