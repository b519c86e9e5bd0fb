// Parameters without a closed form: L-BFGS on the expected log joint, in coordinates without constraints.

import type { Arrays, GradientStep, NumericArray } from '../model/definition.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';
import { maximiseByLbfgs, type Objective } from './lbfgs.ts';
import { polishByNewton } from './newton.ts';
import {
  bindKernel,
  bindPass,
  paramInputs,
  type ParamArrays,
  type Problem,
  type Statistics,
} from './problem.ts';

/**
 * Improves the params of a step at the statistics and weights of an evaluation; the rest stays as it is. `polish`: to the
 * last digits, where the evidence is not about to change.
 */
export type GradientBlock = (
  evidence: Statistics,
  params: ParamArrays,
  iterations: number,
  tolerance: number,
  polish?: boolean,
) => ParamArrays;

/** What a step climbs: its share of the expected log joint over free coordinates. */
export interface Landscape {
  readonly objective: Objective;
  /** Where the params are. */
  readonly point: Float64Array;
  readonly slots: readonly Slot[];
}

interface PreparedStep {
  readonly improve: GradientBlock;
  readonly landscape: (evidence: Statistics, params: ParamArrays) => Landscape;
}

/** The gradient steps of a model, ready to run. */
export function gradientBlocks(problem: Problem): readonly GradientBlock[] {
  return prepareSteps(problem).map(({ improve }) => improve);
}

/** What each gradient step climbs at these params. */
export function landscapes(
  problem: Problem,
  evidence: Statistics,
  params: ParamArrays,
): readonly Landscape[] {
  return prepareSteps(problem).map(({ landscape }) => landscape(evidence, params));
}

function prepareSteps(problem: Problem): readonly PreparedStep[] {
  return problem.definition.blocks.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'gradient' ? [prepareStep(problem, step)] : [])),
  );
}

function prepareStep({ data, sizes, inputs }: Problem, step: GradientStep): PreparedStep {
  const objective = bindPass(step.objective, data, inputs);
  const constrain = bindKernel(step.constrain, sizes, inputs);
  const unconstrain = bindKernel(step.unconstrain, sizes, inputs);

  const landscape = (evidence: Statistics, params: ParamArrays): Landscape => {
    const coordinates = unconstrain(paramInputs(params)).outputs;
    const slots = step.params.map((name) => ({ name, length: required(coordinates, `free.${name}`).length }));
    const given = mergeRecords<NumericArray>(evidence, paramInputs(params));
    return {
      slots,
      point: pack(slots, coordinates, 'free.'),
      objective: (point) => {
        const { outputs } = objective(mergeRecords(given, unpack(slots, point)));
        return { value: at(required(outputs, 'value'), 0), gradient: pack(slots, outputs, 'gradient.') };
      },
    };
  };

  const improve: GradientBlock = (evidence, params, iterations, tolerance, polish = false) => {
    const { objective: climb, point: start, slots } = landscape(evidence, params);
    const result = maximiseByLbfgs(climb, start, { iterations, tolerance, groups: groupsOf(slots) });
    const point = polish ? polishByNewton(climb, result.point) : result.point;
    // Where nothing went up the params stay bit for bit: the way to coordinates and back would round them.
    if (result.iterations === 0 && point === result.point) return params;
    const constrained = constrain(mergeRecords(paramInputs(params), unpack(slots, point))).outputs;
    const improved = mergeRecords(params);
    for (const { name } of slots) improved[name] = Float64Array.from(required(constrained, `param.${name}`));
    return improved;
  };
  return { improve, landscape };
}

/** The coordinates of one param, in the order of the slots. */
export interface Slot {
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
