// One panel: the histogram of a column, and over it the fitted density of each component and of all together.

import { binEdges, densityCurves, histogram } from '../histogram.ts';
import { componentColour } from '../palette.ts';
import type { Column, Table } from '../report-data.ts';
import type { Chart } from './chart.ts';

export interface HistogramPanel {
  readonly column: Column;
  readonly index: number;
  readonly data: Table;
  readonly draws: Table;
  readonly components: number;
  readonly domain: readonly [number, number];
  readonly width: number;
  readonly height: number;
  readonly titled: boolean;
}

export function histogramPanel(panel: HistogramPanel): Chart {
  const [low, high] = panel.domain;
  const values = panel.data.values[panel.index] ?? new Float64Array();
  const edges = binEdges(values, low, high);
  const bars = histogram(panel.data, panel.index, edges);
  const curves = densityCurves(panel.draws, panel.index, panel.column.gaussian, panel.components, edges);
  const parts = curves.flatMap(({ component, points }) =>
    component === null
      ? []
      : points.map((point) => ({ ...point, base: 0, component, colour: componentColour(component) })),
  );
  const all = curves.find((curve) => curve.component === null)?.points ?? [];
  const x = {
    type: 'quantitative',
    title: panel.titled ? panel.column.label : null,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { grid: false, labels: panel.titled, ticks: panel.titled },
  };
  const y = {
    type: 'quantitative',
    title: null,
    axis: { labels: false, ticks: false, grid: false, domain: false },
  };
  return {
    width: panel.width,
    height: panel.height,
    layer: [
      {
        data: { values: bars.map((bar) => ({ ...bar, base: 0 })) },
        mark: { type: 'rect', color: 'var(--bar)', stroke: 'var(--card)', strokeWidth: 1 },
        encoding: {
          x: { field: 'from', ...x },
          x2: { field: 'to' },
          y: { field: 'density', ...y },
          y2: { field: 'base' },
        },
      },
      {
        data: { values: parts },
        mark: { type: 'area', opacity: 0.35, clip: true },
        encoding: {
          x: { field: 'x', ...x },
          y: { field: 'density', ...y, stack: null },
          y2: { field: 'base' },
          detail: { field: 'component', type: 'nominal' },
          color: { field: 'colour', type: 'nominal', scale: null, legend: null },
        },
      },
      {
        data: { values: all.map((point, order) => ({ ...point, order })) },
        mark: { type: 'line', color: 'var(--ink)', strokeWidth: 1.5, clip: true },
        encoding: {
          x: { field: 'x', ...x },
          y: { field: 'density', ...y },
          order: { field: 'order', type: 'quantitative' },
        },
      },
    ],
  };
}
