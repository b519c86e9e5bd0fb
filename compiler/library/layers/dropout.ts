// dropout: in training each value is 0 with probability `rate` and divided by 1 - rate otherwise, which keeps its
// mean; afterwards nothing. No weights.
// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout, section 10 for the scale.

import { required } from '../define-layer.ts';
import type { Layer } from '../layer.ts';

export const dropout: Layer = {
  name: 'dropout',
  summary: 'dropout(rate): drops a share of the values while training, at random',
  parameters: [required('rate', 'rate', 'the share that is dropped')],
  takes: 'numbers',
  axes: [],
  apply: (_m, input) => ({ output: input.axes, weights: [], causal: true, range: { kind: 'sign' } }),
};
