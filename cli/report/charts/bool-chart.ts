// Many bools at once: for each column the share that is true, by component; seen (circles) and under the fit (lines).

import { componentColour } from '../palette.ts';
import type { PlateView } from '../report-data.ts';
import type { Chart } from './chart.ts';
import { levelShares } from './level-panel.ts';

export function boolChart(plate: PlateView, columns: readonly number[]): Chart {
  const components = plate.components.length;
  const values = columns.flatMap((index) => {
    const column = plate.columns[index];
    if (column === undefined) return [];
    const { data, draws } = plate;
    return levelShares({ column, index, data, draws, components, coloured: false })
      .filter(({ level }) => level === 'true')
      .map(({ component, observed, fitted }) => ({
        column: column.label,
        observed,
        fitted,
        colour: components > 1 ? componentColour(component) : 'var(--accent)',
      }));
  });
  const y = {
    field: 'column',
    type: 'ordinal',
    sort: null,
    title: null,
    axis: { ticks: false, domain: false },
  };
  const x = {
    type: 'quantitative',
    title: 'share that is true',
    scale: { domain: [0, 1] },
    axis: { format: '~%' },
  };
  const color = { field: 'colour', type: 'nominal', scale: null, legend: null };
  return {
    width: 520,
    height: { step: 20 },
    data: { values },
    layer: [
      {
        mark: { type: 'circle', size: 60, opacity: 0.6 },
        encoding: { x: { field: 'observed', ...x }, y, color },
      },
      {
        mark: { type: 'tick', thickness: 2, size: 15 },
        encoding: { x: { field: 'fitted', ...x }, y, color },
      },
    ],
  };
}
