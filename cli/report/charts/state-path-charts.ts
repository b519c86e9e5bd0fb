// Decoded states along a sequence, under what was observed: step by step, or a long sequence as a whole.

import { componentColour } from '../palette.ts';
import type { ChainView, PathColumn, PathOverview, PathPiece, StatePathView } from '../views.ts';
import type { Chart } from './chart.ts';

const width = 690;
const seriesHeight = 130;
const stripHeight = 18;
const posteriorHeight = 44;
/** States of more levels share colours: their probabilities would say nothing as areas. */
const mostAreas = 10;
const yAxis = { minExtent: 46, maxExtent: 46, titlePadding: 6, labelLimit: 40 };

/** The steps of one piece: each column with its points in the colours of the states, then a strip for each chain. */
export function pieceChart(view: StatePathView, piece: PathPiece): Chart {
  const steps = piece.states[0]?.length ?? 0;
  const x = (last: boolean) => ({
    type: 'quantitative',
    scale: { domain: [piece.from - 0.5, piece.from + steps - 0.5], nice: false, zero: false },
    axis: last ? xAxis(view.sequence) : null,
  });
  const strips = view.chains.flatMap((chain, index) => {
    const areas = chain.levels.length <= mostAreas && steps > 1;
    const last = index === view.chains.length - 1;
    return [
      stripPanel(chain, runsOf(piece.states[index] ?? new Int32Array(), piece.from), x(last && !areas)),
      ...(areas ? [posteriorPanel(chain, piece, index, x(last))] : []),
    ];
  });
  return stacked([
    ...view.columns.map((column, index) => seriesPanel(view, column, piece, index, x(false))),
    ...strips,
  ]);
}

/** The whole of a long sequence: what the numbers of neighbouring steps range over, and the shares of the states. */
export function overviewChart(view: StatePathView, overview: PathOverview): Chart {
  const { edges, ranges, shares } = overview;
  const end = edges.at(-1) ?? 0;
  const x = (last: boolean) => ({
    type: 'quantitative',
    scale: { domain: [0, end], nice: false, zero: false },
    axis: last ? xAxis(view.sequence) : null,
  });
  const series = ranges.flatMap((range, column): Chart[] => {
    if (range === null) return [];
    const values = Array.from(range.mean, (mean, bin) => ({
      from: edges[bin],
      to: edges[bin + 1],
      low: range.low[bin] ?? NaN,
      high: range.high[bin] ?? NaN,
      mean,
    })).filter(({ mean }) => !Number.isNaN(mean));
    const domain = [Math.min(...values.map(({ low }) => low)), Math.max(...values.map(({ high }) => high))];
    const y = (field: string) => ({
      field,
      type: 'quantitative',
      scale: { domain, zero: false },
      axis: yAxis,
      title: view.columns[column]?.label ?? '',
    });
    return [
      {
        width,
        height: seriesHeight,
        data: { values },
        layer: [
          {
            mark: { type: 'rect', color: 'var(--bar)' },
            encoding: {
              x: { ...x(false), field: 'from' },
              x2: { field: 'to' },
              y: y('low'),
              y2: { field: 'high' },
            },
          },
          {
            mark: { type: 'rule', color: 'var(--ink)', strokeWidth: 1 },
            encoding: { x: { ...x(false), field: 'from' }, x2: { field: 'to' }, y: y('mean') },
          },
        ],
      },
    ];
  });
  const strips = view.chains.map((chain, index) => {
    const size = chain.levels.length;
    const values = overviewRects(edges, shares[index] ?? new Float64Array(), size);
    return {
      width,
      height: stripHeight * 2,
      data: { values },
      mark: { type: 'rect' },
      encoding: {
        x: { ...x(index === view.chains.length - 1), field: 'from' },
        x2: { field: 'to' },
        y: {
          field: 'low',
          type: 'quantitative',
          scale: { domain: [0, 1] },
          axis: nameAxis(chain.variable),
        },
        y2: { field: 'high' },
        fill: levelFill(size),
      },
    };
  });
  return stacked([...series, ...strips]);
}

/** Rectangles of one level are joined where their heights agree: most of a long stay is one. */
function overviewRects(edges: readonly number[], shares: Float64Array, size: number) {
  const rects: { from: number; to: number; low: number; high: number; level: number }[] = [];
  const open = new Map<number, (typeof rects)[number]>();
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    let low = 0;
    for (let level = 0; level < size; level++) {
      const high = Math.min(1, low + (shares[bin * size + level] ?? 0));
      const before = open.get(level);
      const to = edges[bin + 1] ?? 0;
      const same = Math.abs((before?.low ?? NaN) - low) + Math.abs((before?.high ?? NaN) - high) < 1e-9;
      if (before !== undefined && same && before.to === edges[bin]) before.to = to;
      else if (high > low) {
        const rect = { from: edges[bin] ?? 0, to, low, high, level };
        rects.push(rect);
        open.set(level, rect);
      }
      low = high;
    }
  }
  return rects;
}

