// What the data leave open: the distribution of observations that are left out or missing, given all that is there.

import { missingArray } from '../data/encode-values.ts';
import { dataKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
import { DataError } from '../errors.ts';
import { checkPredictionTables } from '../inference/limits.ts';
import { hasOutput, scalarOutput } from '../model/kernel.ts';
import type { Arrays, KernelDefinition, NumericArray, VariableDefinition } from '../model/definition.ts';
import type { FinitePrediction, NumericPrediction } from '../model/model.ts';
import { at, emptyRecord, lookUp, mergeRecords, recordFrom, required } from '../record.ts';
import type { FitState } from './fit-state.ts';
import { refuseImpossible } from './refuse-impossible.ts';
import { levelCount, nestRows, runOn, shapeForFit, shapeOf } from './queries.ts';

type UserData = Readonly<Record<string, unknown>>;
type Prediction = FinitePrediction | NumericPrediction;

/**
 * Of each observation that is left out or has missing entries, its distribution given the rest. Where none is left out, also
 * of each complete one on which others depend (a label, say; without any such in the model, of each that is complete),
 * as if it alone were left out. Error: `DataError` for what is left out though others depend on it and it cannot be summed out.
 */
export function predict(state: FitState, data: UserData): Record<string, Prediction> {
  const { name: model, kernels } = state.definition;
  if (kernels.predictParents === null && kernels.predictLeaves === null)
    throw new Error(`model \`${model}\` has no operation \`predict\``);
  const shaped = shapeForFit(state, data, true);
  checkPredictionTables(state.definition, shaped.sizes);
  const observations = observationsOf(state);
  const open = observations.filter((variable) => hasMissing(shaped, variable));
  open.forEach((variable) => {
    requireIntegrable(state, variable);
  });
  const result = predictions(state, shaped, open);
  if (observations.every(({ name }) => shaped.present.has(name)))
    for (const variable of targetsOf(state))
      if (!open.includes(variable)) Object.assign(result, leftOut(state, shaped, variable));
  return result;
}

/** Of one observation as if the data did not hold it. */
function leftOut(
  state: FitState,
  shaped: ShapedData,
  variable: VariableDefinition,
): Record<string, Prediction> {
  const { name, type } = variable;
  const length = required(shaped.arrays, dataKey(name)).length;
  const without = recordFrom<NumericArray>([[dataKey(name), missingArray(type, length)]]);
  const arrays = mergeRecords<NumericArray>(shaped.arrays, without);
  return predictions(state, { ...shaped, arrays }, [variable]);
}

/**
 * Every variable that may be missing, with what is missing filled in: numbers by their mean, with their sd, finite values
 * by the most probable one, with all probabilities. What is there stays as it is, with sd 0 or probability 1.
 */
export function impute(state: FitState, data: UserData): Record<string, Prediction> {
  const optional = observationsOf(state).filter((variable) => variable.optional);
  if (optional.length === 0)
    throw new Error(`model \`${state.definition.name}\` has no operation \`impute\``);
  const shaped = shapeForFit(state, data, false);
  const found = predictions(
    state,
    shaped,
    optional.filter((variable) => hasMissing(shaped, variable)),
  );
  return recordFrom(
    optional.map((variable) => {
      const { name } = variable;
      if (!hasMissing(shaped, variable)) return [name, asTheyAre(state, shaped, variable)] as const;
      const prediction = lookUp(found, name);
      if (prediction === undefined)
        throw new DataError(
          { variable: name, file: shaped.origin?.file ?? null },
          'has missing values, and its distribution has no mean and variance to fill them in with',
          'leave those rows out',
        );
      return [name, prediction] as const;
    }),
  );
}

function observationsOf({ definition }: FitState): readonly VariableDefinition[] {
  return definition.variables.filter(({ role }) => role === 'observe');
}

function hasMissing({ arrays }: ShapedData, { name }: VariableDefinition): boolean {
  const array = required(arrays, dataKey(name));
  return array instanceof Int32Array ? array.some((code) => code < 0) : array.some((x) => Number.isNaN(x));
}

/** Numbers and arrays that others are made from cannot be summed out: left out, nothing would stand for them. */
export function requireIntegrable(
  { definition }: FitState,
  { name, isLeaf }: VariableDefinition,
  what = 'is left out',
): void {
  const { predictParents } = definition.kernels;
  if (isLeaf || (predictParents !== null && hasOutput(predictParents, `probability.${name}`))) return;
  throw new DataError(
    { variable: name },
    `${what}, but other variables depend on it, and its prediction is not derivable yet`,
    what === 'is left out' ? 'give its values' : null,
  );
}

/** What is predicted although the data hold it. */
function targetsOf(state: FitState): readonly VariableDefinition[] {
  const { predictParents } = state.definition.kernels;
  const observations = observationsOf(state).filter((variable) => kernelFor(state, variable) !== null);
  const parents = observations.filter((variable) => kernelFor(state, variable) === predictParents);
  return parents.length > 0 ? parents : observations;
}

/** The kernel that predicts it; null where none does. */
function kernelFor({ definition }: FitState, { name }: VariableDefinition): KernelDefinition | null {
  const { predictParents, predictLeaves } = definition.kernels;
  const kernels = [predictParents, predictLeaves].filter((kernel) => kernel !== null);
  const answers = (kernel: KernelDefinition): boolean =>
    hasOutput(kernel, `probability.${name}`) || hasOutput(kernel, `mean.${name}`);
  return kernels.find(answers) ?? null;
}

/** Those of the variables that have a prediction. Each kernel runs at most once. Error: `DataError` for impossible data. */
export function predictions(
  state: FitState,
  shaped: ShapedData,
  variables: readonly VariableDefinition[],
): Record<string, Prediction> {
  const runs = new Map<KernelDefinition, Arrays>();
  const outputsOf = (kernel: KernelDefinition): Arrays => {
    const before = runs.get(kernel);
    if (before !== undefined) return before;
    const run = runOn(state, kernel, shaped);
    if (scalarOutput(run, 'logLikelihood') === -Infinity) refuseImpossible(state, shaped, kernel);
    runs.set(kernel, run.outputs);
    return run.outputs;
  };
  const result = emptyRecord<Prediction>();
  for (const variable of variables) {
    const kernel = kernelFor(state, variable);
    if (kernel === null) continue;
    const outputs = outputsOf(kernel);
    const { name } = variable;
    const probability = lookUp(outputs, `probability.${name}`);
    result[name] =
      probability === undefined
        ? numbers(state, shaped, variable, required(outputs, `mean.${name}`), required(outputs, `sd.${name}`))
        : levels(state, shaped, variable, probability);
  }
  return result;
}

/** Predictions of what is seen altogether. */
function asTheyAre(state: FitState, shaped: ShapedData, variable: VariableDefinition): Prediction {
  const values = required(shaped.arrays, dataKey(variable.name));
  if (values instanceof Float64Array)
    return numbers(state, shaped, variable, values, new Float64Array(values.length));
  const count = levelCount(variable, shaped);
  const certain = new Float64Array(values.length * count);
  values.forEach((code, index) => (certain[index * count + code] = 1));
  return levels(state, shaped, variable, certain);
}

function numbers(
  state: FitState,
  shaped: ShapedData,
  variable: VariableDefinition,
  mean: NumericArray,
  sd: NumericArray,
): NumericPrediction {
  const shape = shapeOf(variable, shaped);
  const nested = (values: NumericArray): unknown =>
    nestRows(state, variable, values, shaped.counts, shape, 'number');
  return { mean: nested(mean), sd: nested(sd) };
}

function levels(
  state: FitState,
  shaped: ShapedData,
  variable: VariableDefinition,
  probability: NumericArray,
): FinitePrediction {
  const shape = shapeOf(variable, shaped);
  const count = levelCount(variable, shaped);
  return {
    value: nestRows(state, variable, mostProbable(probability, count), shaped.counts, shape, 'value'),
    probability: nestRows(state, variable, probability, shaped.counts, [...shape, count], 'number'),
  };
}

/** The first of the largest of every `count` numbers. */
function mostProbable(probability: NumericArray, count: number): Int32Array {
  const best = new Int32Array(probability.length / count);
  for (let entry = 0; entry < best.length; entry++) {
    let level = 0;
    for (let k = 1; k < count; k++)
      if (at(probability, entry * count + k) > at(probability, entry * count + level)) level = k;
    best[entry] = level;
  }
  return best;
}
