// A long sequence in so many bins as there are points across a chart.

import type { PathOverview } from '../views.ts';

const mostBins = 350;

/** `columns`: numbers by step; null for what is no number. */
export function overviewOf(
  columns: readonly (Float64Array | null)[],
  chains: readonly { readonly states: Int32Array; readonly levels: number }[],
  steps: number,
): PathOverview {
  const bins = Math.min(mostBins, steps);
  const edges = Array.from({ length: bins + 1 }, (_, bin) => Math.round((bin * steps) / bins));
  const eachBin = (visit: (bin: number, from: number, to: number) => void) => {
    for (let bin = 0; bin < bins; bin++) visit(bin, edges[bin] ?? 0, edges[bin + 1] ?? 0);
  };
  return {
    edges,
    ranges: columns.map((values) => {
      if (values === null) return null;
      const [low, high, mean] = [0, 0, 0].map(() => new Float64Array(bins).fill(NaN));
      if (low === undefined || high === undefined || mean === undefined) return null;
      eachBin((bin, from, to) => {
        const seen = values.subarray(from, to).filter((value) => !Number.isNaN(value));
        if (seen.length === 0) return;
        low[bin] = Math.min(...seen);
        high[bin] = Math.max(...seen);
        mean[bin] = seen.reduce((sum, value) => sum + value, 0) / seen.length;
      });
      return { low, high, mean };
    }),
    shares: chains.map(({ states, levels }) => {
      const shares = new Float64Array(bins * levels);
      eachBin((bin, from, to) => {
        for (let step = from; step < to; step++) {
          const cell = bin * levels + (states[step] ?? 0);
          shares[cell] = (shares[cell] ?? 0) + 1 / (to - from);
        }
      });
      return shares;
    }),
  };
}
