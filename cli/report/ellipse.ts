// Moments of a component over two columns, and the outline of its Gaussian.

import type { Table } from './report-data.ts';

export interface Moments {
  readonly weight: number;
  readonly mean: readonly [number, number];
  /** Variance, covariance, variance. */
  readonly covariance: readonly [number, number, number];
}

/** Weight, mean and covariance of each component over columns `a` and `b`; null for one with fewer than 3 rows. */
export function componentMoments(table: Table, a: number, b: number, components: number): (Moments | null)[] {
  const x = table.values[a] ?? new Float64Array();
  const y = table.values[b] ?? new Float64Array();
  return Array.from({ length: Math.max(1, components) }, (_, component) => {
    let count = 0;
    let meanX = 0;
    let meanY = 0;
    let xx = 0;
    let xy = 0;
    let yy = 0;
    for (let row = 0; row < table.rows; row++) {
      if (table.component !== null && table.component[row] !== component) continue;
      const u = x[row] ?? NaN;
      const v = y[row] ?? NaN;
      if (!Number.isFinite(u) || !Number.isFinite(v)) continue;
      // Welford (1962): one pass, and no digits lost to a large mean.
      count++;
      const du = u - meanX;
      const dv = v - meanY;
      meanX += du / count;
      meanY += dv / count;
      xx += du * (u - meanX);
      xy += du * (v - meanY);
      yy += dv * (v - meanY);
    }
    if (count < 3) return null;
    return {
      weight: count / table.rows,
      mean: [meanX, meanY],
      covariance: [xx / count, xy / count, yy / count],
    };
  });
}

/** Points of the ellipse `sds` standard deviations around the mean: mean + sds * L (cos, sin), L L' the covariance. */
export function ellipsePoints(moments: Moments, sds: number, count = 64): { x: number; y: number }[] {
  const [xx, xy, yy] = moments.covariance;
  const l11 = Math.sqrt(Math.max(xx, 0));
  const l21 = l11 > 0 ? xy / l11 : 0;
  const l22 = Math.sqrt(Math.max(yy - l21 * l21, 0));
  return Array.from({ length: count + 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const c = sds * Math.cos(angle);
    const s = sds * Math.sin(angle);
    return { x: moments.mean[0] + l11 * c, y: moments.mean[1] + l21 * c + l22 * s };
  });
}
