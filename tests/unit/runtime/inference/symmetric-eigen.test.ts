// Spectral decompositions of matrices of any rank.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { symmetricEigen } from '../../../../runtime/inference/symmetric-eigen.ts';

test('vectors are orthonormal and make the matrix again, also where it has no full rank', () => {
  const sizes = fc.integer({ min: 1, max: 9 });
  const matrices = sizes.chain((size) =>
    fc.tuple(
      fc.constant(size),
      fc.integer({ min: 1, max: size }),
      fc.array(fc.integer({ min: -9, max: 9 }), {
        minLength: size * size,
        maxLength: size * size,
      }),
    ),
  );
  fc.assert(
    fc.property(matrices, ([size, rank, factor]) => {
      const of = (values: ArrayLike<number>, i: number, j: number): number => values[i * size + j] ?? NaN;
      const matrix = Float64Array.from({ length: size * size }, (_, k) => {
        const [i, j] = [Math.floor(k / size), k % size];
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += of(factor, i, r) * of(factor, j, r);
        return sum;
      });
      const { values, vectors } = symmetricEigen(matrix, size);
      const scale = Math.max(1e-300, ...matrix.map(Math.abs));
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          let product = 0;
          let again = 0;
          for (let k = 0; k < size; k++) {
            product += of(vectors, i, k) * of(vectors, j, k);
            again += (values[k] ?? NaN) * of(vectors, k, i) * of(vectors, k, j);
          }
          expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-12);
          expect(Math.abs(again - of(matrix, i, j)) / scale).toBeLessThan(1e-12);
        }
      const small = [...values].filter((value) => Math.abs(value) < 1e-10 * scale * size);
      expect(small.length).toBeGreaterThanOrEqual(size - rank);
    }),
  );
});
