// A fit as bytes and back: params as tensors, everything else as JSON texts in the metadata.

import { FitError } from '../errors.ts';
import { paramVariables } from '../inference/problem.ts';
import type { ModelDefinition } from '../model/definition.ts';
import type { Levels, TrainingSummary } from '../model/model.ts';
import { emptyRecord, lookUp, recordFrom, required } from '../record.ts';
import type { FitState } from './fit-state.ts';
import { readParams } from './read-params.ts';
import { readSafetensors, writeSafetensors, type Tensor } from './safetensors.ts';

/** Changes when files of older versions cannot be read any more. */
const formatVersion = '2';

/** No param is called so: their tensors begin with `param.`. */
const scoresName = 'training.scores';

export function fitToBytes({
  definition,
  params,
  sizes,
  hyperparameters,
  levels,
  training,
  scores,
}: FitState): Uint8Array {
  const tensors = emptyRecord<Tensor>();
  for (const { name, type } of paramVariables(definition))
    tensors[`param.${name}`] = {
      shape: type.shape.map((size) => size(sizes)),
      values: required(params, name),
    };
  if (scores !== null) tensors[scoresName] = { shape: [scores.length], values: scores };
  return writeSafetensors({
    metadata: {
      format: 'generand-fit',
      version: formatVersion,
      model: definition.name,
      hash: definition.hash,
      sizes: JSON.stringify(sizes),
      hyperparameters: JSON.stringify(hyperparameters),
      levels: JSON.stringify(levels),
      training: JSON.stringify(training),
    },
    tensors,
  });
}

/** `source` names the file in messages. Error: `FitError`. */
export function fitFromBytes(definition: ModelDefinition, bytes: Uint8Array, source: string): FitState {
  const { metadata, tensors } = readSafetensors(bytes, source);
  const text = (name: string): string => {
    const value = lookUp(metadata, name);
    if (value === undefined)
      throw new FitError(`${source} is no fit that can be read: its metadata lack \`${name}\``);
    return value;
  };
  if (lookUp(metadata, 'format') !== 'generand-fit')
    throw new FitError(`${source} is a safetensors file, but not a fit`, 'give the file that `save` wrote');
  if (text('version') !== formatVersion)
    throw new FitError(
      `${source} has fit format ${text('version')}; this version reads ${formatVersion}`,
      'train again',
    );
  if (text('model') !== definition.name)
    throw new FitError(`${source} is a fit of model \`${text('model')}\`, not of \`${definition.name}\``);
  if (text('hash') !== definition.hash)
    throw new FitError(
      `${source} was fitted with another version of model \`${definition.name}\`: ${definition.file} has changed since`,
      'train again, or go back to the spec that it was fitted with',
    );
  const broken = (what: string): FitError =>
    new FitError(`${source} is no fit that can be read: its ${what} are broken`);
  const sizes = readNumbers(text('sizes')) ?? fail(broken('sizes'));
  const hyperparameters = readNumbers(text('hyperparameters')) ?? fail(broken('hyperparameters'));
  const levels = readLevels(text('levels')) ?? fail(broken('levels'));
  if (definition.hyperparameters.some(({ name }) => lookUp(hyperparameters, name) === undefined))
    throw broken('hyperparameters');
  const training = readTraining(text('training'));
  if (training === undefined) throw broken('training records');
  const values = emptyRecord<unknown>();
  for (const { name, type } of paramVariables(definition)) {
    const tensor = lookUp(tensors, `param.${name}`);
    if (tensor === undefined)
      throw new FitError(`${source} is no fit that can be read: param \`${name}\` is missing`);
    const due = type.shape.map((size) => size(sizes));
    if (due.length !== tensor.shape.length || due.some((size, axis) => size !== tensor.shape[axis]))
      throw new FitError(
        `${source} is no fit that can be read: param \`${name}\` has shape [${tensor.shape.join(', ')}], but \`${type.text}\` is [${due.join(', ')}] here`,
      );
    values[name] = tensor.values;
  }
  let params;
  try {
    params = readParams(definition, values, sizes, 'all');
  } catch (error) {
    if (error instanceof FitError)
      throw new FitError(`${source} is no fit that can be read: ${error.summary}`, 'train again');
    throw error;
  }
  const scores = lookUp(tensors, scoresName)?.values ?? null;
  if (scores !== null && !(scores instanceof Float64Array)) throw broken('scores');
  return { definition, params, sizes, hyperparameters, levels, training, scores };
}

function fail(error: FitError): never {
  throw error;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readNumbers(text: string): Record<string, number> | null {
  const value = parse(text);
  if (!isObject(value)) return null;
  const entries = Object.entries(value);
  const isNumbers = (entry: readonly [string, unknown]): entry is [string, number] =>
    typeof entry[1] === 'number';
  return entries.every(isNumbers) ? recordFrom(entries) : null;
}

function readLevels(text: string): Levels | null {
  const value = parse(text);
  if (!isObject(value)) return null;
  const entries = Object.entries(value);
  const isTexts = (entry: readonly [string, unknown]): entry is [string, readonly string[]] =>
    Array.isArray(entry[1]) && entry[1].every((level) => typeof level === 'string');
  return entries.every(isTexts) ? recordFrom(entries) : null;
}

/** Undefined where broken. Of the summary only what decides its use is checked: we wrote it, and nothing computes with it. */
function readTraining(text: string): TrainingSummary | null | undefined {
  const value = parse(text);
  if (value === null) return null;
  return isTraining(value) ? value : undefined;
}

function isTraining(value: unknown): value is TrainingSummary {
  if (!isObject(value)) return false;
  const { method, converged, trace, objectives, warnings } = value;
  const isNumbers = (list: unknown): boolean =>
    Array.isArray(list) && list.every((x) => typeof x === 'number');
  return (
    typeof method === 'string' &&
    ['logLikelihood', 'parameters', 'aic', 'iterations', 'seed', 'restarts', 'kept'].every(
      (name) => typeof value[name] === 'number',
    ) &&
    typeof converged === 'boolean' &&
    isNumbers(trace) &&
    isNumbers(objectives) &&
    Array.isArray(warnings)
  );
}
