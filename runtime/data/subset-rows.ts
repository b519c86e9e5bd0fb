// Picks rows of a plate out of shaped data: each with copies of the rows around it and with all rows inside it.
// Plates beside that line come out empty. Serves starts of training, which look at a few rows at a time.

import { at, emptyRecord, required } from '../record.ts';
import type { ModelDefinition, NumericArray } from '../model/definition.ts';
import { addRowArrays, dataKey, offsetKey, parentKey, positionKey, platePath, rowsKey } from './plates.ts';
import type { ShapedData } from './shape-data.ts';

/**
 * `rows`: flat rows of the plate; one may occur more than once. `together`: neighbours of one row around stay in one, as
 * steps of a sequence that follow each other.
 */
export function subsetRows(
  definition: ModelDefinition,
  shaped: ShapedData,
  plate: string,
  rows: readonly number[],
  together = false,
): ShapedData {
  const chosen = chooseRows(definition, shaped, plate, rows, together);
  const counts = emptyRecord<readonly number[]>();
  const sizes = Object.assign(Object.create(null) as Record<string, number>, shaped.sizes);
  const arrays = emptyRecord<NumericArray>();
  for (const { name, parent } of definition.plates) {
    counts[name] = required(chosen, name).counts;
    sizes[rowsKey(name)] = required(chosen, name).rows.length;
    if (parent !== null && required(chosen, parent).rows.length !== required(counts, name).length)
      throw new Error(`internal: rows of plate \`${name}\` without a parent`);
  }
  for (const variable of definition.variables) {
    if (variable.role !== 'observe' && variable.role !== 'given') continue;
    const all = required(shaped.arrays, dataKey(variable.name));
    arrays[dataKey(variable.name)] =
      variable.plate === null
        ? all
        : takeRows(
            all,
            required(shaped.sizes, rowsKey(variable.plate)),
            required(chosen, variable.plate).rows,
          );
  }
  for (const { name, plate: own, hidden } of definition.lags) {
    if (hidden === true) continue;
    const all = required(shaped.arrays, dataKey(name));
    arrays[dataKey(name)] =
      own === null ? all : takeRows(all, required(shaped.sizes, rowsKey(own)), required(chosen, own).rows);
  }
  addRowArrays(definition, counts, arrays);
  // A row keeps the position that it has among all rows: params over a plate are picked by it.
  for (const { name, parent, sequence } of definition.plates)
    if (parent !== null || sequence !== null)
      arrays[positionKey(name)] = takeRows(
        required(shaped.arrays, positionKey(name)),
        required(shaped.sizes, rowsKey(name)),
        required(chosen, name).rows,
      );
  return { ...shaped, arrays, sizes, counts };
}

interface ChosenRows {
  /** Flat rows in the full data. */
  readonly rows: readonly number[];
  /** How many of them lie in each chosen row of the parent. */
  readonly counts: readonly number[];
}

function chooseRows(
  definition: ModelDefinition,
  shaped: ShapedData,
  plate: string,
  rows: readonly number[],
  together: boolean,
): Record<string, ChosenRows> {
  const chosen = emptyRecord<ChosenRows>();
  // Outwards: each row, or each run of neighbours, brings a copy of its own parent.
  const path = platePath(definition, plate);
  let current = rows;
  for (const { name, parent } of [...path].reverse()) {
    if (parent === null) {
      chosen[name] = { rows: current, counts: [current.length] };
      continue;
    }
    const parents = required(shaped.arrays, parentKey(name));
    const outer: number[] = [];
    const counts: number[] = [];
    for (const row of current) {
      const own = at(parents, row);
      if (together && outer.at(-1) === own) counts.push((counts.pop() ?? 0) + 1);
      else {
        outer.push(own);
        counts.push(1);
      }
    }
    chosen[name] = { rows: current, counts };
    current = outer;
  }
  // Inwards, and beside: all rows inside a chosen row of the plate, none elsewhere.
  for (const { name, parent } of definition.plates) {
    if (chosen[name] !== undefined) continue;
    const inside = parent !== null && isWithin(definition, parent, plate);
    const outerRows = parent === null ? [] : required(chosen, parent).rows;
    const counts: number[] = [];
    const inner: number[] = [];
    for (const row of outerRows) {
      const offset = required(shaped.arrays, offsetKey(name));
      const [from, to] = inside ? [at(offset, row), at(offset, row + 1)] : [0, 0];
      for (let i = from; i < to; i++) inner.push(i);
      counts.push(to - from);
    }
    chosen[name] = { rows: inner, counts: parent === null ? [0] : counts };
  }
  return chosen;
}

function isWithin(definition: ModelDefinition, inner: string, outer: string): boolean {
  return platePath(definition, inner).some(({ name }) => name === outer);
}

function takeRows(values: NumericArray, rowCount: number, rows: readonly number[]): NumericArray {
  const size = rowCount === 0 ? 0 : values.length / rowCount;
  const taken =
    values instanceof Float64Array
      ? new Float64Array(rows.length * size)
      : new Int32Array(rows.length * size);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * size, (row + 1) * size), i * size);
  });
  return taken;
}
