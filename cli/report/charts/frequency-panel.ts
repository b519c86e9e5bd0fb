// One panel for a column of counts, categories or bools: how often each value was seen (bars) and how often the
// fitted model draws it (points, joined where the values have an order).

import type { Column, Table } from '../report-data.ts';
import type { Chart } from './chart.ts';

/** Values beyond this many are drawn in groups of equal width. */
const widest = 60;

export interface FrequencyPanel {
  readonly column: Column;
  readonly index: number;
  readonly data: Table;
  readonly draws: Table;
  readonly width: number;
  readonly height: number;
}

interface Frequency {
  readonly value: number | string;
  readonly observed: number;
  readonly fitted: number;
}

export function frequencyPanel(panel: FrequencyPanel): Chart {
  const values = frequencies(panel);
  const ordered = panel.column.kind === 'count';
  const x = {
    field: 'value',
    type: 'ordinal',
    sort: null,
    title: panel.column.label,
    axis: { labelAngle: 0, labelOverlap: 'greedy', grid: false, ticks: false },
  };
  const y = { type: 'quantitative', title: 'share of rows', axis: { format: '~%', domain: false } };
  return {
    width: panel.width,
    height: panel.height,
    data: { values },
    layer: [
      {
        mark: { type: 'bar', color: 'var(--bar)' },
        encoding: { x, y: { field: 'observed', ...y } },
      },
      ...(ordered
        ? [
            {
              mark: { type: 'line', color: 'var(--accent)', strokeWidth: 1.5 },
              encoding: { x, y: { field: 'fitted', ...y } },
            },
          ]
        : []),
      {
        mark: { type: 'circle', color: 'var(--accent)', size: 34, opacity: 1 },
        encoding: { x, y: { field: 'fitted', ...y } },
      },
    ],
  };
}

/** Shares of the observed values and of the draws, from the smallest value observed or fitted to the largest observed. */
export function frequencies(panel: Pick<FrequencyPanel, 'column' | 'index' | 'data' | 'draws'>): Frequency[] {
  const observed = panel.data.values[panel.index] ?? new Float64Array();
  const drawn = panel.draws.values[panel.index] ?? new Float64Array();
  let low = Infinity;
  let high = -Infinity;
  for (const value of observed) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (panel.column.kind === 'bool') [low, high] = [0, 1];
  if (low > high) return [];
  const width = Math.max(1, Math.ceil((high - low + 1) / widest));
  const groups = Math.floor((high - low) / width) + 1;
  const share = (values: Float64Array): Float64Array => {
    const shares = new Float64Array(groups);
    const finite = values.filter((value) => Number.isFinite(value));
    for (const value of finite) {
      const group = Math.floor((value - low) / width);
      if (group >= 0 && group < groups) shares[group] = (shares[group] ?? 0) + 1 / finite.length;
    }
    return shares;
  };
  const left = share(observed);
  const right = share(drawn);
  return Array.from({ length: groups }, (_, group) => ({
    value: valueLabel(panel.column, low + group * width),
    observed: left[group] ?? 0,
    fitted: right[group] ?? 0,
  }));
}

function valueLabel(column: Column, value: number): number | string {
  if (column.kind === 'bool') return value === 0 ? 'false' : 'true';
  return column.levels?.[value] ?? value;
}
