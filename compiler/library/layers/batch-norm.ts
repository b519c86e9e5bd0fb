// batchNorm: y = scale * (x - mean) / sqrt(variance + 1e-5) + offset, for each entry of the last axis; mean and
// variance are over the batch and all other axes in training, their running averages afterwards.
// Weights: scale, offset, and the running mean and variance, which are not trained; all [channels].
// Source: Ioffe and Szegedy (2015), Batch normalization, algorithms 1 and 2.

import { realRange, splitLast, weight } from '../define-layer.ts';
import type { Layer } from '../layer.ts';

export const batchNorm: Layer = {
  name: 'batchNorm',
  summary: 'batchNorm(): standardises each channel over the batch, then scales and shifts',
  parameters: [],
  takes: 'numbers',
  axes: ['channels'],
  apply(_m, input) {
    const { last } = splitLast(input.axes);
    return {
      output: input.axes,
      weights: [
        weight('scale', [last], 'ones'),
        weight('offset', [last], 'zeros'),
        { ...weight('mean', [last], 'zeros'), trained: false },
        { ...weight('variance', [last], 'ones'), trained: false },
      ],
      // In training the averages are over all steps, later ones among them.
      causal: false,
      range: realRange,
    };
  },
};
