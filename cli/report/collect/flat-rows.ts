// Nested values of a variable as one row after another of its plate, as numbers.

import { fillMissing, flatten } from '../../../runtime/data/nesting.ts';
import { platePath } from '../../../runtime/data/plates.ts';
import type { ModelDefinition, Sizes, VariableDefinition } from '../../../runtime/model/definition.ts';
import type { Levels } from '../../../runtime/model/model.ts';

export interface FlatRows {
  /** Rows of the variable's plate, over all rows of the plates around it. */
  readonly rows: number;
  /** Numbers in one row. */
  readonly elements: number;
  /** Row-major; NaN where a value is missing. */
  readonly values: Float64Array;
  /** For each plate on the way in, the rows in each row of the plate around it. */
  readonly counts: readonly (readonly number[])[];
}

export function flatRows(
  definition: ModelDefinition,
  variable: VariableDefinition,
  nested: unknown,
  levels: Levels,
  sizes: Sizes = {},
): FlatRows {
  const path = platePath(definition, variable.plate).map((plate) => plate.name);
  const { name, type, optional } = variable;
  const flat = flatten(nested, name, path, type.shape.length, type.text, null, optional);
  const { counts } = flat;
  const shape = flat.shape ?? type.shape.map((size) => size(sizes));
  const values = fillMissing(flat.values, shape);
  const texts = Object.hasOwn(levels, variable.name) ? levels[variable.name] : undefined;
  const codes = texts === undefined ? null : new Map(texts.map((text, code) => [text, code]));
  const elements = shape.reduce((product, size) => product * size, 1);
  return {
    rows: values.length / elements,
    elements,
    values: Float64Array.from(values, (value) => toNumber(value, codes)),
    counts,
  };
}

/** Repeats the rows of an outer plate for every row of a plate inside it. `counts` are those of the inner plate. */
export function spreadRows(
  values: Float64Array,
  depth: number,
  counts: readonly (readonly number[])[],
): Float64Array {
  let spread = values;
  for (const inner of counts.slice(depth)) {
    const result = new Float64Array(inner.reduce((sum, count) => sum + count, 0));
    let next = 0;
    inner.forEach((count, row) => {
      result.fill(spread[row] ?? NaN, next, next + count);
      next += count;
    });
    spread = result;
  }
  return spread;
}

/** Of a flat row of a plate, its number in each plate on the way in, from 1. `stride`: of the outermost rows that are looked at. */
export function placeOf(row: number, counts: readonly (readonly number[])[], stride: number): number[] {
  const place: number[] = [];
  let rest = row;
  for (const inner of [...counts].reverse()) {
    let outer = 0;
    while (rest >= (inner[outer] ?? Infinity)) rest -= inner[outer++] ?? 0;
    place.unshift(rest + 1);
    rest = outer;
  }
  return place.map((number, depth) => (depth === 0 ? (number - 1) * stride + 1 : number));
}

function toNumber(value: unknown, codes: ReadonlyMap<string, number> | null): number {
  if (codes !== null) return codes.get(String(value)) ?? NaN;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return NaN;
}
