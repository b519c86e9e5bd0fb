// Small moves of params that keep their constraints, each along a direction of its own free coordinates: what
// finite differences and tests of maxima need.

import type { Structure } from '../../compiler/3-check/model.ts';
import type { Nested } from './nested.ts';
import { flatten, matrixOf, rankOf, toArray, vectorOf } from './nested.ts';
import { choleskyOf } from './textbook-densities.ts';

export type Constraint = Structure | 'real' | 'positive' | 'unit';

/** The value moved by `step` along the direction that `direction` (numbers about 1) stands for. */
export function perturb(
  value: Nested,
  constraint: Constraint,
  direction: () => number,
  step: number,
): Nested {
  const entryRank =
    constraint === 'simplex' ? 1 : constraint === 'covariance' || constraint === 'cholesky' ? 2 : 0;
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
    case 'covariance': {
      const lower = moveLower(choleskyOf(matrixOf(value)), direction, step);
      return lower.map((row) =>
        lower.map((other) => row.reduce((sum, entry, k) => sum + entry * (other[k] ?? 0), 0)),
      );
    }
    case 'ordered':
    case 'unitVector':
    case 'correlation':
      throw new Error(`no move of ${constraint} yet`);
  }
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
    case 'covariance':
      return matrices(value).every((matrix) => choleskyOf(matrix).every((row, i) => (row[i] ?? 0) > 1e-4));
    case 'cholesky':
      return matrices(value).every((matrix) => matrix.every((row, i) => (row[i] ?? 0) > 1e-4));
    default:
      return true;
  }
}

function matrices(value: Nested): number[][][] {
  return rankOf(value) === 2 ? [matrixOf(value)] : toArray(value).flatMap(matrices);
}
