// Log densities as textbooks write them, in nats, for one event and plain numbers: the eight families that most models
// are made of, and the way in to all. Written without the compiler's library, so that an error there cannot hide here.

import type { Nested } from './nested.ts';
import { flatten, matrixOf, toNumber, vectorOf } from './nested.ts';
import { textbookContinuous } from './textbook-continuous.ts';
import { textbookCounts } from './textbook-counts.ts';
import { cutTextbook } from './textbook-cuts.ts';
import type { Arguments, Textbook } from './textbook-math.ts';
import {
  argument,
  choleskyOf,
  covarianceOf,
  dot,
  forwardSubstitute,
  logDiagonal,
  logFactorial,
  logGamma,
  logSumExp,
  number,
  sum,
  vector,
} from './textbook-math.ts';
import { lowRankCovariance, textbookVectors } from './textbook-vectors.ts';

export {
  choleskyOf,
  covarianceOf,
  digammaOf,
  dot,
  inverseOf,
  logGamma,
  logSumExp,
  sum,
} from './textbook-math.ts';

const textbookCommon = {
  Normal: {
    eventRank: 0,
    argumentRanks: { mean: 0, sd: 0, variance: 0, precision: 0 },
    logDensity(x, given) {
      const variance =
        'precision' in given
          ? 1 / number(given, 'precision')
          : 'variance' in given
            ? number(given, 'variance')
            : number(given, 'sd') ** 2;
      const distance = toNumber(x) - number(given, 'mean');
      return -0.5 * Math.log(2 * Math.PI * variance) - distance ** 2 / (2 * variance);
    },
  },
  MvNormal: {
    eventRank: 1,
    argumentRanks: { mean: 1, covariance: 2, cholesky: 2, precision: 2 },
    logDensity(x, given) {
      const point = vectorOf(x);
      const mean = vector(given, 'mean', point.length);
      const distance = point.map((value, i) => value - (mean[i] ?? 0));
      const gauss = (logDeterminant: number, square: number): number =>
        -0.5 * (point.length * Math.log(2 * Math.PI) + logDeterminant + square);
      if ('precision' in given) {
        const precision = matrixOf(argument(given, 'precision'));
        return gauss(
          -2 * logDiagonal(choleskyOf(precision)),
          dot(
            distance,
            precision.map((row) => dot(row, distance)),
          ),
        );
      }
      const lower =
        'cholesky' in given
          ? matrixOf(argument(given, 'cholesky'))
          : choleskyOf(matrixOf(argument(given, 'covariance')));
      const white = forwardSubstitute(lower, distance);
      return gauss(2 * logDiagonal(lower), dot(white, white));
    },
  },
  Bernoulli: {
    eventRank: 0,
    argumentRanks: { p: 0, logits: 0 },
    logDensity(x, given) {
      const value = toNumber(x);
      if (value !== 0 && value !== 1) return -Infinity;
      if ('logits' in given) {
        const logits = number(given, 'logits');
        return -logSumExp([0, value === 1 ? -logits : logits]);
      }
      const p = number(given, 'p');
      return Math.log(value === 1 ? p : 1 - p);
    },
  },
  Categorical: {
    eventRank: 0,
    argumentRanks: { p: 1, logits: 1, weights: 1 },
    logDensity(x, given) {
      const level = toNumber(x);
      if ('logits' in given) {
        const logits = vectorOf(argument(given, 'logits'));
        return (logits[level] ?? -Infinity) - logSumExp(logits);
      }
      const weights = vectorOf(argument(given, 'p' in given ? 'p' : 'weights'));
      const total = 'p' in given ? 1 : sum(weights);
      return Math.log((weights[level] ?? 0) / total);
    },
  },
  Poisson: {
    eventRank: 0,
    argumentRanks: { rate: 0, logRate: 0 },
    logDensity(x, given) {
      const count = toNumber(x);
      if (count < 0 || !Number.isInteger(count)) return -Infinity;
      const logRate = 'logRate' in given ? number(given, 'logRate') : Math.log(number(given, 'rate'));
      return (count === 0 ? 0 : count * logRate) - Math.exp(logRate) - logFactorial(count);
    },
  },
  Gamma: {
    eventRank: 0,
    argumentRanks: { shape: 0, rate: 0, scale: 0, mean: 0 },
    logDensity(x, given) {
      const value = toNumber(x);
      if (!(value > 0)) return -Infinity;
      const shape = number(given, 'shape');
      const rate =
        'scale' in given
          ? 1 / number(given, 'scale')
          : 'mean' in given
            ? shape / number(given, 'mean')
            : number(given, 'rate');
      return shape * Math.log(rate) - logGamma(shape) + (shape - 1) * Math.log(value) - rate * value;
    },
  },
  Exponential: {
    eventRank: 0,
    argumentRanks: { rate: 0, mean: 0 },
    logDensity(x, given) {
      const value = toNumber(x);
      if (value < 0) return -Infinity;
      const rate = 'mean' in given ? 1 / number(given, 'mean') : number(given, 'rate');
      return Math.log(rate) - rate * value;
    },
  },
  Dirichlet: {
    eventRank: 1,
    argumentRanks: { concentration: 1 },
    logDensity(x, given) {
      const point = vectorOf(x);
      const concentration = vector(given, 'concentration', point.length);
      const powers = point.map((p, k) =>
        (concentration[k] ?? 1) === 1 ? 0 : ((concentration[k] ?? 1) - 1) * Math.log(p),
      );
      return logGamma(sum(concentration)) - sum(concentration.map(logGamma)) + sum(powers);
    },
  },
} satisfies Readonly<Record<string, Textbook>>;

