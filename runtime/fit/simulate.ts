// Draws from a fit: n rows of the outermost plate (n whole draws of a model without plates).

import {
  addRowArrays,
  centerKey,
  dataKey,
  platePath,
  rowsKey,
  totalRows,
  type RowCounts,
} from '../data/plates.ts';
import { didYouMean } from '../data/nearest-name.ts';
import { isFlatNumbers } from '../data/nesting.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { DataError, TrainError } from '../errors.ts';
import { checkSeed, seedWords } from '../inference/options.ts';
import { hyperArrays, paramInputs } from '../inference/problem.ts';
import { prepareKernel } from '../model/kernel.ts';
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
  const hasPlates = definition.plates.length > 0;
  const draw = (rows: number, word: number): Record<string, unknown> =>
    drawOnce(state, rows, seed, word, options, roles);
  if (hasPlates) return draw(n, 0);
  // Without plates a draw is the whole model; the draws get keys of their own.
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
  const kernelDefinition = definition.kernels.simulate;
  const counts = rowCounts(state, n, options.rows ?? {});
  const sizes = mergeRecords<number>(fixedSizes(state));
  for (const { name, sizeDim } of definition.plates) {
    sizes[rowsKey(name)] = totalRows(required(counts, name));
    if (sizeDim !== null) sizes[sizeDim] ??= at(required(counts, name), 0);
  }
  const arrays = emptyRecord<NumericArray>();
  addRowArrays(definition, counts, arrays);
  for (const variable of definition.variables)
    if (variable.role === 'given')
      arrays[dataKey(variable.name)] = inputRows(state, variable, counts, sizes, options.given ?? {});
  const [low, high] = seedWords(seed);
  arrays.key = Int32Array.of(low, high + word);
  const kernel = prepareKernel(kernelDefinition, sizes);
  kernel.run(
    mergeRecords<NumericArray>(
      arrays,
      centers(definition, sizes),
      hyperArrays(hyperOf(state)),
      paramInputs(state.params),
    ),
  );
  const result = emptyRecord<unknown>();
  for (const variable of definition.variables) {
    if (!roles.includes(variable.role)) continue;
    const shape = variable.type.shape.map((size) => size(sizes));
    const values = required(kernel.outputs, `value.${variable.name}`);
    result[variable.name] = nestRows(state, variable, values, counts, shape, 'value');
  }
  return result;
}

/** Rows of every plate: n of the outermost ones, the size declared, asked for, or usual of the inner ones. */
function rowCounts(
  state: FitState,
  n: number,
  asked: Readonly<Record<string, number | readonly number[]>>,
): RowCounts {
  const counts = emptyRecord<readonly number[]>();
  const { definition } = state;
  const fixed = fixedSizes(state);
  for (const name of Object.keys(asked))
    if (!definition.plates.some((plate) => plate.name === name && plate.parent !== null))
      throw new TrainError(
        `\`rows\` names \`${name}\`, which is no inner plate of model \`${definition.name}\``,
      );
  for (const plate of definition.plates) {
    if (plate.parent === null) {
      // Where the size is part of the fit, as that of a param over the rows, there is no other.
      const declared = plate.size?.(fixed) ?? Number.NaN;
      if (Number.isFinite(declared) && declared !== n)
        throw new TrainError(
          `plate \`${plate.name}\` has ${String(declared)} rows in this fit, so ${String(n)} cannot be drawn`,
          `draw ${String(declared)}`,
        );
      counts[plate.name] = [n];
      continue;
    }
    const outer = totalRows(required(counts, plate.parent));
    const wanted = lookUp(asked, plate.name);
    const list =
      wanted === undefined || typeof wanted === 'number'
        ? Array.from({ length: outer }, () => wanted ?? usualRows(state, plate))
        : [...wanted];
    if (list.length !== outer || !list.every((count) => Number.isInteger(count) && count >= 0))
      throw new TrainError(
        `\`rows\` of plate \`${plate.name}\` must be whole numbers, ${String(outer)} of them or one for all`,
      );
    counts[plate.name] = list;
  }
  return counts;
}

/** The declared rows of an inner plate in one row of its parent, or the mean in the training data. */
function usualRows({ sizes }: FitState, plate: PlateDefinition): number {
  if (plate.size !== null) {
    const declared = plate.size(sizes);
    if (Number.isFinite(declared)) return declared;
  }
  const total = lookUp(sizes, rowsKey(plate.name));
  const outer = lookUp(sizes, rowsKey(plate.parent ?? ''));
  if (total === undefined || outer === undefined)
    throw new TrainError(
      `how many rows each row of \`${plate.parent ?? ''}\` has in plate \`${plate.name}\` is not known`,
      `say it: { rows: { ${plate.name}: 10 } }`,
    );
  return Math.max(1, Math.round(total / outer));
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
  const value = lookUp(given, name);
  if (value === undefined)
    throw new DataError(
      { variable: name },
      `is an input of model \`${state.definition.name}\`, and has no value`,
      `give it, as \`given: { ${name}: ... }\`, or with --given ${name}=... on the command line`,
    );
  const rows = plate === null ? 1 : totalRows(required(counts, plate));
  if (isOneValue(value, type, sizes)) {
    const shaped = shapeInput(state, { ...variable, plate: null }, value);
    return repeated(required(shaped.arrays, dataKey(name)), rows);
  }
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
function shapeInput(state: FitState, variable: VariableDefinition, value: unknown): ShapedData {
  const plates = platePath(state.definition, variable.plate);
  const alone: ModelDefinition = { ...state.definition, variables: [variable], plates };
  const data = recordFrom([[variable.name, value] as const]);
  return shapeData(alone, data, {
    sizes: fixedSizes(state),
    sizesFrom: 'the fit',
    levels: state.levels,
    learnLevels: false,
    partial: false,
    origin: null,
  });
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
