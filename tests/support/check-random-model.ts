// Everything that is asked of one random model: its compiled kernels and the reference evaluator against
// brute-force enumeration. Throws an error that says what disagrees.

import { lowerDerivation } from '../../compiler/5-lower/lower.ts';
import type { CheckedModel, Variable } from '../../compiler/3-check/model.ts';
import { hasErrors } from '../../compiler/diagnostics/diagnostic.ts';
import { analyse, generate } from '../../compiler/pipeline.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import { gradientBlocks } from '../../runtime/inference/gradient-block.ts';
import type { ParamArrays } from '../../runtime/inference/problem.ts';
import { createProblem } from '../../runtime/inference/problem.ts';
import type {
  BlockDefinition,
  KernelDefinition,
  ModelDefinition,
  NumericArray,
  Sizes,
} from '../../runtime/model/definition.ts';
import { allocate, bindArrays, elementCount, nestRows } from './bind-arrays.ts';
import type { Inference, NestedValues, Problem } from './brute-force.ts';
import {
  bruteForce,
  expectedLogJoint,
  highestLogDensity,
  logJointOf,
  platesFromOutside,
} from './brute-force.ts';
import { loadModule } from './load-module.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { flatten, toArray, unflatten } from '../../cli/verify/oracle/nested.ts';
import type { Constraint } from './perturb.ts';
import { isRegular, perturb } from './perturb.ts';
import type { RandomModel } from './random-model.ts';
import type { Kernels } from '../../cli/verify/reference-kernels.ts';
import { referenceKernels } from '../../cli/verify/reference-kernels.ts';

export interface CheckedCase {
  /** Run by the reference evaluator. */
  readonly reference: Kernels;
  /** As compiled. */
  readonly definition: ModelDefinition;
  readonly problem: Problem;
  readonly params: NestedValues;
  readonly sizes: Sizes;
  readonly arrays: Readonly<Record<string, NumericArray>>;
  readonly truth: Inference;
}

/** Statistics are taken about this point: their centre must not matter. */
const center = 0.3;

export async function compileCase(model: RandomModel): Promise<CheckedCase> {
  const analysis = analyse({ path: 'random.gen', text: model.text });
  if (hasErrors(analysis.diagnostics))
    throw new Error(
      analysis.diagnostics.map(({ code, message, why }) => `${code} ${message} (${why ?? ''})`).join('\n'),
    );
  const [derivation] = analysis.derivations;
  const [checked] = analysis.models;
  if (derivation === undefined || checked === undefined) throw new Error('nothing was derived');
  const code = await generate(analysis, 'plain', { checked: true, dump: () => undefined });
  const definition = loadModule(code)['Random']?.definition;
  if (definition === undefined) throw new Error('the module exports no model');
  // What a mixture picks is a latent of the oracle's.
  const written = model.written === model.text ? checked : modelOf(model.written);
  const problem: Problem = { model: written, sizes: model.sizes, hyper: model.hyper, data: model.data };
  const { sizes, arrays } = bindArrays(problem, model.params);
  for (const array of definition.kernels.expectation.inputs)
    if (array.name.startsWith('center.'))
      arrays[array.name] = new Float64Array(elementCount(array, sizes)).fill(center);
  return {
    reference: referenceKernels(lowerDerivation(derivation)),
    definition,
    problem,
    params: model.params,
    sizes,
    arrays,
    truth: bruteForce(problem, model.params),
  };
}

function modelOf(text: string): CheckedModel {
  const { models, diagnostics } = analyse({ path: 'written.gen', text });
  const [model] = models;
  if (model === undefined || hasErrors(diagnostics)) throw new Error('the oracle cannot read its model');
  return model;
}

// Queries --------------------------------------------------------------------------------------------------

/** Log likelihoods, posterior marginals and decoded configurations are those of enumeration. */
export function checkQueries(it: CheckedCase): void {
  checkKernels('reference', it, it.reference.kernels);
  checkKernels('compiled', it, it.definition.kernels);
}

