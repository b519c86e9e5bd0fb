// position: adds to each step of a series [steps, width] a trained vector of its position; at most `maximum` steps.
// Weights: table [maximum, width].
// Source: Gehring, Auli, Grangier, Yarats and Dauphin (2017), Convolutional sequence to sequence learning, 3.1.

import { problem, realRange, required, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';

export const position: Layer = {
  name: 'position',
  summary: 'position(maximum): adds a trained vector for the position of each step',
  parameters: [required('maximum', 'size', 'the most steps that a series may have')],
  takes: 'numbers',
  axes: ['steps', 'width'],
  apply(m, input, options) {
    const [steps, width] = input.axes.slice(-2);
    if (steps === undefined || width === undefined) throw new Error('internal: a series has 2 axes');
    const { size: maximum } = take(options, 'maximum', 'size');
    const tooLong = problem(
      `\`maximum\` of \`position\` must be at least the number of steps: ${m.print(maximum)} and ${m.print(steps)}`,
      { why: 'a step beyond it has no vector', about: 'maximum' },
    );
    m.requireAtMost(steps, maximum, tooLong.problem);
    return {
      output: input.axes,
      weights: [weight('table', [maximum, width], 'embedding')],
      causal: true,
      range: realRange,
    };
  },
};
