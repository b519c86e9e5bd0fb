// Draws from a fit: n rows of the outermost plate (n whole draws of a model without plates).

import { centerKey, dataKey, platePath, rowsKey, totalRows, type RowCounts } from '../data/plates.ts';
import { didYouMean } from '../data/nearest-name.ts';
import { isFlatNumbers } from '../data/nesting.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { DataError, TrainError } from '../errors.ts';
import { checkSeed, seedWords } from '../inference/options.ts';
import { hyperArrays, paramInputs } from '../inference/problem.ts';
import type {
  ModelDefinition,
  NumericArray,
  PlateDefinition,
  Sizes,
  TypeDefinition,
  VariableDefinition,
} from '../model/definition.ts';
import type { SampleOptions } from '../model/model.ts';
import { at, emptyRecord, lookUp, mergeRecords, recordFrom, required } from '../record.ts';
import { hyperOf, type FitState } from './fit-state.ts';
import { fixedSizes, nestRows } from './queries.ts';
import { drawModel, type DrawSource } from './simulate-sequences.ts';

/** Nested values by variable, rows first, of the roles asked for. */
export function simulate(
  state: FitState,
  n: number,
  options: SampleOptions,
  roles: readonly VariableDefinition['role'][],
): Record<string, unknown> {
  if (!Number.isInteger(n) || n < 1)
    throw new TrainError(`cannot draw ${String(n)} rows: give a whole number from 1 on`);
  const seed = checkSeed(options.seed ?? 1);
  const { definition } = state;
  refuseUnknownInputs(definition, options.given ?? {});
  const hasPlates = definition.plates.some(({ parent, sequence }) => parent === null && sequence === null);
  const draw = (rows: number, word: number): Record<string, unknown> =>
    drawOnce(state, rows, seed, word, options, roles);
  if (hasPlates) return draw(n, 0);
  // Without plates, or in a sequence alone, a draw is the whole model; the draws get keys of their own.
  const draws = Array.from({ length: n }, (_, i) => draw(1, i));
  const names = Object.keys(draws[0] ?? {});
  return recordFrom(names.map((name) => [name, draws.map((values) => values[name])] as const));
}

function refuseUnknownInputs(definition: ModelDefinition, given: Readonly<Record<string, unknown>>): void {
  const names = definition.variables.filter(({ role }) => role === 'given').map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const list = names.length === 0 ? 'it has none' : `it has ${names.map((name) => `\`${name}\``).join(', ')}`;
  throw new DataError(
    { variable: unknown },
    `is given a value, but is no input (\`given\`) of model \`${definition.name}\``,
    didYouMean(unknown, names) ?? list,
  );
}

function drawOnce(
  state: FitState,
  n: number,
  seed: number,
  word: number,
  options: SampleOptions,
  roles: readonly VariableDefinition['role'][],
): Record<string, unknown> {
  const { definition } = state;
  const source = drawSource(state, n, options);
  const [low, high] = seedWords(seed);
  const { counts, values } = drawModel(source, n, [low, high + word]);
  const result = emptyRecord<unknown>();
  for (const variable of definition.variables) {
    const { name, role, type } = variable;
    if (!roles.includes(role)) continue;
    const shape = type.shape.map((size) => size(source.sizes));
    result[name] = nestRows(state, variable, required(values, name), counts, shape, 'value');
  }
  return result;
}

function drawSource(state: FitState, n: number, options: SampleOptions): DrawSource {
  const { definition } = state;
  const asked = options.rows ?? {};
  refuseUnknownRows(definition, asked);
  const sizes = mergeRecords<number>(fixedSizes(state));
  for (const plate of definition.plates) {
    if (plate.parent === null && plate.sequence === null) refuseOtherSize(plate, fixedSizes(state), n);
    if (plate.sizeDim === null) continue;
    const one = lookUp(asked, plate.name);
    const usual = typeof one === 'number' ? one : one?.[0];
    sizes[plate.sizeDim] ??=
      plate.parent === null && plate.sequence === null ? n : (usual ?? usualRows(state, plate));
  }
  const given = options.given ?? {};
  return {
    definition,
    sizes,
    shared: mergeRecords<NumericArray>(
      centers(definition, sizes),
      hyperArrays(hyperOf(state)),
      paramInputs(state.params),
    ),
    rowsOf: (plate, outer) => rowsOf(state, plate, outer, lookUp(asked, plate.name)),
    stepsOf: (plate, outer) => stepsOf(state, plate, outer, lookUp(asked, plate.name), given),
    input: (variable, _, counts) => inputRows(state, variable, counts, sizes, given),
    inputAt: (variable, rows, step, inner) => inputStep(state, variable, rows, step, inner, sizes, given),
    endless: ({ name }) => {
      throw new TrainError(
        `a row of sequence \`${name}\` has not come to its end after ${String(mostSteps)} steps`,
        `say where to cut: { rows: { ${name}: 100 } }`,
      );
    },
  };
}

/** Steps after which a sequence that should end by itself is given up. */
const mostSteps = 10_000;

