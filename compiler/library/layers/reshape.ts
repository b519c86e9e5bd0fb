// reshape: the same values in the same order (the last axis running fastest) with other axes. No weights.
// The numbers of elements must be equal whatever the symbols are.

import { printAxes, problem, product, required } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';

export const reshape: Layer = {
  name: 'reshape',
  summary: 'reshape(sizes...): the same values with other axes, the last axis running fastest',
  parameters: [required('sizes', 'sizes', 'the axes that come out')],
  takes: 'numbers',
  axes: [],
  apply(m, input, options) {
    const { sizes } = take(options, 'sizes', 'sizes');
    const [before, after] = [product(m, input.axes), product(m, sizes)];
    if (!m.equal(before, after))
      return problem(
        `${elements(m.print(before))} cannot be reshaped to ${m.print(after)}: ${printAxes(m, input.axes)} comes in and ${printAxes(m, sizes)} goes out`,
        { why: 'a reshape keeps every element; it neither drops nor makes any', about: 'sizes' },
      );
    const [first] = input.axes;
    const [firstAfter] = sizes;
    // Elements stay in order, so where the first axis stays each of its positions keeps its own elements.
    const stays = first !== undefined && firstAfter !== undefined && m.equal(first, firstAfter);
    return { output: sizes, weights: [], causal: stays, range: { kind: 'input' } };
  },
};

function elements(count: string): string {
  return count === '1' ? '1 element' : `${count} elements`;
}
