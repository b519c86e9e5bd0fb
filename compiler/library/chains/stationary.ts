// The stationary distribution p of a transition matrix P, p P = p, and how it moves with P.

/**
 * Writes the distribution over `size` states to `result`. `matrix`: row-major, rows that sum to one. States are taken out
 * one by one, and no step subtracts, so every entry keeps its digits: W. Grassmann, M. Taksar and D. Heyman (1985),
 * Regenerative analysis and steady state distributions for Markov chains. NaN where no one distribution is stationary
 * because some states never lead to those before them.
 */
export function stationaryDistribution(
  matrix: Readonly<Float64Array>,
  size: number,
  result: Float64Array,
): void {
  const a = Float64Array.from(matrix);
  const at = (i: number, j: number): number => a[i * size + j] ?? NaN;
  for (let k = size - 1; k > 0; k--) {
    let leaving = 0;
    for (let j = 0; j < k; j++) leaving += at(k, j);
    for (let i = 0; i < k; i++) {
      const share = at(i, k) / leaving;
      a[i * size + k] = share;
      for (let j = 0; j < k; j++) a[i * size + j] = at(i, j) + share * at(k, j);
    }
  }
  let total = 0;
  for (let k = 0; k < size; k++) {
    let mass = k === 0 ? 1 : 0;
    for (let i = 0; i < k; i++) mass += (result[i] ?? NaN) * at(i, k);
    result[k] = mass;
    total += mass;
  }
  for (let k = 0; k < size; k++) result[k] = (result[k] ?? NaN) / total;
}

/**
 * Writes the y with d(c . p) = sum{ p[i] dP[i, j] y[j] }: the solution of (I - P + 1 p) y = c - (p . c), the deviation matrix
 * applied to c. P. Schweitzer (1968), Perturbation theory and finite Markov chains. By elimination with pivots.
 */
export function stationarySlope(
  matrix: Readonly<Float64Array>,
  cotangent: Readonly<Float64Array>,
  size: number,
  result: Float64Array,
): void {
  const p = new Float64Array(size);
  stationaryDistribution(matrix, size, p);
  const value = (array: Readonly<Float64Array>, index: number): number => array[index] ?? NaN;
  const mean = p.reduce((sum, mass, j) => sum + mass * value(cotangent, j), 0);
  const rows = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size + 1 }, (_unused, j) =>
      j === size ? value(cotangent, i) - mean : (i === j ? 1 : 0) - value(matrix, i * size + j) + value(p, j),
    ),
  );
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++)
      if (Math.abs(entry(rows, i, k)) > Math.abs(entry(rows, pivot, k))) pivot = i;
    const [upper, lower] = [rows[k], rows[pivot]];
    if (upper === undefined || lower === undefined) return;
    [rows[k], rows[pivot]] = [lower, upper];
    for (let i = k + 1; i < size; i++) {
      const factor = entry(rows, i, k) / entry(rows, k, k);
      for (let j = k; j <= size; j++) set(rows, i, j, entry(rows, i, j) - factor * entry(rows, k, j));
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    let rest = entry(rows, k, size);
    for (let j = k + 1; j < size; j++) rest -= entry(rows, k, j) * value(result, j);
    result[k] = rest / entry(rows, k, k);
  }
}

function entry(rows: readonly Float64Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? NaN;
}

function set(rows: readonly Float64Array[], i: number, j: number, value: number): void {
  const row = rows[i];
  if (row !== undefined) row[j] = value;
}
