// Everything that is asked of one random model of hidden sequences, through what a fit offers: its compiled module, as
// WebAssembly and as TypeScript, and the reference evaluator against enumeration. Throws an error that says what disagrees.

import { lowerDerivation } from '../../compiler/5-lower/lower.ts';
import type { Variable } from '../../compiler/3-check/model.ts';
import { hasErrors } from '../../compiler/diagnostics/diagnostic.ts';
import { analyse, generate, type Analysis } from '../../compiler/pipeline.ts';
import { answersOf } from '../../cli/verify/enumeration.ts';
import { referenceKernel, referenceKernels } from '../../cli/verify/reference-kernels.ts';
import { slopesOf, type Slopes } from '../../cli/verify/slopes.ts';
import {
  configurationCount,
  infer,
  logJointOf,
  logPosteriorOf,
  type Exact,
} from '../../cli/verify/oracle/exact.ts';
import { platesAround } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, type Nested } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';
import { createUntypedModel } from '../../runtime/model/create-model.ts';
import {
  bindKernel,
  bindPass,
  paramInputs,
  type ParamArrays,
  type Problem,
  type Statistics,
} from '../../runtime/inference/problem.ts';
import type { ModelDefinition, NumericArray } from '../../runtime/model/definition.ts';
import { mergeRecords } from '../../runtime/record.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { checkFilter } from './check-filter.ts';
import { checkStep, nestedParam, slope } from './check-step.ts';
import { expectClose } from './expect-close.ts';
import { loadModule } from './load-module.ts';
import { inBlocks } from './in-blocks.ts';
import { onBackend } from './on-backend.ts';
import { predictedMoments } from './predicted-moments.ts';
import type { HiddenModel } from './random-hidden.ts';

export interface HiddenCase {
  readonly told: Told;
  readonly truth: Exact;
  /** As compiled, in WebAssembly where it has that and in TypeScript, and run by the reference evaluator. */
  readonly fits: readonly { readonly source: string; readonly fit: AnyFit }[];
  /** Missing numbers are null. */
  readonly data: AnyValues;
}

/** Null: refused, as what is not derivable yet. */
export function analyseHidden({ text }: HiddenModel): Analysis | null {
  const analysis = analyse({ path: 'random.gen', text });
  const errors = analysis.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && errors.every(({ code }) => code === 'E0801')) return null;
  if (hasErrors(analysis.diagnostics))
    throw new Error(errors.map(({ code, message, why }) => `${code} ${message} (${why ?? ''})`).join('\n'));
  return analysis;
}

export async function compileHidden(analysis: Analysis, hidden: HiddenModel): Promise<HiddenCase> {
  const [derivation] = analysis.derivations;
  const [model] = analysis.models;
  if (derivation === undefined || model === undefined) throw new Error('nothing was derived');
  const code = await generate(analysis, 'plain', { checked: true, dump: () => undefined });
  const definition = loadModule(code)['Random']?.definition;
  if (definition === undefined) throw new Error('the module exports no model');
  const lowered = lowerDerivation(derivation);
  const { kernels, blocks } = referenceKernels(lowered);
  const reference: ModelDefinition = {
    ...definition,
    blocks,
    kernels: { ...kernels, initial: definition.kernels.initial },
    plates: definition.plates.map((plate) => {
      const steps = lowered.steps.find(({ sequence }) => sequence === plate.name);
      return plate.sequence === null || steps === undefined
        ? plate
        : { ...plate, sequence: { ...plate.sequence, simulate: referenceKernel(steps.simulate) } };
    }),
  };
  const { sizes, params } = hidden;
  const told: Told = { model, sizes, hyper: {}, params, data: hidden.data };
  const fitOf = (of: ModelDefinition): AnyFit => createUntypedModel(of).with(params, { set: sizes });
  return {
    told,
    truth: infer(told),
    fits: [
      { source: 'fastest', fit: fitOf(definition) },
      { source: 'typescript', fit: fitOf(onBackend(definition, 'typescript')) },
      { source: 'reference', fit: fitOf(reference) },
      ...(definition.plates.some(({ parent, sequence }) => parent === null && sequence !== null)
        ? [
            { source: 'fastest in blocks', fit: fitOf(inBlocks(definition, 2)) },
            { source: 'typescript in blocks', fit: fitOf(inBlocks(onBackend(definition, 'typescript'), 1)) },
          ]
        : []),
    ],
    data: withNulls(told.data),
  };
}

