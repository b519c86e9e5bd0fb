// Activations as stages of their own: `h |> relu`, which is `relu(h)`. No weights.

import type { Activation } from '../activations.ts';
import type { Layer } from '../layer.ts';

export function activationLayer({ name, summary, simplex }: Activation): Layer {
  return {
    name,
    summary: `${name}(x): ${summary}`,
    parameters: [],
    takes: 'numbers',
    axes: simplex ? ['values'] : [],
    apply: (_m, input) => ({
      output: input.axes,
      weights: [],
      // Softmax is along the last axis, which is the first of a vector.
      causal: !simplex || input.axes.length > 1,
      range: { kind: 'through', name },
    }),
  };
}
