// A training run: data in, the best of several climbs out.
//
// Restarts are scouts that climb a few steps; the best of them go on to a coarse tolerance, and the best of those
// to the tolerance asked for: which maximum a climb is heading for shows early, and precision costs the most steps
// (after Biernacki, Celeux and Govaert (2003), Choosing starting values for the EM algorithm). Best is the highest
// objective among the runs whose components all have the events that their parameters need; runs with a
// component of too few events come after them (a likelihood without a bound has such maxima, which say nothing of
// the data), runs with a component held at its floor last.

import { computeCenters } from '../data/center.ts';
import { originOf } from '../data/origin.ts';
import { rowsKey } from '../data/plates.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { DataError, TrainError } from '../errors.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { ModelDefinition, NumericArray } from '../model/definition.ts';
import type { TrainingSummary, TrainOptions } from '../model/model.ts';
import { createStream } from '../random/stream.ts';
import { at, emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import { readParams } from '../fit/read-params.ts';
import type { FitState } from '../fit/fit-state.ts';
import { cellGroups, pooledPerEvent } from './cells.ts';
import { createCollapseGuard, hasSupport } from './collapse.ts';
import { closedFormUnits, isWellPosed, typeOf, unitValue } from './degenerate.ts';
import { runEm, type EmOptions, type EmResult } from './em.ts';
import { floorCells } from './floor.ts';
import { gradientBlocks, type GradientBlock } from './gradient-block.ts';
import { impossibleData } from './impossible.ts';
import { jitterWeights, startStatistics, type StartContext } from './initialise.ts';
import {
  checkPreconditions,
  checkSeed,
  hyperparameterRecord,
  positiveInteger,
  seedWords,
  settleHyperparameters,
} from './options.ts';
import { orderLabels } from './order-labels.ts';
import { createPause } from './pause.ts';
import { createProblem, paramInputs, paramVariables, type ParamArrays, type Problem } from './problem.ts';
import { symmetricParams } from './start-params.ts';

const defaultRestarts = 50;
const defaultTolerance = 1e-8;
const defaultIterations = 1000;

/** Steps of a scout. */
const scoutIterations = 20;

/** Scouts that go on: this share, and a few at least. */
const keptShare = 0.2;
const fewestKept = 3;

/** They explore to this, per row: enough to tell their maxima apart. */
const exploreTolerance = 1e-5;

/** How far from the pooled data components begin, towards their seeds. */
const sharpness = 0.9;

/** Site of the draws of training among those of a seed; sites of models count from 0. */
const trainingSite = 0xffffffff;

/** Errors: `DataError`, `TrainError`. */
export async function trainModel(
  definition: ModelDefinition,
  data: Readonly<Record<string, unknown>>,
  options: TrainOptions,
): Promise<FitState> {
  const settled = settleOptions(definition, options);
  const shaped = shapeData(definition, data, {
    sizes: settled.hyperparameters.sizes,
    sizesFrom: 'the options',
    levels: options.levels ?? emptyRecord(),
    learnLevels: true,
    partial: false,
    origin: originOf(data),
  });
  checkPreconditions(definition, shaped.sizes);
  refuseTooManyLevels(definition, shaped);
  const { hyper } = settled.hyperparameters;
  const problem = createProblem(definition, shaped, computeCenters(definition, shaped), hyper);
  const run = await climb(problem, settled, options);

  const params = orderLabels(
    definition,
    shaped.sizes,
    run.best.result.params,
    levelCounts(problem, run.best.result.params),
  );
  const { result } = run.best;
  const { evaluation } = result;
  const training: TrainingSummary = {
    method: definition.method.name,
    logLikelihood: evaluation.logLikelihood,
    logPosterior: definition.kernels.logPrior === null ? null : evaluation.objective,
    iterations: result.iterations,
    converged: result.converged,
    seed: settled.seed,
    restarts: run.objectives.length,
    trace: result.trace,
    objectives: run.objectives,
    warnings: warningsOf(run.best),
  };
  return {
    definition,
    params,
    sizes: shaped.sizes,
    hyperparameters: hyperparameterRecord(definition, settled.hyperparameters),
    levels: shaped.levels,
    training,
  };
}

interface Settled extends EmLimits {
  readonly hyperparameters: ReturnType<typeof settleHyperparameters>;
  readonly restarts: number;
  readonly seed: number;
}

interface EmLimits {
  readonly tolerance: number;
  readonly iterations: number;
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

/** One climb, and how much its result is worth. */
interface Climb {
  readonly result: EmResult;
  /** 0: sound; 1: a component of too few events; 2: a component held at its floor. */
  readonly tier: 0 | 1 | 2;
}

interface Run {
  readonly best: Climb;
  readonly objectives: readonly number[];
}

async function climb(problem: Problem, settled: Settled, options: TrainOptions): Promise<Run> {
  const context = startContext(problem);
  const blocks = gradientBlocks(problem);
  const known = knownStart(problem, options);
  const allKnown = paramVariables(problem.definition).every(({ name }) => lookUp(known, name) !== undefined);
  const hasChoice = problem.definition.latents.some(({ levels }) => levels(problem.sizes) > 1);
  const restarts = !hasChoice || allKnown ? 1 : settled.restarts;
  const pause = createPause();
  const stopped = (): boolean => options.signal?.aborted === true;

  const attempt = async (
    start: ParamArrays,
    restart: number,
    limits: EmLimits,
    phase: 'explore' | 'refine',
  ): Promise<Climb | null> => {
    const random = createStream(...seedWords(settled.seed));
    random.seek(trainingSite, restart, phase === 'explore' ? 1 : 2);
    const guard = createCollapseGuard(context, random);
    const emOptions: EmOptions = {
      ...limits,
      onIteration: async (iteration, objective) => {
        options.onProgress?.({ restart, restarts, iteration, objective, phase });
        await pause();
        return stopped();
      },
    };
    const result = await runEm(problem, guard, blocks, start, emOptions);
    if (result === null) return null;
    const supported = hasSupport(context.groups, result.evaluation.statistics);
    return { result, tier: guard.heldCount() > 0 ? 2 : supported ? 0 : 1 };
  };

  const climbOn = (
    candidate: Climb,
    restart: number,
    limits: EmLimits,
    phase: 'explore' | 'refine',
  ): Promise<Climb> =>
    continueClimb(candidate, limits, (start, rest) => attempt(start, restart, rest, phase));

  const coarse = { ...settled, tolerance: Math.max(settled.tolerance, exploreTolerance) };
  const scout = { ...coarse, iterations: Math.min(settled.iterations, scoutIterations) };
  const scouts: { climb: Climb; readonly restart: number }[] = [];
  for (let restart = 1; restart <= restarts && (restart === 1 || !stopped()); restart++) {
    const start = mergeRecords(startParams(context, blocks, settled.seed, restart), known);
    const found = await attempt(start, restart, restarts === 1 ? settled : scout, 'explore');
    if (found !== null) scouts.push({ climb: found, restart });
  }
  const byClimb = (a: { climb: Climb }, b: { climb: Climb }): number => byWorth(a.climb, b.climb);
  scouts.sort(byClimb);
  const kept = scouts.slice(0, Math.max(fewestKept, Math.ceil(restarts * keptShare)));
  for (const entry of kept)
    if (!stopped()) entry.climb = await climbOn(entry.climb, entry.restart, coarse, 'explore');
  kept.sort(byClimb);
  const objectives = scouts.map(({ climb: { result } }) => result.evaluation.objective);
  const [first] = kept;
  if (first === undefined)
    throw new TrainError(
      `no start of model \`${problem.definition.name}\` has a finite likelihood`,
      'look at the starting values, or use other seeds',
    );

  let best: Climb | null = null;
  for (const { climb: candidate, restart } of kept) {
    const refined = stopped() ? candidate : await climbOn(candidate, restart, settled, 'refine');
    if (best === null || byWorth(refined, best) < 0) best = refined;
    // On its way up a run may still collapse: then the next best may be worth more.
    if (refined.tier <= candidate.tier) break;
  }
  return { best: best ?? first.climb, objectives };
}

/** Climbs on from where a climb ended, unless it is there already. */
async function continueClimb(
  candidate: Climb,
  { tolerance, iterations }: EmLimits,
  attempt: (start: ParamArrays, limits: EmLimits) => Promise<Climb | null>,
): Promise<Climb> {
  const { result } = candidate;
  const left = iterations - result.iterations;
  if (left <= 0 || result.toleranceMet <= tolerance) return candidate;
  const further = await attempt(result.params, { tolerance, iterations: left });
  if (further === null) return candidate;
  return {
    tier: further.tier,
    result: {
      ...further.result,
      iterations: result.iterations + further.result.iterations,
      trace: [...result.trace, ...further.result.trace.slice(1)],
    },
  };
}

/** Better ones first. */
function byWorth(a: Climb, b: Climb): number {
  return a.tier - b.tier || b.result.evaluation.objective - a.result.evaluation.objective;
}

function startContext(problem: Problem): StartContext {
  const { definition, sizes, shaped } = problem;
  const symmetric = symmetricParams(definition, sizes);
  const { statistics, logLikelihood, weights } = problem.evaluate(symmetric);
  if (!Number.isFinite(logLikelihood))
    throw impossibleData(
      definition,
      shaped,
      mergeRecords<NumericArray>(problem.inputs, paramInputs(symmetric)),
      logLikelihood,
    );
  const groups = cellGroups(definition, sizes);
  const context = { problem, groups, symmetric, pooled: statistics, weights };
  refuseUnbounded(context);
  return context;
}

/** A param that has no maximum even when all rows are one component will have none in any. */
function refuseUnbounded({ problem, groups, symmetric, pooled }: StartContext): void {
  const perEvent = pooledPerEvent(groups, pooled);
  const params = problem.maximise(floorCells(pooled, groups, perEvent, 1, null), symmetric);
  for (const unit of closedFormUnits(problem)) {
    const type = typeOf(problem, unit.param);
    const value = unitValue(params, unit);
    // Not a number: there are no events at all for it, and it will stay where it starts.
    if (value.some((x) => Number.isNaN(x)) || isWellPosed(type, value)) continue;
    throw new TrainError(
      `param \`${unit.param}\` (\`${type.text}\`) has no maximum on these data: pooled over all rows it is ${describe(value)}`,
      'look for a column that is constant, or that others add up to, and leave it out',
    );
  }
}

function describe(value: Float64Array): string {
  const shown = [...value.subarray(0, 4)].map((x) => String(Number(x.toPrecision(4)))).join(', ');
  return value.length === 1 ? shown : `[${shown}${value.length > 4 ? ', ...' : ''}]`;
}

/** Params that `init` or the spec's `= init` settle. */
function knownStart(problem: Problem, { init }: TrainOptions): ParamArrays {
  const { definition, sizes, inputs } = problem;
  const known = emptyRecord<Float64Array>();
  const kernel = definition.kernels.initial;
  if (kernel !== undefined) {
    const prepared = prepareKernel(kernel, sizes);
    prepared.run(inputs);
    for (const { name } of kernel.outputs)
      known[name.slice('param.'.length)] = Float64Array.from(required(prepared.outputs, name));
  }
  return init === undefined ? known : mergeRecords(known, readParams(definition, init, sizes, 'partial'));
}

function startParams(
  context: StartContext,
  blocks: readonly GradientBlock[],
  seed: number,
  restart: number,
): ParamArrays {
  const { problem, symmetric } = context;
  if (problem.definition.latents.length === 0) return symmetric;
  const random = createStream(...seedWords(seed));
  random.seek(trainingSite, restart, 0);
  const statistics = startStatistics(context, random, sharpness);
  const weights = jitterWeights(context, random);
  let { params } = createCollapseGuard(context, random).maximise(statistics, symmetric);
  for (const improve of blocks) params = improve({ statistics, weights }, params, 20, 0);
  return params;
}

/** Expected rows at each level of each latent. */
function levelCounts(
  { definition, sizes, inputs }: Problem,
  params: ParamArrays,
): Record<string, Float64Array> {
  const counts = emptyRecord<Float64Array>();
  if (definition.kernels.posterior === null) return counts;
  const kernel = prepareKernel(definition.kernels.posterior, sizes);
  kernel.run(mergeRecords<NumericArray>(inputs, paramInputs(params)));
  for (const { variable, levels } of definition.latents) {
    const count = new Float64Array(levels(sizes));
    required(kernel.outputs, `posterior.${variable}`).forEach((probability: number, index: number) => {
      const level = index % count.length;
      count[level] = at(count, level) + probability;
    });
    counts[variable] = count;
  }
  return counts;
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
