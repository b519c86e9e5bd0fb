// dense: y = activation(x @ kernel + bias) along the last axis; the axes in front stay.
// Weights: kernel [in, units], bias [units].

import { findActivation } from '../activations.ts';
import {
  activationParameter,
  activationRange,
  optional,
  required,
  splitLast,
  weight,
} from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer, LayerOptions, Weight } from '../layer.ts';

export const dense: Layer = {
  name: 'dense',
  summary: 'dense(units, activation = none, bias = true): a matrix product along the last axis, plus a bias',
  parameters: [
    required('units', 'size', 'the number of results'),
    activationParameter,
    optional('bias', 'flag', true, 'whether a trained constant is added to each result'),
  ],
  takes: 'numbers',
  axes: ['inputs'],
  apply(_m, input, options) {
    const { before, last } = splitLast(input.axes);
    const units = take(options, 'units', 'size').size;
    const kernel = weight('kernel', [last, units], kernelInitial(options));
    const bias = weight('bias', [units], 'zeros');
    return {
      output: [...before, units],
      weights: take(options, 'bias', 'flag').value ? [kernel, bias] : [kernel],
      causal: before.length > 0,
      range: activationRange(options),
    };
  },
};

/** So that what goes through the activation neither grows nor fades from layer to layer. */
export function kernelInitial<S>(options: LayerOptions<S>): Weight<S>['initial'] {
  const activation = findActivation(take(options, 'activation', 'activation').name);
  return activation?.rectifies === true ? 'heNormal' : 'glorotUniform';
}