function checkKernels(source: string, it: CheckedCase, kernels: ModelDefinition['kernels']): void {
  const { truth, problem, params } = it;
  const score = runKernel(it, kernels.score);
  expectClose(`${source} logLikelihood`, output(score, 'logLikelihood'), [truth.logLikelihood]);
  for (const [plate, rows] of Object.entries(truth.rows ?? {})) {
    // A plate of givens alone has no densities.
    const actual = score[`rows.${plate}`] ?? rows.map(() => 0);
    expectClose(`${source} rows of ${plate}`, actual, rows);
  }
  const expectation = runKernel(it, kernels.expectation);
  expectClose(`${source} logLikelihood with statistics`, output(expectation, 'logLikelihood'), [
    truth.logLikelihood,
  ]);
  const logPrior = kernels.logPrior === null ? [0] : output(runKernel(it, kernels.logPrior), 'logPrior');
  expectClose(`${source} logPrior`, logPrior, [truth.logPrior]);

  const known = new Set(it.definition.variables.map(({ name }) => name));
  const hidden = problem.model.variables.filter(
    ({ name, role }) => (role === 'latent' || role === 'observe') && Object.hasOwn(truth.marginals, name),
  );
  const latents = hidden.filter(({ name }) => known.has(name));
  if (latents.length === 0) return;
  if (kernels.posterior === null || kernels.decode === null) throw new Error('a query is missing');
  const posterior = runKernel(it, kernels.posterior);
  for (const latent of latents)
    elementsOf(problem, latent).forEach((element, position) => {
      expectClose(
        `${source} posterior of ${element}`,
        output(posterior, `posterior.${element}`),
        flatten(
          latent.role === 'latent'
            ? elementAt(problem, latent, truth.marginals[latent.name] ?? [], position)
            : (truth.marginals[latent.name] ?? []),
        ),
      );
    });
  const decode = runKernel(it, kernels.decode);
  expectClose(`${source} logJoint`, output(decode, 'logJoint'), [truth.bestLogJoint]);
  // What is decoded of a mixture's part is not said.
  if (latents.length < hidden.length) return;
  const decoded = latents.map((latent) => {
    if (latent.role === 'observe') {
      const shape = latent.type.shape.map((size) => evaluateSize(size, (name) => problem.sizes[name] ?? NaN));
      const values = output(decode, `decode.${latent.name}`);
      return [latent.name, nestRows(problem, latent.plate, values, shape)] as const;
    }
    const elements = elementsOf(problem, latent).map((element) => output(decode, `decode.${element}`));
    const [first] = elements;
    const shape = latent.type.shape.length === 0 ? [] : [elements.length];
    // One after the other for each row, as an array's elements lie.
    const values = Array.from(first ?? []).flatMap((_, row) =>
      elements.map((element) => element[row] ?? NaN),
    );
    return [latent.name, nestRows(problem, latent.plate, values, shape)] as const;
  });
  const logJoint = logJointOf(problem, params, Object.fromEntries(decoded));
  // There may be several best configurations; their log joint is one.
  expectClose(`${source} decoded configuration`, [logJoint], [truth.bestLogJoint]);
}

/** What a latent's elements are called: an array is as many latents, that of an observation one. */
function elementsOf(problem: Problem, { name, role, type }: Variable): readonly string[] {
  const [size] = type.shape;
  if (size === undefined || role === 'observe') return [name];
  const count = evaluateSize(size, (symbol) => problem.sizes[symbol] ?? Number.NaN);
  return Array.from({ length: count }, (_, position) => `${name}[${String(position)}]`);
}

/** The part of values `[row]..[element]..` that belongs to one element. */
function elementAt(problem: Problem, { plate, type }: Variable, values: Nested, position: number): Nested {
  if (type.shape.length === 0) return values;
  const pick = (nested: Nested, depth: number): Nested =>
    depth === 0 ? (toArray(nested)[position] ?? []) : toArray(nested).map((inner) => pick(inner, depth - 1));
  return pick(values, platesFromOutside(problem.model, plate).length);
}

export function runKernel(
  it: CheckedCase,
  kernel: KernelDefinition,
  more: Readonly<Record<string, NumericArray>> = {},
): Record<string, NumericArray> {
  const outputs = allocate(kernel.outputs, it.sizes);
  kernel.make(it.sizes)({ ...it.arrays, ...more }, outputs, it.sizes);
  return outputs;
}

export function output(
  outputs: Readonly<Record<string, ArrayLike<number>>>,
  name: string,
): ArrayLike<number> {
  const found = outputs[name];
  if (found === undefined) throw new Error(`no output ${name}, but ${Object.keys(outputs).join(', ')}`);
  return found;
}

