// The generated TypeScript and WebAssembly beside the reference evaluator of the same programs, which is plain loops:
// whatever runs a kernel of the model runs all of them on the same inputs, and they must give the same numbers.

import type { LoweredModel } from '../../compiler/5-lower/lowered-model.ts';
import { InputError } from '../../runtime/errors.ts';
import type {
  Kernel,
  KernelDefinition,
  ModelDefinition,
  NumericArray,
} from '../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { emptyRecord, required } from '../../runtime/record.ts';
import { Agreement, hyperOf, type Check, type Finding, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';
import { referenceKernel, referenceKernels } from './reference-kernels.ts';
import { slopesOf } from './slopes.ts';

const rows = 5;
const trainingRows = 20;

export const backends: Check = {
  name: 'backends',
  meaning: 'generated code computes what the reference evaluator computes',
  run: compareBackends,
};

async function compareBackends(subject: Subject): Promise<Finding> {
  const { lowerDerivation } = await import('../../compiler/5-lower/lower.ts');
  const { createUntypedModel } = await import('../../runtime/model/create-model.ts');
  const { definition } = subject.model;
  const found = new Agreement();
  const idle = new Set<string>();
  const beside = besideOf(found, idle);
  const model = createUntypedModel(doubled(definition, lowerDerivation(subject.derivation), beside));

  const { fit: drawn, data } = randomFit(subject, rows, 2);
  const dims = Object.fromEntries(definition.dims.map((dim) => [dim, drawn.sizes[dim] ?? 1]));
  const fit = model.with(drawn.params, { set: { ...subject.set, ...dims } });
  await queryAll(fit, data);
  // Draws go through the model's own kernels.
  randomFit({ ...subject, model }, rows, 2);
  const options = { set: subject.set, restarts: 1, iterations: 3, seed: subject.seed };
  await unlessRefused(() => model.train(randomFit(subject, trainingRows, 3).data, options));
  const slopes = slopesOf(model.definition, fit, data, hyperOf(subject));
  slopes?.at(slopes.free);
  return found.finding(1e-8, idle.size === 0 ? null : `not run on these data: ${[...idle].join(', ')}`);
}

/** Params and data are drawn at random: some that a fit refuses, it refuses rightly. */
async function unlessRefused(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

async function queryAll(fit: AnyFit, data: AnyValues): Promise<void> {
  const { kernels, variables } = fit.definition;
  fit.logProb(data);
  if (kernels.posterior !== null) fit.posterior(data);
  if (kernels.filter !== null) fit.filter(data);
  if (kernels.decode !== null) fit.decode(data);
  if (kernels.drawPosterior !== null) fit.samplePosterior(data);
  if (kernels.predictLeaves === null && kernels.predictParents === null) return;
  fit.predict(data);
  for (const { name } of variables.filter(({ role }) => role === 'observe')) {
    const rest = Object.entries(data).filter(([other]) => other !== name);
    await unlessRefused(() => fit.predict(Object.fromEntries(rest)));
  }
}

/** A kernel that runs all its forms; null where either is. */
type Beside = <Own extends KernelDefinition | null>(
  name: string,
  own: Own,
  reference: KernelDefinition | null,
) => Own | KernelDefinition;

/** `idle`: those made here that have not run yet. */
function besideOf(found: Agreement, idle: Set<string>): Beside {
  return (name, own, reference) => {
    if (own === null || reference === null) return own;
    idle.add(name);
    const make: KernelDefinition['make'] = (sizes) => {
      const forms = [own.make(sizes, 'typescript'), own.make(sizes)];
      const expected = reference.make(sizes);
      const all: Kernel = (inputs, outputs, rowSizes) => {
        idle.delete(name);
        const copies = emptyRecord<NumericArray>();
        for (const key of Object.keys(outputs)) copies[key] = required(outputs, key).slice();
        expected(inputs, copies, rowSizes);
        for (const form of forms) {
          form(inputs, outputs, rowSizes);
          for (const { name: output } of own.outputs) {
            const [ours, theirs] = [required(outputs, output), required(copies, output)];
            theirs.forEach((value, i) => {
              found.compare(ours[i] ?? Number.NaN, value, `${output} of ${name}`, value);
            });
          }
        }
      };
      return all;
    };
    return { ...own, make };
  };
}

function doubled(definition: ModelDefinition, lowered: LoweredModel, beside: Beside): ModelDefinition {
  const { kernels, blocks } = referenceKernels(lowered);
  const own = definition.kernels;
  const { initial } = lowered.programs;
  return {
    ...definition,
    plates: definition.plates.map((plate) => {
      const steps = lowered.steps.find(({ sequence }) => sequence === plate.name);
      if (plate.sequence === null || steps === undefined) return plate;
      const simulate = beside(
        `simulate along ${plate.name}`,
        plate.sequence.simulate,
        referenceKernel(steps.simulate),
      );
      return { ...plate, sequence: { ...plate.sequence, simulate } };
    }),
    blocks: definition.blocks.map((block, b) => ({
      ...block,
      steps: block.steps.map((step, s) => {
        const reference = blocks[b]?.steps[s];
        const of = (what: string): string => `${what} of ${step.params.map(nameOf).join(', ')}`;
        if (step.kind === 'update' && reference?.kind === 'update')
          return { ...step, update: beside(of('update'), step.update, reference.update) };
        if (step.kind === 'leastSquares' && reference?.kind === 'leastSquares')
          return { ...step, equations: beside(of('equations'), step.equations, reference.equations) };
        if (step.kind === 'gradient' && reference?.kind === 'gradient')
          return {
            ...step,
            objective: beside(of('objective'), step.objective, reference.objective),
            constrain: beside(of('constrain'), step.constrain, reference.constrain),
            unconstrain: beside(of('unconstrain'), step.unconstrain, reference.unconstrain),
          };
        return step;
      }),
    })),
    kernels: {
      expectation: beside('expectation', own.expectation, kernels.expectation),
      maximise: beside('maximise', own.maximise, kernels.maximise),
      initial: beside('initial', own.initial, initial === null ? null : referenceKernel(initial)),
      logPrior: beside('logPrior', own.logPrior, kernels.logPrior),
      score: beside('score', own.score, kernels.score),
      posterior: beside('posterior', own.posterior, kernels.posterior),
      filter: beside('filter', own.filter, kernels.filter),
      decode: beside('decode', own.decode, kernels.decode),
      drawPosterior: beside('draw', own.drawPosterior, kernels.drawPosterior),
      simulate: beside('simulate', own.simulate, kernels.simulate),
      predictParents: beside('predictParents', own.predictParents, kernels.predictParents),
      predictLeaves: beside('predictLeaves', own.predictLeaves, kernels.predictLeaves),
      gradient: beside('gradient', own.gradient, kernels.gradient),
      unconstrain: beside('unconstrain', own.unconstrain, kernels.unconstrain),
    },
  };
}

const nameOf = (param: string | { readonly name: string }): string =>
  typeof param === 'string' ? param : param.name;
