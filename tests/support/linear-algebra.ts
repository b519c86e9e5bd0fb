// A little linear algebra for tests, independent of the project's own: Householder QR and Gaussian elimination.

export type Matrix = readonly (readonly number[])[];

/** The x that minimises |A x - b|, by Householder QR (Golub and Van Loan 2013, section 5.3); A of full column rank. */
export function leastSquares(a: Matrix, b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i] ?? NaN]);
  const columns = (a[0] ?? []).length;
  const entry = (i: number, j: number): number => rows[i]?.[j] ?? NaN;
  for (let k = 0; k < columns; k++) {
    const column = rows.slice(k).map((row) => row[k] ?? NaN);
    const length = Math.hypot(...column);
    const [head = 0, ...rest] = column;
    const v = [head + (head < 0 ? -length : length), ...rest];
    const norm = v.reduce((sum, x) => sum + x * x, 0);
    if (norm === 0) continue;
    for (let j = k; j <= columns; j++) {
      const dot = v.reduce((sum, x, i) => sum + x * entry(k + i, j), 0);
      v.forEach((x, i) => {
        const row = rows[k + i];
        if (row !== undefined) row[j] = entry(k + i, j) - (2 * dot * x) / norm;
      });
    }
  }
  const x = new Array<number>(columns).fill(0);
  for (let k = columns - 1; k >= 0; k--) {
    let rest = entry(k, columns);
    for (let j = k + 1; j < columns; j++) rest -= entry(k, j) * (x[j] ?? NaN);
    x[k] = rest / entry(k, k);
  }
  return x;
}

/** The x with A x = b, by elimination with partial pivoting. */
export function solve(a: Matrix, b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i] ?? NaN]);
  const size = rows.length;
  for (let k = 0; k < size; k++) {
    const best = rows
      .slice(k)
      .reduce((most, row, i) => (Math.abs(row[k] ?? 0) > Math.abs(rows[most]?.[k] ?? 0) ? k + i : most), k);
    const [pivot, other] = [rows[best] ?? [], rows[k] ?? []];
    rows[k] = pivot;
    rows[best] = other;
    for (const row of rows.slice(k + 1)) {
      const factor = (row[k] ?? NaN) / (pivot[k] ?? NaN);
      pivot.forEach((value, j) => (row[j] = (row[j] ?? NaN) - factor * value));
    }
  }
  const x = new Array<number>(size).fill(0);
  for (let k = size - 1; k >= 0; k--) {
    const row = rows[k] ?? [];
    const known = x.reduce((sum, value, j) => (j > k ? sum + value * (row[j] ?? NaN) : sum), 0);
    x[k] = ((row[size] ?? NaN) - known) / (row[k] ?? NaN);
  }
  return x;
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);
}

/** sum{ weight[i] row[i] row[i]' : i }. */
export function weightedGram(rows: Matrix, weights: readonly number[]): number[][] {
  const size = (rows[0] ?? []).length;
  const positions = Array.from({ length: size }, (_, i) => i);
  return positions.map((i) =>
    positions.map((j) =>
      rows.reduce((sum, row, n) => sum + (weights[n] ?? NaN) * (row[i] ?? NaN) * (row[j] ?? NaN), 0),
    ),
  );
}

/** The largest difference relative to the expected numbers, of which those below `floor` count as it. */
export function relativeError(actual: readonly number[], expected: readonly number[], floor = 1e-12): number {
  return Math.max(
    0,
    ...expected.map((value, i) => Math.abs((actual[i] ?? NaN) - value) / Math.max(Math.abs(value), floor)),
  );
}

/** Draws that are the same at every run. */
export function sampler(seed: number): { uniform(): number; normal(): number } {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
