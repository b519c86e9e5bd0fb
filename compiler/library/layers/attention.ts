// attention: every position of a series [steps, width] looks at all others (`causal`: at itself and those before),
// in several heads, each on width / heads columns of its own:
//   softmax((x @ query) @ (x @ key)^T / sqrt(width / heads)) @ (x @ value), the heads side by side, @ output
// Weights: query, key, value, output [width, width].
// Source: Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin (2017), Attention is all you
// need, section 3.2.

import { optional, problem, realRange, required, splitLast, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';

export const attention: Layer = {
  name: 'attention',
  summary: 'attention(heads, causal = false): every position of a series looks at the others',
  parameters: [
    required('heads', 'size', 'in how many ways each position looks; it divides the width'),
    optional('causal', 'flag', false, 'whether a position looks at itself and those before it alone'),
  ],
  takes: 'numbers',
  axes: ['steps', 'width'],
  apply(m, input, options) {
    const { before, last: width } = splitLast(input.axes);
    const { size: heads } = take(options, 'heads', 'size');
    const uneven = problem(
      `\`heads\` of \`attention\` must divide the width that comes in: ${m.print(heads)} and ${m.print(width)}`,
      {
        why: 'each head works on as many columns as any other',
        fix: 'choose another number of heads, or change the width with `dense` before it',
        about: 'heads',
      },
    );
    m.requireDivides(heads, width, uneven.problem);
    return {
      output: input.axes,
      weights: ['query', 'key', 'value', 'output'].map((name) =>
        weight(name, [width, width], 'glorotUniform'),
      ),
      causal: before.length > 1 || take(options, 'causal', 'flag').value,
      range: realRange,
    };
  },
};
