// globalAvgPool: the average over all axes but the last: of an image [height, width, channels] one value for each
// channel. No weights. Source: Lin, Chen and Yan (2014), Network in network, section 3.2.

import { splitLast } from '../define-layer.ts';
import type { Layer } from '../layer.ts';

export const globalAvgPool: Layer = {
  name: 'globalAvgPool',
  summary: 'globalAvgPool(): the average over all axes but the last',
  parameters: [],
  takes: 'numbers',
  axes: ['positions', 'channels'],
  apply: (_m, input) => ({
    output: [splitLast(input.axes).last],
    weights: [],
    causal: false,
    range: { kind: 'input' },
  }),
};
