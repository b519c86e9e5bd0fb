// Models whose kernels are replaced.

import type { KernelBackend, KernelDefinition } from '../../runtime/model/definition.ts';

/** The same value, with every kernel in it made for the backend. */
export function onBackend<T>(value: T, backend: KernelBackend): T {
  return mapKernels(value, (kernel) => ({
    ...kernel,
    make: (...[sizes, , team]: Parameters<typeof kernel.make>) => kernel.make(sizes, backend, team),
  }));
}

/** The same value, with every kernel in it changed. */
export function mapKernels<T>(value: T, change: (kernel: KernelDefinition) => KernelDefinition): T {
  return visit(value, change) as T;
}

function visit(value: unknown, change: (kernel: KernelDefinition) => KernelDefinition): unknown {
  if (Array.isArray(value)) return value.map((inner) => visit(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  if (isKernel(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, change)]));
}

function isKernel(value: object): value is KernelDefinition {
  return 'make' in value && 'inputs' in value && 'outputs' in value;
}
