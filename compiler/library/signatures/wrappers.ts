// Distributions made of others.

import { nonnegative, real, scalar, vectorOf } from '../domains.ts';
import type { DistributionSignature } from '../signature.ts';

export const wrappers: readonly DistributionSignature[] = [
  {
    name: 'Mixture',
    summary: 'Mixture(weights, distributions): p(x) = sum(weights p_k(x)) / sum(weights)',
    eventRank: 0,
    support: { kind: 'hull', of: 'distributions' },
    discrete: false,
    // One weight for each of the distributions.
    parameters: { weights: vectorOf(nonnegative, 'any') },
    forms: [{ names: ['weights', 'distributions'], defaults: {}, parameters: {} }],
    distributions: { distributions: 'several' },
  },
  cut(
    'Truncated',
    'p(x) = that of the distribution, divided by its probability of lower <= x <= upper',
    false,
  ),
  cut(
    'Censored',
    'p(x) = that of the distribution between the bounds; at a bound, its probability of a value there or beyond',
    true,
  ),
];

function cut(name: string, density: string, atoms: boolean): DistributionSignature {
  return {
    name,
    summary: `${name}(distribution, lower, upper): ${density}`,
    eventRank: 0,
    support: { kind: 'cut', of: 'distribution', lower: 'lower', upper: 'upper', atoms },
    discrete: false,
    parameters: { lower: scalar(real), upper: scalar(real) },
    forms: [
      {
        names: ['distribution', 'lower', 'upper'],
        defaults: {},
        optional: ['lower', 'upper'],
        parameters: {},
      },
    ],
    distributions: { distribution: 'one' },
  };
}
