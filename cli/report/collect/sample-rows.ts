// Fewer rows for a report: of large data every so many-th row is looked at, so that a report is made in about a second.

import { isFlatNumbers } from '../../../runtime/data/nesting.ts';
import { platePath } from '../../../runtime/data/plates.ts';
import type { ModelDefinition } from '../../../runtime/model/definition.ts';
import type { AnyValues } from '../../../runtime/model/model.ts';

export interface SampledRows {
  readonly data: AnyValues;
  /** Every so many-th row of the outermost plate, the first among them; 1: all of them. */
  readonly stride: number;
  /** Rows of the outermost plate that are there, and that the data have. */
  readonly rows: number;
  readonly of: number;
}

/** Numbers looked at. */
const mostNumbers = 2_000_000;

/** `rowsInAll`: how many there are of which these are the first; null: these are all. All rows where they are few, or cannot be told apart: there is not one plate outside all others, or its size is declared. */
export function sampleRows(
  definition: ModelDefinition,
  data: AnyValues,
  most = mostNumbers,
  rowsInAll: number | null = null,
): SampledRows {
  const [plate, another] = definition.plates.filter(({ parent }) => parent === null);
  const inside = definition.variables.filter(
    ({ name, plate: own }) => data[name] !== undefined && platePath(definition, own).length > 0,
  );
  const lists = inside.map(({ name }) => data[name]);
  const first = lists[0];
  const there = isList(first) ? first.length : 0;
  const of = rowsInAll ?? there;
  const all = { data, stride: 1, rows: there, of };
  if (plate === undefined || another !== undefined || plate.sequence !== null || plate.size !== null)
    return all;
  const stride = Math.ceil(lists.reduce<number>((sum, list) => sum + numbersIn(list), 0) / most);
  const canPick = inside.every(({ name, type }) => {
    const list = data[name];
    return Array.isArray(list) || (isFlatNumbers(list) && type.shape.length === 0);
  });
  if (stride <= 1 || !canPick || rowsInAll !== null) return all;
  const picked: Record<string, unknown> = { ...data };
  for (const { name } of inside) {
    const list = data[name];
    if (isList(list)) picked[name] = list.filter((_, row) => row % stride === 0);
  }
  return { data: picked, stride, rows: Math.ceil(of / stride), of };
}

interface List {
  readonly length: number;
  filter(keep: (value: unknown, index: number) => boolean): unknown;
}

function isList(value: unknown): value is List {
  return Array.isArray(value) || isFlatNumbers(value);
}

function numbersIn(value: unknown): number {
  if (isFlatNumbers(value)) return value.length;
  if (!Array.isArray(value)) return 1;
  let sum = 0;
  for (const element of value) sum += numbersIn(element);
  return sum;
}
