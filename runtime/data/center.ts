// The fixed points about which statistics are taken, so that a large offset in the data costs no digits.

import { at, emptyRecord, required } from '../record.ts';
import type { ModelDefinition, NumericArray } from '../model/definition.ts';
import { centerKey, dataKey } from './plates.ts';
import type { ShapedData } from './shape-data.ts';

/** `center.<variable>` of each centred variable: the mean over all its rows, element by element of the event. */
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

/** Means over rows of `size` numbers; zeros without rows. The mean of differences from the first row keeps all digits. */
function columnMeans(values: NumericArray, size: number): Float64Array {
  const means = new Float64Array(size);
  const rows = values.length / size;
  if (rows === 0) return means;
  for (let i = size; i < values.length; i++) {
    const column = i % size;
    means[column] = at(means, column) + (at(values, i) - at(values, column)) / rows;
  }
  for (let column = 0; column < size; column++) means[column] = at(means, column) + at(values, column);
  return means;
}
