// The mean of one column along another, by component: from many draws, in bins that hold equally many.

import type { Table } from './report-data.ts';

export interface MeanCurve {
  /** Null: all rows together. */
  readonly component: number | null;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const bins = 16;
/** Fewer draws in a bin leave a mean that is mostly noise. */
const fewestInBin = 100;

/** Means of both columns in each bin along `a`, so that a straight line stays one. */
export function meanCurves(table: Table, a: number, b: number, components: number): MeanCurve[] {
  const x = table.values[a] ?? new Float64Array();
  const y = table.values[b] ?? new Float64Array();
  const order = Array.from(x, (_, row) => row)
    .filter((row) => Number.isFinite(x[row]) && Number.isFinite(y[row]))
    .sort((left, right) => (x[left] ?? 0) - (x[right] ?? 0));
  return Array.from({ length: Math.max(1, components) }, (_, component) => {
    const rows = components > 1 ? order.filter((row) => table.component?.[row] === component) : order;
    const size = Math.max(fewestInBin, Math.ceil(rows.length / bins));
    const points = Array.from({ length: Math.floor(rows.length / size) }, (_, bin) => {
      const part = rows.slice(bin * size, (bin + 1) * size);
      return { x: mean(part, x), y: mean(part, y) };
    });
    return { component: components > 1 ? component : null, points };
  }).filter(({ points }) => points.length > 1);
}

function mean(rows: readonly number[], values: Float64Array): number {
  return rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
}
