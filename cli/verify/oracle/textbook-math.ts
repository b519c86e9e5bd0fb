// What the textbook densities are written with: special functions by their series, small matrices by hand, and reading
// of arguments. Nothing of the compiler's library.

import type { Nested } from './nested.ts';
import { isNumber, matrixOf, toNumber, vectorOf } from './nested.ts';

/** One event's arguments, by name. */
export type Arguments = Readonly<Record<string, Nested>>;

/** A family as textbooks write it: how many axes one event has, and one event's argument of each name. */
export interface Textbook {
  readonly eventRank: 0 | 1 | 2;
  readonly argumentRanks: Readonly<Record<string, 0 | 1 | 2>>;
  logDensity(x: Nested, given: Arguments): number;
}

/** What is right in a spec and not known here: the message names it. */
export class Uninterpreted extends Error {}

export function argument(given: Arguments, name: string): Nested {
  const value = given[name];
  if (value === undefined) throw new Error(`no argument ${name}`);
  return value;
}

export function number(given: Arguments, name: string): number {
  return toNumber(argument(given, name));
}

/** A number fills the vector. */
export function vector(given: Arguments, name: string, size: number): number[] {
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

export function forwardSubstitute(lower: readonly (readonly number[])[], b: readonly number[]): number[] {
  const y: number[] = [];
  lower.forEach((row, i) => y.push(((b[i] ?? 0) - dot(row.slice(0, i), y)) / (row[i] ?? Number.NaN)));
  return y;
}

export function logDiagonal(lower: readonly (readonly number[])[]): number {
  return sum(lower.map((row, i) => Math.log(row[i] ?? Number.NaN)));
}

export function logFactorial(n: number): number {
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
