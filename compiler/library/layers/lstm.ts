// lstm: long short-term memory over a series [steps, inputs], from a state of zeros; its h at every step.
//   i = sigmoid(x @ Wi + h @ Ui + bi)            input gate
//   f = sigmoid(x @ Wf + h @ Uf + bf)            forget gate
//   g = tanh(x @ Wg + h @ Ug + bg)               candidate
//   o = sigmoid(x @ Wo + h @ Uo + bo)            output gate
//   c' = f * c + i * g,  h' = o * tanh(c')
// Weights, columns in the order i, f, g, o: kernel [in, 4 * units], recurrent [units, 4 * units],
// bias [4 * units], which begins as 1 for f and 0 otherwise.
// Source: Hochreiter and Schmidhuber (1997), Long short-term memory, with the forget gate of Gers, Schmidhuber
// and Cummins (2000), Learning to forget, section 3; without peepholes.

import { recurrentRange, required, splitLast, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer, SizeArithmetic, Weight } from '../layer.ts';

export const lstm: Layer = {
  name: 'lstm',
  summary: 'lstm(units): long short-term memory over a series; its h at every step',
  parameters: [required('units', 'size', 'the length of h and of c')],
  takes: 'numbers',
  axes: ['steps', 'inputs'],
  apply(m, input, options) {
    const { before, last } = splitLast(input.axes);
    const { size: units } = take(options, 'units', 'size');
    return {
      output: [...before, units],
      weights: lstmWeights(m, last, units),
      causal: true,
      range: recurrentRange,
    };
  },
};

export function lstmWeights<S>(m: SizeArithmetic<S>, inputs: S, units: S): readonly Weight<S>[] {
  const columns = m.multiply(m.constant(4), units);
  return [
    weight('kernel', [inputs, columns], 'glorotUniform'),
    weight('recurrent', [units, columns], 'orthogonal'),
    weight('bias', [columns], 'forgetOnes'),
  ];
}
