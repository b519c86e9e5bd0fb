// What sequences add to shaped data: the step END of those that end themselves, and the values of other steps that
// kernels read as inputs of their own.

import { DataError } from '../errors.ts';
import type {
  LagDefinition,
  ModelDefinition,
  NumericArray,
  PlateDefinition,
  Sizes,
  VariableDefinition,
} from '../model/definition.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';
import { dataKey, platePath, rowPosition, totalRows, type RowCounts } from './plates.ts';
import { someValue } from './some-value.ts';

/** The sequence that ends after a level of this variable; null: none. */
export function endedBy({ plates }: ModelDefinition, variable: string): PlateDefinition | null {
  return plates.find(({ sequence }) => sequence?.until === variable) ?? null;
}

/** How many of its levels the data leave out: END, or none. */
export function levelsLeftOut(definition: ModelDefinition, variable: string): number {
  return endedBy(definition, variable) === null ? 0 : 1;
}

// END -------------------------------------------------------------------------------------------------------

/**
 * The rows with a step more in each sequence that ends itself, which is END of the variable that ends it, nothing in
 * plates within the step, and of others any value: kernels do not count those.
 */
export function addEnds(
  definition: ModelDefinition,
  counts: RowCounts,
  sizes: Sizes,
  arrays: Record<string, NumericArray>,
): RowCounts {
  let result = counts;
  // From the inside out: rows of a plate are numbered before those around it get more.
  for (const plate of [...definition.plates].reverse())
    if (typeof plate.sequence?.until === 'string')
      result = addEnd(definition, plate, plate.sequence.until, result, sizes, arrays);
  return result;
}

function addEnd(
  definition: ModelDefinition,
  plate: PlateDefinition,
  until: string,
  counts: RowCounts,
  sizes: Sizes,
  arrays: Record<string, NumericArray>,
): RowCounts {
  const lengths = required(counts, plate.name);
  for (const variable of definition.variables) {
    if (variable.plate !== plate.name || (variable.role !== 'observe' && variable.role !== 'given')) continue;
    const fill = variable.name === until ? endOf(variable, sizes) : fillOf(variable, sizes);
    const key = dataKey(variable.name);
    arrays[key] = appendToRows(required(arrays, key), lengths, elementsOf(variable, sizes), fill);
  }
  const result = emptyRecord<readonly number[]>();
  for (const [name, before] of Object.entries(counts)) result[name] = before;
  result[plate.name] = lengths.map((length) => length + 1);
  for (const inner of definition.plates) {
    if (inner.parent !== plate.name) continue;
    const rows = required(counts, inner.name);
    let next = 0;
    result[inner.name] = lengths.flatMap((length) => [...rows.slice(next, (next += length)), 0]);
  }
  return result;
}

/** The last of its levels. */
export function endOf({ name, type }: VariableDefinition, sizes: Sizes): number {
  if (type.levels === null) throw new Error(`internal: \`${name}\` has no END`);
  return type.levels(sizes) - 1;
}

/** A value of the variable where there is none. */
export function fillOf({ type }: VariableDefinition, sizes: Sizes): number {
  if (type.element === 'category' || type.element === 'bool') return 0;
  return someValue(type, type.shape.at(-1)?.(sizes) ?? 1);
}

function elementsOf({ type }: VariableDefinition, sizes: Sizes): number {
  return type.shape.reduce((product, size) => product * size(sizes), 1);
}

/** `width` elements more after each row of `lengths` times `width` elements. */
function appendToRows(
  array: NumericArray,
  lengths: readonly number[],
  width: number,
  fill: number,
): NumericArray {
  const result = emptyLike(array, array.length + lengths.length * width).fill(fill);
  let from = 0;
  let to = 0;
  for (const length of lengths) {
    const row = array.subarray(from * width, (from + length) * width);
    result.set(row, to * width);
    from += length;
    to += length + 1;
  }
  return result;
}

