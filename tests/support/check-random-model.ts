// Everything that is asked of one random model: its compiled kernels and the reference evaluator against
// brute-force enumeration. Throws an error that says what disagrees.

import { lowerDerivation } from '../../compiler/5-lower/lower.ts';
import type { CheckedModel, Variable } from '../../compiler/3-check/model.ts';
import { hasErrors } from '../../compiler/diagnostics/diagnostic.ts';
import { analyse, generate } from '../../compiler/pipeline.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import {
  expectedLogJoint,
  infer,
  logJointOf,
  logPosteriorOf,
  type Exact,
  type NestedValues,
} from '../../cli/verify/oracle/exact.ts';
import { platesAround } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, toArray, type Nested } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';
import { referenceKernels, type Kernels } from '../../cli/verify/reference-kernels.ts';
import { inMemory } from '../../runtime/data/chunks.ts';
import { createProblem, type Problem } from '../../runtime/inference/problem.ts';
import type {
  KernelDefinition,
  ModelDefinition,
  NumericArray,
  Sizes,
} from '../../runtime/model/definition.ts';
import { allocate, bindArrays, elementCount, nestRows } from './bind-arrays.ts';
import { constraintOf, nestedParam, recorded, slope } from './check-step.ts';
import { expectClose } from './expect-close.ts';
import { loadModule } from './load-module.ts';
import { perturb } from './perturb.ts';
import type { RandomModel } from './random-model.ts';

export interface CheckedCase {
  /** Run by the reference evaluator. */
  readonly reference: Kernels;
  /** As compiled. */
  readonly definition: ModelDefinition;
  readonly told: Told;
  readonly sizes: Sizes;
  readonly arrays: Readonly<Record<string, NumericArray>>;
  readonly truth: Exact;
  /** As training drives it. */
  readonly run: Problem;
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
  const { sizes: given, hyper, data, params } = model;
  const told: Told = { model: written, sizes: given, hyper, data, params };
  const { sizes, arrays } = bindArrays(told);
  for (const array of definition.kernels.expectation.inputs)
    if (array.name.startsWith('center.'))
      arrays[array.name] = new Float64Array(elementCount(array, sizes)).fill(center);
  const centers = Object.fromEntries(Object.entries(arrays).filter(([name]) => name.startsWith('center.')));
  // As the runtime shapes data: params come with each call.
  const ofData = Object.fromEntries(Object.entries(arrays).filter(([name]) => !name.startsWith('param.')));
  const shaped = { arrays: ofData, sizes, counts: {}, levels: {}, present: new Set<string>(), origin: null };
  return {
    reference: referenceKernels(lowerDerivation(derivation)),
    definition,
    told,
    sizes,
    arrays,
    truth: infer(told),
    run: createProblem(definition, inMemory(definition, shaped), centers, hyper),
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
  const { truth, told } = it;
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
  const hidden = told.model.variables.filter(
    ({ name, role }) => (role === 'latent' || role === 'observe') && Object.hasOwn(truth.marginals, name),
  );
  const latents = hidden.filter(({ name }) => known.has(name));
  if (latents.length === 0) return;
  if (kernels.posterior === null || kernels.decode === null) throw new Error('a query is missing');
  const posterior = runKernel(it, kernels.posterior);
  for (const latent of latents)
    elementsOf(told, latent).forEach((element, position) => {
      expectClose(
        `${source} posterior of ${element}`,
        output(posterior, `posterior.${element}`),
        flatten(
          latent.role === 'latent'
            ? elementAt(told, latent, truth.marginals[latent.name] ?? [], position)
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
      const shape = latent.type.shape.map((size) => evaluateSize(size, (name) => told.sizes[name] ?? NaN));
      const values = output(decode, `decode.${latent.name}`);
      return [latent.name, nestRows(told, latent.plate, values, shape)] as const;
    }
    const elements = elementsOf(told, latent).map((element) => output(decode, `decode.${element}`));
    const [first] = elements;
    const shape = latent.type.shape.length === 0 ? [] : [elements.length];
    // One after the other for each row, as an array's elements lie.
    const values = Array.from(first ?? []).flatMap((_, row) =>
      elements.map((element) => element[row] ?? NaN),
    );
    return [latent.name, nestRows(told, latent.plate, values, shape)] as const;
  });
  const logJoint = logJointOf(told, Object.fromEntries(decoded));
  // There may be several best configurations; their log joint is one.
  expectClose(`${source} decoded configuration`, [logJoint], [truth.bestLogJoint]);
}

/** What a latent's elements are called: an array is as many latents, that of an observation one. */
function elementsOf(told: Told, { name, role, type }: Variable): readonly string[] {
  const [size] = type.shape;
  if (size === undefined || role === 'observe') return [name];
  const count = evaluateSize(size, (symbol) => told.sizes[symbol] ?? Number.NaN);
  return Array.from({ length: count }, (_, position) => `${name}[${String(position)}]`);
}

/** The part of values `[row]..[element]..` that belongs to one element. */
function elementAt({ model }: Told, { plate, type }: Variable, values: Nested, position: number): Nested {
  if (type.shape.length === 0) return values;
  const pick = (nested: Nested, depth: number): Nested =>
    depth === 0 ? (toArray(nested)[position] ?? []) : toArray(nested).map((inner) => pick(inner, depth - 1));
  return pick(values, platesAround(model, plate).length);
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

// Gradients ------------------------------------------------------------------------------------------------

/** Fisher's identity: at the params under which expectations are taken, Q and the log posterior have one gradient. */
export function checkFisher(it: CheckedCase, direction: () => number): void {
  const { told, definition } = it;
  const { params } = told;
  const q = expectedLogJoint(told);
  const objective = (values: NestedValues): number => logPosteriorOf({ ...told, params: values });
  const moves = recorded(direction);
  const moved = (step: number): NestedValues => moveAll(told.model, params, moves.replay(), step);
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
        (name) => [name, nestedParam(told, name, output(constrained, `param.${name}`))] as const,
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
