// Parameters without a closed form: L-BFGS on the expected log joint, in coordinates without constraints.

import type { Arrays, GradientStep, NumericArray } from '../model/definition.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';
import { maximiseByLbfgs } from './lbfgs.ts';
import { bindKernel, paramInputs, type ParamArrays, type Problem, type Statistics } from './problem.ts';

/** Improves the params of a step at the statistics and weights of an evaluation; the rest stays as it is. */
export type GradientBlock = (
  evidence: Statistics,
  params: ParamArrays,
  iterations: number,
  tolerance: number,
) => ParamArrays;

/** The gradient steps of a model, ready to run. */
export function gradientBlocks(problem: Problem): readonly GradientBlock[] {
  return problem.definition.blocks.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'gradient' ? [prepareStep(problem, step)] : [])),
  );
}

function prepareStep(problem: Problem, step: GradientStep): GradientBlock {
  const { sizes, inputs } = problem;
  const names = step.params;
  const objective = bindKernel(step.objective, sizes, inputs);
  const constrain = bindKernel(step.constrain, sizes, inputs);
  const unconstrain = bindKernel(step.unconstrain, sizes, inputs);

  return (evidence, params, iterations, tolerance) => {
    const coordinates = unconstrain(paramInputs(params)).outputs;
    const layout = names.map((name) => ({ name, length: required(coordinates, `free.${name}`).length }));
    const start = pack(layout, coordinates, 'free.');
    const given = mergeRecords<NumericArray>(evidence, paramInputs(params));
    const result = maximiseByLbfgs(
      (point) => {
        const { outputs } = objective(mergeRecords(given, unpack(layout, point)));
        return { value: at(required(outputs, 'value'), 0), gradient: pack(layout, outputs, 'gradient.') };
      },
      start,
      { iterations, tolerance, groups: groupsOf(layout) },
    );
    // Where nothing went up the params stay bit for bit: the way to coordinates and back would round them.
    if (result.iterations === 0) return params;
    const constrained = constrain(mergeRecords(paramInputs(params), unpack(layout, result.point))).outputs;
    const improved = mergeRecords(params);
    for (const { name } of layout) improved[name] = Float64Array.from(required(constrained, `param.${name}`));
    return improved;
  };
}

interface Slot {
  readonly name: string;
  readonly length: number;
}

/** Entries of one param have one scale, more or less: they are measured together. */
function groupsOf(layout: readonly Slot[]): readonly (readonly [from: number, to: number])[] {
  let from = 0;
  return layout.map(({ length }) => [from, (from += length)] as const);
}

function pack(layout: readonly Slot[], arrays: Arrays, prefix: string): Float64Array {
  const packed = new Float64Array(layout.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const { name, length } of layout) {
    packed.set(required(arrays, prefix + name), start);
    start += length;
  }
  return packed;
}

function unpack(layout: readonly Slot[], point: Float64Array): Record<string, NumericArray> {
  const arrays = emptyRecord<NumericArray>();
  let start = 0;
  for (const { name, length } of layout) {
    arrays[`free.${name}`] = point.slice(start, start + length);
    start += length;
  }
  return arrays;
}
