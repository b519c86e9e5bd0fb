// A reliability diagram: predicted probabilities against the shares that came true, and how many there are of each.

import type { ClassificationView } from '../views.ts';
import type { Chart } from './chart.ts';

const width = 270;

export function calibrationChart({ calibration, levels }: ClassificationView): Chart {
  const { bins, of } = calibration;
  const predicted =
    of === 'second' ? `predicted probability of ${levels[1] ?? ''}` : 'largest predicted probability';
  const share = of === 'second' ? `share that is ${levels[1] ?? ''}` : 'share that is right';
  const scale = { domain: [0, 1], nice: false };
  const axis = { format: '%', tickCount: 5, labelFlush: false };
  const x = { type: 'quantitative', scale, title: null, axis: { ...axis, labels: false, ticks: false } };
  const y = { type: 'quantitative', scale, title: share, axis };
  return {
    vconcat: [
      {
        width,
        height: 200,
        layer: [
          {
            data: { values: [{ at: 0 }, { at: 1 }] },
            mark: { type: 'line', color: 'var(--faint)', strokeDash: [4, 3] },
            encoding: { x: { field: 'at', ...x }, y: { field: 'at', ...y } },
          },
          {
            data: { values: bins },
            mark: { type: 'rule', color: 'var(--accent)', strokeWidth: 1.5 },
            encoding: {
              x: { field: 'predicted', ...x },
              y: { field: 'low', ...y },
              y2: { field: 'high' },
            },
          },
          {
            data: { values: bins },
            mark: { type: 'circle', color: 'var(--accent)', size: 55, opacity: 1 },
            encoding: { x: { field: 'predicted', ...x }, y: { field: 'observed', ...y } },
          },
        ],
      },
      {
        width,
        height: 46,
        data: { values: bins.map((bin) => ({ ...bin, base: 0 })) },
        mark: { type: 'rect', color: 'var(--bar)', stroke: 'var(--card)', strokeWidth: 1 },
        encoding: {
          x: { field: 'from', type: 'quantitative', scale, title: predicted, axis: { ...axis, grid: false } },
          x2: { field: 'to' },
          y: { field: 'count', type: 'quantitative', title: 'rows', axis: { tickCount: 2, format: 'd' } },
          y2: { field: 'base' },
        },
      },
    ],
    spacing: 12,
    bounds: 'flush',
  };
}
