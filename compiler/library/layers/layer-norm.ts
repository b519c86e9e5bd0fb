// layerNorm: y = scale * (x - mean) / sqrt(variance + 1e-5) + offset, mean and variance over the last axis.
// Weights: scale and offset [values]. Source: Ba, Kiros and Hinton (2016), Layer normalization, section 3.

import { realRange, splitLast, weight } from '../define-layer.ts';
import type { Layer } from '../layer.ts';

export const layerNorm: Layer = {
  name: 'layerNorm',
  summary: 'layerNorm(): standardises along the last axis, then scales and shifts',
  parameters: [],
  takes: 'numbers',
  axes: ['values'],
  apply(_m, input) {
    const { before, last } = splitLast(input.axes);
    return {
      output: input.axes,
      weights: [weight('scale', [last], 'ones'), weight('offset', [last], 'zeros')],
      causal: before.length > 0,
      range: realRange,
    };
  },
};