function refuseUnknownRows({ name: model, plates }: ModelDefinition, asked: RowsAsked): void {
  for (const name of Object.keys(asked))
    if (!plates.some((plate) => plate.name === name && (plate.parent !== null || plate.sequence !== null)))
      throw new TrainError(`\`rows\` names \`${name}\`, which is no inner plate of model \`${model}\``);
}

/** Where the size is part of the fit, as that of a param over the rows, there is no other. */
function refuseOtherSize({ name, size }: PlateDefinition, sizes: Sizes, n: number): void {
  const declared = size?.(sizes) ?? Number.NaN;
  if (Number.isFinite(declared) && declared !== n)
    throw new TrainError(
      `plate \`${name}\` has ${String(declared)} rows in this fit, so ${String(n)} cannot be drawn`,
      `draw ${String(declared)}`,
    );
}

type RowsAsked = Readonly<Record<string, number | readonly number[]>>;

/** Rows of an inner plate in each row of its parent: as many as declared, asked for, or usual. */
function rowsOf(
  state: FitState,
  plate: PlateDefinition,
  outer: number,
  wanted: number | readonly number[] | undefined,
): readonly number[] {
  const list =
    wanted === undefined || typeof wanted === 'number'
      ? new Array<number>(outer).fill(wanted ?? (outer === 0 ? 0 : usualRows(state, plate)))
      : wanted;
  if (list.length !== outer || !list.every((count) => Number.isInteger(count) && count >= 0))
    throw new TrainError(
      `\`rows\` of ${plate.sequence === null ? 'plate' : 'sequence'} \`${plate.name}\` must be whole numbers, ${String(outer)} of them or one for all`,
    );
  return list;
}

/** Those of a sequence: of inputs that are given step by step as many as those; of one that ends itself at most so many. */
function stepsOf(
  state: FitState,
  plate: PlateDefinition,
  outer: number,
  wanted: number | readonly number[] | undefined,
  given: Readonly<Record<string, unknown>>,
): { readonly most: readonly number[]; readonly cut: boolean } {
  const stepped = state.definition.variables.find(
    ({ name, plate: own, role, type }) =>
      role === 'given' &&
      own === plate.name &&
      lookUp(given, name) !== undefined &&
      !isOneValue(given[name], type, state.sizes),
  );
  if (stepped !== undefined) {
    const { counts } = shapeInput(state, stepped, given[stepped.name]);
    const most = required(counts, plate.name);
    if (most.length === outer) return { most: withEnds(plate, most), cut: true };
    throw new DataError(
      { variable: stepped.name },
      `has ${String(most.length)} rows, but ${String(outer)} are drawn`,
      'give a value for each row and step, or one for all',
    );
  }
  const declared = plate.size?.(state.sizes) ?? Number.NaN;
  if (Number.isFinite(declared)) {
    const most = rowsOf(state, plate, outer, wanted ?? declared);
    if (most.every((steps) => steps === declared)) return { most, cut: true };
    throw new TrainError(`sequence \`${plate.name}\` has ${String(declared)} steps in this fit`);
  }
  if (typeof plate.sequence?.until === 'string' && wanted === undefined)
    return { most: new Array<number>(outer).fill(mostSteps), cut: false };
  return { most: withEnds(plate, rowsOf(state, plate, outer, wanted)), cut: true };
}

function withEnds({ sequence }: PlateDefinition, lengths: readonly number[]): readonly number[] {
  return typeof sequence?.until === 'string' ? lengths.map((length) => length + 1) : lengths;
}

/** An input of a sequence at one step of these rows; one value serves all of them. */
function inputStep(
  state: FitState,
  variable: VariableDefinition,
  rows: readonly number[],
  step: number,
  inner: number,
  sizes: Sizes,
  given: Readonly<Record<string, unknown>>,
): NumericArray {
  const value = requiredInput(state, variable, given);
  const { name, plate, type } = variable;
  if (isOneValue(value, type, sizes)) return oneForAll(state, variable, value, inner, sizes);
  const path = platePath(state.definition, plate);
  if (path.findIndex(({ sequence }) => sequence !== null) !== path.length - 1)
    throw new DataError(
      { variable: name },
      'is an input of rows inside steps',
      'give one value for all of them',
    );
  const shaped = shapeInput(state, variable, value);
  const lengths = required(shaped.counts, plate ?? '');
  const array = required(shaped.arrays, dataKey(name));
  const width = array.length / Math.max(1, totalRows(lengths));
  const starts = [0];
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length);
  const result =
    array instanceof Float64Array
      ? new Float64Array(rows.length * width)
      : new Int32Array(rows.length * width);
  rows.forEach((row, index) => {
    // At END nothing reads it.
    if (step >= at(lengths, row)) return;
    const from = (at(starts, row) + step) * width;
    result.set(array.subarray(from, from + width), index * width);
  });
  return result;
}

