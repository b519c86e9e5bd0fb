// Families between two ends.

import { openUnit, positive, real, scalar, unit } from '../domains.ts';
import type { DistributionSignature } from '../signature.ts';
import { continuous } from './define-signature.ts';

export const onAnInterval: readonly DistributionSignature[] = [
  continuous(
    'Beta',
    'log p(x) = (alpha - 1) log(x) + (beta - 1) log(1 - x) + lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta)',
    {
      support: unit,
      parameters: { alpha: scalar(positive), beta: scalar(positive) },
      // alpha = mean concentration, beta = (1 - mean) concentration
      alternatives: [
        {
          names: ['mean', 'concentration'],
          parameters: { mean: scalar(openUnit), concentration: scalar(positive) },
        },
      ],
    },
  ),
  continuous('Kumaraswamy', 'log p(x) = log(a b) + (a - 1) log(x) + (b - 1) log(1 - x^a)', {
    support: unit,
    parameters: { a: scalar(positive), b: scalar(positive) },
  }),
  continuous('Uniform', 'log p(x) = -log(upper - lower)', {
    support: { kind: 'range', whole: false, lower: { parameter: 'lower' }, upper: { parameter: 'upper' } },
    parameters: { lower: scalar(real), upper: scalar(real) },
  }),
];
