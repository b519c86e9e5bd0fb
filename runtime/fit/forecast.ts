// The steps to come of sequences: as many more, at which nothing is observed yet, are predicted as missing values are. So what
// the steps so far say of what is hidden goes through the transitions into the observations, whatever the model.

import { isFlatNumbers } from '../data/nesting.ts';
import { platePath } from '../data/plates.ts';
import { counted, DataError, TrainError } from '../errors.ts';
import { checkPredictionTables } from '../inference/limits.ts';
import type { ModelDefinition, PlateDefinition, VariableDefinition } from '../model/definition.ts';
import type { FinitePrediction, ForecastOptions, NumericPrediction } from '../model/model.ts';
import { emptyRecord, lookUp, mergeRecords } from '../record.ts';
import type { FitState } from './fit-state.ts';
import { predictions, requireIntegrable } from './predict.ts';
import { shapeForFit } from './queries.ts';

type UserData = Readonly<Record<string, unknown>>;
type Prediction = FinitePrediction | NumericPrediction;

/**
 * Of each observation of a sequence, its distribution at the `steps` after the data. Errors: `DataError` for inputs that do not
 * reach so far and for what others read though it cannot be summed out, `TrainError` for a number of steps below 1.
 */
export function forecast(
  state: FitState,
  data: UserData,
  { steps = 1 }: ForecastOptions,
): Record<string, Prediction> {
  if (!Number.isInteger(steps) || steps < 1)
    throw new TrainError(`cannot forecast ${String(steps)} steps: give a whole number from 1 on`);
  const { definition } = state;
  const obstacle = forecastObstacle(definition);
  if (obstacle !== null)
    throw new Error(`model \`${definition.name}\` has no operation \`forecast\`: ${obstacle}`);
  const open = withAllOptional(state);
  const observed = steppedVariables(open.definition, 'observe').filter(
    ({ variable }) => lookUp(data, variable.name) !== undefined,
  );
  for (const { variable } of observed) requireIntegrable(state, variable, 'is forecast');
  const extended = mergeRecords<unknown>(data);
  for (const { variable, depth } of observed)
    extended[variable.name] = withMoreSteps(variable, data[variable.name], depth, steps);
  checkInputs(definition, extended, steps);
  const shaped = shapeForFit(open, extended, true);
  checkPredictionTables(definition, shaped.sizes);
  const found = predictions(
    open,
    shaped,
    observed.map(({ variable }) => variable),
  );
  const result = emptyRecord<Prediction>();
  for (const { variable, depth } of observed) {
    const prediction = lookUp(found, variable.name);
    if (prediction !== undefined) result[variable.name] = lastSteps(prediction, depth, steps);
  }
  return result;
}

/** Why a model has no forecasts; null: it has. */
export function forecastObstacle(definition: ModelDefinition): string | null {
  const { plates, lags, kernels, variables } = definition;
  const sequences = plates.filter(({ sequence }) => sequence !== null);
  if (sequences.length === 0) return 'it has no sequence';
  const ended = sequences.find(({ sequence }) => typeof sequence?.until === 'string');
  if (ended !== undefined)
    return `\`${ended.name}\` ends itself, so how many steps are to come is random too; draw sequences instead`;
  const after = lags.find(({ at }) => at.kind === 'last' || at.kind === 'all');
  if (after !== undefined)
    return `\`${after.of}\` is read after \`${after.sequence}\`, which would be after the steps to come`;
  const inner = variables.find(
    ({ plate }) =>
      sequenceAround(definition, plate) !== null && sequenceAround(definition, plate)?.name !== plate,
  );
  if (inner !== undefined)
    return `how many rows \`${String(inner.plate)}\` has at steps to come is not known`;
  if (kernels.predictParents === null && kernels.predictLeaves === null)
    return 'no prediction is derived for it';
  return null;
}

function sequenceAround(definition: ModelDefinition, plate: string | null): PlateDefinition | null {
  return platePath(definition, plate).find(({ sequence }) => sequence !== null) ?? null;
}

/** Data of which any may be missing. */
function withAllOptional(state: FitState): FitState {
  const variables = state.definition.variables.map((variable) =>
    variable.role === 'observe' ? { ...variable, optional: true } : variable,
  );
  return { ...state, definition: { ...state.definition, variables } };
}

interface Stepped {
  readonly variable: VariableDefinition;
  /** Rows around its steps: how deep these lie in nested data. */
  readonly depth: number;
}

function steppedVariables(definition: ModelDefinition, role: VariableDefinition['role']): readonly Stepped[] {
  return definition.variables.flatMap((variable) => {
    const path = platePath(definition, variable.plate);
    const depth = path.findIndex(({ sequence }) => sequence !== null);
    return variable.role === role && depth >= 0 ? [{ variable, depth }] : [];
  });
}

function withMoreSteps(variable: VariableDefinition, value: unknown, depth: number, steps: number): unknown {
  if (isFlatNumbers(value) && depth + variable.type.shape.length > 0)
    throw new DataError(
      { variable: variable.name },
      'is one flat array',
      'give nested arrays for a forecast',
    );
  // What is no array is refused with all other data.
  if (!Array.isArray(value) && !isFlatNumbers(value)) return value;
  const items: readonly unknown[] = Array.from(value as ArrayLike<unknown>);
  if (depth === 0) return [...items, ...Array.from({ length: steps }, () => null)];
  return items.map((item) => withMoreSteps(variable, item, depth - 1, steps));
}

/** Inputs of steps that are to come are known, or there is no forecast. */
function checkInputs(definition: ModelDefinition, extended: UserData, steps: number): void {
  const lengths = new Map(
    steppedVariables(definition, 'observe').flatMap(({ variable, depth }) => {
      const value = lookUp(extended, variable.name);
      return value === undefined ? [] : [[variable.plate, lengthsAt(value, depth)] as const];
    }),
  );
  for (const { variable, depth } of steppedVariables(definition, 'given')) {
    const due = lengths.get(variable.plate);
    const found = lengthsAt(lookUp(extended, variable.name), depth);
    const wrong = due?.findIndex((length, row) => found[row] !== length) ?? -1;
    if (due === undefined || wrong < 0 || found.length !== due.length) continue;
    const known = (due[wrong] ?? 0) - steps;
    throw new DataError(
      { variable: variable.name, row: depth === 1 ? [wrong + 1] : [] },
      `has ${counted(found[wrong] ?? 0, 'step')}, where the data have ${String(known)} and the forecast ${String(steps)} more`,
      'give the inputs of the steps to come after those of the data',
    );
  }
}

function lengthsAt(value: unknown, depth: number): readonly number[] {
  if (!Array.isArray(value) && !isFlatNumbers(value)) return [];
  if (depth === 0) return [value.length];
  return Array.from(value as ArrayLike<unknown>).flatMap((item) => lengthsAt(item, depth - 1));
}

function lastSteps(prediction: Prediction, depth: number, steps: number): Prediction {
  const cut = (value: unknown, left: number): unknown => {
    const items = value as readonly unknown[];
    return left === 0 ? items.slice(-steps) : items.map((item) => cut(item, left - 1));
  };
  return 'mean' in prediction
    ? { mean: cut(prediction.mean, depth), sd: cut(prediction.sd, depth) }
    : { value: cut(prediction.value, depth), probability: cut(prediction.probability, depth) };
}
