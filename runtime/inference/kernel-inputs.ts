// What goes into the kernels of a training run under which names, and kernels that keep what does not change.

import type { Arrays, KernelDefinition, NumericArray, Sizes } from '../model/definition.ts';
import type { ChunkedData } from '../data/chunks.ts';
import {
  prepareKernel,
  preparePass,
  type PreparedKernel,
  type PreparedPass,
  type Visit,
} from '../model/kernel.ts';
import { emptyRecord, mergeRecords, required } from '../record.ts';

/** Flat values by parameter name. Treated as immutable. */
export type ParamArrays = Readonly<Record<string, Float64Array>>;

/** Expected statistics by their names (`statistic.<factor>.<name>`), and posterior weights of rows (`weight.<factor>`). */
export type Statistics = Readonly<Record<string, Float64Array>>;

/** A kernel that keeps its fixed inputs and takes the rest at each call. */
export function bindKernel(
  definition: KernelDefinition,
  sizes: Sizes,
  fixed: Arrays,
): (changing: Arrays) => PreparedKernel {
  const kernel = prepareKernel(definition, sizes);
  const inputs = mergeRecords<NumericArray>(fixed);
  return (changing) => {
    for (const name of Object.keys(changing)) inputs[name] = required(changing, name);
    kernel.run(inputs);
    return kernel;
  };
}

/** The same of a kernel that goes over the rows of the data. */
export function bindPass(
  definition: KernelDefinition,
  data: ChunkedData,
  fixed: Arrays,
): (changing: Arrays, visit?: Visit) => PreparedPass {
  const pass = preparePass(definition, data, fixed);
  return (changing, visit) => {
    pass.run(changing, visit);
    return pass;
  };
}

/** Under the names that kernels read: `param.<name>`. */
export function paramInputs(params: ParamArrays): Record<string, NumericArray> {
  const inputs = emptyRecord<NumericArray>();
  for (const name of Object.keys(params)) inputs[`param.${name}`] = required(params, name);
  return inputs;
}

export function hyperArrays(hyper: Readonly<Record<string, number>>): Record<string, NumericArray> {
  const inputs = emptyRecord<NumericArray>();
  for (const name of Object.keys(hyper)) inputs[`hyper.${name}`] = Float64Array.of(required(hyper, name));
  return inputs;
}
