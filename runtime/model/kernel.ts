// Runs the compiled kernels of a model: allocates their outputs once and checks, on the first call, that the
// arrays it gets are those that the kernel reads.

import { InputError } from '../errors.ts';
import type { Team } from '../kernels/threads/team.ts';
import { at, emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import type { Chunk, ChunkedData } from '../data/chunks.ts';
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

/** What a pass made of one chunk. */
export type Visit = (chunk: Chunk, outputs: Arrays) => void;

/** A kernel on all rows of the data. */
export interface PreparedPass {
  /** After a run: what has no rows is of all of them; what has rows is of the last chunk. Overwritten by each run. */
  readonly outputs: Arrays;
  /**
   * `changing`: what `fixed` and the data lack, weights of rows those of all rows. `visit` sees the outputs that have rows,
   * chunk by chunk.
   */
  run(changing: Arrays, visit?: Visit): void;
}

/**
 * Runs a kernel on data that may come in chunks: the same bits as on all rows at once. `fixed`: what it may read besides
 * the data. `edit`: changes to a chunk's own arrays.
 */
export function preparePass(
  definition: KernelDefinition,
  data: ChunkedData,
  fixed: Arrays,
  edit: ((chunk: Chunk) => Arrays) | null = null,
): PreparedPass {
  // Threads count on data that stay as they are.
  const kernel = kernelFor(definition, data.sizes, edit === null ? data.team : null);
  const outputs = emptyRecord<NumericArray>();
  const inputs = mergeRecords<NumericArray>(fixed);
  const assign = (arrays: Arrays): void => {
    for (const name of Object.keys(arrays)) inputs[name] = required(arrays, name);
  };
  const allocateOutputs = (sizes: Sizes): void => {
    for (const array of definition.outputs)
      if (lookUp(outputs, array.name)?.length !== elementCount(array, sizes))
        outputs[array.name] = allocate(array, sizes);
  };
  const weights = definition.inputs.filter(({ name }) => name.startsWith('weight.'));
  const weightsOfAll = emptyRecord<NumericArray>();
  let isChecked = false;
  const checkOnce = (sizes: Sizes): void => {
    if (!isChecked) checkInputs(definition, sizes, inputs);
    isChecked = true;
  };
  return {
    outputs,
    run(changing, visit) {
      assign(changing);
      const taken = weights.map(({ name }) => {
        const all = lookUp(changing, name);
        if (all !== undefined) weightsOfAll[name] = all;
        return 0;
      });
      try {
        if (!readsRows(definition)) {
          allocateOutputs(data.sizes);
          checkOnce(data.sizes);
          kernel(inputs, outputs, data.sizes);
          return;
        }
        for (const chunk of data.chunks()) {
          if (!chunk.isLast && definition.inChunks !== true)
            throw new Error('internal: a kernel that needs all rows at once on data that come in chunks');
          assign(chunk.arrays);
          if (edit !== null) assign(edit(chunk));
          weights.forEach((array, i) => {
            const from = at(taken, i);
            const to = from + elementCount(array, chunk.sizes);
            inputs[array.name] = required(weightsOfAll, array.name).subarray(from, to);
            taken[i] = to;
          });
          allocateOutputs(chunk.sizes);
          checkOnce(chunk.sizes);
          kernel(inputs, outputs, chunk.sizes, !chunk.isLast);
          visit?.(chunk, outputs);
        }
      } catch (error) {
        // Its sums over rows may be open: nobody else shall go on with them.
        madeBy(data.team).delete(definition);
        lastMade.delete(definition);
        throw error;
      }
    },
  };
}

/** Whether a kernel goes over rows of the data; else it knows of them by statistics alone, or not at all. */
export function readsRows({ inputs }: KernelDefinition): boolean {
  return inputs.some(({ name }) => /^(data|weight|parent|position|offset)\./u.test(name));
}

interface MadeKernel {
  /** The model's sizes that it was made for. */
  readonly key: string;
  readonly kernel: Kernel;
}

type MadeKernels = WeakMap<KernelDefinition, MadeKernel>;

const lastMade: MadeKernels = new WeakMap();
/** Kernels of a team end with it. */
const madeForTeams = new WeakMap<Team, MadeKernels>();

/** The kernel made last, where it was made for the same sizes: what differs between data are rows. */
function kernelFor(definition: KernelDefinition, sizes: Sizes, team: Team | null = null): Kernel {
  const key = JSON.stringify(Object.entries(sizes).filter(([name]) => !/^(rows|all):/u.test(name)));
  const made = madeBy(team);
  const last = made.get(definition);
  if (last?.key === key) return last.kernel;
  const kernel = team === null ? definition.make(sizes) : definition.make(sizes, 'fastest', team);
  made.set(definition, { key, kernel });
  return kernel;
}

function madeBy(team: Team | null): MadeKernels {
  if (team === null) return lastMade;
  const known = madeForTeams.get(team);
  if (known !== undefined) return known;
  const made: MadeKernels = new WeakMap();
  madeForTeams.set(team, made);
  return made;
}

/** Of one array: 8 GB. */
const mostNumbers = 2 ** 30;

/** Zeros of the array's length: the product of its sizes. */
function allocate(array: ArrayDefinition, sizes: Sizes): NumericArray {
  const length = elementCount(array, sizes);
  if (length > mostNumbers)
    throw new InputError(
      `\`${array.name}\` would have ${length.toLocaleString('en')} numbers, more than memory is good for`,
      'give fewer rows at once, or fewer levels',
    );
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
export function scalarOutput(kernel: Pick<PreparedKernel, 'outputs'>, name: string): number {
  const array = lookUp(kernel.outputs, name);
  if (array === undefined) throw new Error(`internal: the kernel has no output \`${name}\``);
  return at(array, 0);
}

/** A copy of an f64 output. */
export function copyOutput(kernel: Pick<PreparedKernel, 'outputs'>, name: string): Float64Array {
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
