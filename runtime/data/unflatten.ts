// Flat typed arrays as data: their shape is found from their length and from what other variables told.

import { DataError } from '../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../model/definition.ts';
import type { FlatNumbers } from '../model/model.ts';
import { at, lookUp, required } from '../record.ts';
import type { DimTable } from './dims.ts';
import { isFlatNumbers, type Flattened } from './nesting.ts';
import { platePath, totalRows, type RowCounts } from './plates.ts';

/** A typed array of a variable that has more than one axis, rows counted. */
export function isFlat(
  definition: ModelDefinition,
  variable: VariableDefinition,
  data: Readonly<Record<string, unknown>>,
): boolean {
  const axes = platePath(definition, variable.plate).length + variable.type.shape.length;
  return axes > 1 && isFlatNumbers(data[variable.name]);
}

/** Finds the shape of a flat array from its length and what is already known. */
export function unflatten(
  variable: VariableDefinition,
  value: FlatNumbers,
  path: readonly string[],
  counts: RowCounts,
  dims: DimTable,
  file: string | null,
): Flattened {
  const { type, name } = variable;
  const openAxis = type.shapeDims.findIndex((dim) => dim !== null && lookUp(dims.sizes, dim) === undefined);
  const known = type.shape.map((size, axis) => (axis === openAxis ? 1 : size(dims.sizes)));
  const product = known.reduce((a, b) => a * b, 1);
  const inner = path.at(-1);
  const countsOfInner = inner === undefined ? [1] : lookUp(counts, inner);
  const rowCount = countsOfInner === undefined ? null : totalRows(countsOfInner);
  const fail = (problem: string): DataError =>
    new DataError({ variable: name, file }, problem, 'give nested arrays, one for each row');
  if (path.length > 1 && rowCount === null)
    throw fail(`is a flat array, and no other variable says how many rows each \`${at(path, 0)}\` has`);
  if (openAxis >= 0 && rowCount === null)
    throw fail(
      `is a flat array of ${String(value.length)} numbers, which does not tell rows from columns (\`${type.text}\`)`,
    );
  const shape = known.map((size, axis) =>
    axis === openAxis ? value.length / (product * (rowCount ?? 1)) : size,
  );
  const rows = rowCount ?? value.length / product;
  if (![...shape, rows].every((size) => Number.isInteger(size)))
    throw fail(
      `is a flat array of ${String(value.length)} numbers, which is no whole number of rows of ${shape.map((size, axis) => (axis === openAxis ? (at(type.shapeDims, axis) ?? '?') : String(size))).join(' x ')} numbers`,
    );
  if (rows * shape.reduce((a, b) => a * b, 1) !== value.length)
    throw fail(
      `is a flat array of ${String(value.length)} numbers where ${String(rows)} rows of \`${type.text}\` are due`,
    );
  return {
    values: value,
    counts: path.map((plate, depth) => (depth === 0 && path.length === 1 ? [rows] : required(counts, plate))),
    shape,
  };
}