/** The declared rows of an inner plate in one row of its parent, or the mean in the training data. */
function usualRows({ definition, sizes }: FitState, plate: PlateDefinition): number {
  if (plate.size !== null) {
    const declared = plate.size(sizes);
    if (Number.isFinite(declared)) return declared;
  }
  const total = lookUp(sizes, rowsKey(plate.name));
  const outer = plate.parent === null ? 1 : rowsWithout(definition, plate.parent, sizes);
  if (total === undefined || outer === undefined)
    throw new TrainError(
      plate.parent === null
        ? `how many steps sequence \`${plate.name}\` has is not known`
        : `how many rows each row of \`${plate.parent}\` has in plate \`${plate.name}\` is not known`,
      `say it: { rows: { ${plate.name}: 10 } }`,
    );
  return Math.max(1, Math.round(total / Math.max(1, outer)));
}

/** Rows of a plate in training that may have rows inside: steps END have none. */
function rowsWithout({ plates }: ModelDefinition, name: string, sizes: Sizes): number | undefined {
  const rows = lookUp(sizes, rowsKey(name));
  const plate = plates.find((each) => each.name === name);
  if (rows === undefined || typeof plate?.sequence?.until !== 'string') return rows;
  return rows - (plate.parent === null ? 1 : (lookUp(sizes, rowsKey(plate.parent)) ?? 0));
}

/** An input's values: given for each row, or one value repeated in all rows. */
function inputRows(
  state: FitState,
  variable: VariableDefinition,
  counts: RowCounts,
  sizes: Sizes,
  given: Readonly<Record<string, unknown>>,
): NumericArray {
  const { name, type, plate } = variable;
  const value = requiredInput(state, variable, given);
  const rows = plate === null ? 1 : totalRows(required(counts, plate));
  if (isOneValue(value, type, sizes)) return oneForAll(state, variable, value, rows, sizes);
  const shaped = shapeInput(state, variable, value);
  const array = required(shaped.arrays, dataKey(name));
  const found = plate === null ? 1 : required(shaped.sizes, rowsKey(plate));
  if (found !== rows)
    throw new DataError(
      { variable: name },
      `has ${String(found)} rows, but ${String(rows)} are drawn`,
      'give a value for each row, or one for all',
    );
  return array;
}

function requiredInput(
  { definition }: FitState,
  { name }: VariableDefinition,
  given: Readonly<Record<string, unknown>>,
): unknown {
  const value = lookUp(given, name);
  if (value !== undefined) return value;
  throw new DataError(
    { variable: name },
    `is an input of model \`${definition.name}\`, and has no value`,
    `give it, as \`given: { ${name}: ... }\`, or with --given ${name}=... on the command line`,
  );
}

function oneForAll(
  state: FitState,
  variable: VariableDefinition,
  value: unknown,
  rows: number,
  sizes: Sizes,
): NumericArray {
  const shaped = shapeInput(state, { ...variable, plate: null }, value, sizes);
  return repeated(required(shaped.arrays, dataKey(variable.name)), rows);
}

/** Whether an input's value is nested as deep as its type alone, without the plates around it. */
function isOneValue(value: unknown, { shape }: TypeDefinition, sizes: Sizes): boolean {
  if (isFlatNumbers(value))
    return shape.length > 0 && value.length === shape.reduce((product, size) => product * size(sizes), 1);
  let depth = 0;
  for (let inner = value; Array.isArray(inner) || isFlatNumbers(inner); inner = inner[0]) depth++;
  return depth === shape.length;
}

function repeated(value: NumericArray, rows: number): NumericArray {
  const result =
    value instanceof Float64Array
      ? new Float64Array(rows * value.length)
      : new Int32Array(rows * value.length);
  for (let row = 0; row < rows; row++) result.set(value, row * value.length);
  return result;
}

/** Checks one input by itself, as data of a model that has no other variable. */
function shapeInput(
  state: FitState,
  variable: VariableDefinition,
  value: unknown,
  sizes: Sizes = fixedSizes(state),
): ShapedData {
  const plates = platePath(state.definition, variable.plate);
  const alone: ModelDefinition = {
    ...state.definition,
    variables: [variable],
    lags: [],
    plates: plates.map(withoutEnd),
  };
  const data = recordFrom([[variable.name, value] as const]);
  return shapeData(alone, data, {
    sizes,
    sizesFrom: 'the fit',
    levels: state.levels,
    learnLevels: false,
    partial: false,
    origin: null,
  });
}

/** What is given has no END. */
function withoutEnd(plate: PlateDefinition): PlateDefinition {
  return plate.sequence === null ? plate : { ...plate, sequence: { ...plate.sequence, until: null } };
}

/** Nothing is observed, so centres are anywhere. */
function centers(definition: ModelDefinition, sizes: Sizes): Record<string, NumericArray> {
  const result = emptyRecord<NumericArray>();
  for (const { name, type } of definition.variables)
    if (definition.centered.includes(name))
      result[centerKey(name)] = new Float64Array(
        type.shape.reduce((product, size) => product * size(sizes), 1),
      );
  return result;
}
