// Windows on images: parameters, and how many positions a window has along an axis of n pixels.
// Source: Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning.

import { activationParameter, optional, printAxes, problem, required } from './define-layer.ts';
import type { LayerParameter, SizeArithmetic } from './layer.ts';

export const imageAxes: readonly string[] = ['height', 'width', 'channels'];

export interface Image<S> {
  /** Axes in front: independent images. */
  readonly repeats: readonly S[];
  readonly height: S;
  readonly width: S;
  readonly channels: S;
}

export function imageOf<S>(axes: readonly S[]): Image<S> {
  const [height, width, channels] = axes.slice(-3);
  if (height === undefined || width === undefined || channels === undefined)
    throw new Error(`internal: an image has 3 axes, not ${String(axes.length)}`);
  return { repeats: axes.slice(0, -3), height, width, channels };
}

export const convolutionParameters: readonly LayerParameter[] = [
  required('filters', 'size', 'the number of channels that come out'),
  required('kernel', 'size', 'height and width of the window'),
  optional('stride', 'constant', 1, 'how far the window moves from one position to the next'),
  optional('padding', 'padding', 'same', '`same`: zeros around the image; `valid`: the window stays inside'),
  activationParameter,
];

export const poolParameters: readonly LayerParameter[] = [
  required('size', 'constant', 'height and width of the window'),
  {
    name: 'stride',
    kind: 'constant',
    default: { sameAs: 'size' },
    summary: 'how far the window moves from one position to the next: its size, unless said',
  },
];

/** ceil(n / stride): enough zeros are put around the image for every stride-th pixel to have a window. */
export function samePositions<S>(m: SizeArithmetic<S>, pixels: S, stride: number): S {
  return m.floorDivide(m.add(pixels, m.constant(stride - 1)), stride);
}

/** floor((n - window) / stride) + 1; what is left over at the end is not seen. */
export function validPositions<S>(m: SizeArithmetic<S>, pixels: S, window: S, stride: number): S {
  return m.add(m.floorDivide(m.subtract(pixels, window), stride), m.constant(1));
}

/** A window inside an image is no larger than the image. */
export function requireFit<S>(
  m: SizeArithmetic<S>,
  layer: string,
  parameter: string,
  window: S,
  { height, width, channels }: Image<S>,
): void {
  const { problem: tooLarge } = problem(
    `the window of \`${layer}\` must fit into the image: \`${parameter}\` ${m.print(window)} in ${printAxes(m, [height, width, channels])}`,
    {
      fix: layer === 'conv2d' ? 'make the kernel smaller, or use `padding: same`' : 'make the window smaller',
      about: parameter,
    },
  );
  m.requireAtMost(window, height, tooLarge);
  if (!m.equal(height, width)) m.requireAtMost(window, width, tooLarge);
}
