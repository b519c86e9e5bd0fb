// The fixed points about which statistics are taken, so that a large offset in the data costs no digits.

import { at, emptyRecord, required } from '../record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { ChunkedData } from './chunks.ts';
import { centerKey, dataKey } from './plates.ts';

/** `center.<variable>` of each centred variable: the mean over all its rows, element by element of the event; missing entries apart. */
export function computeCenters(definition: ModelDefinition, data: ChunkedData): Record<string, Float64Array> {
  const means = definition.centered.map((name) => {
    const variable = definition.variables.find((candidate) => candidate.name === name);
    if (variable === undefined) throw new Error(`internal: no variable \`${name}\` to centre`);
    return columnMeans(
      name,
      variable.type.shape.reduce((product, axis) => product * axis(data.sizes), 1),
    );
  });
  const centers = emptyRecord<Float64Array>();
  if (means.length === 0) return centers;
  for (const { arrays } of data.chunks())
    for (const each of means) each.count(required(arrays, dataKey(each.name)));
  for (const { arrays } of data.chunks())
    for (const each of means) each.add(required(arrays, dataKey(each.name)));
  for (const each of means) centers[centerKey(each.name)] = each.result();
  return centers;
}

/** Means over rows of `size` numbers, NaNs left out; zeros without any. The mean of differences from the first one keeps all digits. */
function columnMeans(name: string, size: number) {
  const first = new Float64Array(size).fill(NaN);
  const counts = new Float64Array(size);
  const means = new Float64Array(size);
  return {
    name,
    count(values: ArrayLike<number>) {
      for (let i = 0, column = 0; i < values.length; i++, column = column + 1 === size ? 0 : column + 1) {
        const value = at(values, i);
        if (Number.isNaN(value)) continue;
        if (counts[column] === 0) first[column] = value;
        counts[column] = at(counts, column) + 1;
      }
    },
    add(values: ArrayLike<number>) {
      for (let i = 0, column = 0; i < values.length; i++, column = column + 1 === size ? 0 : column + 1) {
        const difference = at(values, i) - at(first, column);
        if (!Number.isNaN(difference)) means[column] = at(means, column) + difference / at(counts, column);
      }
    },
    result: () => means.map((mean, column) => (counts[column] === 0 ? 0 : mean + at(first, column))),
  };
}