function withNulls(data: Readonly<Record<string, Nested>>): AnyValues {
  const visit = (value: Nested): unknown =>
    typeof value === 'number' ? (Number.isNaN(value) ? null : value) : value.map(visit);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, visit(value)]));
}

// Queries --------------------------------------------------------------------------------------------------

/** Log likelihoods, posterior and filtered marginals and decoded configurations are those of enumeration. */
export function checkQueries(it: HiddenCase): void {
  const { told, truth, fits, data } = it;
  checkFilter(it);
  for (const { source, fit } of fits) {
    const score = fit.logProb(data);
    expectClose(`${source} logLikelihood`, [score.total], [truth.logLikelihood]);
    const [rows = []] = Object.values(truth.rows ?? {});
    expectClose(`${source} rows`, score.rows ?? [], rows);
    if (Object.keys(truth.marginals).length === 0) continue;
    const posterior = answersOf(told, fit.posterior(data));
    for (const [name, due] of Object.entries(truth.marginals))
      expectClose(`${source} posterior of ${name}`, flatten(posterior[name] ?? []), flatten(due));
    const decoded = answersOf(told, fit.decode(data));
    // There may be several best configurations; their log joint is one.
    expectClose(`${source} decoded path`, [logJointOf(told, decoded)], [truth.bestLogJoint]);
  }
}

/** Configurations that are enumerated for a prediction, at most. */
const predictionLimit = 20_000;

/** Each observation left out alone, and all finite ones together. */
export function checkPredictions(it: HiddenCase): void {
  const { told, fits, data } = it;
  const observed = told.model.variables.filter(({ role }) => role === 'observe');
  const finite = observed.filter(isFiniteVariable);
  for (const absent of [...observed.map((variable) => [variable]), finite]) {
    const names = new Set(absent.map(({ name }) => name));
    if (absent.length === 0 || !absent.every((each) => isPredictable(told, each))) continue;
    if (!told.model.plates.every(({ name }) => hasRowsWithout(told, name, names))) continue;
    const hidden = withoutValues(told, names);
    if (configurationCount(hidden) > predictionLimit) continue;
    const { marginals } = infer(hidden);
    const moments = predictedMoments(hidden, names);
    if (![...names].some((name) => name in marginals || moments.has(name))) continue;
    const rest = Object.fromEntries(Object.entries(data).filter(([name]) => !names.has(name)));
    for (const { source, fit } of fits) {
      const predictions = fit.predict(rest);
      for (const { name } of absent) {
        const prediction = predictions[name];
        const what = `${source} prediction of ${name} without ${[...names].join(', ')}`;
        const due = marginals[name];
        if (due !== undefined) expectClose(what, numbersIn(prediction, 'probability'), flatten(due));
        const numeric = moments.get(name);
        if (numeric === undefined) continue;
        expectClose(`${what}, mean`, numbersIn(prediction, 'mean'), numeric.mean);
        expectClose(`${what}, sd`, numbersIn(prediction, 'sd'), numeric.sd);
      }
    }
  }
}

function numbersIn(prediction: unknown, part: string): number[] {
  const value = (prediction as Readonly<Record<string, Nested>> | undefined)?.[part];
  return flatten(value ?? []);
}

function isFiniteVariable({ type }: Variable): boolean {
  return type.element === 'category' || type.element === 'bool';
}

/**
 * What ends a sequence says how long it is. What other steps read, and is not said to go missing, is summed out nowhere: its
 * prediction is refused.
 */
function isPredictable({ model }: Told, { name, optional }: Variable): boolean {
  const ends = model.plates.some(({ sequence }) => sequence?.until === name);
  const readLater = model.variables.some(({ distribution }) =>
    JSON.stringify(distribution).includes(`"name":"${name}","at":{"kind":"relative","offset":-`),
  );
  return !ends && (optional || !readLater);
}

/** Whether other data say how many rows a plate has. */
function hasRowsWithout({ model }: Told, plate: string, absent: ReadonlySet<string>): boolean {
  return model.variables.some(
    ({ name, role, plate: own }) =>
      (role === 'observe' || role === 'given') &&
      !absent.has(name) &&
      platesAround(model, own).includes(plate),
  );
}

function withoutValues(told: Told, names: ReadonlySet<string>): Told {
  const gone = (value: Nested): Nested => (typeof value === 'number' ? Number.NaN : value.map(gone));
  const variables = told.model.variables.map((variable) =>
    names.has(variable.name) ? { ...variable, optional: true } : variable,
  );
  return {
    ...told,
    model: { ...told.model, variables },
    data: Object.fromEntries(
      Object.entries(told.data).map(([name, value]) => [name, names.has(name) ? gone(value) : value]),
    ),
  };
}

