// Families on the half-line, and from a lowest value on.

import { nonnegative, positive, real, scalar } from '../domains.ts';
import type { DistributionSignature } from '../signature.ts';
import { continuous } from './define-signature.ts';

export const onTheHalfLine: readonly DistributionSignature[] = [
  continuous(
    'LogNormal',
    'log p(x) = -log(x sd) - log(2 pi) / 2 - ((log(x) - mean) / sd)^2 / 2, mean and sd those of log(x)',
    { support: positive, parameters: { mean: scalar(real), sd: scalar(positive) } },
  ),
  continuous('HalfNormal', 'log p(x) = log(2 / pi) / 2 - log(scale) - (x / scale)^2 / 2', {
    support: nonnegative,
    parameters: { scale: scalar(positive) },
  }),
  continuous('HalfCauchy', 'log p(x) = log(2 / (pi scale)) - log(1 + (x / scale)^2)', {
    support: nonnegative,
    parameters: { scale: scalar(positive) },
  }),
  continuous('InverseGamma', 'log p(x) = shape log(scale) - lgamma(shape) - (shape + 1) log(x) - scale / x', {
    support: positive,
    parameters: { shape: scalar(positive), scale: scalar(positive) },
  }),
  continuous('ChiSquared', 'log p(x) = (df / 2 - 1) log(x) - x / 2 - df / 2 log(2) - lgamma(df / 2)', {
    support: nonnegative,
    parameters: { df: scalar(positive) },
  }),
  continuous('Weibull', 'log p(x) = log(shape / scale) + (shape - 1) log(x / scale) - (x / scale)^shape', {
    support: nonnegative,
    parameters: { shape: scalar(positive), scale: scalar(positive) },
  }),
  continuous('Pareto', 'log p(x) = log(shape) + shape log(scale) - (shape + 1) log(x), x at least scale', {
    support: { kind: 'range', whole: false, lower: { parameter: 'scale' }, upper: null },
    parameters: { scale: scalar(positive), shape: scalar(positive) },
  }),
];
