// The little linear algebra that the loops themselves need.

import { at } from '../record.ts';

/**
 * Whether a symmetric matrix (row-major; only its lower triangle is read) has a Cholesky factor whose squared
 * pivots are above `relative` times the diagonal.
 */
export function isPositiveDefinite(matrix: Float64Array, relative = 0): boolean {
  const size = Math.round(Math.sqrt(matrix.length));
  const lower = new Float64Array(matrix.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = at(matrix, row * size + column);
      for (let k = 0; k < column; k++) rest -= at(lower, row * size + k) * at(lower, column * size + k);
      if (row !== column) lower[row * size + column] = rest / at(lower, column * size + column);
      // Not `rest <= 0`, which NaN passes.
      else if (rest > relative * at(matrix, row * size + row) && rest > 0)
        lower[row * size + row] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}
