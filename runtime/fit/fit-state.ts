// What a fit is, apart from its operations: all that is saved in a file.

import type { ModelDefinition, Sizes } from '../model/definition.ts';
import type { Levels, TrainingSummary } from '../model/model.ts';
import type { ParamArrays } from '../inference/problem.ts';

export interface FitState {
  readonly definition: ModelDefinition;
  readonly params: ParamArrays;
  /** Int hyperparameters, dims and, after training, `rows:*`. */
  readonly sizes: Sizes;
  /** Values of all hyperparameters. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly levels: Levels;
  readonly training: TrainingSummary | null;
  /** Anomaly scores of the training rows, ascending: all, or quantiles of them. Null where there are none. */
  readonly scores: Float64Array | null;
}

/** Values of the hyperparameters that are no sizes, for `hyper.<name>`. */
export function hyperOf({ definition, hyperparameters }: FitState): Record<string, number> {
  const hyper = Object.create(null) as Record<string, number>;
  for (const { name, type } of definition.hyperparameters) {
    const value = hyperparameters[name];
    if (type.element !== 'int' && value !== undefined) hyper[name] = value;
  }
  return hyper;
}
