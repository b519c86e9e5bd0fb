// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, which find small eigenvalues of a
// matrix with unit diagonal as exactly as large ones. C. G. J. Jacobi (1846); J. Demmel and K. Veselic, SIAM Journal
// on Matrix Analysis 13 (1992).

import { at } from '../record.ts';

export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Row-major; row i is the vector of `values[i]`, of length one. */
  readonly vectors: Float64Array;
}

const mostSweeps = 60;

/** `matrix`: row-major, symmetric, finite, with entries about 1; left as it is. Time grows with the cube of its size. */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotations = 0;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) if (rotate(a, vectors, size, p, q)) rotations++;
    if (rotations === 0) break;
  }
  return { values: Float64Array.from({ length: size }, (_, i) => at(a, i * size + i)), vectors };
}

/** Makes the entry (p, q) zero; false where it is none to speak of already. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): boolean {
  const apq = at(a, p * size + q);
  const [app, aqq] = [at(a, p * size + p), at(a, q * size + q)];
  if (Math.abs(apq) <= 1e-15 * Math.sqrt(Math.abs(app * aqq)) + 1e-30) return false;
  // The smaller root of t**2 + 2 theta t - 1 = 0: an angle of at most a quarter turn.
  const theta = (aqq - app) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    if (k === p || k === q) continue;
    const [akp, akq] = [at(a, k * size + p), at(a, k * size + q)];
    a[k * size + p] = a[p * size + k] = c * akp - s * akq;
    a[k * size + q] = a[q * size + k] = s * akp + c * akq;
  }
  a[p * size + p] = app - t * apq;
  a[q * size + q] = aqq + t * apq;
  a[p * size + q] = a[q * size + p] = 0;
  for (let k = 0; k < size; k++) {
    const [vp, vq] = [at(vectors, p * size + k), at(vectors, q * size + k)];
    vectors[p * size + k] = c * vp - s * vq;
    vectors[q * size + k] = s * vp + c * vq;
  }
  return true;
}
