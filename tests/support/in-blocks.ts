// A model whose kernels go along sequences that lie in no plate in blocks of a few steps.

import type { Kernel, KernelDefinition } from '../../runtime/model/definition.ts';
import { mapKernels } from './on-backend.ts';

/** The same value, with blocks of so many steps in every kernel of it. */
export function inBlocks<T>(value: T, steps: number): T {
  return mapKernels(value, (kernel: KernelDefinition) => ({
    ...kernel,
    make: (...given: Parameters<typeof kernel.make>): Kernel => {
      const run = kernel.make(...given);
      return (inputs, outputs, rows, more) => {
        const plates = Object.keys(rows).filter((name) => name.startsWith('rows:'));
        const blocks = plates.map((name) => [name.replace('rows:', 'block:'), steps] as const);
        run(inputs, outputs, { ...rows, ...Object.fromEntries(blocks) }, more);
      };
    },
  }));
}
