// Symmetric positive semidefinite systems, row-major: a pivoted Cholesky solve that leaves out what the matrix does not
// determine, and directions along which it becomes nearly the identity.

import { at } from '../record.ts';

export interface PivotedSolution {
  /** The solution, 0 along what is left out; null where none was asked for. */
  readonly solution: Float64Array | null;
  /** Positions whose pivots are below `relative` times the largest, but for those of empty columns. */
  readonly dependent: readonly number[];
  /** Whether no position but those of empty columns is left out. */
  readonly isWell: boolean;
}

/** Solves `matrix x = right` by Cholesky with diagonal pivoting (Higham 2002, section 10.3). */
export function solvePivoted(
  matrix: Float64Array,
  right: Float64Array | null,
  relative: number,
): PivotedSolution {
  const size = Math.round(Math.sqrt(matrix.length));
  const order = Array.from({ length: size }, (_, i) => i);
  const lower = Float64Array.from(matrix);
  const entry = (i: number, j: number): number => at(lower, i * size + j);
  let largest = 0;
  let rank = 0;
  for (; rank < size; rank++) {
    const pivot = largestPivot(lower, order, rank);
    const position = at(order, pivot);
    const value = entry(position, position);
    if (rank === 0) largest = value;
    // Not `value <= ...`, which NaN passes.
    if (!(value > relative * largest) || !(value > 0)) break;
    [order[rank], order[pivot]] = [position, at(order, rank)];
    eliminate(lower, order, rank);
  }
  const left = order.slice(rank);
  const dependent = left.filter((i) => at(matrix, i * size + i) !== 0);
  const isWell = dependent.length === 0;
  if (right === null) return { solution: null, dependent, isWell };
  const solution = new Float64Array(size);
  // Forwards with the factor's rows in pivot order, then backwards.
  const y: number[] = [];
  for (let k = 0; k < rank; k++) {
    const row = at(order, k);
    let rest = at(right, row);
    for (let j = 0; j < k; j++) rest -= entry(row, at(order, j)) * at(y, j);
    y.push(rest / entry(row, row));
  }
  for (let k = rank - 1; k >= 0; k--) {
    const row = at(order, k);
    let rest = at(y, k);
    for (let j = k + 1; j < rank; j++) rest -= entry(at(order, j), row) * at(solution, at(order, j));
    solution[row] = rest / entry(row, row);
  }
  return { solution, dependent, isWell };
}

function largestPivot(lower: Float64Array, order: readonly number[], from: number): number {
  const size = order.length;
  let best = from;
  for (let k = from + 1; k < size; k++) {
    const [own, other] = [at(order, k), at(order, best)];
    if (at(lower, own * size + own) > at(lower, other * size + other)) best = k;
  }
  return best;
}

/** Column `rank` of the factor, and what it leaves of the columns after it. */
function eliminate(lower: Float64Array, order: readonly number[], rank: number): void {
  const size = order.length;
  const pivot = at(order, rank);
  const root = Math.sqrt(at(lower, pivot * size + pivot));
  lower[pivot * size + pivot] = root;
  for (let k = rank + 1; k < size; k++) {
    const row = at(order, k);
    lower[row * size + pivot] = at(lower, row * size + pivot) / root;
  }
  for (let k = rank + 1; k < size; k++)
    for (let j = rank + 1; j < size; j++) {
      const [row, column] = [at(order, k), at(order, j)];
      lower[row * size + column] =
        at(lower, row * size + column) - at(lower, row * size + pivot) * at(lower, column * size + pivot);
    }
}

/** Of a matrix with unit diagonal: more than its entries lose by rounding, less than any column that says something. */
const firstShift = 1e-14;

/**
 * Combinations of the directions in the columns of `basis` along which the matrix would be close to the identity.
 * `scaled`: by the lengths of the columns first, as long as no direction is made of rounding.
 */
export function orthogonalise(
  basis: Float64Array,
  matrix: Float64Array,
  size: number,
  scaled: boolean,
): Float64Array {
  const lengths = Float64Array.from({ length: size }, (_, i) => {
    const square = at(matrix, i * size + i);
    return scaled && square > 0 ? Math.sqrt(square) : 1;
  });
  const unit = matrix.map(
    (x, index) => x / (at(lengths, Math.floor(index / size)) * at(lengths, index % size)),
  );
  const largest = Array.from({ length: size }, (_, i) => at(unit, i * size + i)).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
  for (let shift = firstShift * size * largest; shift < largest; shift *= 100) {
    const lower = choleskyShifted(unit, size, shift);
    if (lower === null) continue;
    const result = new Float64Array(size * size);
    // Rows of basis / lengths times inverse(L'): forward substitution along each row.
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let rest = at(basis, i * size + j) / at(lengths, j);
        for (let k = 0; k < j; k++) rest -= at(result, i * size + k) * at(lower, j * size + k);
        result[i * size + j] = rest / at(lower, j * size + j);
      }
    return result;
  }
  return basis;
}

/** The lower factor of matrix + shift * identity; a column without any length keeps length one. Null: not positive. */
function choleskyShifted(matrix: Float64Array, size: number, shift: number): Float64Array | null {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let rest = at(matrix, i * size + j);
      for (let k = 0; k < j; k++) rest -= at(lower, i * size + k) * at(lower, j * size + k);
      if (i !== j) lower[i * size + j] = rest / at(lower, j * size + j);
      else {
        const pivot = at(matrix, i * size + i) === 0 ? 1 : rest + shift;
        if (!(pivot > 0)) return null;
        lower[i * size + i] = Math.sqrt(pivot);
      }
    }
  return lower;
}