/** Relative to the larger of 1 and the expected number. */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance = 1e-9,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${String(actual.length)} numbers, not ${String(expected.length)}`);
  expected.forEach((value, i) => {
    const got = actual[i] ?? Number.NaN;
    if (got !== value && !(Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value))))
      throw new Error(`${what}: ${String(got)} at ${String(i)}, not ${String(value)}`);
  });
}

// Gradients ------------------------------------------------------------------------------------------------

/** Fisher's identity: at the params under which expectations are taken, Q and the log posterior have one gradient. */
export function checkFisher(it: CheckedCase, direction: () => number): void {
  const { problem, params, definition } = it;
  const q = expectedLogJoint(problem, params);
  const objective = (values: NestedValues): number => {
    const { logLikelihood, logPrior } = bruteForce(problem, values);
    return logLikelihood + logPrior;
  };
  const moves = recorded(direction);
  const moved = (step: number): NestedValues => moveAll(problem.model, params, moves.replay(), step);
  const fromQ = slope((step) => q(moved(step)));
  expectClose('slope of Q', [fromQ], [slope((step) => objective(moved(step)))], 1e-5);

  for (const climb of definition.blocks.flatMap(({ steps }) => steps)) {
    if (climb.kind !== 'gradient') continue;
    const evidence = runKernel(it, definition.kernels.expectation);
    const free = runKernel(it, climb.unconstrain);
    const gradients = runKernel(it, climb.objective, { ...evidence, ...free });
    const along = new Map(
      climb.params.map((name) => [name, Array.from(output(free, `free.${name}`), direction)]),
    );
    const expected = slope((step) => {
      const point = climb.params.map((name) => {
        const start = output(free, `free.${name}`);
        return [
          `free.${name}`,
          Float64Array.from(start, (x, i) => x + step * (along.get(name)?.[i] ?? 0)),
        ] as const;
      });
      const constrained = runKernel(it, climb.constrain, Object.fromEntries(point));
      const values = climb.params.map(
        (name) => [name, nestedParam(problem, name, output(constrained, `param.${name}`))] as const,
      );
      return objective({ ...params, ...Object.fromEntries(values) });
    });
    const actual = climb.params.reduce(
      (sum, name) =>
        sum +
        Array.from(output(gradients, `gradient.${name}`)).reduce(
          (dot, g, i) => dot + g * (along.get(name)?.[i] ?? 0),
          0,
        ),
      0,
    );
    expectClose(`gradient of ${climb.params.join(', ')}`, [actual], [expected], 1e-5);
  }
}

/** Central differences, extrapolated twice (Richardson): the error falls with the sixth power of the step. */
function slope(f: (step: number) => number): number {
  const at = (h: number): number => (f(h) - f(-h)) / (2 * h);
  const [wide, middle, narrow] = [at(2e-3), at(1e-3), at(5e-4)] as const;
  const [first, second] = [(4 * middle - wide) / 3, (4 * narrow - middle) / 3];
  return (16 * second - first) / 15;
}

/** A source of numbers that can be heard again from its start. */
function recorded(next: () => number): { replay(): () => number } {
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

function constraintOf({ type }: Variable): Constraint {
  if (type.structure !== null) return type.structure;
  if (type.lower === null) return 'real';
  return type.upper === null ? 'positive' : 'unit';
}

function moveAll(
  model: CheckedModel,
  params: NestedValues,
  direction: () => number,
  step: number,
): NestedValues {
  const moved = model.variables
    .filter((variable) => variable.role === 'param')
    .map(
      (variable) =>
        [
          variable.name,
          perturb(params[variable.name] ?? 0, constraintOf(variable), direction, step),
        ] as const,
    );
  return { ...params, ...Object.fromEntries(moved) };
}

export function nestedParam(problem: Problem, name: string, values: ArrayLike<number>): Nested {
  const { shape } = variableNamed(problem.model, name).type;
  return unflatten(
    values,
    shape.map((size) => evaluateSize(size, (symbol) => problem.sizes[symbol] ?? Number.NaN)),
  );
}

// The step of EM -------------------------------------------------------------------------------------------

/**
 * One step must reach the maximum of Q, block by block. False where no block's maximum lies within the domain: at an
 * edge (a component of one row, a count that is never seen) finite differences cannot judge.
 */
export function checkStep(it: CheckedCase, direction: () => number): boolean {
  const { problem, params, definition } = it;
  const { once, again } = stepOf(it);
  const q = expectedLogJoint(problem, params);
  const judged = definition.blocks.filter(
    (block) =>
      !isConditional(it, block) &&
      block.params.every((name) => isInner(it, block, name, once)) &&
      hasArrived(it, block, q, once, again),
  );
  checkConditional(it, q, once);
  // Blocks are apart in Q, so those that cannot be judged may stay as they were.
  const names = judged.flatMap((block) => block.params);
  const values = { ...params, ...Object.fromEntries(names.map((name) => [name, once[name] ?? 0])) };
  const best = q(values);
  const noise = 1e-9 * Math.max(1, Math.abs(best));
  if (!(best >= q(params) - noise)) throw new Error(`Q fell from ${String(q(params))} to ${String(best)}`);
  for (const block of judged)
    for (const name of block.params) {
      const value = values[name] ?? 0;
      const constraint = constraintOf(variableNamed(problem.model, name));
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
function isConditional({ problem }: CheckedCase, { factors }: BlockDefinition): boolean {
  return problem.model.variables.some(({ name, optional, type, distribution }) => {
    const text = JSON.stringify(distribution);
    const isPartial = optional && type.shape.length > 0 && text.includes('"MvNormal"');
    return (
      (isPartial || text.includes('"Laplace"')) &&
      factors.some((id) => id === name || id.startsWith(`${name}.`))
    );
  });
}

/** A step of EM may be short of the maximum, and never goes down. */
function checkConditional(it: CheckedCase, q: (params: NestedValues) => number, once: NestedValues): void {
  const { params, definition } = it;
  const start = q(params);
  for (const block of definition.blocks.filter((each) => isConditional(it, each))) {
    if (!block.params.every((name) => isInner(it, block, name, once))) continue;
    const moved = Object.fromEntries(block.params.map((name) => [name, once[name] ?? 0]));
    const reached = q({ ...params, ...moved });
    if (!(reached >= start - 1e-9 * Math.max(1, Math.abs(start))))
      throw new Error(`Q fell from ${String(start)} to ${String(reached)} by block ${block.name}`);
  }
}

/** Params after one E-step and one M-step, as the runtime makes them, and after another M-step from there. */
function stepOf({ problem, params, definition, sizes, arrays }: CheckedCase): {
  once: NestedValues;
  again: NestedValues;
} {
  const centers = Object.fromEntries(Object.entries(arrays).filter(([name]) => name.startsWith('center.')));
  const shaped = { arrays, sizes, counts: {}, levels: {}, present: new Set<string>(), origin: null };
  const run = createProblem(definition, shaped, centers, problem.hyper);
  const flat = Object.fromEntries(
    definition.variables
      .filter(({ role }) => role === 'param')
      .map(({ name }) => [name, Float64Array.from(flatten(params[name] ?? []))] as const),
  );
  const evaluation = run.evaluate(flat);
  const blocks = gradientBlocks(run);
  const evidence = evaluation.statistics;
  const pass = (start: ParamArrays): ParamArrays =>
    blocks.reduce((values, improve) => improve(evidence, values, 500, 1e-13), run.maximise(evidence, start));
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
    Object.fromEntries(
      Object.entries(values).map(([name, array]) => [name, nestedParam(problem, name, array)]),
    );
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

/** A density this high, in nats, has shrunk about a single value: the likelihood has no maximum. */
const highestDensity = 4;

/**
 * Whether Q is finite at the estimate, which a probability that was rounded to one prevents, and an iteration has
 * ended at a maximum: where there is none it could go on for ever.
 */
function hasArrived(
  { problem, params }: CheckedCase,
  block: BlockDefinition,
  q: (params: NestedValues) => number,
  once: NestedValues,
  again: NestedValues,
): boolean {
  const withBlock = (values: NestedValues): NestedValues => ({
    ...params,
    ...Object.fromEntries(block.params.map((name) => [name, values[name] ?? 0])),
  });
  const reached = q(withBlock(once));
  if (!Number.isFinite(reached)) return false;
  if (isExact(block)) return true;
  const gain = q(withBlock(again)) - reached;
  return (
    gain < 1e-9 * Math.max(1, Math.abs(reached)) &&
    highestLogDensity(problem, withBlock(once)) < highestDensity
  );
}

/** Whether the estimate lies within the domain and is one: an entry without a maximum stays as it was. */
function isInner(
  { problem, params }: CheckedCase,
  block: BlockDefinition,
  name: string,
  stepped: NestedValues,
): boolean {
  const value = stepped[name] ?? [];
  const numbers = flatten(value);
  const before = flatten(params[name] ?? []);
  const constraint = constraintOf(variableNamed(problem.model, name));
  if (!isRegular(value, constraint) || numbers.some((x, i) => x === before[i] && x !== 0)) return false;
  return block.steps.every(({ kind }) => kind !== 'gradient') || numbers.every((x) => Math.abs(x) < 20);
}

function variableNamed(model: CheckedModel, name: string): Variable {
  const found = model.variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}
