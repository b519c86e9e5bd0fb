// Families of whole numbers, of vectors of them, and of ordered categories.

import {
  count,
  nonnegative,
  ordered,
  positive,
  real,
  scalar,
  simplex,
  unit,
  vector,
  vectorOf,
  whole,
} from '../domains.ts';
import type { DistributionSignature, RangeSupport } from '../signature.ts';
import { discrete } from './define-signature.ts';

/** Of one count, and of each in a vector of counts that add up to n. */
const upToN: RangeSupport = { kind: 'range', whole: true, lower: 0, upper: { parameter: 'n' } };

export const discreteFamilies: readonly DistributionSignature[] = [
  discrete('Binomial', 'log p(x) = log(n choose x) + x log(p) + (n - x) log(1 - p)', {
    support: upToN,
    parameters: { n: scalar(count), p: scalar(unit) },
    alternatives: [{ names: ['n', 'logits'], parameters: { logits: scalar(real) } }],
  }),
  discrete('Multinomial', 'log p(x) = log(n!) + sum(x log(p) - log(x!)), n defaults to the observed sum', {
    eventRank: 1,
    support: upToN,
    parameters: { n: scalar(count), p: vector(simplex) },
    optional: ['n'],
  }),
  discrete(
    'NegativeBinomial',
    'log p(x) = lgamma(x + dispersion) - lgamma(dispersion) - log(x!) + dispersion log(p) + x log(1 - p),' +
      ' p = dispersion / (dispersion + mean), variance mean + mean^2 / dispersion',
    {
      support: count,
      parameters: { mean: scalar(nonnegative), dispersion: scalar(positive) },
      // dispersion = shape, mean = shape (1 - p) / p
      alternatives: [{ names: ['shape', 'p'], parameters: { shape: scalar(positive), p: scalar(unit) } }],
    },
  ),
  discrete('Geometric', 'log p(x) = log(p) + x log(1 - p), x failures before the first success', {
    support: count,
    parameters: { p: scalar(unit) },
  }),
  discrete(
    'BetaBinomial',
    'log p(x) = log(n choose x) + logBeta(x + alpha, n - x + beta) - logBeta(alpha, beta)',
    {
      support: upToN,
      parameters: { n: scalar(count), alpha: scalar(positive), beta: scalar(positive) },
    },
  ),
  discrete(
    'DirichletMultinomial',
    'log p(x) = log(n!) + lgamma(a) - lgamma(n + a)' +
      ' + sum(lgamma(x + concentration) - lgamma(concentration) - log(x!)), a = sum(concentration)',
    {
      eventRank: 1,
      support: upToN,
      parameters: { n: scalar(count), concentration: vector(positive) },
    },
  ),
  discrete(
    'ZeroInflatedPoisson',
    'p(0) = zero + (1 - zero) exp(-rate); log p(x) = log(1 - zero) + x log(rate) - rate - log(x!) above 0',
    {
      support: count,
      parameters: { zero: scalar(unit), rate: scalar(nonnegative) },
    },
  ),
  discrete('OrderedLogistic', 'P(y <= k) = sigmoid(cutpoints[k] - predictor)', {
    support: { kind: 'category', sizeOf: 'cutpoints' },
    parameters: { predictor: scalar(real), cutpoints: vectorOf(ordered, 'oneLess') },
  }),
  discrete('DiscreteUniform', 'log p(x) = -log(upper - lower + 1), both ends in', {
    support: { kind: 'range', whole: true, lower: { parameter: 'lower' }, upper: { parameter: 'upper' } },
    parameters: { lower: scalar(whole), upper: scalar(whole) },
  }),
];
