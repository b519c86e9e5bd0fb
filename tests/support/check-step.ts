// What one step of EM must reach, for any model: the maximum of Q, block by block, by finite differences.

import { distributionParts, variablesIn } from '../../compiler/3-check/mentions.ts';
import type { DistributionExpression, Variable } from '../../compiler/3-check/model.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import {
  expectedLogJoint,
  highestLogDensity,
  logPosteriorOf,
  type NestedValues,
} from '../../cli/verify/oracle/exact.ts';
import { definitionsOf, termsOf, variableNamed } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, unflatten, type Nested } from '../../cli/verify/oracle/nested.ts';
import { worldOf, type Told } from '../../cli/verify/oracle/world.ts';
import { gradientBlocks } from '../../runtime/inference/gradient-block.ts';
import type { ParamArrays, Problem } from '../../runtime/inference/problem.ts';
import type { BlockDefinition } from '../../runtime/model/definition.ts';
import { isRegular, perturb, type Constraint } from './perturb.ts';

/** A model with params and data, as the oracle is told them and as the runtime drives them. */
export interface StepCase {
  readonly told: Told;
  readonly run: Problem;
}

/**
 * One step must reach the maximum of Q, block by block. False where no block's maximum lies within the domain: at an
 * edge (a component of one row, a count that is never seen) finite differences cannot judge.
 */
export function checkStep(it: StepCase, direction: () => number): boolean {
  const { told, run } = it;
  const { params } = told;
  const { definition } = run;
  const { once, again } = stepOf(it);
  const q = expectedLogJoint(told);
  const judged = definition.blocks.filter(
    (block) =>
      !isConditional(it, block) &&
      hasEnoughData(it, block) &&
      block.params.every((name) => isInner(it, block, name, once)) &&
      hasArrived(it, block, q, once, again),
  );
  checkConditional(it, q, once);
  checkAscent(it, once);
  // Blocks are apart in Q, so those that cannot be judged may stay as they were.
  const names = judged.flatMap((block) => block.params);
  const values = { ...params, ...Object.fromEntries(names.map((name) => [name, once[name] ?? 0])) };
  const best = q(values);
  const noise = 1e-9 * Math.max(1, Math.abs(best));
  if (!(best >= q(params) - noise)) throw new Error(`Q fell from ${String(q(params))} to ${String(best)}`);
  for (const block of judged)
    for (const name of block.params) {
      const value = values[name] ?? 0;
      const constraint = constraintOf(variableNamed(told.model, name));
      const moves = recorded(direction);
      const at = (step: number): number =>
        q({ ...values, [name]: perturb(value, constraint, moves.replay(), step) });
      const up = [0.1, 0.01, -0.01, -0.1].find((step) => at(step) > best + noise);
      if (up !== undefined)
        throw new Error(
          `Q rises from ${String(best)} to ${String(at(up))} when ${name} moves by ${String(up)}`,
        );
      // A slope that is small against the curvature: the maximum is reached.
      const curvature = Math.max(0, (2 * best - at(0.01) - at(-0.01)) / 1e-4);
      const tolerance = (isExact(block) ? 1e-6 : 1e-3) * Math.max(1, curvature, Math.abs(best));
      const rest = slope(at);
      if (!(Math.abs(rest) <= tolerance)) throw new Error(`Q still has slope ${String(rest)} in ${name}`);
    }
  return judged.length > 0;
}

/**
 * Whether a step may be short of the maximum: entries of vectors may be missing, so that statistics are expectations and
 * the step is one of EM itself, or the maximum has a corner.
 */
function isConditional({ told }: StepCase, { factors }: BlockDefinition): boolean {
  return told.model.variables.some((variable) => {
    const { name, optional, type } = variable;
    const text = JSON.stringify(definitionsOf(variable));
    const isPartial = optional && type.shape.length > 0 && text.includes('"MvNormal"');
    return (
      (isPartial || text.includes('"Laplace"')) &&
      factors.some((id) => id === name || id.startsWith(`${name}.`))
    );
  });
}

/** A step of EM may be short of the maximum, and never goes down. */
function checkConditional(it: StepCase, q: (params: NestedValues) => number, once: NestedValues): void {
  const { params } = it.told;
  const { definition } = it.run;
  const start = q(params);
  for (const block of definition.blocks.filter((each) => isConditional(it, each))) {
    if (!block.params.every((name) => isInner(it, block, name, once))) continue;
    const moved = Object.fromEntries(block.params.map((name) => [name, once[name] ?? 0]));
    const reached = q({ ...params, ...moved });
    if (!(reached >= start - 1e-9 * Math.max(1, Math.abs(start))))
      throw new Error(`Q fell from ${String(start)} to ${String(reached)} by block ${block.name}`);
  }
}

/** What training maximises does not fall by the blocks whose estimates are numbers to calculate with. */
function checkAscent(it: StepCase, once: NestedValues): void {
  const { told, run } = it;
  const names = run.definition.blocks
    .filter((block) => block.params.every((name) => isInner(it, block, name, once)))
    .flatMap((block) => block.params);
  const moved = Object.fromEntries(names.map((name) => [name, once[name] ?? 0]));
  const before = logPosteriorOf(told);
  const after = logPosteriorOf({ ...told, params: { ...told.params, ...moved } });
  if (after < before - 1e-9 * Math.max(1, Math.abs(before)))
    throw new Error(`the objective fell from ${String(before)} to ${String(after)}`);
}

