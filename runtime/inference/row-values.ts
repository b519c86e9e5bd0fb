// What a row holds of variables, as numbers to tell rows apart by: the features of factors whose statistics say nothing,
// because their steps go over the rows.

import { dataKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { at, lookUp } from '../record.ts';

/**
 * `row`: the data of one row, with all rows inside it. For each entry of each variable the mean over the rows that it
 * has there, for a category that of each level; NaN where all are missing.
 */
export function rowValues(
  { variables }: ModelDefinition,
  names: readonly string[],
  { arrays, sizes }: ShapedData,
): Float64Array {
  const values = names.flatMap((name) => {
    const type = variables.find((variable) => variable.name === name)?.type;
    const data = lookUp(arrays, dataKey(name));
    if (type === undefined || data === undefined) return [];
    const levels = type.levels?.(sizes) ?? null;
    const width = type.shape.reduce((product, size) => product * size(sizes), 1);
    return Array.from({ length: width }, (_, entry) => {
      const present = Array.from({ length: data.length / width }, (_, row) =>
        at(data, row * width + entry),
      ).filter((value) => !Number.isNaN(value) && (levels === null || value >= 0));
      const mean = (of: (value: number) => number): number =>
        present.reduce((sum, value) => sum + of(value), 0) / present.length;
      return levels === null
        ? [mean((value) => value)]
        : Array.from({ length: levels }, (_, level) => mean((value) => Number(value === level)));
    }).flat();
  });
  return Float64Array.from(values);
}
