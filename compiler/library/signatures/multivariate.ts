// Families of vectors and of matrices.

import {
  correlationCholesky,
  covariance,
  degrees,
  matrix,
  matrixOf,
  positive,
  real,
  scalar,
  simplex,
  vector,
} from '../domains.ts';
import type { DistributionSignature } from '../signature.ts';
import { continuous } from './define-signature.ts';

export const ofVectors: readonly DistributionSignature[] = [
  continuous(
    'LowRankMvNormal',
    'log p(x) = that of MvNormal(mean, factor transpose(factor) + the matrix of this diagonal)',
    {
      eventRank: 1,
      support: real,
      parameters: {
        mean: vector(real),
        factor: matrixOf(real, 'event', 'any'),
        diagonal: vector(positive),
      },
    },
  ),
  continuous(
    'MvStudentT',
    'log p(x) = lgamma((df + D) / 2) - lgamma(df / 2) - D / 2 log(df pi) - log(det(scale)) / 2' +
      " - (df + D) / 2 log(1 + (x - mean)' inverse(scale) (x - mean) / df)",
    {
      eventRank: 1,
      support: real,
      parameters: { df: scalar(positive), mean: vector(real), scale: matrix(covariance) },
    },
  ),
  continuous(
    'RelaxedCategorical',
    'log p(x) = lgamma(K) + (K - 1) log(temperature) + sum(logits - (temperature + 1) log(x))' +
      ' - K logSumExp(logits - temperature log(x)), near to one-hot at a low temperature',
    {
      eventRank: 1,
      support: simplex,
      parameters: { temperature: scalar(positive), logits: vector(real) },
    },
  ),
];

export const ofMatrices: readonly DistributionSignature[] = [
  continuous(
    'Wishart',
    'log p(x) = (df - D - 1) / 2 log(det(x)) - trace(inverse(scale) x) / 2 - df D / 2 log(2)' +
      ' - df / 2 log(det(scale)) - logGamma(D, df / 2)',
    {
      eventRank: 2,
      support: covariance,
      parameters: { df: scalar(degrees), scale: matrix(covariance) },
    },
  ),
  continuous(
    'InverseWishart',
    'log p(x) = df / 2 log(det(scale)) - df D / 2 log(2) - logGamma(D, df / 2)' +
      ' - (df + D + 1) / 2 log(det(x)) - trace(scale inverse(x)) / 2',
    {
      eventRank: 2,
      support: covariance,
      parameters: { df: scalar(degrees), scale: matrix(covariance) },
    },
  ),
  continuous(
    'LkjCholesky',
    'log p(L) = sum((D - i + 2 concentration - 3) log(L[i, i]) : i from 1 to D - 1) + constant,' +
      ' the Cholesky factor of a random correlation matrix; 1 is uniform, above it nearer to independence',
    {
      eventRank: 2,
      support: correlationCholesky,
      parameters: { concentration: scalar(positive) },
    },
  ),
];
