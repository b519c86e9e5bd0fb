// The compiled gradient of the log likelihood and priors of a fit's data, at any point of the unconstrained coordinates.

import { computeCenters } from '../../runtime/data/center.ts';
import { inMemory } from '../../runtime/data/chunks.ts';
import { shapeData } from '../../runtime/data/shape-data.ts';
import {
  bindKernel,
  bindPass,
  createProblem,
  hyperArrays,
  paramInputs,
  type Problem,
} from '../../runtime/inference/problem.ts';
import type { Arrays, ModelDefinition, NumericArray } from '../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { emptyRecord, mergeRecords, required } from '../../runtime/record.ts';

export interface Slopes {
  readonly problem: Problem;
  /** The fit's params as `free.<param>`. */
  readonly free: Arrays;
  /** `param.<param>` and `gradient.<param>` at a point. */
  readonly at: (point: Arrays) => Arrays;
  /** What the gradient is the slope of, by the kernels of training. */
  readonly objective: (point: Arrays) => number;
}

/** Null: the model has no params. `hyper`: hyperparameters that are no sizes. */
export function slopesOf(
  definition: ModelDefinition,
  fit: AnyFit,
  data: AnyValues,
  hyper: Readonly<Record<string, number>>,
): Slopes | null {
  const { gradient, unconstrain } = definition.kernels;
  if (gradient === null || unconstrain === null) return null;
  const shaped = shapeData(definition, data, {
    sizes: Object.fromEntries(Object.entries(fit.sizes).filter(([name]) => !name.startsWith('rows:'))),
    sizesFrom: 'the params',
    levels: emptyRecord(),
    learnLevels: false,
    partial: false,
    origin: null,
  });
  const whole = inMemory(definition, shaped);
  const problem = createProblem(definition, whole, computeCenters(definition, whole), hyper);
  const slopes = bindPass(gradient, whole, problem.inputs);
  const at = (point: Arrays): Arrays => {
    const { outputs } = slopes(point);
    // Kernels fill the same arrays again.
    return Object.fromEntries(
      Object.keys(outputs).map((name) => [name, Float64Array.from(required(outputs, name))]),
    );
  };
  return {
    problem,
    free: mergeRecords<NumericArray>(
      bindKernel(unconstrain, shaped.sizes, hyperArrays(hyper))(paramInputs(fit.arrays)).outputs,
    ),
    at,
    objective(point) {
      const found = at(point);
      const params = Object.keys(found)
        .filter((name) => name.startsWith('param.'))
        .map((name) => [name.slice('param.'.length), Float64Array.from(required(found, name))] as const);
      return problem.evaluate(Object.fromEntries(params)).objective;
    },
  };
}
