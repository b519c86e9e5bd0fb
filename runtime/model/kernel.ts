// Runs the compiled kernels of a model: allocates their outputs once and checks, on the first call, that the
// arrays it gets are those that the kernel reads.

import { at, emptyRecord, lookUp } from '../record.ts';
import type { ArrayDefinition, Arrays, Kernel, KernelDefinition, NumericArray, Sizes } from './definition.ts';

export interface PreparedKernel {
  /** Overwritten by each run. */
  readonly outputs: Arrays;
  /** `inputs` may hold more than the kernel reads. */
  run(inputs: Arrays): void;
}

export function prepareKernel(definition: KernelDefinition, sizes: Sizes): PreparedKernel {
  const outputs = emptyRecord<NumericArray>();
  for (const array of definition.outputs) outputs[array.name] = allocate(array, sizes);
  const kernel = kernelFor(definition, sizes);
  let checked: Arrays | null = null;
  return {
    outputs,
    run(inputs) {
      if (checked !== inputs) checkInputs(definition, sizes, inputs);
      checked = inputs;
      kernel(inputs, outputs, sizes);
    },
  };
}

interface MadeKernel {
  /** The model's sizes that it was made for. */
  readonly key: string;
  readonly kernel: Kernel;
}

const lastMade = new WeakMap<KernelDefinition, MadeKernel>();

/** The kernel made last, where it was made for the same sizes: what differs between data are rows. */
function kernelFor(definition: KernelDefinition, sizes: Sizes): Kernel {
  const key = JSON.stringify(Object.entries(sizes).filter(([name]) => !name.startsWith('rows:')));
  const last = lastMade.get(definition);
  if (last?.key === key) return last.kernel;
  const kernel = definition.make(sizes);
  lastMade.set(definition, { key, kernel });
  return kernel;
}

/** Zeros of the array's length: the product of its sizes. */
function allocate(array: ArrayDefinition, sizes: Sizes): NumericArray {
  const length = elementCount(array, sizes);
  return array.dtype === 'f64' ? new Float64Array(length) : new Int32Array(length);
}

function elementCount(array: ArrayDefinition, sizes: Sizes): number {
  return array.shape.reduce((product, size) => product * size(sizes), 1);
}

/** Whether the kernel has an output of this name. */
export function hasOutput(definition: KernelDefinition, name: string): boolean {
  return definition.outputs.some((output) => output.name === name);
}

/** A single number among the outputs. */
export function scalarOutput(kernel: PreparedKernel, name: string): number {
  const array = lookUp(kernel.outputs, name);
  if (array === undefined) throw new Error(`internal: the kernel has no output \`${name}\``);
  return at(array, 0);
}

/** A copy of an f64 output. */
export function copyOutput(kernel: PreparedKernel, name: string): Float64Array {
  const array = lookUp(kernel.outputs, name);
  if (array === undefined) throw new Error(`internal: the kernel has no output \`${name}\``);
  return Float64Array.from(array);
}

function checkInputs(definition: KernelDefinition, sizes: Sizes, inputs: Arrays): void {
  for (const array of definition.inputs) {
    const given = lookUp(inputs, array.name);
    const length = elementCount(array, sizes);
    if (given === undefined) throw new Error(`internal: the kernel's input \`${array.name}\` is missing`);
    if (given.length !== length)
      throw new Error(
        `internal: the kernel's input \`${array.name}\` has ${String(given.length)} elements, not ${String(length)}`,
      );
    if (given instanceof Float64Array !== (array.dtype === 'f64'))
      throw new Error(`internal: the kernel's input \`${array.name}\` is not ${array.dtype}`);
  }
}
