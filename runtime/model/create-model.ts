// From a model's definition, which a generated module holds, to the object that users work with.

import { readBytes } from '../data/files.ts';
import { FitError } from '../errors.ts';
import { createFit } from '../fit/create-fit.ts';
import { fitFromBytes } from '../fit/fit-file.ts';
import type { FitState } from '../fit/fit-state.ts';
import { readParams, sizesOfParams } from '../fit/read-params.ts';
import {
  checkLevels,
  checkPreconditions,
  hyperparameterRecord,
  settleHyperparameters,
} from '../inference/options.ts';
import { checkTables } from '../inference/limits.ts';
import { trainModel } from '../inference/train.ts';
import { emptyRecord, lookUp } from '../record.ts';
import type { ModelDefinition } from './definition.ts';
import type { AnyModel, AnyValues, Model, WithOptions } from './model.ts';

/**
 * The model of a definition. Its operations are those that the mathematics allows; `F`, `Data` and the others
 * are the types that a generated module writes for them.
 */
export function createModel<Data, Params, F, Hyper = Record<never, never>>(
  definition: ModelDefinition,
): Model<Data, Params, F, Hyper> {
  // The one place where the runtime's untyped values take on the types that the compiler derived.
  return createUntypedModel(definition) as unknown as Model<Data, Params, F, Hyper>;
}

/** The same without types of its data, for programs that learn the model at run time. */
export function createUntypedModel(definition: ModelDefinition): AnyModel {
  return {
    name: definition.name,
    definition,
    train: async (data, options = {}) => createFit(await trainModel(definition, data, options)),
    with: (params, options = {}) => createFit(withParams(definition, params, options)),
    load: (source) => {
      if (typeof source !== 'string' && !((source as unknown) instanceof Uint8Array))
        throw new FitError('a fit is loaded from a path or from bytes (a Uint8Array)');
      return typeof source === 'string'
        ? createFit(fitFromBytes(definition, readBytes(source), source))
        : createFit(fitFromBytes(definition, source, 'the fit'));
    },
  };
}

/** Sizes that nothing says are read off the params' shapes. Errors: `FitError`, `TrainError`. */
function withParams(definition: ModelDefinition, params: AnyValues, options: WithOptions): FitState {
  if (typeof params !== 'object' || (params as unknown) === null)
    throw new FitError(
      `the params of model \`${definition.name}\` are no object with an entry for each param`,
    );
  const values = settleHyperparameters(definition, { ...options }, sizesOfParams(definition, params));
  const open = definition.dims.find(
    (dim) => lookUp(values.sizes, dim) === undefined && isAxisOfParam(definition, dim),
  );
  if (open !== undefined)
    throw new FitError(`the params do not tell the size \`${open}\``, `set \`${open}\` as well`);
  checkPreconditions(definition, values.sizes);
  checkTables(definition, values.sizes);
  checkLevels(definition, options.levels ?? {});
  const read = readParams(definition, params, values.sizes, 'all');
  return {
    definition,
    params: read,
    sizes: values.sizes,
    hyperparameters: hyperparameterRecord(definition, values),
    levels: options.levels ?? emptyRecord(),
    training: null,
    scores: null,
  };
}

function isAxisOfParam({ variables }: ModelDefinition, dim: string): boolean {
  return variables.some(({ role, type }) => role === 'param' && type.shapeDims.includes(dim));
}
