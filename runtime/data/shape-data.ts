// From a user's data (nested arrays or flat typed arrays, by variable) to the arrays and sizes that kernels
// read. Everything is checked here: names, shapes, row counts, dims, values. Refusals are `DataError`s.

import { counted, DataError } from '../errors.ts';
import { checkStructure } from '../fit/check-structure.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';
import type { ModelDefinition, NumericArray, Sizes, VariableDefinition } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { createDimTable, type DimTable } from './dims.ts';
import { checkCodes, checkTogether, encodeValues, missingArray, type ValueProblem } from './encode-values.ts';
import { createTally, learnedTexts, tallyLevels, tooManyLevels, type LevelTally } from './level-tally.ts';
import { didYouMean } from './nearest-name.ts';
import { describeValue, fillMissing, flatten, isFlatNumbers, type Flattened } from './nesting.ts';
import { isFlat, unflatten } from './unflatten.ts';
import { createRowTable, type RowTable } from './row-table.ts';
import {
  addRowArrays,
  dataKey,
  platePath,
  rowPosition,
  rowsKey,
  totalRows,
  type RowCounts,
} from './plates.ts';
import { addEnds, addLags, levelsLeftOut } from './sequences.ts';

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
  /** Any observation may be left out: all of it is missing then, and it is not among `present`. Optional ones always may. */
  readonly partial: boolean;
  readonly origin: DataOrigin | null;
  /** More rows come elsewhere: a plate may be empty here. Default: false. */
  readonly isPart?: boolean;
}

export interface ShapedData {
  /** `data.*` with lags, `parent.*`, `offset.*`, `position.*`. */
  readonly arrays: Readonly<Record<string, NumericArray>>;
  /** Hyperparameters, dims, `rows:*`. */
  readonly sizes: Sizes;
  /** With the steps END of sequences that end themselves. */
  readonly counts: RowCounts;
  readonly levels: Levels;
  /** Variables that the data hold. */
  readonly present: ReadonlySet<string>;
  readonly origin: DataOrigin | null;
}

/** What is known of one variable while the data are read. */
export interface Reading extends Flattened {
  readonly variable: VariableDefinition;
}

export function shapeData(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>>,
  request: ShapeRequest,
): ShapedData {
  const file = request.origin?.file ?? null;
  if (typeof data !== 'object' || Array.isArray(data) || (data as unknown) === null)
    throw new DataError(
      { file },
      `the data are ${describeValue(data)}, but should be an object with an entry for each variable`,
    );
  const variables = definition.variables.filter(({ role }) => role === 'observe' || role === 'given');
  refuseUnknownNames(definition, data, variables, file);
  const present = variables.filter((variable) => isPresent(data, variable, request.partial, file));

  const dims = createDimTable(definition, request.sizes, request.sizesFrom, file);
  const { readings, rows } = readVariables(definition, data, present, dims, file);
  if (request.isPart !== true) rows.refuseEmpty(request.learnLevels);
  const levels = settleLevels(readings, request, { definition, rows, dims, origin: request.origin });
  for (const plate of definition.plates) {
    const counts = lookUp(rows.counts, plate.name);
    const [first] = counts ?? [];
    if (plate.sizeDim !== null && first !== undefined)
      dims.add(plate.sizeDim, first, `the rows of plate \`${plate.name}\``, null);
  }

  const arrays = emptyRecord<NumericArray>();
  const context: Context = { definition, rows, levels, arrays, dims, origin: request.origin };
  const [told, untold] = [readings.filter(isTold), readings.filter((reading) => !isTold(reading))];
  for (const reading of told) encodeReading(reading, context);
  dims.requireAll();
  for (const reading of untold) encodeReading(reading, context);
  rows.settle(dims.sizes, request.partial);
  for (const reading of readings) checkReading(reading, context);
  for (const variable of variables)
    if (!present.includes(variable)) arrays[dataKey(variable.name)] = fillIn(variable, context);
  const counts = addEnds(definition, rows.counts, dims.sizes, arrays);
  addRowArrays(definition, counts, arrays);
  addLags(definition, counts, dims.sizes, arrays, file);
  for (const plate of definition.plates)
    dims.sizes[rowsKey(plate.name)] = totalRows(required(counts, plate.name));
  return {
    arrays,
    sizes: dims.sizes,
    counts,
    levels,
    present: new Set(present.map((variable) => variable.name)),
    origin: request.origin,
  };
}

