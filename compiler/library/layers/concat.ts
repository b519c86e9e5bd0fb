// concat: two arrays side by side along the last axis; the axes in front are the same. No weights.

import { needsNumbers, printAxes, problem, required, splitLast } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';

export const concat: Layer = {
  name: 'concat',
  summary: 'concat(other): both side by side along the last axis',
  parameters: [required('other', 'value', 'what is put after it')],
  takes: 'numbers',
  axes: ['values'],
  apply(m, input, options) {
    const { input: other } = take(options, 'other', 'value');
    if (other.levels !== null) return needsNumbers(m, 'concat', other.levels, 'other');
    if (other.axes.length === 0)
      return problem('`concat` needs an axis to put the other along, and it is a single value', {
        fix: 'write `[...]` around it, which makes a vector of one value',
        about: 'other',
      });
    const [left, right] = [splitLast(input.axes), splitLast(other.axes)];
    const agree =
      left.before.length === right.before.length &&
      left.before.every((axis, i) => right.before.slice(i, i + 1).every((size) => m.equal(axis, size)));
    if (!agree)
      return problem(
        `\`concat\` needs the same axes in front of the last: ${printAxes(m, input.axes)} and ${printAxes(m, other.axes)}`,
        { why: 'they are put side by side along the last axis alone', about: 'other' },
      );
    return {
      output: [...left.before, m.add(left.last, right.last)],
      weights: [],
      causal: left.before.length > 0,
      range: { kind: 'hull', other: 'other' },
    };
  },
};
