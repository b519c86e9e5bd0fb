// From a user's data (nested arrays or flat typed arrays, by variable) to the arrays and sizes that kernels
// read. Everything is checked here: names, shapes, row counts, dims, values. Refusals are `DataError`s.

import { DataError } from '../errors.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';
import type { ModelDefinition, NumericArray, Sizes, TypeDefinition, VariableDefinition } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { createDimTable, type DimTable } from './dims.ts';
import { checkCodes, checkSimplexes, encodeValues, type ValueProblem } from './encode-values.ts';
import { didYouMean } from './nearest-name.ts';
import { flatten, isFlatNumbers, type Flattened } from './nesting.ts';
import { addRowArrays, dataKey, platePath, rowPosition, rowsKey, totalRows, type RowCounts } from './plates.ts';

/** Where the data come from, for messages about their rows. */
export interface DataOrigin {
  readonly file: string;
  /** One-based line of a variable's flat row; null where lines mean nothing (JSON). */
  readonly line: ((variable: string, row: number) => number | null) | null;
}

export interface ShapeRequest {
  /** Hyperparameters, and the dims that are settled (those of a fit). */
  readonly sizes: Sizes;
  /** What settled those dims, for messages. */
  readonly sizesFrom: string;
  /** Level texts; those of categories not among them are learned where `learnLevels`. */
  readonly levels: Levels;
  readonly learnLevels: boolean;
  /** Observations may be left out (then filled, and not among `present`). */
  readonly partial: boolean;
  readonly origin: DataOrigin | null;
}

export interface ShapedData {
  /** `data.*`, `parent.*`, `offset.*`. */
  readonly arrays: Readonly<Record<string, NumericArray>>;
  /** Hyperparameters, dims, `rows:*`. */
  readonly sizes: Sizes;
  readonly counts: RowCounts;
  readonly levels: Levels;
  /** Variables that the data hold. */
  readonly present: ReadonlySet<string>;
  readonly origin: DataOrigin | null;
}

/** What is known of one variable while the data are read. */
interface Reading extends Flattened {
  readonly variable: VariableDefinition;
}

export function shapeData(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>>,
  request: ShapeRequest,
): ShapedData {
  const file = request.origin?.file ?? null;
  const variables = definition.variables.filter(({ role }) => role === 'observe' || role === 'given');
  refuseUnknownNames(definition, data, variables, file);
  const present = variables.filter((variable) => isPresent(data, variable, request.partial, file));

  const dims = createDimTable(definition, request.sizes, request.sizesFrom, file);
  const rows = createRowTable(definition, file);
  const readings: Reading[] = [];
  // Nested arrays tell their own shape, flat ones need what the others told.
  const nestedFirst = [...present].sort((a, b) => Number(isFlat(definition, a, data)) - Number(isFlat(definition, b, data)));
  for (const variable of nestedFirst) {
    const value = data[variable.name];
    const path = platePath(definition, variable.plate).map((plate) => plate.name);
    const reading: Reading =
      isFlatNumbers(value) && isFlat(definition, variable, data)
        ? { variable, ...unflatten(variable, value, path, rows.counts, dims, file) }
        : { variable, ...flatten(value, variable.name, path, variable.type.shape.length, variable.type.text) };
    reading.counts.forEach((counts, depth) => {
      rows.add(at(path, depth), counts, variable.name);
    });
    reading.shape?.forEach((size, axis) => {
      const dim = variable.type.shapeDims[axis];
      if (typeof dim === 'string') dims.add(dim, size, `axis ${String(axis + 1)} of \`${variable.name}\``, variable.name);
    });
    readings.push(reading);
  }

  const levels = settleLevels(readings, request, dims);
  for (const plate of definition.plates) {
    const counts = lookUp(rows.counts, plate.name);
    const [first] = counts ?? [];
    if (plate.sizeDim !== null && first !== undefined)
      dims.add(plate.sizeDim, first, `the rows of plate \`${plate.name}\``, null);
  }

  const arrays = emptyRecord<NumericArray>();
  const context: Context = { definition, rows, levels, arrays, dims, origin: request.origin };
  for (const reading of readings) encodeReading(reading, context);
  dims.requireAll();
  rows.settle(dims.sizes, request.partial);
  for (const reading of readings) checkReading(reading, context);
  for (const variable of variables)
    if (!present.includes(variable)) arrays[dataKey(variable.name)] = fillIn(variable, context);
  addRowArrays(definition, rows.counts, arrays);
  for (const plate of definition.plates) dims.sizes[rowsKey(plate.name)] = totalRows(required(rows.counts, plate.name));
  return {
    arrays,
    sizes: dims.sizes,
    counts: rows.counts,
    levels,
    present: new Set(present.map((variable) => variable.name)),
    origin: request.origin,
  };
}

interface Context {
  readonly definition: ModelDefinition;
  readonly rows: RowTable;
  readonly levels: Levels;
  readonly arrays: Record<string, NumericArray>;
  readonly dims: DimTable;
  readonly origin: DataOrigin | null;
}

