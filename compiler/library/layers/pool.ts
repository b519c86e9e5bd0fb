// maxPool and avgPool: the largest pixel, and the average, of each window inside the image, channel by channel;
// floor((n - size) / stride) + 1 positions along an axis of n pixels. No weights.
// Source: Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning, relationship 15.

import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';
import { imageAxes, imageOf, poolParameters, requireFit, validPositions } from '../windows.ts';

export const maxPool = pool(
  'maxPool',
  'maxPool(size, stride = size): the largest of each window, by channel',
);
export const avgPool = pool(
  'avgPool',
  'avgPool(size, stride = size): the average of each window, by channel',
);

function pool(name: string, summary: string): Layer {
  return {
    name,
    summary,
    parameters: poolParameters,
    takes: 'numbers',
    axes: imageAxes,
    apply(m, input, options) {
      const image = imageOf(input.axes);
      const size = m.constant(take(options, 'size', 'constant').value);
      const { value: stride } = take(options, 'stride', 'constant');
      requireFit(m, name, 'size', size, image);
      const positions = [image.height, image.width].map((pixels) => validPositions(m, pixels, size, stride));
      return {
        output: [...image.repeats, ...positions, image.channels],
        weights: [],
        causal: image.repeats.length > 0,
        range: { kind: 'input' },
      };
    },
  };
}
