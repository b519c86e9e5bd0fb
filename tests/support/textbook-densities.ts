// Log densities of the eight distributions as textbooks write them, in nats, for one event and plain numbers.
// Written without the compiler's library, so that an error there cannot hide here.

import type { Nested } from './nested.ts';
import { flatten, isNumber, matrixOf, toNumber, vectorOf } from './nested.ts';

/** How many axes one event has, and one event's argument of each name. */
interface Textbook {
  readonly eventRank: 0 | 1;
  readonly argumentRanks: Readonly<Record<string, 0 | 1 | 2>>;
  logDensity(x: Nested, given: Readonly<Record<string, Nested>>): number;
}

type Arguments = Readonly<Record<string, Nested>>;

export const textbook: Readonly<Record<string, Textbook>> = {
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
};

function argument(given: Arguments, name: string): Nested {
  const value = given[name];
  if (value === undefined) throw new Error(`no argument ${name}`);
  return value;
}

function number(given: Arguments, name: string): number {
  return toNumber(argument(given, name));
}

/** A number fills the vector. */
function vector(given: Arguments, name: string, size: number): number[] {
  const value = argument(given, name);
  return isNumber(value) ? Array.from({ length: size }, () => value) : vectorOf(value);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => value * (b[i] ?? 0)));
}

export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return Number.isFinite(largest)
    ? largest + Math.log(sum(values.map((value) => Math.exp(value - largest))))
    : largest;
}

/** Cholesky and Banachiewicz, row by row, each as far as the diagonal. NaN where the matrix is not positive definite. */
export function choleskyOf(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  matrix.forEach((source, i) => {
    const row: number[] = [];
    lower.push(row);
    for (let j = 0; j <= i; j++) {
      const rest = (source[j] ?? 0) - dot(row.slice(0, j), lower[j] ?? []);
      row.push(i === j ? Math.sqrt(rest) : rest / (lower[j]?.[j] ?? Number.NaN));
    }
  });
  return lower;
}

function forwardSubstitute(lower: readonly (readonly number[])[], b: readonly number[]): number[] {
  const y: number[] = [];
  lower.forEach((row, i) => y.push(((b[i] ?? 0) - dot(row.slice(0, i), y)) / (row[i] ?? Number.NaN)));
  return y;
}

function logDiagonal(lower: readonly (readonly number[])[]): number {
  return sum(lower.map((row, i) => Math.log(row[i] ?? Number.NaN)));
}

function logFactorial(n: number): number {
  let total = 0;
  for (let k = 2; k <= n; k++) total += Math.log(k);
  return total;
}

/** Stirling's series after a shift to x >= 16: about 1e-15 relative (Abramowitz and Stegun 6.1.41). */
export function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 16) shift += Math.log(y++);
  const series =
    1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5) - 1 / (1680 * y ** 7) + 1 / (1188 * y ** 9);
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

export function digammaOf(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 16) shift += 1 / y++;
  return (
    Math.log(y) -
    1 / (2 * y) -
    1 / (12 * y ** 2) +
    1 / (120 * y ** 4) -
    1 / (252 * y ** 6) +
    1 / (240 * y ** 8) -
    shift
  );
}

/** Joint log density of all the events of a value whose type has `rank` axes; of what is missing (NaN) nothing. */
export function textbookLogDensity(family: string, x: Nested, rank: number, given: Arguments): number {
  const distribution = textbook[family];
  if (distribution === undefined) throw new Error(`no textbook density of ${family}`);
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
  if (family !== 'MvNormal') throw new Error(`part of an event of ${family} is missing`);
  const mean = vector(given, 'mean', numbers.length);
  const covariance = covarianceOf(given);
  return distribution.logDensity(
    seen.map((i) => numbers[i] ?? NaN),
    {
      mean: seen.map((i) => mean[i] ?? NaN),
      covariance: seen.map((i) => seen.map((j) => covariance[i]?.[j] ?? NaN)),
    },
  );
}

/** From any of its forms. */
export function covarianceOf(given: Arguments): number[][] {
  if ('covariance' in given) return matrixOf(argument(given, 'covariance'));
  if ('cholesky' in given) {
    const lower = matrixOf(argument(given, 'cholesky'));
    return lower.map((row) => lower.map((other) => dot(row, other)));
  }
  return inverseOf(matrixOf(argument(given, 'precision')));
}

/** By Gauss and Jordan, without pivoting: of positive definite matrices. */
export function inverseOf(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot++) {
    const scale = rows[pivot]?.[pivot] ?? NaN;
    rows[pivot] = (rows[pivot] ?? []).map((value) => value / scale);
    for (let i = 0; i < size; i++) {
      const factor = rows[i]?.[pivot] ?? NaN;
      if (i !== pivot)
        rows[i] = (rows[i] ?? []).map((value, j) => value - factor * (rows[pivot]?.[j] ?? NaN));
    }
  }
  return rows.map((row) => row.slice(size));
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
