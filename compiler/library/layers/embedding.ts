// embedding: the row of a table for each category; adds a last axis. The vocabulary is as large as the category.
// Weights: table [vocabulary, units].

import { problem, realRange, required, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';

export const embedding: Layer = {
  name: 'embedding',
  summary: 'embedding(vocabulary, units): a trained vector for each category',
  parameters: [
    required('vocabulary', 'size', 'the number of categories'),
    required('units', 'size', 'the number of values for each'),
  ],
  takes: 'category',
  axes: [],
  apply(m, input, options) {
    const { size: vocabulary } = take(options, 'vocabulary', 'size');
    const { size: units } = take(options, 'units', 'size');
    if (input.levels !== null && !m.equal(input.levels, vocabulary)) {
      const levels = m.print(input.levels);
      return problem(
        `the table has ${m.print(vocabulary)} rows, and the category that comes in has ${levels} levels`,
        {
          why: 'there must be one row for each level, so that no level is without one',
          fix: `write \`${levels}\` for the vocabulary`,
          about: 'vocabulary',
        },
      );
    }
    return {
      output: [...input.axes, units],
      weights: [weight('table', [vocabulary, units], 'embedding')],
      causal: true,
      range: realRange,
    };
  },
};
