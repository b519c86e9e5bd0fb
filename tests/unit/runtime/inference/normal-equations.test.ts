import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orthogonalise, solvePivoted } from '../../../../runtime/inference/normal-equations.ts';

const numbers = fc.double({ min: -5, max: 5, noNaN: true });

function gram(rows: readonly (readonly number[])[], size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (const row of rows)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        matrix[i * size + j] = (matrix[i * size + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
  return matrix;
}

/** matrix times vector. */
function product(matrix: Float64Array, vector: ArrayLike<number>): number[] {
  const size = Math.round(Math.sqrt(matrix.length));
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (matrix[i * size + j] ?? 0) * (vector[j] ?? 0)).reduce(
      (a, b) => a + b,
      0,
    ),
  );
}

/** columns' matrix columns, row-major. */
function between(columns: Float64Array, matrix: Float64Array): number[][] {
  const size = Math.round(Math.sqrt(matrix.length));
  const column = (j: number): number[] => Array.from({ length: size }, (_, i) => columns[i * size + j] ?? 0);
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      product(matrix, column(j)).reduce((sum, x, k) => sum + x * (column(i)[k] ?? 0), 0),
    ),
  );
}

describe('a pivoted solve', () => {
  test('solves what has full rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(numbers, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 9 }),
        fc.array(numbers, { minLength: 4, maxLength: 4 }),
        (rows, wanted) => {
          const matrix = gram([...rows, [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], 4);
          const { solution, isWell } = solvePivoted(
            matrix,
            Float64Array.from(product(matrix, wanted)),
            1e-12,
          );
          expect(isWell).toBe(true);
          wanted.forEach((x, i) => {
            expect(solution?.[i]).toBeCloseTo(x, 8);
          });
        },
      ),
    );
  });

  test('leaves out a direction that others make up, and still satisfies the equations', () => {
    const rows = [
      [1, 2, 3],
      [2, -1, 1],
      [0, 1, 1],
      [4, 1, 5],
    ];
    const matrix = gram(rows, 3);
    const right = Float64Array.from(product(matrix, [1, 2, -1]));
    const { solution, dependent, isWell } = solvePivoted(matrix, right, 1e-10);
    expect(isWell).toBe(false);
    expect(dependent).toHaveLength(1);
    expect(solution?.[dependent[0] ?? 0]).toBe(0);
    product(matrix, solution ?? []).forEach((x, i) => {
      expect(x).toBeCloseTo(right[i] ?? 0, 10);
    });
  });

  test('an empty column is no fault, and its unknown stays 0', () => {
    const { solution, isWell } = solvePivoted(Float64Array.of(4, 0, 0, 0), Float64Array.of(8, 0), 1e-10);
    expect(isWell).toBe(true);
    expect([...(solution ?? [])]).toEqual([2, 0]);
  });

  test('numbers that are none leave everything as it is', () => {
    const { solution, isWell } = solvePivoted(Float64Array.of(NaN, 0, 0, NaN), Float64Array.of(1, 1), 1e-10);
    expect(isWell).toBe(false);
    expect([...(solution ?? [])]).toEqual([0, 0]);
  });
});

describe('directions', () => {
  test('along which a matrix is close to the identity', () => {
    const matrix = gram(
      Array.from({ length: 30 }, (_, i) => [1, 1e6 + Math.sin(i), 1e-4 * Math.cos(3 * i)]),
      3,
    );
    const identity = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
    const basis = orthogonalise(identity, matrix, 3, true);
    between(basis, matrix).forEach((row, i) => {
      row.forEach((x, j) => {
        // What is left of the shift, and of the rounding of the matrix itself.
        expect(Math.abs(x - (i === j ? 1 : 0))).toBeLessThan(0.2);
      });
    });
  });

  test('a column without any length keeps its direction', () => {
    const basis = orthogonalise(Float64Array.of(1, 0, 0, 1), Float64Array.of(9, 0, 0, 0), 2, true);
    expect(basis[0]).toBeCloseTo(1 / 3, 10);
    expect([...basis.slice(1)]).toEqual([0, 0, 1]);
  });
});