/** Values of rows without those of the steps END, as people see them. */
export function withoutEnds(
  definition: ModelDefinition,
  { plate }: VariableDefinition,
  counts: RowCounts,
  values: NumericArray,
): { readonly values: NumericArray; readonly counts: RowCounts } {
  const ended = platePath(definition, plate).filter(({ sequence }) => typeof sequence?.until === 'string');
  let result = { values, counts };
  for (const { name } of ended) result = dropLastRows(definition, name, plate, result.counts, result.values);
  return result;
}

function dropLastRows(
  definition: ModelDefinition,
  sequence: string,
  plate: string | null,
  counts: RowCounts,
  values: NumericArray,
): { readonly values: NumericArray; readonly counts: RowCounts } {
  const lengths = required(counts, sequence);
  const result = mergeRecords<readonly number[]>(counts);
  result[sequence] = lengths.map((length) => Math.max(0, length - 1));
  for (const inner of definition.plates) {
    if (inner.parent !== sequence) continue;
    const rows = required(counts, inner.name);
    let next = 0;
    result[inner.name] = lengths.flatMap((length) => {
      const start = next;
      next += length;
      return rows.slice(start, Math.max(start, next - 1));
    });
  }
  // Within a step END there are no rows: what is in a plate inside keeps all its values.
  if (plate !== sequence) return { values, counts: result };
  const width = values.length / Math.max(1, totalRows(lengths));
  const kept = emptyLike(values, totalRows(required(result, sequence)) * width);
  let from = 0;
  let to = 0;
  for (const length of lengths) {
    const steps = Math.max(0, length - 1);
    kept.set(values.subarray(from * width, (from + steps) * width), to * width);
    from += length;
    to += steps;
  }
  return { values: kept, counts: result };
}

function emptyLike(array: NumericArray, length: number): NumericArray {
  return array instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
}

// Other steps -------------------------------------------------------------------------------------------------

/** Writes `data.<lag>` of every lag. Error: `DataError` where the last step of a row without steps is read. */
export function addLags(
  definition: ModelDefinition,
  counts: RowCounts,
  sizes: Sizes,
  arrays: Record<string, NumericArray>,
  file: string | null,
): void {
  for (const lag of definition.lags) {
    const lengths = required(counts, lag.sequence);
    const empty = lag.at.kind === 'last' ? lengths.indexOf(0) : -1;
    if (empty >= 0)
      throw new DataError(
        { file, variable: lag.of, row: rowPosition(definition, counts, lag.plate, empty) },
        `has no steps in this row, and the last one is read after sequence \`${lag.sequence}\``,
        'leave the row out',
      );
    if (lag.hidden === true) continue;
    const variable = definition.variables.find(({ name }) => name === lag.of);
    if (variable === undefined) throw new Error(`internal: no variable \`${lag.of}\``);
    const source = required(arrays, dataKey(lag.of));
    arrays[dataKey(lag.name)] = lagged(lag, source, lengths, fillOf(variable, sizes));
  }
}

/** `fill`: where there is no such step. Steps of one sequence hold equally many values. */
function lagged(
  { at: place }: LagDefinition,
  source: NumericArray,
  lengths: readonly number[],
  fill: number,
): NumericArray {
  if (place.kind === 'all') return source;
  const steps = totalRows(lengths);
  const width = steps === 0 ? 0 : source.length / steps;
  const result = emptyLike(source, (place.kind === 'last' ? lengths.length : steps) * width).fill(fill);
  const copy = (from: number, count: number, to: number): void => {
    if (count > 0) result.set(source.subarray(from * width, (from + count) * width), to * width);
  };
  let start = 0;
  for (let row = 0; row < lengths.length; row++) {
    const length = at(lengths, row);
    switch (place.kind) {
      case 'last':
        copy(start + length - 1, 1, row);
        break;
      case 'back':
        copy(start, length - place.steps, start + place.steps);
        break;
      case 'absolute':
        if (place.step >= length) break;
        for (let step = 0; step < length; step++) copy(start + place.step, 1, start + step);
    }
    start += length;
  }
  return result;
}
