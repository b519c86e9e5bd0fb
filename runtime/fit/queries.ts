// What a fit says about data: log density, posterior of the latents, most probable latents, predictions.

import { computeCenters } from '../data/center.ts';
import { nest } from '../data/nesting.ts';
import { originOf } from '../data/origin.ts';
import { outermostPlates, platePath, type RowCounts } from '../data/plates.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { DataError } from '../errors.ts';
import { hyperArrays, paramInputs } from '../inference/problem.ts';
import { hasOutput, prepareKernel, scalarOutput, type PreparedKernel } from '../model/kernel.ts';
import type {
  KernelDefinition,
  ModelDefinition,
  NumericArray,
  VariableDefinition,
} from '../model/definition.ts';
import type { FinitePrediction, NumericPrediction, Score } from '../model/model.ts';
import { emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import { hyperOf, type FitState } from './fit-state.ts';

type UserData = Readonly<Record<string, unknown>>;

/** Data in the shapes of this fit: its sizes and levels are settled. Error: `DataError`. */
function shapeForFit(state: FitState, data: UserData, partial: boolean): ShapedData {
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
  const [plate, ...others] = outermostPlates(definition);
  const name = plate === undefined ? null : `rows.${plate.name}`;
  const hasRows = name !== null && others.length === 0 && hasOutput(definition.kernels.score, name);
  return {
    total: scalarOutput(kernel, 'logLikelihood'),
    rows: hasRows ? Float64Array.from(required(kernel.outputs, name)) : null,
  };
}

/** For each latent its probabilities, nested as its plates are, levels last. */
export function posterior(state: FitState, data: UserData): Record<string, unknown> {
  const definition = existing(state, 'posterior');
  const shaped = shapeForFit(state, data, false);
  const kernel = runOn(state, definition, shaped);
  const result = emptyRecord<unknown>();
  for (const { variable: name, levels } of state.definition.latents) {
    const variable = variableNamed(state.definition, name);
    result[name] = nestRows(
      state,
      variable,
      required(kernel.outputs, `posterior.${name}`),
      shaped.counts,
      [levels(shaped.sizes)],
      'number',
    );
  }
  return result;
}

/** The jointly most probable values of the latents, nested as their plates are. */
export function decode(state: FitState, data: UserData): Record<string, unknown> {
  const definition = existing(state, 'decode');
  const shaped = shapeForFit(state, data, false);
  const kernel = runOn(state, definition, shaped);
  const result = emptyRecord<unknown>();
  for (const { variable: name } of state.definition.latents) {
    const variable = variableNamed(state.definition, name);
    result[name] = nestRows(
      state,
      variable,
      required(kernel.outputs, `decode.${name}`),
      shaped.counts,
      [],
      'value',
    );
  }
  return result;
}

/** For each observation that is left out of the data its distribution given the rest. */
export function predict(
  state: FitState,
  data: UserData,
): Record<string, FinitePrediction | NumericPrediction> {
  const definition = existing(state, 'predict');
  const shaped = shapeForFit(state, data, true);
  const observations = state.definition.variables.filter(({ role }) => role === 'observe');
  const present = emptyRecord<NumericArray>();
  for (const { name } of observations) if (!shaped.present.has(name)) requirePrediction(definition, name);
  for (const { name } of observations)
    present[`present.${name}`] = Float64Array.of(shaped.present.has(name) ? 1 : 0);
  const { outputs } = runOn(state, definition, shaped, present);
  const result = emptyRecord<FinitePrediction | NumericPrediction>();
  for (const variable of observations) {
    const { name, type } = variable;
    if (shaped.present.has(name)) continue;
    const shape = type.shape.map((size) => size(shaped.sizes));
    const nested = (output: string, extra: readonly number[]): unknown =>
      nestRows(state, variable, required(outputs, output), shaped.counts, extra, 'number');
    if (hasOutput(definition, `probability.${name}`)) {
      const levels = type.levels === null ? 2 : type.levels(shaped.sizes);
      result[name] = { probability: nested(`probability.${name}`, [...shape, levels]) };
    } else result[name] = { mean: nested(`mean.${name}`, shape), sd: nested(`sd.${name}`, shape) };
  }
  return result;
}

/** Numbers and arrays that others are made from cannot be summed out: left out, nothing would stand for them. */
function requirePrediction(kernel: KernelDefinition, name: string): void {
  if (hasOutput(kernel, `probability.${name}`) || hasOutput(kernel, `mean.${name}`)) return;
  throw new DataError(
    { variable: name },
    'is left out, but other variables depend on it, and its prediction is not derivable yet',
    'give its values',
  );
}

/** Runs a kernel at the fit's params on shaped data. */
function runOn(
  state: FitState,
  definition: KernelDefinition,
  shaped: ShapedData,
  extra: Readonly<Record<string, NumericArray>> = {},
): PreparedKernel {
  const kernel = prepareKernel(definition, shaped.sizes);
  kernel.run(
    mergeRecords<NumericArray>(
      shaped.arrays,
      computeCenters(state.definition, shaped),
      hyperArrays(hyperOf(state)),
      paramInputs(state.params),
      extra,
    ),
  );
  return kernel;
}

function existing({ definition }: FitState, name: 'posterior' | 'decode' | 'predict'): KernelDefinition {
  const kernel = definition.kernels[name];
  if (kernel === null) throw new Error(`model \`${definition.name}\` has no operation \`${name}\``);
  return kernel;
}

/**
 * Flat values of a variable's rows, nested by its plates and then by `shape`. Values of the variable itself become
 * what people write: true and false for bools, the level's text where a category has texts.
 */
export function nestRows(
  { definition, levels }: Pick<FitState, 'definition' | 'levels'>,
  { name, plate, type }: VariableDefinition,
  values: NumericArray,
  counts: RowCounts,
  shape: readonly number[],
  meaning: 'value' | 'number',
): unknown {
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

function variableNamed({ variables }: ModelDefinition, name: string): VariableDefinition {
  const variable = variables.find((candidate) => candidate.name === name);
  if (variable === undefined) throw new Error(`internal: no variable \`${name}\``);
  return variable;
}