/** Params after one E-step and one M-step, as the runtime makes them, and after another M-step from there. */
function stepOf({ told, run }: StepCase): { once: NestedValues; again: NestedValues } {
  const { definition } = run;
  const { params } = told;
  const flat = Object.fromEntries(
    definition.variables
      .filter(({ role }) => role === 'param')
      .map(({ name }) => [name, Float64Array.from(flatten(params[name] ?? []))] as const),
  );
  const evaluation = run.evaluate(flat);
  const blocks = gradientBlocks(run);
  const evidence = evaluation.statistics;
  const pass = (start: ParamArrays): ParamArrays =>
    blocks.reduce(
      (values, improve) => improve(evidence, values, 500, 1e-13, true),
      run.maximise(evidence, start),
    );
  // Steps that hold each other's params take turns.
  const turns = turnsOf(definition.blocks);
  const maximise = (start: ParamArrays): ParamArrays => {
    let values = start;
    for (let turn = 0; turn < turns; turn++) {
      const next = pass(values);
      const moves = Object.entries(next).some(([name, array]) =>
        array.some((x, i) => Math.abs(x - (values[name]?.[i] ?? 0)) > 1e-12 * Math.max(1, Math.abs(x))),
      );
      values = next;
      if (!moves) break;
    }
    return values;
  };
  const nested = (values: ParamArrays): NestedValues =>
    Object.fromEntries(Object.entries(values).map(([name, array]) => [name, nestedParam(told, name, array)]));
  const first = maximise(flat);
  return { once: nested(first), again: nested(maximise(first)) };
}

/** Enough between a location and its scale; climbs are long by themselves where there is no maximum. */
function turnsOf(blocks: readonly BlockDefinition[]): number {
  if (blocks.every(isExact)) return 1;
  return blocks.some(({ steps }) => steps.some(({ kind }) => kind === 'gradient')) ? 8 : 200;
}

/** Whether one pass finds the maximum. */
function isExact({ steps }: BlockDefinition): boolean {
  return steps.every((step) => step.kind === 'closedForm' && step.exact);
}

/** Fewer numbers than params of a scale and its location let a density rise for ever, and a climb end anywhere. */
function hasEnoughData({ told }: StepCase, block: BlockDefinition): boolean {
  const isProbability = (name: string): boolean =>
    ['simplex', 'unit'].includes(constraintOf(variableNamed(told.model, name)));
  if (block.params.every(isProbability)) return true;
  const world = worldOf(told);
  const entries = block.params.reduce((sum, name) => sum + flatten(told.params[name] ?? []).length, 0);
  const reads = (distribution: DistributionExpression): boolean =>
    distributionParts(distribution).some((part) => block.params.some((name) => variablesIn(part).has(name)));
  const numbers = termsOf(world)
    .filter(({ variable, distribution }) => variable.role === 'observe' && reads(distribution))
    .flatMap(({ variable, reader }) => flatten(reader.variable(variable.name)))
    .filter((value) => !Number.isNaN(value));
  const isSeen = numbers.length > 0;
  return !isSeen || numbers.length > entries;
}

/** A density this high, in nats, has shrunk about a single value: the likelihood has no maximum. */
const highestDensity = 4;

/**
 * Whether Q is finite at the estimate, which a probability that was rounded to one prevents, and an iteration has
 * ended at a maximum: where there is none it could go on for ever.
 */
function hasArrived(
  { told }: StepCase,
  block: BlockDefinition,
  q: (params: NestedValues) => number,
  once: NestedValues,
  again: NestedValues,
): boolean {
  const withBlock = (values: NestedValues): NestedValues => ({
    ...told.params,
    ...Object.fromEntries(block.params.map((name) => [name, values[name] ?? 0])),
  });
  const reached = q(withBlock(once));
  if (!Number.isFinite(reached)) return false;
  if (isExact(block)) return true;
  const gain = q(withBlock(again)) - reached;
  return (
    gain < 1e-9 * Math.max(1, Math.abs(reached)) &&
    highestLogDensity({ ...told, params: withBlock(once) }) < highestDensity
  );
}

/** Whether the estimate lies within the domain and is one: an entry without a maximum stays as it was. */
function isInner({ told }: StepCase, block: BlockDefinition, name: string, stepped: NestedValues): boolean {
  const value = stepped[name] ?? [];
  const numbers = flatten(value);
  const before = flatten(told.params[name] ?? []);
  const constraint = constraintOf(variableNamed(told.model, name));
  if (!isRegular(value, constraint) || numbers.some((x, i) => x === before[i] && x !== 0)) return false;
  return block.steps.every(({ kind }) => kind !== 'gradient') || numbers.every((x) => Math.abs(x) < 20);
}

export function constraintOf({ type }: Variable): Constraint {
  if (type.structure !== null) return type.structure;
  if (type.lower === null) return 'real';
  return type.upper === null ? 'positive' : 'unit';
}

export function nestedParam(
  told: Pick<Told, 'model' | 'sizes'>,
  name: string,
  values: ArrayLike<number>,
): Nested {
  const { shape } = variableNamed(told.model, name).type;
  return unflatten(
    values,
    shape.map((size) => evaluateSize(size, (symbol) => told.sizes[symbol] ?? Number.NaN)),
  );
}

/** Central differences, extrapolated twice (Richardson): the error falls with the sixth power of the step. */
export function slope(f: (step: number) => number): number {
  const at = (h: number): number => (f(h) - f(-h)) / (2 * h);
  const [wide, middle, narrow] = [at(2e-3), at(1e-3), at(5e-4)] as const;
  const [first, second] = [(4 * middle - wide) / 3, (4 * narrow - middle) / 3];
  return (16 * second - first) / 15;
}

/** A source of numbers that can be heard again from its start. */
export function recorded(next: () => number): { replay(): () => number } {
  const heard: number[] = [];
  return {
    replay() {
      let position = 0;
      return () => {
        if (position === heard.length) heard.push(next());
        return heard[position++] ?? 0;
      };
    },
  };
}