// Gradients and the step of EM -------------------------------------------------------------------------------

/** The gradient of the log posterior is the slope of what enumeration says, along a direction, and the same of all. */
export function checkGradient(it: HiddenCase, direction: () => number): void {
  const { told, fits } = it;
  const [first, ...others] = fits.map(({ source, fit }) => ({ source, slopes: slopesAt(it, fit) }));
  if (first === undefined) throw new Error('a fit is due');
  const { slopes } = first;
  const along = Object.fromEntries(
    Object.entries(slopes.free)
      .filter(([name]) => name.startsWith('free.'))
      .map(([name, values]) => [name, Array.from(values, direction)] as const),
  );
  const at = (step: number): number => {
    const point = Object.fromEntries(
      Object.entries(along).map(([name, move]) => [
        name,
        Float64Array.from(slopes.free[name] ?? [], (x, i) => x + step * (move[i] ?? 0)),
      ]),
    );
    const moved = Object.entries(slopes.at({ ...slopes.free, ...point }))
      .filter(([name]) => name.startsWith('param.'))
      .map(([name, values]) => {
        const own = name.slice('param.'.length);
        return [own, nestedParam(told, own, values)] as const;
      });
    return logPosteriorOf({ ...told, params: { ...told.params, ...Object.fromEntries(moved) } });
  };
  const gradients = slopes.at(slopes.free);
  let actual = 0;
  for (const [name, move] of Object.entries(along))
    gradients[name.replace('free.', 'gradient.')]?.forEach((g, i) => (actual += g * (move[i] ?? 0)));
  expectClose(`${first.source} gradient`, [actual], [slope(at)], 1e-6);
  for (const other of others)
    for (const [name, values] of Object.entries(other.slopes.at(other.slopes.free)))
      expectClose(`${other.source} ${name}`, values, Array.from(gradients[name] ?? []));
}

function slopesAt({ data }: HiddenCase, fit: AnyFit): Slopes {
  const slopes = slopesOf(fit.definition, fit, data, {});
  if (slopes === null) throw new Error('a model without params');
  return slopes;
}

/** Expected statistics, and what steps make of them, are the same of all; whether the step could be judged: see `checkStep`. */
export function checkExpectationStep(it: HiddenCase, direction: () => number): boolean {
  const runs = it.fits.map(({ source, fit }) => {
    const { problem } = slopesAt(it, fit);
    return { source, problem, params: fit.arrays, evaluation: problem.evaluate(fit.arrays) };
  });
  const [first] = runs;
  const reference = runs.at(-1);
  if (first === undefined || reference === undefined) throw new Error('fits are due');
  const { statistics } = reference.evaluation;
  const due = stepOutputs(reference.problem, statistics, reference.problem, reference.params);
  for (const { source, problem, params, evaluation } of runs) {
    for (const [name, values] of Object.entries(statistics))
      expectClose(`${source} ${name}`, evaluation.statistics[name] ?? [], Array.from(values));
    const found = stepOutputs(problem, statistics, reference.problem, params);
    for (const [name, values] of due)
      expectClose(`${source} ${name}`, found.get(name) ?? [], Array.from(values));
  }
  return checkStep({ told: it.told, run: first.problem }, direction);
}

/** What the kernels of a model's steps say at some evidence, at the coordinates that another model's kernels give. */
function stepOutputs(
  { definition, data, sizes, inputs }: Problem,
  evidence: Statistics,
  other: Problem,
  params: ParamArrays,
): ReadonlyMap<string, NumericArray> {
  const outputs = new Map<string, NumericArray>();
  definition.blocks.forEach(({ name, steps }, b) => {
    steps.forEach((step, s) => {
      const from = other.definition.blocks[b]?.steps[s];
      if (step.kind !== 'gradient' || from?.kind !== 'gradient') return;
      const free = bindKernel(from.unconstrain, sizes, inputs)(paramInputs(params)).outputs;
      const given = mergeRecords<NumericArray>(evidence, paramInputs(params), free);
      const of = (what: string): string => `${what} in step ${String(s)} of block ${name}`;
      for (const [output, values] of Object.entries(bindPass(step.objective, data, inputs)(given).outputs))
        outputs.set(of(output), values.slice());
      for (const [output, values] of Object.entries(bindKernel(step.constrain, sizes, inputs)(given).outputs))
        outputs.set(of(output), values.slice());
    });
  });
  return outputs;
}
