// The best of several climbs from different starts.
//
// Restarts are scouts that climb a few steps; the best of them go on to a coarse tolerance, and the best of those
// to the tolerance asked for: which maximum a climb is heading for shows early, and precision costs the most steps
// (after Biernacki, Celeux and Govaert (2003), Choosing starting values for the EM algorithm). Best is the highest
// objective among the runs whose components all have the events that their parameters need; runs with a
// component of too few events come after them (a likelihood without a bound has such maxima, which say nothing of
// the data), runs with a density held at its floor, or run away, last.

import { TrainError } from '../errors.ts';
import type { TrainOptions, TrainProgress } from '../model/model.ts';
import { createStream } from '../random/stream.ts';
import { lookUp, mergeRecords } from '../record.ts';
import { createCollapseGuard, hasSupport } from './collapse.ts';
import { runEm, type EmResult } from './em.ts';
import { runawayParam } from './degenerate.ts';
import { gradientBlocks } from './gradient-block.ts';
import { rowsSeenAt } from './missing.ts';
import { seedWords } from './options.ts';
import { createPause } from './pause.ts';
import { paramVariables, type ParamArrays, type Problem } from './problem.ts';
import { knownStart, startContext, startParams, trainingSite } from './start.ts';

/** Steps of a scout. */
const scoutIterations = 20;

/** Scouts that go on: this share, and a few at least. */
const keptShare = 0.2;
const fewestKept = 3;

/** They explore to this, per row: enough to tell their maxima apart. */
const exploreTolerance = 1e-5;

export interface EmLimits {
  /** Per row: see em.ts. */
  readonly tolerance: number;
  readonly iterations: number;
}

type Phase = TrainProgress['phase'];

export interface RestartOptions extends EmLimits {
  readonly restarts: number;
  readonly seed: number;
}

/** One climb, and how much its result is worth. */
export interface Climb {
  readonly result: EmResult;
  /** 0: sound; 1: a component of too few events; 2: a density held at its floor, or run away. */
  readonly tier: 0 | 1 | 2;
}

interface Run {
  readonly best: Climb;
  /** The restart that it came from, counted from 1. */
  readonly kept: number;
  /** Where each restart ended. */
  readonly objectives: readonly number[];
}

/** A climb, by the restart that it began at. */
interface Entry {
  readonly restart: number;
  readonly climb: Climb;
}

/** Error: `TrainError` where no start has a finite likelihood, else those of `startContext`. */
export async function runRestarts(
  problem: Problem,
  settled: RestartOptions,
  options: TrainOptions,
): Promise<Run> {
  const context = startContext(problem);
  const blocks = gradientBlocks(problem);
  const known = knownStart(problem, options);
  const allKnown = paramVariables(problem.definition).every(({ name }) => lookUp(known, name) !== undefined);
  // Levels of which each is seen in some row begin there, whatever the restart.
  const hasChoice = problem.definition.latents.some(({ variable, levels }) => {
    const count = levels(problem.sizes);
    const seen = rowsSeenAt(problem, variable, count);
    return count > 1 && (seen === null || seen.some((rows) => rows.length === 0));
  });
  const restarts = !hasChoice || allKnown ? 1 : settled.restarts;
  const pause = createPause();
  const stopped = (): boolean => options.signal?.aborted === true;

  const attempt = async (
    start: ParamArrays,
    restart: number,
    limits: EmLimits,
    phase: Phase,
  ): Promise<Climb | null> => {
    const random = createStream(...seedWords(settled.seed));
    random.seek(trainingSite, restart, phase === 'explore' ? 1 : 2);
    const guard = createCollapseGuard(context, random);
    const onIteration = async (iteration: number, objective: number): Promise<boolean> => {
      options.onProgress?.({ restart, restarts, iteration, objective, phase });
      await pause();
      problem.data.team?.check();
      return stopped();
    };
    const result = await runEm(problem, guard, blocks, start, { ...limits, onIteration });
    if (result === null) return null;
    const supported = hasSupport(problem, context.groups, result.evaluation.statistics);
    const collapsed = guard.holdsDensity() || runawayParam(problem, result.params) !== null;
    return { result, tier: collapsed ? 2 : supported ? 0 : 1 };
  };
  const climbOn = async ({ climb, restart }: Entry, limits: EmLimits, phase: Phase): Promise<Entry> => {
    if (stopped()) return { climb, restart };
    const further = await continueClimb(climb, limits, (start, rest) => attempt(start, restart, rest, phase));
    return { climb: further, restart };
  };

  const coarse = { ...settled, tolerance: Math.max(settled.tolerance, exploreTolerance) };
  const scout = { ...coarse, iterations: Math.min(settled.iterations, scoutIterations) };
  const objectives: number[] = [];
  const scouts: Entry[] = [];
  for (let restart = 1; restart <= restarts && (restart === 1 || !stopped()); restart++) {
    const start = mergeRecords(startParams(context, blocks, settled.seed, restart), known);
    const climb = await attempt(start, restart, restarts === 1 ? settled : scout, 'explore');
    objectives.push(climb?.result.evaluation.objective ?? -Number.MAX_VALUE);
    if (climb !== null) scouts.push({ climb, restart });
  }

  const kept: Entry[] = [];
  for (const entry of scouts.sort(byWorth).slice(0, Math.max(fewestKept, Math.ceil(restarts * keptShare)))) {
    const further = await climbOn(entry, coarse, 'explore');
    objectives[entry.restart - 1] = further.climb.result.evaluation.objective;
    kept.push(further);
  }
  let best: Entry | null = null;
  for (const entry of kept.sort(byWorth)) {
    const refined = await climbOn(entry, settled, 'refine');
    objectives[entry.restart - 1] = refined.climb.result.evaluation.objective;
    if (best === null || byWorth(refined, best) < 0) best = refined;
    // On its way up a run may still collapse: then the next best may be worth more.
    if (refined.climb.tier <= entry.climb.tier) break;
  }
  if (best === null)
    throw new TrainError(
      `no start of model \`${problem.definition.name}\` has a finite likelihood`,
      'look at the starting values, or use other seeds',
    );
  return { best: best.climb, kept: best.restart, objectives };
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
function byWorth({ climb: a }: Entry, { climb: b }: Entry): number {
  return a.tier - b.tier || b.result.evaluation.objective - a.result.evaluation.objective;
}
