// A training run: the data are shaped and checked, climbs are made from several starts, and the best becomes a fit.

import { computeCenters } from '../data/center.ts';
import { inMemory, type ChunkedData } from '../data/chunks.ts';
import { originOf } from '../data/origin.ts';
import { dataKey, outermostPlates, rowsKey } from '../data/plates.ts';
import { shapeData, type ShapeRequest } from '../data/shape-data.ts';
import { isRowStream, type RowStream } from '../data/stream/row-stream.ts';
import { isRowIterable, iterableRows, type RowIterable } from '../data/stream/iterable-rows.ts';
import { DataError, TrainError } from '../errors.ts';
import { trainingScores } from '../fit/anomaly.ts';
import type { FitState } from '../fit/fit-state.ts';
import { withTotals } from '../fit/totals.ts';
import { createTeam } from '../kernels/threads/team.ts';
import { tileRows } from '../kernels/tiles.ts';
import { preparePass } from '../model/kernel.ts';
import type { ModelDefinition, NumericArray, Sizes } from '../model/definition.ts';
import type { TrainingSummary, TrainOptions } from '../model/model.ts';
import { at, emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import {
  checkLevels,
  checkPreconditions,
  checkSeed,
  checkThreads,
  hyperparameterRecord,
  positiveInteger,
  settleHyperparameters,
} from './options.ts';
import { informationCriteria, supportsOf } from './free-parameters.ts';
import { runawayParam } from './degenerate.ts';
import { definitionFor, missingWarnings, refuseEmptyColumns } from './missing.ts';
import { checkLimits, checkTables } from './limits.ts';
import { orderLabels } from './order-labels.ts';
import { turnOfEvents } from './pause.ts';
import { createProblem, paramInputs, type ParamArrays, type Problem } from './problem.ts';
import { separatedParams } from './separation.ts';
import { refuseUnstreamable } from './streamable.ts';
import { runRestarts, type Climb, type RestartOptions } from './restarts.ts';
import { unseenLevelWarnings } from './unseen-levels.ts';

const defaultRestarts = 50;
const defaultTolerance = 1e-10;
const defaultIterations = 1000;

/** `data`: values by variable, or rows to be read as a stream. Errors: `DataError`, `TrainError`, those of reading. */
export async function trainModel(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>> | RowStream | RowIterable,
  options: TrainOptions,
): Promise<FitState> {
  const settled = settleOptions(definition, options);
  checkLevels(definition, options.levels ?? {});
  if (isRowIterable(data)) return trainOnStream(definition, iterableRows(definition, data), settled, options);
  if (isRowStream(data)) return trainOnStream(definition, data, settled, options);
  const shaped = shapeData(definition, data, { ...shapeRequest(settled, options), origin: originOf(data) });
  const team = createTeam(settled.threads, outermostRows(definition, shaped.sizes), tileRows);
  if (team === null) return trainOn(definition, inMemory(definition, shaped), settled, options);
  try {
    if (settled.threads !== 'auto') await team.start();
    const fit = await trainOn(definition, inMemory(definition, shaped, team), settled, options);
    await turnOfEvents();
    team.check();
    return fit;
  } finally {
    await team.close();
  }
}

/** The most rows that a plate has which lies in no other. */
function outermostRows(definition: ModelDefinition, sizes: Sizes): number {
  return Math.max(0, ...outermostPlates(definition).map(({ name }) => required(sizes, rowsKey(name))));
}

async function trainOnStream(
  definition: ModelDefinition,
  rows: RowStream,
  settled: Settled,
  options: TrainOptions,
): Promise<FitState> {
  refuseUnstreamable(definition);
  // Loaded by those who stream: most programs do not.
  const { storeStream } = await import('../data/stream/store-stream.ts');
  const stored = await storeStream(definition, rows, shapeRequest(settled, options));
  try {
    return await trainOn(definition, stored.data, settled, options);
  } finally {
    stored.release();
  }
}

function shapeRequest({ hyperparameters }: Settled, { levels }: TrainOptions): ShapeRequest {
  return {
    sizes: hyperparameters.sizes,
    sizesFrom: 'the options',
    levels: levels ?? emptyRecord(),
    learnLevels: true,
    partial: false,
    origin: null,
  };
}

async function trainOn(
  definition: ModelDefinition,
  data: ChunkedData,
  settled: Settled,
  options: TrainOptions,
): Promise<FitState> {
  const { sizes } = data;
  checkPreconditions(definition, sizes);
  checkTables(definition, sizes);
  refuseEmptyColumns(definition, data);
  const settledLabels = definitionFor(definition, data);
  refuseTooManyLevels(settledLabels, data);
  const { hyper } = settled.hyperparameters;
  const problem = createProblem(settledLabels, data, computeCenters(definition, data), hyper);
  checkLimits(definition, sizes, problem.inputs);
  const run = await runRestarts(problem, settled, options);

  const { result } = run.best;
  const runaway = runawayParam(problem, result.params);
  if (runaway !== null)
    throw new TrainError(
      `param \`${runaway.name}\` (\`${runaway.type.text}\`) has no maximum on these data: it runs to an end of its domain`,
      'look for data that the model fits without an error, or that are too few; or give the param a prior',
    );
  const { evaluation } = result;
  const params = orderLabels(settledLabels, sizes, result.params, levelCounts(problem, result.params));
  const training: TrainingSummary = {
    method: definition.method.name,
    logLikelihood: evaluation.logLikelihood,
    logPosterior: definition.kernels.logPrior === null ? null : evaluation.objective,
    ...informationCriteria(
      definition,
      sizes,
      supportsOf(definition, sizes, mergeRecords<NumericArray>(problem.inputs, paramInputs(params))),
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
      ...unseenLevelWarnings(problem, result.evaluation.statistics),
      ...missingWarnings(definition, data),
      ...codesFromOne(definition, data),
    ],
  };
  return {
    definition,
    params,
    sizes: withTotals(definition, data),
    hyperparameters: hyperparameterRecord(definition, settled.hyperparameters),
    levels: data.levels,
    training,
    scores: trainingScores(definition, data, mergeRecords<NumericArray>(problem.inputs, paramInputs(params))),
  };
}

interface Settled extends RestartOptions {
  readonly threads: number | 'auto';
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
    threads: checkThreads(options.threads ?? 'auto'),
  };
}

