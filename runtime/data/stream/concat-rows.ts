// Puts subsets of rows one after another, as if they had been chosen together.

import type { ModelDefinition, NumericArray, Sizes } from '../../model/definition.ts';
import { at, emptyRecord, required } from '../../record.ts';
import { addRowArrays, positionKey, rowsKey, totalRows } from '../plates.ts';
import type { ShapedData } from '../shape-data.ts';

/** `sizes`: those that are no rows. */
export function concatRows(
  definition: ModelDefinition,
  parts: readonly ShapedData[],
  sizes: Sizes,
): ShapedData {
  const first = at(parts, 0);
  const joined = (name: string): NumericArray => {
    const arrays = parts.map((part) => required(part.arrays, name));
    const length = arrays.reduce((sum, array) => sum + array.length, 0);
    const result = arrays[0] instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
    let to = 0;
    for (const array of arrays) {
      result.set(array, to);
      to += array.length;
    }
    return result;
  };
  const counts = emptyRecord<readonly number[]>();
  const own = Object.assign(Object.create(null) as Record<string, number>, sizes);
  for (const { name, parent } of definition.plates) {
    const all = parts.flatMap((part) => required(part.counts, name));
    counts[name] = parent === null ? [totalRows(all)] : all;
    own[rowsKey(name)] = totalRows(all);
  }
  const arrays = emptyRecord<NumericArray>();
  for (const name of Object.keys(first.arrays)) if (name.startsWith('data.')) arrays[name] = joined(name);
  addRowArrays(definition, counts, arrays);
  // A row keeps its position, also where the rows before it in its parent are left out.
  for (const { name } of definition.plates)
    if (Object.hasOwn(first.arrays, positionKey(name))) arrays[positionKey(name)] = joined(positionKey(name));
  return { ...first, arrays, sizes: own, counts };
}
