// The criterion of each fit that was compared, along the hyperparameter that differs; the best has a ring.

import type { SelectionView } from '../report-data.ts';
import type { Chart } from './chart.ts';

/** Null where nothing can be drawn: fewer than two fits, or settings that are no numbers. */
export function selectionChart({ axis, points }: SelectionView): Chart | null {
  if (new Set(points.map(({ x }) => x)).size < 2) return null;
  const measures = [...new Set(points.map(({ measure }) => measure))];
  const encoding = {
    x: {
      field: 'x',
      type: 'quantitative',
      title: axis,
      axis: { grid: false, tickMinStep: 1 },
      scale: { zero: false },
    },
    y: { field: 'value', type: 'quantitative', title: measures.join(', '), scale: { zero: false } },
    color: {
      field: 'measure',
      type: 'nominal',
      title: null,
      scale: { domain: measures, range: ['var(--c0)', 'var(--c1)'] },
      legend: measures.length > 1 ? { labelColor: 'var(--soft)' } : null,
    },
    detail: { field: 'series', type: 'nominal' },
  } as const;
  return {
    width: 600,
    height: 240,
    data: { values: points },
    layer: [
      { mark: { type: 'line', strokeWidth: 1.75 }, encoding },
      { mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding },
      {
        transform: [{ filter: 'datum.best' }],
        mark: { type: 'point', filled: false, size: 220, strokeWidth: 2, opacity: 1 },
        encoding,
      },
    ],
  };
}
