// Which charts show a plate: chosen by how many columns it has and what kind of numbers they hold.

import { componentMoments } from '../ellipse.ts';
import type { Column, PlateView } from '../report-data.ts';
import type { Chart } from './chart.ts';
import { frequencyPanel } from './frequency-panel.ts';
import { histogramPanel } from './histogram-panel.ts';
import { domainOf, scatterPanel, type Axis } from './scatter-panel.ts';

/** Whether a chart of the plate has colours that a legend explains. */
export function hasColours(plate: PlateView): boolean {
  return plate.components.length > 1 && plate.columns.some(({ kind }) => kind === 'real' || kind === 'count');
}

export interface PlateChart {
  readonly chart: Chart;
  /** Ours, without a user's text: read aloud in place of the picture. */
  readonly description: string;
  /** Shown under the chart. */
  readonly caption: string;
}

/** Columns of a scatter matrix at most; the first ones are taken. */
const matrixColumns = 5;
const frequencyColumns = 8;

export function plateCharts(plate: PlateView): PlateChart[] {
  const indexed = plate.columns.map((column, index) => ({ column, index }));
  const continuous = indexed.filter(({ column }) => column.kind === 'real');
  const discrete = indexed.filter(({ column }) => column.kind !== 'real');
  const charts: PlateChart[] = [];
  if (continuous.length === 1) charts.push(histogramChart(plate, continuous[0]?.index ?? 0));
  if (continuous.length === 2)
    charts.push(pairChart(plate, continuous[0]?.index ?? 0, continuous[1]?.index ?? 1));
  if (continuous.length > 2) charts.push(matrixChart(plate, continuous.map(({ index }) => index))); // prettier-ignore
  if (discrete.length > 0) charts.push(frequencyChart(plate, discrete));
  return charts;
}

function histogramChart(plate: PlateView, index: number): PlateChart {
  return {
    chart: histogramPanel({
      column: columnAt(plate, index),
      index,
      data: plate.data,
      draws: plate.draws,
      components: plate.components.length,
      domain: domainOf([plate.data], index),
      width: 640,
      height: 260,
      titled: true,
    }),
    description: 'Histogram of the data with the fitted density',
    caption:
      plate.components.length > 1
        ? 'Bars: the data. Line: the fitted density. Coloured areas: the part of each component.'
        : 'Bars: the data. Line: the fitted density.',
  };
}

function pairChart(plate: PlateView, a: number, b: number): PlateChart {
  const x = { ...axisOf(plate, a), title: columnAt(plate, a).label };
  const y = { ...axisOf(plate, b), title: columnAt(plate, b).label };
  const ellipses = ellipsesOf(plate, a, b);
  const panel = { x, y, ellipses, size: 330, limit: 2000 };
  return {
    chart: {
      hconcat: [
        scatterPanel({ ...panel, table: plate.data, title: 'data' }),
        scatterPanel({ ...panel, table: sameCount(plate), title: 'draws from the fit' }),
      ],
      spacing: 36,
    },
    description: 'Scatter plot of the data beside draws from the fitted model',
    caption: pairCaption(plate, ellipses.length > 0),
  };
}

function matrixChart(plate: PlateView, all: readonly number[]): PlateChart {
  const columns = all.slice(0, matrixColumns);
  const size = Math.floor(740 / columns.length) - 12;
  const bottom = columns.length - 1;
  const panels = columns.flatMap((b, row) =>
    columns.map((a, position) => {
      if (a === b)
        return histogramPanel({
          column: columnAt(plate, a),
          index: a,
          data: plate.data,
          draws: plate.draws,
          components: plate.components.length,
          domain: domainOf([plate.data, plate.draws], a),
          width: size,
          height: size * 0.8,
          titled: row === bottom,
        });
      return scatterPanel({
        table: position < row ? plate.data : sameCount(plate),
        x: { ...axisOf(plate, a), title: row === bottom ? columnAt(plate, a).label : null },
        y: { ...axisOf(plate, b), title: position === 0 ? columnAt(plate, b).label : null },
        ellipses: ellipsesOf(plate, a, b),
        size,
        title: null,
        limit: 500,
      });
    }),
  );
  const hasEllipses = columns.some((b) => columns.some((a) => a !== b && ellipsesOf(plate, a, b).length > 0));
  const left = all.length - columns.length;
  const partial =
    left > 0 ? ` The first ${String(columns.length)} of ${String(all.length)} columns are shown.` : '';
  return {
    chart: { concat: panels, columns: columns.length, spacing: 10, align: 'none' },
    description: 'Scatter plots of every pair of columns, data below the diagonal and draws above it',
    caption:
      `Below the diagonal: the data${colourCaption(plate)}. Above it: draws from the fit. On it: each column with ` +
      `its fitted density.${ellipseCaption(hasEllipses)}${partial}`,
  };
}

function frequencyChart(
  plate: PlateView,
  discrete: readonly { readonly column: Column; readonly index: number }[],
): PlateChart {
  const shown = discrete.slice(0, frequencyColumns);
  const width = shown.length === 1 ? 640 : 300;
  const panels = shown.map(({ column, index }) =>
    frequencyPanel({
      column,
      index,
      data: plate.data,
      draws: plate.draws,
      components: plate.components.length,
      width,
      height: shown.length === 1 ? 260 : 170,
    }),
  );
  const coloured = plate.components.length > 1 && shown.some(({ column }) => column.kind === 'count');
  const partial =
    shown.length < discrete.length
      ? ` The first ${String(shown.length)} of ${String(discrete.length)} columns are shown.`
      : '';
  return {
    chart: { concat: panels, columns: shown.length === 1 ? 1 : 2, spacing: 30 },
    description: 'How often each value was seen and how often the fitted model draws it',
    caption: `Bars: share of the rows with each value. Points: its probability under the fit.${coloured ? ' Coloured lines: the part of each component.' : ''}${partial}`,
  };
}

function pairCaption(plate: PlateView, withEllipses: boolean): string {
  return `Left: the data${colourCaption(plate)}. Right: as many draws from the fit.${ellipseCaption(withEllipses)}`;
}

function colourCaption({ components }: PlateView): string {
  return components.length > 0 ? ', coloured by the most probable component' : '';
}

function ellipseCaption(shown: boolean): string {
  return shown ? ' Ellipses: one and two standard deviations of each component.' : '';
}

function axisOf(plate: PlateView, column: number): Omit<Axis, 'title'> {
  return { column, domain: domainOf([plate.data, sameCount(plate)], column) };
}

function columnAt(plate: PlateView, index: number): Column {
  const column = plate.columns[index];
  if (column === undefined) throw new Error(`internal: no column ${String(index)}`);
  return column;
}

/** Outlines where both columns are Gaussian given the component, from the moments of many draws. */
function ellipsesOf(plate: PlateView, a: number, b: number) {
  if (!columnAt(plate, a).gaussian || !columnAt(plate, b).gaussian) return [];
  return componentMoments(plate.draws, a, b, plate.components.length);
}

/** As many draws as there are data: the two pictures can then be compared by eye. */
function sameCount(plate: PlateView): PlateView['draws'] {
  const rows = Math.min(plate.draws.rows, plate.data.rows);
  return {
    rows,
    values: plate.draws.values.map((values) => values.subarray(0, rows)),
    component: plate.draws.component?.subarray(0, rows) ?? null,
  };
}
