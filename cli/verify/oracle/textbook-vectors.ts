// Log densities of vectors and matrices as textbooks write them, in nats.

import { matrixOf, vectorOf } from './nested.ts';
import type { Arguments, Textbook } from './textbook-math.ts';
import {
  argument,
  choleskyOf,
  dot,
  forwardSubstitute,
  inverseOf,
  logDiagonal,
  logGamma,
  logSumExp,
  number,
  sum,
  vector,
} from './textbook-math.ts';

type Matrix = readonly (readonly number[])[];

const logDeterminant = (matrix: Matrix): number => 2 * logDiagonal(choleskyOf(matrix));

/** `(x - m)' inverse(S) (x - m)`. */
function squareOf(x: readonly number[], mean: readonly number[], scale: Matrix): number {
  const white = forwardSubstitute(
    choleskyOf(scale),
    x.map((value, i) => value - (mean[i] ?? NaN)),
  );
  return dot(white, white);
}

/** Of the product of two matrices, the second symmetric. */
const traceOf = (a: Matrix, b: Matrix): number => sum(a.map((row, i) => dot(row, b[i] ?? [])));

/** The gamma function of D dimensions (Mardia, Kent and Bibby 1979, section 3.4). */
function logGammaOf(a: number, size: number): number {
  return (
    ((size * (size - 1)) / 4) * Math.log(Math.PI) +
    sum(Array.from({ length: size }, (_, i) => logGamma(a - i / 2)))
  );
}

/** `F F' + diag(d)`, of so many entries. */
export function lowRankCovariance(given: Arguments, size: number): number[][] {
  const factor = matrixOf(argument(given, 'factor'));
  const diagonal = vector(given, 'diagonal', size);
  return factor.map((row, i) =>
    factor.map((other, j) => dot(row, other) + (i === j ? (diagonal[i] ?? NaN) : 0)),
  );
}

const scaled = (given: Arguments): { df: number; scale: number[][]; size: number } => {
  const scale = matrixOf(argument(given, 'scale'));
  return { df: number(given, 'df'), scale, size: scale.length };
};

export const textbookVectors: Readonly<Record<string, Textbook>> = {
  LowRankMvNormal: {
    eventRank: 1,
    argumentRanks: { mean: 1, factor: 2, diagonal: 1 },
    logDensity(x, given) {
      const point = vectorOf(x);
      const covariance = lowRankCovariance(given, point.length);
      const square = squareOf(point, vector(given, 'mean', point.length), covariance);
      return -0.5 * (point.length * Math.log(2 * Math.PI) + logDeterminant(covariance) + square);
    },
  },
  MvStudentT: {
    eventRank: 1,
    argumentRanks: { df: 0, mean: 1, scale: 2 },
    logDensity(x, given) {
      const point = vectorOf(x);
      const { df, scale, size } = scaled(given);
      const square = squareOf(point, vector(given, 'mean', size), scale);
      const normaliser =
        logGamma((df + size) / 2) -
        logGamma(df / 2) -
        0.5 * (size * Math.log(df * Math.PI) + logDeterminant(scale));
      return normaliser - ((df + size) / 2) * Math.log(1 + square / df);
    },
  },
  RelaxedCategorical: {
    eventRank: 1,
    argumentRanks: { temperature: 0, logits: 1 },
    logDensity(x, given) {
      const point = vectorOf(x);
      const logits = vector(given, 'logits', point.length);
      const t = number(given, 'temperature');
      const terms = point.map((p, k) => (logits[k] ?? NaN) - t * Math.log(p));
      return (
        logGamma(point.length) +
        (point.length - 1) * Math.log(t) +
        sum(terms) -
        sum(point.map((p) => Math.log(p))) -
        point.length * logSumExp(terms)
      );
    },
  },
  Wishart: {
    eventRank: 2,
    argumentRanks: { df: 0, scale: 2 },
    logDensity(x, given) {
      const { df, scale, size } = scaled(given);
      const value = matrixOf(x);
      const normaliser = (df / 2) * (size * Math.LN2 + logDeterminant(scale)) + logGammaOf(df / 2, size);
      return (
        ((df - size - 1) / 2) * logDeterminant(value) - 0.5 * traceOf(inverseOf(scale), value) - normaliser
      );
    },
  },
  InverseWishart: {
    eventRank: 2,
    argumentRanks: { df: 0, scale: 2 },
    logDensity(x, given) {
      const { df, scale, size } = scaled(given);
      const value = matrixOf(x);
      const normaliser = (df / 2) * (size * Math.LN2 - logDeterminant(scale)) + logGammaOf(df / 2, size);
      return (
        -((df + size + 1) / 2) * logDeterminant(value) - 0.5 * traceOf(scale, inverseOf(value)) - normaliser
      );
    },
  },
  LkjCholesky: {
    eventRank: 2,
    argumentRanks: { concentration: 0 },
    logDensity(x, given) {
      return logLkj(matrixOf(x), number(given, 'concentration'));
    },
  },
};

/**
 * Lewandowski, Kurowicka and Joe (2009): the entries of row i below the diagonal have a uniform direction, and a squared
 * length r that is Beta(i / 2, c + (D - 1 - i) / 2). By the surface of the sphere, their density is
 *   Beta(r) r^(1 - i/2) gamma(i / 2) / pi^(i/2).
 */
function logLkj(lower: Matrix, concentration: number): number {
  const size = lower.length;
  return sum(
    lower.map((row, i) => {
      if (i === 0) return 0;
      const below = row.slice(0, i);
      const r = dot(below, below);
      const [a, b] = [i / 2, concentration + (size - 1 - i) / 2];
      const logBetaDensity =
        (a - 1) * Math.log(r) + (b - 1) * Math.log(1 - r) + logGamma(a + b) - logGamma(a) - logGamma(b);
      return logBetaDensity + (1 - a) * Math.log(r) + logGamma(a) - a * Math.log(Math.PI);
    }),
  );
}
