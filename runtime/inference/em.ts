// Expectation maximisation: expected statistics by one pass over the data, then each block of parameters by its
// own solver, until the gain that is still to come is small. Without latents and with closed forms only, one
// step is the answer, and the same loop sees that nothing more is gained.

import { mergeRecords, required } from '../record.ts';
import type { BlockDefinition } from '../model/definition.ts';
import type { CollapseGuard } from './collapse.ts';
import type { GradientBlock } from './gradient-block.ts';
import { isIterated } from './missing.ts';
import type { Evaluation, ParamArrays, Problem } from './problem.ts';

export interface EmOptions {
  /** In nats per outermost row: see `gainToCome`. */
  readonly tolerance: number;
  readonly iterations: number;
  /** Called after each iteration; true stops the loop. */
  readonly onIteration: (iteration: number, objective: number) => boolean | Promise<boolean>;
}

export interface EmResult {
  readonly params: ParamArrays;
  /** At `params`. */
  readonly evaluation: Evaluation;
  /** M-steps made. */
  readonly iterations: number;
  readonly converged: boolean;
  /** The tolerance that it converged to; Infinity where it did not. */
  readonly toleranceMet: number;
  /** The objective at the start and after each M-step. */
  readonly trace: readonly number[];
}

/** Steps of L-BFGS in one M-step: enough to keep pace with EM, which moves the target anyway; without latents it stays. */
const stepsWithLatents = 20;
const stepsWithoutLatents = 500;

/** Climbs from `start`. Null where the objective is not finite at the start. */
export async function runEm(
  problem: Problem,
  guard: CollapseGuard,
  blocks: readonly GradientBlock[],
  start: ParamArrays,
  options: EmOptions,
): Promise<EmResult | null> {
  let params = start;
  let evaluation = problem.evaluate(params);
  if (!Number.isFinite(evaluation.objective)) return null;
  const isExpected = isIterated(problem.definition, problem.data);
  const isOneStep = !isExpected && problem.definition.blocks.every(isExact);
  const trace = [evaluation.objective];
  /** Gain of the step before; null where there is none to compare with. */
  let lastGain: number | null = null;
  const result = (iterations: number, converged: boolean): EmResult => ({
    params,
    evaluation,
    iterations,
    converged,
    toleranceMet: converged ? options.tolerance : Infinity,
    trace,
  });

  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    const step = guard.maximise(evaluation.statistics, params);
    let next = step.params;
    for (const improve of blocks)
      next = improve(
        step.evidence,
        next,
        isExpected ? stepsWithLatents : stepsWithoutLatents,
        (options.tolerance * problem.rowCount) / 10,
        !isExpected,
      );
    const found = problem.evaluate(next);
    // Out of the domain by rounding, at the edge of a collapse: what we have is the best of this climb.
    if (!Number.isFinite(found.objective)) return result(iteration - 1, false);
    const gain = found.objective - evaluation.objective;
    const noise = rounding(problem, evaluation.objective);
    if (gain < -1e4 * noise && !step.disturbed) throw fallError(problem, params, next, evaluation, found);
    // Within rounding, keep the better of the two.
    if (gain < 0 && !step.disturbed) return result(iteration - 1, true);
    params = next;
    evaluation = found;
    trace.push(found.objective);
    const toCome = step.disturbed && guard.heldCount() === 0 ? Infinity : gainToCome(gain, lastGain, noise);
    lastGain = step.disturbed && guard.heldCount() === 0 ? null : gain;
    const stop = await options.onIteration(iteration, found.objective);
    if (isOneStep || toCome <= options.tolerance * problem.rowCount) return result(iteration, true);
    if (stop) return result(iteration, false);
  }
  return result(options.iterations, false);
}

/** Whether one M-step finds the block's maximum. */
function isExact({ steps }: BlockDefinition): boolean {
  return steps.every((step) => step.kind === 'closedForm' && step.exact);
}

/** What rounding may do to the objective. */
function rounding(problem: Problem, objective: number): number {
  return 1e-13 * (Math.abs(objective) + problem.rowCount);
}

/**
 * The gain of all steps still to come, this one's too, if gains go on falling by the present ratio (Aitken): EM
 * converges linearly, and a small step alone may mean a slow climb as well as its end.
 */
function gainToCome(gain: number, lastGain: number | null, noise: number): number {
  if (Math.abs(gain) <= noise) return 0;
  if (lastGain === null || lastGain <= 0) return Infinity;
  const ratio = gain / lastGain;
  return ratio < 1 ? Math.abs(gain) / (1 - Math.max(ratio, 0)) : Infinity;
}

/** The bug report for an M-step that lowers the objective: which block alone does. */
function fallError(
  problem: Problem,
  before: ParamArrays,
  after: ParamArrays,
  old: Evaluation,
  found: Evaluation,
): Error {
  const lowers = (block: BlockDefinition): boolean => {
    const mixed = mergeRecords(before);
    for (const name of block.params) mixed[name] = required(after, name);
    return problem.evaluate(mixed).objective < old.objective;
  };
  const names = problem.definition.blocks.filter(lowers).map(({ name }) => `\`${name}\``);
  return new Error(
    `internal: the objective of model \`${problem.definition.name}\` fell from ${String(old.objective)} to ${String(found.objective)} by the step of ${names.length === 0 ? 'all blocks together' : `block ${names.join(', ')}`}`,
  );
}