function refuseUnknownNames(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>>,
  variables: readonly VariableDefinition[],
  file: string | null,
): void {
  const names = variables.map(({ name }) => name);
  for (const name of Object.keys(data)) {
    if (names.includes(name)) continue;
    const other = definition.variables.find((variable) => variable.name === name);
    const place = { variable: name, file };
    if (other !== undefined)
      throw new DataError(place, `is a ${other.role} of model \`${definition.name}\`, not data`, 'leave it out');
    throw new DataError(
      place,
      `is no variable of model \`${definition.name}\``,
      didYouMean(name, names) ?? `its data are ${names.map((known) => `\`${known}\``).join(', ')}`,
    );
  }
}

function isPresent(
  data: Readonly<Record<string, unknown>>,
  variable: VariableDefinition,
  partial: boolean,
  file: string | null,
): boolean {
  if (lookUp(data, variable.name) !== undefined) return true;
  if (partial && variable.role === 'observe') return false;
  const role = variable.role === 'given' ? 'input' : 'observation';
  throw new DataError(
    { variable: variable.name, file },
    `is missing from the data, though ${variable.place} declares it as an ${role} (\`${variable.type.text}\`)`,
  );
}

/** A typed array of a variable that has more than one axis, rows counted. */
function isFlat(definition: ModelDefinition, variable: VariableDefinition, data: Readonly<Record<string, unknown>>): boolean {
  const axes = platePath(definition, variable.plate).length + variable.type.shape.length;
  return axes > 1 && isFlatNumbers(data[variable.name]);
}

/** Finds the shape of a flat array from its length and what is already known. */
function unflatten(
  variable: VariableDefinition,
  value: ArrayLike<number>,
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
    throw fail(`is a flat array of ${String(value.length)} numbers, which does not tell rows from columns (\`${type.text}\`)`);
  const shape = known.map((size, axis) => (axis === openAxis ? value.length / (product * (rowCount ?? 1)) : size));
  const rows = rowCount ?? value.length / product;
  if (![...shape, rows].every((size) => Number.isInteger(size)))
    throw fail(
      `is a flat array of ${String(value.length)} numbers, which is no whole number of rows of ${shape.map((size, axis) => (axis === openAxis ? (at(type.shapeDims, axis) ?? '?') : String(size))).join(' x ')} numbers`,
    );
  if (rows * shape.reduce((a, b) => a * b, 1) !== value.length)
    throw fail(`is a flat array of ${String(value.length)} numbers where ${String(rows)} rows of \`${type.text}\` are due`);
  return {
    values: value,
    counts: path.map((plate, depth) => (depth === 0 && path.length === 1 ? [rows] : required(counts, plate))),
    shape,
  };
}

// Rows ---------------------------------------------------------------------------------------------------

interface RowTable {
  readonly counts: Record<string, readonly number[]>;
  /** Notes the rows that a variable has; refuses counts that differ from another variable's. */
  add(plate: string, counts: readonly number[], variable: string): void;
  /** Fills in the plates that no variable is in, and checks declared sizes. */
  settle(sizes: Sizes, partial: boolean): void;
}

function createRowTable(definition: ModelDefinition, file: string | null): RowTable {
  const counts = emptyRecord<readonly number[]>();
  const sources = new Map<string, string>();
  return {
    counts,
    add(plate, found, variable) {
      const before = lookUp(counts, plate);
      const source = sources.get(plate);
      if (before === undefined || source === undefined) {
        counts[plate] = found;
        sources.set(plate, variable);
        return;
      }
      const differs = found.length !== before.length ? 0 : found.findIndex((count, i) => count !== before[i]);
      if (differs < 0) return;
      const outer = definition.plates.find(({ name }) => name === plate)?.parent ?? null;
      const position = rowPosition(definition, counts, outer, differs);
      throw new DataError(
        { variable, file, row: outer === null ? [] : position },
        `has ${String(found[differs] ?? 0)} rows of plate \`${plate}\`, but \`${source}\` has ${String(before[differs] ?? 0)}`,
        'every variable of a plate needs a value in each of its rows',
      );
    },
    settle(sizes, partial) {
      for (const plate of definition.plates) {
        const outer = plate.parent === null ? 1 : totalRows(required(counts, plate.parent));
        const declared = plate.size?.(sizes) ?? null;
        const found = lookUp(counts, plate.name);
        if (found === undefined) {
          if (declared === null && !partial)
            throw new DataError({ file }, `no variable of the data says how many rows plate \`${plate.name}\` has`);
          counts[plate.name] = Array.from({ length: outer }, () => declared ?? 1);
          continue;
        }
        const wrong = declared === null ? -1 : found.findIndex((count) => count !== declared);
        if (wrong >= 0)
          throw new DataError(
            { file, variable: sources.get(plate.name) ?? null, row: rowPosition(definition, counts, plate.parent, wrong) },
            `has ${String(at(found, wrong))} rows of plate \`${plate.name}\`, whose size is ${String(declared)}`,
          );
        if (totalRows(found) === 0)
          throw new DataError(
            { file, variable: sources.get(plate.name) ?? null },
            `holds no rows: plate \`${plate.name}\` is empty`,
            'give at least one row',
          );
      }
    },
  };
}

