// conv2d: at each position of a window on an image, the sum over the window of pixel times kernel, plus a bias
// (a cross-correlation, as is usual in networks).
//   same:  floor((n + stride - 1) / stride) positions; zeros around the image, the odd one after it
//   valid: floor((n - kernel) / stride) + 1 positions; the window stays inside
// Weights: kernel [kernel, kernel, in, filters], bias [filters].
// Source: Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning, relationship 5 (valid);
// `same` has p zeros in all, p = max((positions - 1) * stride + kernel - n, 0), floor(p / 2) of them in front.

import { activationRange, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';
import {
  convolutionParameters,
  imageAxes,
  imageOf,
  requireFit,
  samePositions,
  validPositions,
} from '../windows.ts';
import { kernelInitial } from './dense.ts';

export const conv2d: Layer = {
  name: 'conv2d',
  summary:
    'conv2d(filters, kernel, stride = 1, padding = same, activation = none): one matrix for all positions of a window',
  parameters: convolutionParameters,
  takes: 'numbers',
  axes: imageAxes,
  apply(m, input, options) {
    const image = imageOf(input.axes);
    const { size: filters } = take(options, 'filters', 'size');
    const { size: kernel } = take(options, 'kernel', 'size');
    const { value: stride } = take(options, 'stride', 'constant');
    const same = take(options, 'padding', 'padding').name === 'same';
    if (!same) requireFit(m, 'conv2d', 'kernel', kernel, image);
    const positions = [image.height, image.width].map((pixels) =>
      same ? samePositions(m, pixels, stride) : validPositions(m, pixels, kernel, stride),
    );
    return {
      output: [...image.repeats, ...positions, filters],
      weights: [
        weight('kernel', [kernel, kernel, image.channels, filters], kernelInitial(options)),
        weight('bias', [filters], 'zeros'),
      ],
      causal: image.repeats.length > 0,
      range: activationRange(options),
    };
  },
};
