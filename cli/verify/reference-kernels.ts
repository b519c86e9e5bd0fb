// Programs as kernels that the reference evaluator runs, so that what drives kernels drives them as well.

import type { LoweredModel, LoweredStep } from '../../compiler/5-lower/lowered-model.ts';
import { evaluate } from '../../compiler/ir/evaluate.ts';
import type { Axis, Program } from '../../compiler/ir/ops.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import type {
  ArrayDefinition,
  BlockDefinition,
  KernelDefinition,
  ModelDefinition,
  StepDefinition,
} from '../../runtime/model/definition.ts';
import { createStream } from '../../runtime/random/stream.ts';

/** What is asked of a model's kernels, from its programs. */
export interface Kernels {
  readonly kernels: ModelDefinition['kernels'];
  readonly blocks: readonly BlockDefinition[];
}

export function referenceKernels({ programs, blocks }: LoweredModel): Kernels {
  const maybe = (program: Program | null): KernelDefinition | null =>
    program === null ? null : referenceKernel(program);
  return {
    kernels: {
      expectation: referenceKernel(programs.expectation),
      maximise: maybe(programs.maximise),
      logPrior: maybe(programs.logPrior),
      score: referenceKernel(programs.score),
      posterior: maybe(programs.posterior),
      filter: maybe(programs.filter),
      decode: maybe(programs.decode),
      drawPosterior: maybe(programs.drawPosterior),
      simulate: referenceKernel(programs.simulate),
      predictParents: maybe(programs.predictParents),
      predictLeaves: maybe(programs.predictLeaves),
      initial: null,
      gradient: maybe(programs.gradient),
      unconstrain: maybe(programs.unconstrain),
    },
    blocks: blocks.map((block) => ({ ...block, steps: block.steps.map(referenceStep) })),
  };
}

function referenceStep(step: LoweredStep): StepDefinition {
  switch (step.kind) {
    case 'closedForm':
      return step;
    case 'update':
      return { ...step, update: referenceKernel(step.update) };
    case 'leastSquares':
      return { ...step, equations: referenceKernel(step.equations) };
    case 'gradient':
      return {
        ...step,
        objective: referenceKernel(step.objective),
        constrain: referenceKernel(step.constrain),
        unconstrain: referenceKernel(step.unconstrain),
      };
  }
}

export function referenceKernel(program: Program): KernelDefinition {
  const array = (name: string, dtype: string, axes: readonly Axis[]): ArrayDefinition => ({
    name,
    dtype: dtype === 'f64' ? 'f64' : 'i32',
    shape: axes.map(
      ({ size }) =>
        (sizes) =>
          evaluateSize(size, (symbol) => sizes[symbol] ?? Number.NaN),
    ),
  });
  return {
    inputs: program.inputs.map(({ name, type }) => array(name, type.dtype, type.axes)),
    outputs: program.outputs.map(({ name, node, axes }) => array(name, node.type.dtype, axes)),
    make: () => (inputs, outputs, sizes) => {
      const given = Object.entries(inputs).map(([name, data]) => [name, { data }] as const);
      const { key } = inputs;
      // Draws are made by the same generator, so that they can be compared one by one.
      const options = key === undefined ? {} : { stream: createStream(key[0] ?? 0, key[1] ?? 0) };
      const results = evaluate(program, Object.fromEntries(given), sizes, options);
      for (const [name, values] of Object.entries(results)) outputs[name]?.set(values);
    },
  };
}