/** The values of each variable, flat, with the rows and dims that they tell. */
export function readVariables(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>>,
  present: readonly VariableDefinition[],
  dims: DimTable,
  file: string | null,
): { readonly readings: readonly Reading[]; readonly rows: RowTable } {
  const rows = createRowTable(definition, file);
  const readings: Reading[] = [];
  // Nested arrays tell their own shape, flat ones need what the others told.
  const nestedFirst = [...present].sort(
    (a, b) => Number(isFlat(definition, a, data)) - Number(isFlat(definition, b, data)),
  );
  for (const variable of nestedFirst) {
    const value = data[variable.name];
    const path = platePath(definition, variable.plate).map((plate) => plate.name);
    const reading: Reading =
      isFlatNumbers(value) && isFlat(definition, variable, data)
        ? { variable, ...unflatten(variable, value, path, rows.counts, dims, file) }
        : {
            variable,
            ...flatten(
              value,
              variable.name,
              path,
              variable.type.shape.length,
              variable.type.text,
              file,
              variable.optional,
            ),
          };
    reading.counts.forEach((counts, depth) => {
      rows.add(at(path, depth), counts, variable.name);
    });
    reading.shape?.forEach((size, axis) => {
      const dim = variable.type.shapeDims[axis];
      if (typeof dim === 'string')
        dims.add(dim, size, `axis ${String(axis + 1)} of \`${variable.name}\``, variable.name);
    });
    readings.push(reading);
  }
  return { readings, rows };
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
      throw new DataError(
        place,
        `is a ${other.role} of model \`${definition.name}\`, not data`,
        'leave it out',
      );
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
  if (variable.role === 'observe' && (partial || variable.optional)) return false;
  const role = variable.role === 'given' ? 'input' : 'observation';
  throw new DataError(
    { variable: variable.name, file },
    `is missing from the data, though ${variable.place} declares it as an ${role} (\`${variable.type.text}\`)`,
  );
}

/** Learns the texts of categories, and adds the dims that level counts decide. */
function settleLevels(
  readings: readonly Reading[],
  request: ShapeRequest,
  context: Omit<Context, 'levels' | 'arrays'>,
): Levels {
  const { dims } = context;
  const levels = emptyRecord<readonly string[]>();
  for (const [name, texts] of Object.entries(request.levels)) levels[name] = texts;
  for (const { variable, values, shape } of readings) {
    if (variable.type.element !== 'category') continue;
    const isKnown = lookUp(levels, variable.name) !== undefined;
    const dim = variable.type.levelsDim;
    // With the dim already settled, codes below it are fine though the largest may not occur.
    const isOpen = dim !== null && lookUp(dims.sizes, dim) === undefined;
    if (isKnown ? dim === null : !request.learnLevels && !isOpen) continue;
    const tally = createTally();
    if (!isKnown) tallyLevels(tally, values);
    const learned = request.learnLevels && !isKnown ? learnedTexts(tally) : null;
    if (learned !== null) levels[variable.name] = learned;
    if (dim === null) continue;
    const problem = addLevelDim(context.definition, variable, dim, levels, tally, dims);
    if (problem !== null) throw valueError(variable, problem, shape ?? [], context);
  }
  return levels;
}