function seriesPanel(
  view: StatePathView,
  { label, levels }: PathColumn,
  piece: PathPiece,
  column: number,
  x: Chart,
): Chart {
  const states = piece.states[0];
  // Several chains have as many colours for the same point.
  const coloured = view.chains.length === 1;
  const numbers = Array.from(piece.values[column] ?? [], (value, step) => ({
    step: piece.from + step,
    value: Number.isNaN(value) ? null : levels === null ? value : (levels[value] ?? ''),
    state: states?.[step] ?? 0,
  }));
  const y =
    levels === null
      ? {
          field: 'value',
          type: 'quantitative',
          scale: { zero: false },
          axis: { ...yAxis, format: '.4~g' },
          title: label,
        }
      : {
          field: 'value',
          type: 'ordinal',
          scale: { domain: [...levels].reverse() },
          axis: { ...yAxis, grid: true, ticks: false },
          title: label,
        };
  const size = numbers.length > 400 ? 8 : numbers.length > 120 ? 16 : 30;
  const points = {
    data: { values: numbers.filter(({ value }) => value !== null) },
    mark: { type: 'point', filled: true, opacity: 1, size, ...(coloured ? {} : { color: 'var(--ink)' }) },
    encoding: {
      x: { ...x, field: 'step' },
      y,
      ...(coloured ? { fill: levelFill(view.chains[0]?.levels.length ?? 1, 'state') } : {}),
    },
  };
  const line = {
    data: { values: numbers },
    mark: { type: 'line', color: 'var(--faint)', strokeWidth: 1 },
    encoding: { x: { ...x, field: 'step' }, y },
  };
  return {
    width,
    height: levels === null ? seriesHeight : Math.max(40, Math.min(seriesHeight, 18 * levels.length)),
    layer: levels === null ? [line, points] : [points],
  };
}

function stripPanel(chain: ChainView, runs: readonly Run[], x: Chart): Chart {
  return {
    width,
    height: stripHeight,
    data: { values: runs.map((run) => ({ ...run, low: 0, high: 1 })) },
    mark: { type: 'rect' },
    encoding: {
      x: { ...x, field: 'from' },
      x2: { field: 'to' },
      y: {
        field: 'low',
        type: 'quantitative',
        scale: { domain: [0, 1] },
        axis: nameAxis(chain.variable),
      },
      y2: { field: 'high' },
      fill: levelFill(chain.levels.length),
    },
  };
}

function posteriorPanel(chain: ChainView, piece: PathPiece, index: number, x: Chart): Chart {
  const size = chain.levels.length;
  const probabilities = piece.probabilities[index] ?? new Float64Array();
  const steps = probabilities.length / size;
  // Each step is as wide as one, about its position: the last one has its end as well.
  const values = Array.from({ length: steps + 1 }, (_, at) => at).flatMap((at) => {
    const step = Math.min(at, steps - 1);
    let low = 0;
    return chain.levels.map((_, level) => {
      const from = low;
      low += probabilities[step * size + level] ?? 0;
      return { at: piece.from + at - 0.5, low: from, high: low, level };
    });
  });
  return {
    width,
    height: posteriorHeight,
    data: { values },
    mark: { type: 'area', interpolate: 'step-after', opacity: 0.75 },
    encoding: {
      x: { ...x, field: 'at' },
      y: {
        field: 'low',
        type: 'quantitative',
        scale: { domain: [0, 1] },
        axis: { ...yAxis, values: [0, 1], format: '%', grid: false, title: null },
      },
      y2: { field: 'high' },
      fill: levelFill(size),
    },
  };
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

/** Neighbouring steps in one state; each step is as wide as one, about its position. */
function runsOf(states: Int32Array, first: number): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let step = 1; step <= states.length; step++) {
    if (step < states.length && states[step] === states[start]) continue;
    runs.push({ from: first + start - 0.5, to: first + step - 0.5, level: states[start] ?? 0 });
    start = step;
  }
  return runs;
}

/** The name of a chain, left of its strip. */
const nameAxis = (name: string): Chart => ({
  ...yAxis,
  values: [0.5],
  labelExpr: JSON.stringify(name),
  labelLimit: 44,
  labelPadding: 5,
  title: null,
  ticks: false,
  domain: false,
  grid: false,
});

const xAxis = (title: string) => ({ title, tickMinStep: 1, format: 'd', grid: false });

function levelFill(levels: number, field = 'level'): Chart {
  const codes = Array.from({ length: levels }, (_, level) => level);
  return {
    field,
    type: 'nominal',
    scale: { domain: codes, range: codes.map(componentColour) },
    legend: null,
  };
}

/** Panels with the same left edge, one under another. */
function stacked(panels: readonly Chart[]): Chart {
  return { vconcat: panels, spacing: 6, resolve: { scale: { x: 'independent', fill: 'independent' } } };
}
