// Small moves of params that keep their constraints, each along a direction of its own free coordinates: what
// finite differences and tests of maxima need.

import type { Structure } from '../../compiler/3-check/model.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { flatten, matrixOf, rankOf, toArray, vectorOf } from '../../cli/verify/oracle/nested.ts';
import { choleskyOf } from '../../cli/verify/oracle/textbook-densities.ts';

export type Constraint = Structure | 'real' | 'positive' | 'unit';

const entryRanks: Readonly<Record<Constraint, number>> = {
  real: 0,
  positive: 0,
  unit: 0,
  simplex: 1,
  ordered: 1,
  unitVector: 1,
  covariance: 2,
  cholesky: 2,
  correlation: 2,
};

/** The value moved by `step` along the direction that `direction` (numbers about 1) stands for. */
export function perturb(
  value: Nested,
  constraint: Constraint,
  direction: () => number,
  step: number,
): Nested {
  const entryRank = entryRanks[constraint];
  if (rankOf(value) > entryRank)
    return toArray(value).map((item) => perturb(item, constraint, direction, step));
  switch (constraint) {
    case 'real':
      return (value as number) + step * direction();
    case 'positive':
      return (value as number) * Math.exp(step * direction());
    case 'unit': {
      const p = value as number;
      const odds = (p / (1 - p)) * Math.exp(step * direction());
      return p === 0 || p === 1 ? p : odds / (1 + odds);
    }
    case 'simplex': {
      const moved = vectorOf(value).map((p) => p * Math.exp(step * direction()));
      const total = moved.reduce((sum, p) => sum + p, 0);
      return moved.map((p) => p / total);
    }
    case 'cholesky':
      return moveLower(matrixOf(value), direction, step);
    case 'covariance':
      return squared(moveLower(choleskyOf(matrixOf(value)), direction, step));
    case 'correlation':
      return squared(moveLower(choleskyOf(matrixOf(value)), direction, step).map(normalised));
    case 'unitVector':
      return normalised(vectorOf(value).map((x) => x + step * direction()));
    case 'ordered': {
      const numbers = vectorOf(value);
      let last = 0;
      return numbers.map((x, k) => {
        const gap = x - (numbers[k - 1] ?? 0);
        return (last = k === 0 ? x + step * direction() : last + gap * Math.exp(step * direction()));
      });
    }
  }
}

/** `L L'`. */
function squared(lower: readonly (readonly number[])[]): number[][] {
  return lower.map((row) =>
    lower.map((other) => row.reduce((sum, entry, k) => sum + entry * (other[k] ?? 0), 0)),
  );
}

function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

/** L exp(step T), to first order in its off-diagonal part, T lower triangular. */
function moveLower(lower: readonly (readonly number[])[], direction: () => number, step: number): number[][] {
  const scale = lower[0]?.[0] ?? 1;
  return lower.map((row, i) =>
    lower.map((_, j) => {
      const entry = row[j] ?? 0;
      if (j > i) return 0;
      return i === j ? entry * Math.exp(step * direction()) : entry + step * scale * direction();
    }),
  );
}

/** Whether nothing has shrunk to a point or grown beyond all bounds: then a maximum has a neighbourhood. */
export function isRegular(value: Nested, constraint: Constraint): boolean {
  if (!flatten(value).every((x) => Math.abs(x) < 1e5)) return false;
  switch (constraint) {
    case 'positive':
      return flatten(value).every((x) => x > 1e-5);
    case 'ordered':
      return vectors(value).every((vector) =>
        vector.every((x, k) => k === 0 || x - (vector[k - 1] ?? NaN) > 1e-5),
      );
    case 'covariance':
    case 'correlation':
      return matrices(value).every((matrix) => choleskyOf(matrix).every((row, i) => (row[i] ?? 0) > 1e-4));
    case 'cholesky':
      return matrices(value).every((matrix) => matrix.every((row, i) => (row[i] ?? 0) > 1e-4));
    default:
      return true;
  }
}

function vectors(value: Nested): number[][] {
  return rankOf(value) === 1 ? [vectorOf(value)] : toArray(value).flatMap(vectors);
}

function matrices(value: Nested): number[][][] {
  return rankOf(value) === 2 ? [matrixOf(value)] : toArray(value).flatMap(matrices);
}
