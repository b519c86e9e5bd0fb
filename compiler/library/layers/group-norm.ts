// groupNorm: y = scale * (x - mean) / sqrt(variance + 1e-5) + offset; mean and variance are over the channels of
// a group (the last axis in `groups` equal parts) and all other axes of one row.
// Weights: scale and offset [channels]. Source: Wu and He (2018), Group normalization, section 3.1.

import { problem, realRange, required, splitLast, weight } from '../define-layer.ts';
import { take } from '../layer-options.ts';
import type { Layer } from '../layer.ts';

export const groupNorm: Layer = {
  name: 'groupNorm',
  summary: 'groupNorm(groups): standardises groups of channels within a row, then scales and shifts',
  parameters: [required('groups', 'size', 'the number of groups; it divides the number of channels')],
  takes: 'numbers',
  axes: ['channels'],
  apply(m, input, options) {
    const { last: channels } = splitLast(input.axes);
    const { size: groups } = take(options, 'groups', 'size');
    const uneven = problem(
      `\`groups\` of \`groupNorm\` must divide the number of channels: ${m.print(groups)} and ${m.print(channels)}`,
      { why: 'each group has as many channels as any other', about: 'groups' },
    );
    m.requireDivides(groups, channels, uneven.problem);
    return {
      output: input.axes,
      weights: [weight('scale', [channels], 'ones'), weight('offset', [channels], 'zeros')],
      causal: false,
      range: realRange,
    };
  },
};
