// conv2dTranspose: the transpose of `conv2d`'s map from images to images, with a kernel of its own: each pixel
// that comes in is spread over a window, stride pixels from its neighbour's. So it undoes the shapes of `conv2d`.
//   same:  n * stride pixels, of which `conv2d` with the same kernel and stride makes n positions
//   valid: (n - 1) * stride + kernel pixels: all that the windows cover
// Weights: kernel [kernel, kernel, in, filters], bias [filters].
// Source: Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning, relationship 13 (valid).

import { activationRange, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';
import { convolutionParameters, imageAxes, imageOf } from '../windows.ts';
import { kernelInitial } from './dense.ts';

export const conv2dTranspose: Layer = {
  name: 'conv2dTranspose',
  summary:
    'conv2dTranspose(filters, kernel, stride = 1, padding = same, activation = none): enlarges an image by its stride',
  parameters: convolutionParameters,
  takes: 'numbers',
  axes: imageAxes,
  apply(m, input, options) {
    const image = imageOf(input.axes);
    const { size: filters } = take(options, 'filters', 'size');
    const { size: kernel } = take(options, 'kernel', 'size');
    const stride = m.constant(take(options, 'stride', 'constant').value);
    const same = take(options, 'padding', 'padding').name === 'same';
    const pixels = [image.height, image.width].map((n) =>
      same ? m.multiply(n, stride) : m.add(m.multiply(m.subtract(n, m.constant(1)), stride), kernel),
    );
    return {
      output: [...image.repeats, ...pixels, filters],
      weights: [
        weight('kernel', [kernel, kernel, image.channels, filters], kernelInitial(options)),
        weight('bias', [filters], 'zeros'),
      ],
      causal: image.repeats.length > 0,
      range: activationRange(options),
    };
  },
};
