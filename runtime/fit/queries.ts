// What a fit says about data: log density, posteriors of what is not known, the most probable values of it, and what is
// missing, predicted or filled in.

import { computeCenters } from '../data/center.ts';
import { inMemory } from '../data/chunks.ts';
import { nest } from '../data/nesting.ts';
import { originOf } from '../data/origin.ts';
import { platePath, type RowCounts } from '../data/plates.ts';
import { withoutEnds } from '../data/sequences.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { hyperArrays, paramInputs } from '../inference/problem.ts';
import { hasOutput, prepareKernel, scalarOutput, type PreparedKernel } from '../model/kernel.ts';
import type {
  Arrays,
  KernelDefinition,
  ModelDefinition,
  NumericArray,
  VariableDefinition,
} from '../model/definition.ts';
import type { Score } from '../model/model.ts';
import { emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import { hyperOf, type FitState } from './fit-state.ts';
import { refuseImpossible } from './refuse-impossible.ts';
import { rowScores } from './row-scores.ts';

type UserData = Readonly<Record<string, unknown>>;

/** Data in the shapes of this fit: its sizes and levels are settled. Error: `DataError`. */
export function shapeForFit(state: FitState, data: UserData, partial: boolean): ShapedData {
  return shapeData(state.definition, data, {
    sizes: fixedSizes(state),
    sizesFrom: 'the fit',
    levels: state.levels,
    learnLevels: false,
    partial,
    origin: originOf(data),
  });
}

/** The sizes of a fit without the rows of its training data, which other data need not have. */
export function fixedSizes({ definition, sizes }: FitState): Record<string, number> {
  // A dim that only counts rows of a plate is not fixed by the fit, unless a param has it as an axis.
  const fixed = emptyRecord<number>();
  for (const name of Object.keys(sizes))
    if (!name.startsWith('rows:') && !onlyCountsRows(definition, name)) fixed[name] = required(sizes, name);
  return fixed;
}

function onlyCountsRows({ dims, plates, variables }: ModelDefinition, name: string): boolean {
  if (!dims.includes(name) || !plates.some(({ sizeDim }) => sizeDim === name)) return false;
  // Params of that shape read it: watch which sizes their shapes look up.
  return !variables.some(({ role, type }) => role === 'param' && type.shapeDims.includes(name));
}

export function logProb(state: FitState, data: UserData): Score {
  const { definition } = state;
  const kernel = runOn(state, definition.kernels.score, shapeForFit(state, data, false));
  return {
    total: scalarOutput(kernel, 'logLikelihood'),
    rows: rowScores(definition, kernel.outputs),
  };
}

/** Of each latent, and each finite observation that may be missing, the probabilities, nested as its plates are, levels last. */
export function posterior(state: FitState, data: UserData): Record<string, unknown> {
  return probabilities(state, data, 'posterior');
}

/** Of the same, at each step of a sequence, the probabilities given the steps up to it. */
export function filter(state: FitState, data: UserData): Record<string, unknown> {
  return probabilities(state, data, 'filter');
}

function probabilities(
  state: FitState,
  data: UserData,
  query: 'posterior' | 'filter',
): Record<string, unknown> {
  const definition = existing(state, query);
  const shaped = shapeForFit(state, data, false);
  const { outputs } = runOn(state, definition, shaped);
  const result = emptyRecord<unknown>();
  for (const variable of unknownsOf(state, definition, query)) {
    const values = required(outputs, `${query}.${variable.name}`);
    const levels = levelCount(variable, shaped);
    // The step END has none of a leaf's.
    if (!addUpToOne(values, levels) && isImpossible(state, shaped)) refuseImpossible(state, shaped);
    const axes = [...shapeOf(variable, shaped), levels];
    result[variable.name] = nestRows(state, variable, values, shaped.counts, axes, 'number');
  }
  return result;
}

/** The jointly most probable values of the same, nested as their plates are; of what is seen, itself. */
export function decode(state: FitState, data: UserData): Record<string, unknown> {
  const definition = existing(state, 'decode');
  const shaped = shapeForFit(state, data, false);
  const kernel = runOn(state, definition, shaped);
  const { outputs } = kernel;
  if (scalarOutput(kernel, 'logJoint') === -Infinity) refuseImpossible(state, shaped);
  const result = emptyRecord<unknown>();
  for (const variable of unknownsOf(state, definition, 'decode')) {
    const values = required(outputs, `decode.${variable.name}`);
    result[variable.name] = nestRows(
      state,
      variable,
      values,
      shaped.counts,
      shapeOf(variable, shaped),
      'value',
    );
  }
  return result;
}

function isImpossible(state: FitState, shaped: ShapedData): boolean {
  const { score } = state.definition.kernels;
  return scalarOutput(runOn(state, score, shaped), 'logLikelihood') === -Infinity;
}

/** Whether probabilities, `levels` of them in a row, are such. */
function addUpToOne(values: NumericArray, levels: number): boolean {
  for (let from = 0; from < values.length; from += levels) {
    let sum = 0;
    for (let level = 0; level < levels; level++) sum += values[from + level] ?? NaN;
    // Not `<`, which NaN fails.
    if (!(sum > 0.5)) return false;
  }
  return true;
}

/** The variables that a query answers for. */
export function unknownsOf(
  { definition }: FitState,
  kernel: KernelDefinition,
  query: 'posterior' | 'filter' | 'decode' | 'draw',
): readonly VariableDefinition[] {
  return definition.variables.filter(({ name }) => hasOutput(kernel, `${query}.${name}`));
}

/** Sizes of one value of the variable. */
export function shapeOf({ type }: VariableDefinition, { sizes }: ShapedData): readonly number[] {
  return type.shape.map((size) => size(sizes));
}

/** Of whole numbers between bounds, from the lower one to the upper. */
export function levelCount({ type }: VariableDefinition, { sizes }: ShapedData): number {
  const { levels, lower, upper } = type;
  if (type.element === 'int') return (upper?.value ?? 0) - (lower?.value ?? 0) + 1;
  return levels === null ? 2 : levels(sizes);
}

/** Runs a kernel at the fit's params on shaped data. */
export function runOn(
  state: FitState,
  definition: KernelDefinition,
  shaped: ShapedData,
  more: Arrays = {},
): PreparedKernel {
  const kernel = prepareKernel(definition, shaped.sizes);
  kernel.run(
    mergeRecords<NumericArray>(
      more,
      shaped.arrays,
      computeCenters(state.definition, inMemory(state.definition, shaped)),
      hyperArrays(hyperOf(state)),
      paramInputs(state.params),
    ),
  );
  return kernel;
}

export function existing(
  { definition }: FitState,
  name: 'posterior' | 'filter' | 'decode' | 'drawPosterior',
): KernelDefinition {
  const kernel = definition.kernels[name];
  const why = name === 'filter' && definition.filterObstacle !== null ? `: ${definition.filterObstacle}` : '';
  if (kernel === null) throw new Error(`model \`${definition.name}\` has no operation \`${name}\`${why}`);
  return kernel;
}

/**
 * Flat values of a variable's rows, nested by its plates and then by `shape`. Values of the variable itself become
 * what people write: true and false for bools, the level's text where a category has texts.
 */
export function nestRows(
  { definition, levels }: Pick<FitState, 'definition' | 'levels'>,
  variable: VariableDefinition,
  all: NumericArray,
  rows: RowCounts,
  shape: readonly number[],
  meaning: 'value' | 'number',
): unknown {
  const { name, plate, type, role } = variable;
  // Latents have a value at END, what is observed has none.
  const { values, counts } =
    role === 'observe' ? withoutEnds(definition, variable, rows, all) : { values: all, counts: rows };
  const path = platePath(definition, plate).map((around) => required(counts, around.name));
  const texts = meaning === 'value' && type.element === 'category' ? lookUp(levels, name) : undefined;
  if (meaning === 'value' && type.element === 'bool')
    return nest(
      Array.from(values, (value) => value === 1),
      path,
      shape,
    );
  // A level beyond the texts that were learned has none: its code stands for it.
  if (texts !== undefined)
    return nest(
      Array.from(values, (value) => texts[value] ?? value),
      path,
      shape,
    );
  return nest(values, path, shape);
}
