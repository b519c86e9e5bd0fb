// Symmetric parameters: equal in all components, so that the first posterior is as uniform as the model allows.

import { someValue } from '../data/some-value.ts';
import type { ModelDefinition, Sizes, VariableDefinition } from '../model/definition.ts';
import { emptyRecord } from '../record.ts';
import { paramVariables, type ParamArrays } from './problem.ts';
import { mayDiffer } from './structural-zeros.ts';

/** Real 0, positive 1, an interval's middle, simplex uniform over its support, matrices the identity. */
export function symmetricParams(definition: ModelDefinition, sizes: Sizes): ParamArrays {
  const params = emptyRecord<Float64Array>();
  for (const variable of paramVariables(definition)) params[variable.name] = symmetricValue(variable, sizes);
  return params;
}

function symmetricValue(variable: VariableDefinition, sizes: Sizes): Float64Array {
  const { type } = variable;
  const shape = type.shape.map((size) => size(sizes));
  const length = shape.reduce((product, size) => product * size, 1);
  const last = shape.at(-1) ?? 1;
  const fill = (value: (position: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, index) => value(index));
  switch (type.structure) {
    case 'covariance':
    case 'cholesky':
    case 'correlationCholesky':
    case 'correlation':
      return fill((index) => (Math.floor(index / last) % last === index % last ? 1 : 0));
    case 'ordered':
      return fill((index) => index % last);
    case 'unitVector':
      return fill(() => 1 / Math.sqrt(last));
    case 'simplex':
      return uniformOnSupport(variable, length, last);
    case null:
      return fill(() => someValue(type, last));
  }
}

/** Each simplex uniform over the entries that may differ from zero. */
function uniformOnSupport(variable: VariableDefinition, length: number, size: number): Float64Array {
  const values = Float64Array.from({ length }, (_, entry) => (mayDiffer(variable, entry) ? 1 : 0));
  for (let start = 0; start < length; start += size) {
    const row = values.subarray(start, start + size);
    const count = row.reduce((sum, value) => sum + value, 0);
    row.forEach((value, entry) => (row[entry] = value / count));
  }
  return values;
}