/** Adds the dim that a category's levels decide. Gives what is wrong with its codes, if anything. */
export function addLevelDim(
  definition: ModelDefinition,
  { name }: VariableDefinition,
  dim: string,
  levels: Levels,
  tally: LevelTally,
  dims: DimTable,
): ValueProblem | null {
  const texts = lookUp(levels, name);
  const leftOut = levelsLeftOut(definition, name);
  if (texts !== undefined) dims.add(dim, texts.length + leftOut, `the level texts of \`${name}\``, name);
  else if (lookUp(dims.sizes, dim) === undefined) {
    const problem = tooManyLevels(tally);
    if (problem !== null) return problem;
    if (Number.isInteger(tally.largest))
      dims.add(dim, tally.largest + 1 + leftOut, `the largest value of \`${name}\``, name);
  }
  return null;
}

/** Whether the values themselves tell their shape: not where every array is missing. */
function isTold({ shape, variable }: Reading): boolean {
  return shape !== null || !variable.optional;
}

function encodeReading({ variable, values, shape }: Reading, context: Context): void {
  const texts = lookUp(context.levels, variable.name) ?? null;
  const { type, optional } = variable;
  const due = shape ?? (optional ? type.shape.map((size) => size(context.dims.sizes)) : []);
  const filled = optional && type.shape.length > 0 ? fillMissing(values, due) : values;
  const { array, problem } = encodeValues(filled, type, texts, optional);
  if (problem !== null) throw valueError(variable, problem, due, context);
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
        `has ${counted(found, 'value')} along axis ${String(axis + 1)} where \`${type.text}\` (${variable.place}) has ${String(due)}`,
      );
  });
  let problem: ValueProblem | null = null;
  if (type.levels !== null) {
    const count = type.levels(sizes) - levelsLeftOut(context.definition, name);
    const texts = lookUp(context.levels, name);
    if (texts !== undefined && texts.length > count)
      throw new DataError(
        { variable: name, file: context.origin?.file ?? null },
        `has ${String(texts.length)} levels where \`${type.text}\` (${variable.place}) has ${String(count)}`,
      );
    problem = checkCodes(array, count, texts ?? null);
  }
  if (array instanceof Float64Array) {
    const found = checkStructure(variable, array, type.shape.map((size) => size(sizes))); // prettier-ignore
    if (found !== null) problem = { index: found.entry, problem: found.problem, fix: found.fix };
  }
  if (variable.missingTogether > 0) {
    const last = type.shape.slice(-variable.missingTogether).map((size) => size(sizes));
    problem = checkTogether(array, last.reduce((a, b) => a * b, 1), type) ?? problem; // prettier-ignore
  }
  if (problem !== null) throw valueError(variable, problem, shape ?? [], context);
}

function valueError(
  variable: VariableDefinition,
  { index, problem, fix }: ValueProblem,
  shape: readonly number[],
  { definition, rows, origin }: Pick<Context, 'definition' | 'rows' | 'origin'>,
): DataError {
  const row = Math.floor(
    index /
      Math.max(
        1,
        shape.reduce((a, b) => a * b, 1),
      ),
  );
  const place = {
    variable: variable.name,
    file: origin?.file ?? null,
    line: origin?.line?.(variable.name, row) ?? null,
    ...placeOf(definition, variable.plate, rowPosition(definition, rows.counts, variable.plate, row)),
  };
  return new DataError(place, problem, fix);
}

/** Rows of a sequence are steps. */
function placeOf(
  { plates }: ModelDefinition,
  plate: string | null,
  position: readonly number[],
): { readonly row: readonly number[]; readonly step?: number } {
  const step = position.at(-1);
  const isStep = plates.some(({ name, sequence }) => name === plate && sequence !== null);
  return isStep && step !== undefined ? { row: position.slice(0, -1), step } : { row: position };
}

/** Values of a variable that is left out: all of them missing. */
function fillIn(variable: VariableDefinition, { definition, rows, dims }: Context): NumericArray {
  const { type } = variable;
  const shape = type.shape.map((size) => size(dims.sizes));
  const rowCount =
    variable.plate === null
      ? 1
      : totalRows(required(rows.counts, platePath(definition, variable.plate).at(-1)?.name ?? ''));
  const length = rowCount * shape.reduce((a, b) => a * b, 1);
  return missingArray(type, length);
}
