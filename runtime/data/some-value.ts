// A number in a type's domain: where a parameter starts, or what stands in for an observation that is left out.

import type { TypeDefinition } from '../model/definition.ts';

/** Real 0, positive 1, the middle of an interval; an element of the uniform simplex of `lastSize` elements. */
export function someValue(type: TypeDefinition, lastSize: number): number {
  if (type.structure === 'simplex') return 1 / lastSize;
  const { lower, upper } = type;
  if (lower !== null && upper !== null) return (lower.value + upper.value) / 2;
  if (lower !== null) return lower.value + 1;
  return upper === null ? 0 : upper.value - 1;
}
