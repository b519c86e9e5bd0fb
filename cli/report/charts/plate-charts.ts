// Which charts show a plate: chosen by how many columns it has and what kind of numbers they hold.

import { componentMoments } from '../ellipse.ts';
import type { PlateView } from '../report-data.ts';
import { meanCurves, type MeanCurve } from '../mean-curve.ts';
import { boolsChart, frequencyChart } from './discrete-charts.ts';
import { histogramPanel } from './histogram-panel.ts';
import { columnAt, partial, type PlateChart } from './plate-chart.ts';
import { domainOf, scatterPanel, type Axis } from './scatter-panel.ts';

/** Whether a chart of the plate has colours that a legend explains. */
export function hasColours(plate: PlateView): boolean {
  return plate.components.length > 1;
}

/** Columns of a scatter matrix at most; the first ones are taken. */
const matrixColumns = 6;
const gridColumns = 8;
/** As many bools and more are drawn together. */
const manyBools = 4;

export function plateCharts(plate: PlateView): PlateChart[] {
  const indexed = plate.columns.map((column, index) => ({ column, index }));
  const hasInputs = plate.columns.some(({ given }) => given);
  const continuous = indexed
    // Counts are seen along the inputs as well, if there are any.
    .filter(({ column }) => column.kind === 'real' || (hasInputs && column.kind === 'count'))
    .map(({ index }) => index);
  const bools = indexed.filter(({ column }) => column.kind === 'bool').map(({ index }) => index);
  const boolsTogether = bools.length >= manyBools;
  const discrete = indexed
    .filter(({ column }) => column.kind !== 'real' && !(boolsTogether && column.kind === 'bool'))
    .map(({ index }) => index);
  const [first = 0, second = 0] = continuous;
  const charts: PlateChart[] = [];
  // Inputs by themselves are not fitted: they are shown by what depends on them.
  const isFitted = plate.components.length > 1 || continuous.some((index) => !columnAt(plate, index).given);
  if (continuous.length === 1 && isFitted) charts.push(histogramChart(plate, first));
  if (continuous.length === 2) charts.push(pairChart(plate, first, second));
  if (continuous.length > 2) charts.push(matrixChart(plate, continuous));
  // Densities that are not on the diagonal of a matrix.
  const apart = continuous.length === 2 ? continuous : continuous.slice(matrixColumns);
  const observed = apart.filter((index) => {
    const { given, kind } = columnAt(plate, index);
    return kind === 'real' && !given;
  });
  if (observed.length > 0) charts.push(histogramGrid(plate, observed));
  if (discrete.length > 0) charts.push(frequencyChart(plate, discrete));
  if (boolsTogether) charts.push(boolsChart(plate, bools));
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
    caption: densityCaption(plate),
  };
}

/** Histograms side by side. */
function histogramGrid(plate: PlateView, columns: readonly number[]): PlateChart {
  const shown = columns.slice(0, gridColumns);
  return {
    chart: {
      concat: shown.map((index) =>
        histogramPanel({
          column: columnAt(plate, index),
          index,
          data: plate.data,
          draws: plate.draws,
          components: plate.components.length,
          domain: domainOf([plate.data], index),
          width: 330,
          height: 130,
          titled: true,
        }),
      ),
      columns: 2,
      spacing: 30,
    },
    description: 'Histograms of the data with the fitted densities',
    caption: `${densityCaption(plate)}${partial(shown.length, columns.length, 'further columns')}`,
  };
}

function densityCaption({ components }: PlateView): string {
  const parts = components.length > 1 ? ' In colour: the part of each component.' : '';
  return `Bars: the data. Line: the fitted density.${parts}`;
}

function pairChart(plate: PlateView, a: number, b: number): PlateChart {
  const x = { ...axisOf(plate, a), title: columnAt(plate, a).label };
  const y = { ...axisOf(plate, b), title: columnAt(plate, b).label };
  const ellipses = ellipsesOf(plate, a, b);
  const curves = curvesOf(plate, a, b);
  const panel = { x, y, ellipses, curves, size: 330, limit: 1500 };
  return {
    chart: {
      hconcat: [
        scatterPanel({ ...panel, table: plate.data, title: 'data' }),
        scatterPanel({ ...panel, table: sameCount(plate), title: 'draws from the fit' }),
      ],
      spacing: 36,
    },
    description: 'Scatter plot of the data beside draws from the fitted model',
    caption: pairCaption(plate, ellipses.length > 0, curves.length > 0),
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
        curves: [],
        size,
        title: null,
        limit: 300,
      });
    }),
  );
  const hasEllipses = columns.some((b) => columns.some((a) => a !== b && ellipsesOf(plate, a, b).length > 0));
  return {
    chart: {
      concat: panels,
      columns: columns.length,
      spacing: 8,
      align: 'all',
      // Axes are drawn beside the panels, which stay in line.
      bounds: 'flush',
    },
    description: 'Scatter plots of every pair of columns, data below the diagonal and draws above it',
    caption:
      `Below the diagonal: the data${colourCaption(plate)}. Above it: draws from the fit. On it: each column with ` +
      `its fitted density.${ellipseCaption(hasEllipses)}${imputedCaption(plate)}${partial(columns.length, all.length)}`,
  };
}

function pairCaption(plate: PlateView, withEllipses: boolean, withCurves: boolean): string {
  const lines = withCurves
    ? ` Lines: means of draws along the input${plate.components.length > 1 ? ', by component' : ''}.`
    : '';
  return `Left: the data${colourCaption(plate)}. Right: as many draws from the fit.${lines}${ellipseCaption(withEllipses)}${imputedCaption(plate)}`;
}

function imputedCaption({ data }: PlateView): string {
  return data.imputed?.some((column) => column !== null) === true
    ? ' Crosses: one of the two values is missing, and its mean under the fit stands in for it.'
    : '';
}

function colourCaption({ components }: PlateView): string {
  return components.length > 1 ? ', coloured by component' : '';
}

function ellipseCaption(shown: boolean): string {
  return shown ? ' Ellipses: one and two standard deviations of each component.' : '';
}

function axisOf(plate: PlateView, column: number): Omit<Axis, 'title'> {
  return { column, domain: domainOf([plate.data, sameCount(plate)], column) };
}

/** Outlines where both columns are Gaussian given the component, from the moments of many draws. */
function ellipsesOf(plate: PlateView, a: number, b: number) {
  if (!columnAt(plate, a).gaussian || !columnAt(plate, b).gaussian) return [];
  return componentMoments(plate.draws, a, b, plate.components.length);
}

/** Along an input, the mean of what is observed given it, by component. */
function curvesOf(plate: PlateView, a: number, b: number): readonly MeanCurve[] {
  if (!columnAt(plate, a).given || columnAt(plate, b).given) return [];
  return meanCurves(plate.draws, a, b, plate.components.length);
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
