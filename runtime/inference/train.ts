// A training run: the data are shaped and checked, climbs are made from several starts, and the best becomes a fit.

import { computeCenters } from '../data/center.ts';
import { originOf } from '../data/origin.ts';
import { dataKey, rowsKey } from '../data/plates.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { DataError, TrainError } from '../errors.ts';
import { trainingScores } from '../fit/anomaly.ts';
import type { FitState } from '../fit/fit-state.ts';
import { withTotals } from '../fit/totals.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { ModelDefinition, NumericArray } from '../model/definition.ts';
import type { TrainingSummary, TrainOptions } from '../model/model.ts';
import { at, emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import {
  checkLevels,
  checkPreconditions,
  checkSeed,
  hyperparameterRecord,
  positiveInteger,
  settleHyperparameters,
} from './options.ts';
import { informationCriteria, supportsOf } from './free-parameters.ts';
import { runawayParam } from './degenerate.ts';
import { definitionFor, missingWarnings, refuseEmptyColumns } from './missing.ts';
import { checkLimits } from './limits.ts';
import { orderLabels } from './order-labels.ts';
import { createProblem, paramInputs, type ParamArrays, type Problem } from './problem.ts';
import { separatedParams } from './separation.ts';
import { runRestarts, type Climb, type RestartOptions } from './restarts.ts';

const defaultRestarts = 50;
const defaultTolerance = 1e-10;
const defaultIterations = 1000;

/** Errors: `DataError`, `TrainError`. */
export async function trainModel(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>>,
  options: TrainOptions,
): Promise<FitState> {
  const settled = settleOptions(definition, options);
  checkLevels(definition, options.levels ?? {});
  const shaped = shapeData(definition, data, {
    sizes: settled.hyperparameters.sizes,
    sizesFrom: 'the options',
    levels: options.levels ?? emptyRecord(),
    learnLevels: true,
    partial: false,
    origin: originOf(data),
  });
  checkPreconditions(definition, shaped.sizes);
  refuseEmptyColumns(definition, shaped);
  const settledLabels = definitionFor(definition, shaped);
  refuseTooManyLevels(settledLabels, shaped);
  const { hyper } = settled.hyperparameters;
  const problem = createProblem(settledLabels, shaped, computeCenters(definition, shaped), hyper);
  checkLimits(definition, shaped.sizes, problem.inputs);
  const run = await runRestarts(problem, settled, options);

  const { result } = run.best;
  const runaway = runawayParam(problem, result.params);
  if (runaway !== null)
    throw new TrainError(
      `param \`${runaway.name}\` (\`${runaway.type.text}\`) has no maximum on these data: it runs to an end of its domain`,
      'look for data that the model fits without an error, or that are too few; or give the param a prior',
    );
  const { evaluation } = result;
  const params = orderLabels(settledLabels, shaped.sizes, result.params, levelCounts(problem, result.params));
  const training: TrainingSummary = {
    method: definition.method.name,
    logLikelihood: evaluation.logLikelihood,
    logPosterior: definition.kernels.logPrior === null ? null : evaluation.objective,
    ...informationCriteria(
      definition,
      shaped.sizes,
      supportsOf(definition, shaped.sizes, mergeRecords<NumericArray>(problem.inputs, paramInputs(params))),
      evaluation.logLikelihood,
    ),
    iterations: result.iterations,
    converged: result.converged,
    seed: settled.seed,
    restarts: run.objectives.length,
    trace: result.trace,
    objectives: run.objectives,
    kept: run.kept,
    sound: run.best.tier === 0,
    warnings: [
      ...warningsOf(run.best),
      ...separationWarnings(problem, run.best),
      ...missingWarnings(definition, shaped),
      ...codesFromOne(definition, shaped),
    ],
  };
  return {
    definition,
    params,
    sizes: withTotals(definition, shaped.sizes, problem.inputs),
    hyperparameters: hyperparameterRecord(definition, settled.hyperparameters),
    levels: shaped.levels,
    training,
    scores: trainingScores(
      definition,
      shaped.sizes,
      mergeRecords<NumericArray>(problem.inputs, paramInputs(params)),
    ),
  };
}

interface Settled extends RestartOptions {
  readonly hyperparameters: ReturnType<typeof settleHyperparameters>;
}

function settleOptions(definition: ModelDefinition, options: TrainOptions): Settled {
  const { method } = definition;
  const tolerance = options.tolerance ?? method.tolerance ?? defaultTolerance;
  if (!(tolerance >= 0))
    throw new TrainError(`the tolerance is ${String(tolerance)}, but must be at least 0`);
  return {
    // Options are an interface; hyperparameters may stand among them under any other name.
    hyperparameters: settleHyperparameters(definition, { ...options }, emptyRecord()),
    restarts: positiveInteger('`restarts`', options.restarts ?? method.restarts ?? defaultRestarts),
    iterations: positiveInteger('`iterations`', options.iterations ?? method.iterations ?? defaultIterations),
    tolerance,
    seed: checkSeed(options.seed ?? 1),
  };
}

/** A latent with more levels than its plate has rows cannot be told apart by them. */
function refuseTooManyLevels(definition: ModelDefinition, { sizes, origin }: ShapedData): void {
  for (const { variable, levels } of definition.latents) {
    const plate = definition.variables.find(({ name }) => name === variable)?.plate ?? null;
    if (plate === null) continue;
    const count = levels(sizes);
    const rows = required(sizes, rowsKey(plate));
    if (count > rows)
      throw new DataError(
        { variable, file: origin?.file ?? null },
        `has ${String(count)} levels, but plate \`${plate}\` has only ${String(rows)} ${rows === 1 ? 'row' : 'rows'} in the data`,
        'give more rows, or fewer levels',
      );
  }
}

/** Expected rows at each level of each latent whose labels are put in order. */
function levelCounts(
  { definition, sizes, inputs }: Problem,
  params: ParamArrays,
): Record<string, Float64Array> {
  const counts = emptyRecord<Float64Array>();
  if (definition.kernels.posterior === null) return counts;
  const kernel = prepareKernel(definition.kernels.posterior, sizes);
  kernel.run(mergeRecords<NumericArray>(inputs, paramInputs(params)));
  for (const { variable, levels, exchangeable } of definition.latents) {
    if (exchangeable === null) continue;
    const count = new Float64Array(levels(sizes));
    required(kernel.outputs, `posterior.${variable}`).forEach((probability: number, index: number) => {
      const level = index % count.length;
      count[level] = at(count, level) + probability;
    });
    counts[variable] = count;
  }
  return counts;
}

/** Categories that seem to be coded from 1: the first level would be one that never occurs. */
function codesFromOne({ variables }: ModelDefinition, { arrays, levels }: ShapedData): readonly string[] {
  const suspects = variables.filter(
    ({ name, role, type }) =>
      (role === 'observe' || role === 'given') &&
      type.levelsDim !== null &&
      lookUp(levels, name) === undefined &&
      required(arrays, dataKey(name)).every((code: number) => code !== 0) &&
      required(arrays, dataKey(name)).some((code: number) => code > 0),
  );
  return suspects.map(
    ({ name }) => `\`${name}\` is never 0: codes of categories count from 0, so its first level is empty`,
  );
}

/** A likelihood that rises for ever has no maximum, whatever the climb ended at. */
function separationWarnings(problem: Problem, { result }: Climb): readonly string[] {
  return separatedParams(problem, result.evaluation.statistics, result.params).map(
    (name) =>
      `\`${name}\` has no finite maximum on these data: the likelihood rises for ever as it grows, as where inputs separate the outcomes; give it a prior`,
  );
}

function warningsOf({ result, tier }: Climb): readonly string[] {
  const warnings: string[] = [];
  if (tier === 2)
    warnings.push(
      'a component lost its data or collapsed onto too few rows, and is held at its floor: try fewer levels or more restarts',
    );
  if (tier === 1)
    warnings.push('a component has fewer rows than its parameters need: try fewer levels or more restarts');
  if (!result.converged)
    warnings.push(`stopped after ${String(result.iterations)} iterations, before it converged`);
  return warnings;
}
