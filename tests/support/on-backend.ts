// A model whose kernels all run as one backend.

import type { KernelBackend, KernelDefinition } from '../../runtime/model/definition.ts';

/** The same value, with every kernel in it made for the backend. */
export function onBackend<T>(value: T, backend: KernelBackend): T {
  return visit(value, backend) as T;
}

function visit(value: unknown, backend: KernelBackend): unknown {
  if (Array.isArray(value)) return value.map((inner) => visit(inner, backend));
  if (typeof value !== 'object' || value === null) return value;
  if (isKernel(value))
    return {
      ...value,
      make: (...[sizes, , team]: Parameters<typeof value.make>) => value.make(sizes, backend, team),
    };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, backend)]));
}

function isKernel(value: object): value is KernelDefinition {
  return 'make' in value && 'inputs' in value && 'outputs' in value;
}