// Levels and values --------------------------------------------------------------------------------------

/** Learns the texts of categories, and adds the dims that level counts decide. */
function settleLevels(readings: readonly Reading[], request: ShapeRequest, dims: DimTable): Levels {
  const levels = emptyRecord<readonly string[]>();
  for (const [name, texts] of Object.entries(request.levels)) levels[name] = texts;
  for (const { variable, values } of readings) {
    if (variable.type.element !== 'category') continue;
    if (lookUp(levels, variable.name) === undefined && request.learnLevels) {
      const texts = learnLevels(values);
      if (texts !== null) levels[variable.name] = texts;
    }
    const texts = lookUp(levels, variable.name);
    const dim = variable.type.levelsDim;
    if (dim === null) continue;
    if (texts !== undefined) dims.add(dim, texts.length, `the level texts of \`${variable.name}\``, variable.name);
    // With the dim already settled, codes below it are fine though the largest may not occur.
    else if (lookUp(dims.sizes, dim) === undefined) {
      let largest = -1;
      for (let i = 0; i < values.length; i++) {
        const code = values[i];
        if (typeof code === 'number' && code > largest) largest = code;
      }
      if (Number.isInteger(largest)) dims.add(dim, largest + 1, `the largest value of \`${variable.name}\``, variable.name);
    }
  }
  return levels;
}

/** The different texts, sorted by code unit; null where no text occurs. */
function learnLevels(values: ArrayLike<unknown>): readonly string[] | null {
  const texts = new Set<string>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'string' && value !== '') texts.add(value);
  }
  return texts.size === 0 ? null : [...texts].sort();
}

function encodeReading({ variable, values, shape }: Reading, context: Context): void {
  const texts = lookUp(context.levels, variable.name) ?? null;
  const { array, problem } = encodeValues(values, variable.type, texts);
  if (problem !== null) throw valueError(variable, problem, shape ?? [], context);
  context.arrays[dataKey(variable.name)] = array;
}

/** What can only be checked once all sizes are known. */
function checkReading({ variable, shape }: Reading, context: Context): void {
  const { type, name } = variable;
  const { sizes } = context.dims;
  const array = required(context.arrays, dataKey(name));
  type.shape.forEach((size, axis) => {
    const due = size(sizes);
    const found = shape?.[axis];
    if (found !== undefined && found !== due)
      throw new DataError(
        { variable: name, file: context.origin?.file ?? null },
        `has ${String(found)} values along axis ${String(axis + 1)} where \`${type.text}\` (${variable.place}) has ${String(due)}`,
      );
  });
  let problem: ValueProblem | null = null;
  if (type.levels !== null) {
    const count = type.levels(sizes);
    const texts = lookUp(context.levels, name);
    if (texts !== undefined && texts.length > count)
      throw new DataError(
        { variable: name, file: context.origin?.file ?? null },
        `has ${String(texts.length)} levels where \`${type.text}\` (${variable.place}) has ${String(count)}`,
      );
    problem = checkCodes(array, count);
  }
  if (type.structure === 'simplex') problem = checkSimplexes(array, at(shape ?? [1], (shape ?? [1]).length - 1));
  if (problem !== null) throw valueError(variable, problem, shape ?? [], context);
}

function valueError(
  variable: VariableDefinition,
  { index, problem, fix }: ValueProblem,
  shape: readonly number[],
  { definition, rows, origin }: Context,
): DataError {
  const row = Math.floor(index / Math.max(1, shape.reduce((a, b) => a * b, 1)));
  const place = {
    variable: variable.name,
    file: origin?.file ?? null,
    line: origin?.line?.(variable.name, row) ?? null,
    row: rowPosition(definition, rows.counts, variable.plate, row),
  };
  return new DataError(place, problem, fix);
}

/** Values of a variable that is left out: any in its domain, since kernels leave them out too. */
function fillIn(variable: VariableDefinition, { definition, rows, dims }: Context): NumericArray {
  const { type } = variable;
  const shape = type.shape.map((size) => size(dims.sizes));
  const rowCount = variable.plate === null ? 1 : totalRows(required(rows.counts, platePath(definition, variable.plate).at(-1)?.name ?? ''));
  const length = rowCount * shape.reduce((a, b) => a * b, 1);
  if (type.element === 'category' || type.element === 'bool') return new Int32Array(length);
  return new Float64Array(length).fill(someValue(type, shape.at(-1) ?? 1));
}

/** A number in a type's domain: the start of a parameter, the stand-in for an observation. */
export function someValue(type: TypeDefinition, lastSize: number): number {
  if (type.structure === 'simplex') return 1 / lastSize;
  const { lower, upper } = type;
  if (lower !== null && upper !== null) return (lower.value + upper.value) / 2;
  if (lower !== null) return lower.value + 1;
  return upper === null ? 0 : upper.value - 1;
}