export const textbook: Readonly<Record<string, Textbook>> = {
  ...textbookCommon,
  ...textbookContinuous,
  ...textbookCounts,
  ...textbookVectors,
};

/** Joint log density of all the events of a value whose type has `rank` axes; of what is missing (NaN) nothing. */
export function textbookLogDensity(
  family: string,
  x: Nested,
  rank: number,
  given: Arguments,
  cut: 'truncated' | 'censored' | null = null,
): number {
  const whole = textbook[family];
  if (whole === undefined) throw new Error(`no textbook density of ${family}`);
  const distribution = cut === null ? whole : cutTextbook(cut, family, whole);
  const batchRank = rank - distribution.eventRank;
  const visit = (value: Nested, path: readonly number[]): number => {
    if (path.length < batchRank)
      return sum((value as readonly Nested[]).map((item, index) => visit(item, [...path, index])));
    const forEvent = Object.entries(given).map(([name, all]) => {
      const argumentRank = distribution.argumentRanks[name];
      if (argumentRank === undefined) throw new Error(`${family} has no argument ${name}`);
      return [name, alignedItem(all, argumentRank, path)] as const;
    });
    return densityOfSeen(family, distribution, value, Object.fromEntries(forEvent));
  };
  return visit(x, []);
}

function densityOfSeen(family: string, distribution: Textbook, x: Nested, given: Arguments): number {
  const numbers = flatten(x);
  const seen = numbers.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  if (seen.length === numbers.length) return distribution.logDensity(x, given);
  if (seen.length === 0) return 0;
  // Marginals of all of these have the same entries of the mean and of the matrix.
  const mean = vector(given, 'mean', numbers.length);
  const marginal = (matrix: readonly (readonly number[])[]): Record<string, Nested> => ({
    mean: seen.map((i) => mean[i] ?? NaN),
    [family === 'MvStudentT' ? 'scale' : 'covariance']: seen.map((i) =>
      seen.map((j) => matrix[i]?.[j] ?? NaN),
    ),
  });
  const points = seen.map((i) => numbers[i] ?? NaN);
  switch (family) {
    case 'MvNormal':
      return distribution.logDensity(points, marginal(covarianceOf(given)));
    case 'LowRankMvNormal':
      return textbookCommon.MvNormal.logDensity(points, marginal(lowRankCovariance(given, numbers.length)));
    case 'MvStudentT':
      return distribution.logDensity(points, {
        ...marginal(matrixOf(argument(given, 'scale'))),
        df: argument(given, 'df'),
      });
    default:
      throw new Error(`part of an event of ${family} is missing`);
  }
}

/** The part of an argument that belongs to the event at `path`: batch axes align from the right. */
function alignedItem(value: Nested, argumentRank: number, path: readonly number[]): Nested {
  const own: number[] = [];
  let rank = 0;
  for (let inner: Nested | undefined = value; typeof inner === 'object'; inner = inner[0]) {
    rank++;
    own.push(inner.length);
  }
  const batch = rank - argumentRank;
  if (batch <= 0) return value;
  if (batch > path.length) throw new Error('an argument has a surplus axis');
  return path.slice(path.length - batch).reduce<Nested>((item, index, axis) => {
    const next = (item as readonly Nested[])[own[axis] === 1 ? 0 : index];
    if (next === undefined) throw new Error('an argument does not broadcast');
    return next;
  }, value);
}
