// gru: a gated recurrent unit over a series [steps, inputs], from a state of zeros; its state at every step.
//   r = sigmoid(x @ Wr + h @ Ur + br)            reset
//   z = sigmoid(x @ Wz + h @ Uz + bz)            update
//   c = tanh(x @ Wc + (r * h) @ Uc + bc)         candidate
//   h' = z * h + (1 - z) * c
// Weights, columns in the order reset, update, candidate: kernel [in, 3 * units], recurrent [units, 3 * units],
// bias [3 * units].
// Source: Cho, van Merrienboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio (2014), Learning phrase
// representations using RNN encoder-decoder, equations 5 to 8, with biases.

import { recurrentRange, required, splitLast, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer, SizeArithmetic, Weight } from '../layer.ts';

export const gru: Layer = {
  name: 'gru',
  summary: 'gru(units): a gated recurrent unit over a series; its state at every step',
  parameters: [required('units', 'size', 'the length of the state')],
  takes: 'numbers',
  axes: ['steps', 'inputs'],
  apply(m, input, options) {
    const { before, last } = splitLast(input.axes);
    const { size: units } = take(options, 'units', 'size');
    return {
      output: [...before, units],
      weights: gruWeights(m, last, units),
      causal: true,
      range: recurrentRange,
    };
  },
};

export function gruWeights<S>(m: SizeArithmetic<S>, inputs: S, units: S): readonly Weight<S>[] {
  const columns = m.multiply(m.constant(3), units);
  return [
    weight('kernel', [inputs, columns], 'glorotUniform'),
    weight('recurrent', [units, columns], 'orthogonal'),
    weight('bias', [columns], 'zeros'),
  ];
}
