// flatten: all values as one vector, the last axis running fastest. No weights.

import { product } from '../define-layer.ts';
import type { Layer } from '../layer.ts';

export const flatten: Layer = {
  name: 'flatten',
  summary: 'flatten(): all values as one vector, the last axis running fastest',
  parameters: [],
  takes: 'numbers',
  axes: [],
  apply: (m, input) => ({
    output: [product(m, input.axes)],
    weights: [],
    causal: input.axes.length === 1,
    range: { kind: 'input' },
  }),
};
