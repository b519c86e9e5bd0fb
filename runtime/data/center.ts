// The fixed points about which statistics are taken, so that a large offset in the data costs no digits.

import { at, emptyRecord, required } from '../record.ts';
import type { ModelDefinition, NumericArray } from '../model/definition.ts';
import { centerKey, dataKey } from './plates.ts';
import type { ShapedData } from './shape-data.ts';

/** `center.<variable>` of each centred variable: the mean over all its rows, element by element of the event; missing entries apart. */
export function computeCenters(
  definition: ModelDefinition,
  shaped: ShapedData,
): Record<string, Float64Array> {
  const centers = emptyRecord<Float64Array>();
  for (const name of definition.centered) {
    const variable = definition.variables.find((candidate) => candidate.name === name);
    if (variable === undefined) throw new Error(`internal: no variable \`${name}\` to centre`);
    const size = variable.type.shape.reduce((product, axis) => product * axis(shaped.sizes), 1);
    centers[centerKey(name)] = columnMeans(required(shaped.arrays, dataKey(name)), size);
  }
  return centers;
}

/** Means over rows of `size` numbers, NaNs left out; zeros without any. The mean of differences from the first one keeps all digits. */
function columnMeans(values: NumericArray, size: number): Float64Array {
  const first = new Float64Array(size).fill(NaN);
  const counts = new Float64Array(size);
  for (let i = 0, column = 0; i < values.length; i++, column = column + 1 === size ? 0 : column + 1) {
    const value = at(values, i);
    if (Number.isNaN(value)) continue;
    if (counts[column] === 0) first[column] = value;
    counts[column] = at(counts, column) + 1;
  }
  const means = new Float64Array(size);
  for (let i = 0, column = 0; i < values.length; i++, column = column + 1 === size ? 0 : column + 1) {
    const difference = at(values, i) - at(first, column);
    if (!Number.isNaN(difference)) means[column] = at(means, column) + difference / at(counts, column);
  }
  return means.map((mean, column) => (counts[column] === 0 ? 0 : mean + at(first, column)));
}
