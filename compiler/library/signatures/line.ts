// Families on the whole line.

import { nonnegative, positive, real, scalar, angle } from '../domains.ts';
import type { DistributionSignature, ParameterDefinition } from '../signature.ts';
import { continuous } from './define-signature.ts';

const locationScale: Readonly<Record<string, ParameterDefinition>> = {
  location: scalar(real),
  scale: scalar(positive),
};

export const onTheLine: readonly DistributionSignature[] = [
  continuous(
    'StudentT',
    'log p(x) = lgamma((df + 1) / 2) - lgamma(df / 2) - log(df pi scale^2) / 2' +
      ' - (df + 1) / 2 log(1 + ((x - mean) / scale)^2 / df)',
    { support: real, parameters: { df: scalar(positive), mean: scalar(real), scale: scalar(positive) } },
  ),
  continuous('Cauchy', 'log p(x) = -log(pi scale) - log(1 + ((x - location) / scale)^2)', {
    support: real,
    parameters: locationScale,
  }),
  continuous('Laplace', 'log p(x) = -log(2 scale) - abs(x - location) / scale', {
    support: real,
    parameters: locationScale,
  }),
  continuous('Logistic', 'log p(x) = -z - log(scale) - 2 log(1 + exp(-z)), z = (x - location) / scale', {
    support: real,
    parameters: locationScale,
  }),
  continuous('Gumbel', 'log p(x) = -z - exp(-z) - log(scale), z = (x - location) / scale, of maxima', {
    support: real,
    parameters: locationScale,
  }),
  continuous(
    'VonMises',
    'log p(x) = concentration cos(x - mean) - log(2 pi I0(concentration)), x an angle in radians from -pi to pi',
    { support: angle, parameters: { mean: scalar(real), concentration: scalar(nonnegative) } },
  ),
];
