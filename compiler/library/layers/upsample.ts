// upsample: each pixel becomes a square of factor by factor equal ones (the nearest neighbour). No weights.

import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';
import { required } from '../define-layer.ts';
import { imageAxes, imageOf } from '../windows.ts';

export const upsample: Layer = {
  name: 'upsample',
  summary: 'upsample(factor): each pixel becomes a square of equal ones',
  parameters: [required('factor', 'size', 'how many times as high and wide the image becomes')],
  takes: 'numbers',
  axes: imageAxes,
  apply(m, input, options) {
    const { repeats, height, width, channels } = imageOf(input.axes);
    const { size: factor } = take(options, 'factor', 'size');
    return {
      output: [...repeats, m.multiply(height, factor), m.multiply(width, factor), channels],
      weights: [],
      causal: repeats.length > 0,
      range: { kind: 'input' },
    };
  },
};
