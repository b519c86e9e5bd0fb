// One panel: the histogram of a column, and over it the fitted density of each component and of all together. Of few
// components the bars are split as well, so that each can be held against its own density.

import { binEdges, densityCurves, histogram } from '../histogram.ts';
import { componentColour } from '../palette.ts';
import type { Column, Table } from '../report-data.ts';
import type { Chart } from './chart.ts';
import { smallAxis } from './scatter-panel.ts';

/** Overlaid bars of more components cannot be told apart. */
const mostSplit = 4;

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
  const isSplit = panel.components > 1 && panel.components <= mostSplit && panel.data.component !== null;
  const bars = isSplit
    ? Array.from({ length: panel.components }, (_, component) =>
        histogram(panel.data, panel.index, edges, component)
          .filter(({ density }) => density > 0)
          .map((bar) => ({ ...bar, base: 0, colour: componentColour(component) })),
      ).flat()
    : histogram(panel.data, panel.index, edges).map((bar) => ({ ...bar, base: 0, colour: 'var(--bar)' }));
  const curves = densityCurves(panel.draws, panel.index, panel.column.gaussian, panel.components, edges);
  const parts = curves.flatMap(({ component, points }) =>
    component === null
      ? []
      : points.map((point, order) => ({
          ...point,
          base: 0,
          order,
          component,
          colour: componentColour(component),
        })),
  );
  const all = curves.find((curve) => curve.component === null)?.points ?? [];
  const x = {
    type: 'quantitative',
    title: panel.titled ? panel.column.label : null,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { grid: false, labels: panel.titled, ticks: panel.titled, ...(panel.width < 200 ? smallAxis : {}) },
  };
  const y = {
    type: 'quantitative',
    title: null,
    axis: { labels: false, ticks: false, grid: false, domain: false },
  };
  const colour = { field: 'colour', type: 'nominal', scale: null, legend: null };
  return {
    width: panel.width,
    height: panel.height,
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect', stroke: 'var(--card)', strokeWidth: 0.5, opacity: isSplit ? 0.4 : 1 },
        encoding: {
          color: colour,
          x: { field: 'from', ...x },
          x2: { field: 'to' },
          y: { field: 'density', ...y },
          y2: { field: 'base' },
        },
      },
      {
        data: { values: parts },
        mark: isSplit
          ? { type: 'line', strokeWidth: panel.titled ? 1.75 : 1.25, clip: true }
          : { type: 'area', opacity: 0.35, clip: true },
        encoding: {
          x: { field: 'x', ...x },
          y: { field: 'density', ...y, stack: null },
          ...(isSplit ? { order: { field: 'order', type: 'quantitative' } } : { y2: { field: 'base' } }),
          detail: { field: 'component', type: 'nominal' },
          color: colour,
        },
      },
      {
        data: { values: all.map((point, order) => ({ ...point, order })) },
        mark: { type: 'line', color: 'var(--ink)', strokeWidth: isSplit ? 1 : 1.5, clip: true },
        encoding: {
          x: { field: 'x', ...x },
          y: { field: 'density', ...y },
          order: { field: 'order', type: 'quantitative' },
        },
      },
    ],
  };
}
