// One panel for a column of counts: how often each value was seen (bars), how often the fitted model draws it (a line),
// and the part of each component in that.

import { componentColour } from '../palette.ts';
import type { Column, Table } from '../report-data.ts';
import type { Chart } from './chart.ts';

/** Values beyond this many are drawn in groups of equal width. */
const widest = 60;

export interface FrequencyPanel {
  readonly column: Column;
  readonly index: number;
  readonly data: Table;
  readonly draws: Table;
  /** How many components the fitted shares are split into; 0 or 1: none. */
  readonly components: number;
  readonly width: number;
  readonly height: number;
}

interface Frequency {
  readonly value: number;
  readonly observed: number;
  readonly fitted: number;
}

export function frequencyPanel(panel: FrequencyPanel): Chart {
  const values = frequencies(panel);
  const width = groupWidth(values);
  const x = {
    field: 'value',
    type: 'ordinal',
    sort: null,
    title: width > 1 ? `${panel.column.label}, in groups of ${String(width)}` : panel.column.label,
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
      ...(panel.components > 1 ? [componentLines(panel, x, y)] : []),
      {
        mark: { type: 'line', color: 'var(--ink)', strokeWidth: 1.5 },
        encoding: { x, y: { field: 'fitted', ...y } },
      },
      {
        mark: { type: 'circle', color: 'var(--ink)', size: 30, opacity: 1 },
        encoding: { x, y: { field: 'fitted', ...y } },
      },
    ],
  };
}

/** The part that each component has in the fitted shares. */
function componentLines(panel: FrequencyPanel, x: Chart, y: Chart): Chart {
  const parts = Array.from({ length: panel.components }, (_, component) =>
    frequencies(panel, component).map(({ value, fitted }) => ({
      value,
      fitted,
      component,
      colour: componentColour(component),
    })),
  );
  return {
    data: { values: parts.flat() },
    mark: { type: 'line', strokeWidth: 1.25 },
    encoding: {
      x,
      y: { field: 'fitted', ...y },
      detail: { field: 'component', type: 'nominal' },
      color: { field: 'colour', type: 'nominal', scale: null, legend: null },
    },
  };
}

/** Shares of the observed values and of the draws, from the smallest value observed or fitted to the largest observed. */
export function frequencies(
  panel: Pick<FrequencyPanel, 'column' | 'index' | 'data' | 'draws'>,
  component?: number,
): Frequency[] {
  const observed = panel.data.values[panel.index] ?? new Float64Array();
  const drawn = panel.draws.values[panel.index] ?? new Float64Array();
  let low = Infinity;
  let high = -Infinity;
  for (const value of observed) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [];
  const width = Math.max(1, Math.ceil((high - low + 1) / widest));
  const groups = Math.floor((high - low) / width) + 1;
  const share = (values: Float64Array, counts: (row: number) => boolean): Float64Array => {
    const shares = new Float64Array(groups);
    const finite = values.reduce((count, value) => count + (Number.isFinite(value) ? 1 : 0), 0);
    values.forEach((value, row) => {
      const group = Math.floor((value - low) / width);
      if (group >= 0 && group < groups && counts(row)) shares[group] = (shares[group] ?? 0) + 1 / finite;
    });
    return shares;
  };
  const left = share(observed, () => true);
  const right = share(drawn, (row) => component === undefined || panel.draws.component?.[row] === component);
  return Array.from({ length: groups }, (_, group) => ({
    value: low + group * width,
    observed: left[group] ?? 0,
    fitted: right[group] ?? 0,
  }));
}

/** Values that one bar stands for. */
function groupWidth([first, second]: readonly Frequency[]): number {
  return first === undefined || second === undefined ? 1 : second.value - first.value;
}