/** A latent with more levels than its plate has rows cannot be told apart by them. */
function refuseTooManyLevels(definition: ModelDefinition, { sizes, file }: ChunkedData): void {
  for (const { variable, levels, isNumber } of definition.latents) {
    if (isNumber === true) continue;
    const plate = definition.variables.find(({ name }) => name === variable)?.plate ?? null;
    if (plate === null) continue;
    const count = levels(sizes);
    const rows = required(sizes, rowsKey(plate));
    if (count > rows)
      throw new DataError(
        { variable, file },
        `has ${String(count)} levels, but plate \`${plate}\` has only ${String(rows)} ${rows === 1 ? 'row' : 'rows'} in the data`,
        'give more rows, or fewer levels',
      );
  }
}

/** Expected rows at each level of each latent whose labels are put in order. */
function levelCounts(
  { definition, sizes, data, inputs }: Problem,
  params: ParamArrays,
): Record<string, Float64Array> {
  const counts = emptyRecord<Float64Array>();
  if (definition.kernels.posterior === null) return counts;
  const exchangeable = definition.latents.filter((latent) => latent.exchangeable !== null);
  for (const { variable, levels } of exchangeable) counts[variable] = new Float64Array(levels(sizes));
  if (exchangeable.length === 0) return counts;
  preparePass(definition.kernels.posterior, data, inputs).run(paramInputs(params), (_, outputs) => {
    for (const { variable } of exchangeable) {
      const count = required(counts, variable);
      required(outputs, `posterior.${variable}`).forEach((probability: number, index: number) => {
        const level = index % count.length;
        count[level] = at(count, level) + probability;
      });
    }
  });
  return counts;
}

/** Categories that seem to be coded from 1: the first level would be one that never occurs. */
function codesFromOne({ variables }: ModelDefinition, data: ChunkedData): readonly string[] {
  const suspects = variables
    .filter(
      ({ name, role, type }) =>
        (role === 'observe' || role === 'given') &&
        type.levelsDim !== null &&
        lookUp(data.levels, name) === undefined,
    )
    .map(({ name }) => ({ name, hasFirst: false, hasOther: false }));
  if (suspects.length === 0) return [];
  for (const { arrays } of data.chunks())
    for (const suspect of suspects) {
      const codes = required(arrays, dataKey(suspect.name));
      suspect.hasFirst ||= codes.includes(0);
      suspect.hasOther ||= codes.some((code: number) => code > 0);
    }
  return suspects
    .filter(({ hasFirst, hasOther }) => hasOther && !hasFirst)
    .map(
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
