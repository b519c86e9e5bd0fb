// Symmetric parameters: equal in all components, so that the first posterior is as uniform as the model allows.

import { someValue } from '../data/some-value.ts';
import type { ModelDefinition, Sizes, TypeDefinition } from '../model/definition.ts';
import { emptyRecord } from '../record.ts';
import { paramVariables, type ParamArrays } from './problem.ts';

/** Real 0, positive 1, an interval's middle, simplex uniform, matrices the identity. */
export function symmetricParams(definition: ModelDefinition, sizes: Sizes): ParamArrays {
  const params = emptyRecord<Float64Array>();
  for (const { name, type } of paramVariables(definition)) params[name] = symmetricValue(type, sizes);
  return params;
}

function symmetricValue(type: TypeDefinition, sizes: Sizes): Float64Array {
  const shape = type.shape.map((size) => size(sizes));
  const length = shape.reduce((product, size) => product * size, 1);
  const last = shape.at(-1) ?? 1;
  const fill = (value: (position: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, index) => value(index));
  switch (type.structure) {
    case 'covariance':
    case 'cholesky':
    case 'correlation':
      return fill((index) => (Math.floor(index / last) % last === index % last ? 1 : 0));
    case 'ordered':
      return fill((index) => index % last);
    case 'unitVector':
      return fill(() => 1 / Math.sqrt(last));
    case 'simplex':
    case null:
      return fill(() => someValue(type, last));
  }
}
