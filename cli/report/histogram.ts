// Histograms of a column of data, and the fitted model's density over the same range, by component.

import type { Table } from './report-data.ts';

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Per unit of the column: the bars' areas add up to one. */
  readonly density: number;
}

export interface CurvePoint {
  readonly x: number;
  readonly density: number;
}

/** A component's share of the density, over the whole range. */
export interface Curve {
  /** Null: all components together. */
  readonly component: number | null;
  readonly points: readonly CurvePoint[];
}

/**
 * Bin edges by Freedman and Diaconis (1981): width 2 IQR / n^(1/3), at most 40 bins. Where the data have several
 * humps the quartiles lie far apart and the rule gives too few: sqrt(n) bins at least.
 */
export function binEdges(values: Float64Array, low: number, high: number): number[] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const width = (2 * (at(0.75) - at(0.25))) / Math.cbrt(Math.max(1, sorted.length));
  const wanted = width > 0 ? Math.ceil((high - low) / width) : 0;
  const count = Math.min(40, Math.max(8, wanted, Math.ceil(Math.sqrt(sorted.length))));
  return Array.from({ length: count + 1 }, (_, index) => low + ((high - low) * index) / count);
}

/** `total` rows make up area one; rows of `component` only, if given. */
export function histogram(table: Table, column: number, edges: readonly number[], component?: number): Bin[] {
  const low = edges[0] ?? 0;
  const high = edges[edges.length - 1] ?? 1;
  const counts = new Float64Array(edges.length - 1);
  let total = 0;
  (table.values[column] ?? new Float64Array()).forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    total++;
    if (component !== undefined && table.component !== null && table.component[row] !== component) return;
    if (value < low || value > high) return;
    const bin = Math.min(counts.length - 1, Math.floor(((value - low) / (high - low)) * counts.length));
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return Array.from(counts, (count, bin) => {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? 1;
    return { from, to, density: total > 0 ? count / total / (to - from) : 0 };
  });
}

/**
 * The density that the draws follow. For Gaussian columns the components' own Gaussians, weighted; for others
 * the outline of the draws' histogram.
 */
export function densityCurves(
  draws: Table,
  column: number,
  gaussian: boolean,
  components: number,
  edges: readonly number[],
): Curve[] {
  const parts = Array.from({ length: Math.max(1, components) }, (_, component) =>
    gaussian
      ? gaussianCurve(draws, column, component, edges)
      : outline(histogram(draws, column, edges, component)),
  );
  if (parts.length === 1) return [{ component: null, points: parts[0] ?? [] }];
  const total = (parts[0] ?? []).map((point, index) => ({
    x: point.x,
    density: parts.reduce((sum, part) => sum + (part[index]?.density ?? 0), 0),
  }));
  return [...parts.map((points, component) => ({ component, points })), { component: null, points: total }];
}

function gaussianCurve(
  draws: Table,
  column: number,
  component: number,
  edges: readonly number[],
): CurvePoint[] {
  const values = draws.values[column] ?? new Float64Array();
  let all = 0;
  let count = 0;
  let mean = 0;
  let squares = 0;
  values.forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    all++;
    if (draws.component !== null && draws.component[row] !== component) return;
    count++;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  });
  const sd = Math.sqrt(squares / Math.max(1, count));
  const low = edges[0] ?? 0;
  const high = edges[edges.length - 1] ?? 1;
  const steps = 160;
  return Array.from({ length: steps + 1 }, (_, index) => {
    const x = low + ((high - low) * index) / steps;
    const z = (x - mean) / sd;
    const density =
      count > 1 && sd > 0 ? (count / all / sd / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * z * z) : 0;
    return { x, density };
  });
}

function outline(bins: readonly Bin[]): CurvePoint[] {
  return bins.flatMap((bin) => [
    { x: bin.from, density: bin.density },
    { x: bin.to, density: bin.density },
  ]);
}
