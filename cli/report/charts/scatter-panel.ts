// One panel: two columns of a plate against each other, rows coloured by component, with the outlines of the
// components at one and two standard deviations.

import { ellipsePoints, type Moments } from '../ellipse.ts';
import type { MeanCurve } from '../mean-curve.ts';
import { componentColour } from '../palette.ts';
import type { Table } from '../report-data.ts';
import type { Chart } from './chart.ts';

export interface Axis {
  readonly column: number;
  /** Null: the axis is not labelled. */
  readonly title: string | null;
  readonly domain: readonly [number, number];
}

export interface Panel {
  readonly table: Table;
  readonly x: Axis;
  readonly y: Axis;
  readonly ellipses: readonly (Moments | null)[];
  /** Lines through the points. */
  readonly curves: readonly MeanCurve[];
  readonly size: number;
  readonly title: string | null;
  /** Rows drawn at most; a fixed stride picks them. */
  readonly limit: number;
}

export function scatterPanel(panel: Panel): Chart {
  const outlines = panel.ellipses.flatMap((moments, component) =>
    moments === null
      ? []
      : [1, 2].flatMap((sds) =>
          ellipsePoints(moments, sds).map((point, order) => ({
            ...point,
            order,
            colour: componentColour(component),
            outline: `${String(component)}:${String(sds)}`,
          })),
        ),
  );
  const isSmall = panel.size < 200;
  const x = scale(panel.x, isSmall);
  const y = scale(panel.y, isSmall);
  const colour = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;
  const lines = panel.curves.flatMap(({ component, points: along }) =>
    along.map((point, order) => ({
      ...point,
      order,
      colour: component === null ? 'var(--ink)' : componentColour(component),
      outline: `mean:${String(component)}`,
    })),
  );
  const all = points(panel);
  const area = panel.size > 200 ? 22 : 9;
  return {
    width: panel.size,
    height: panel.size * 0.8,
    ...(panel.title === null ? {} : { title: panel.title }),
    layer: [
      {
        data: { values: all.filter(({ imputed }) => !imputed) },
        mark: { type: 'circle', size: area, opacity: 0.55, clip: true },
        encoding: { x: { field: 'x', ...x }, y: { field: 'y', ...y }, color: colour },
      },
      // Crosses stand out from circles, also without colour.
      ...(all.some(({ imputed }) => imputed)
        ? [
            {
              data: { values: all.filter(({ imputed }) => imputed) },
              mark: {
                type: 'point',
                shape: 'cross',
                size: area * 5,
                strokeWidth: 1.25,
                opacity: 1,
                clip: true,
              },
              encoding: { x: { field: 'x', ...x }, y: { field: 'y', ...y }, color: colour },
            },
          ]
        : []),
      {
        data: { values: [...outlines, ...lines] },
        mark: { type: 'line', strokeWidth: panel.size > 200 ? 1.6 : 1, clip: true },
        encoding: {
          x: { field: 'x', ...x },
          y: { field: 'y', ...y },
          order: { field: 'order', type: 'quantitative' },
          detail: { field: 'outline', type: 'nominal' },
          color: colour,
        },
      },
    ],
  };
}

/** Of panels so close together that the labels of one would run into those of the next. */
export const smallAxis = { tickCount: 3, labelFontSize: 9, labelBound: 5 } as const;

function scale(axis: Axis, isSmall: boolean) {
  return {
    type: 'quantitative',
    title: axis.title,
    scale: { domain: [...axis.domain], nice: false, zero: false },
    axis: { labels: axis.title !== null, ticks: axis.title !== null, ...(isSmall ? smallAxis : {}) },
  } as const;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  /** One of the two is not in the data. */
  readonly imputed: boolean;
}

function points(panel: Panel): readonly Point[] {
  const { table } = panel;
  const x = table.values[panel.x.column] ?? new Float64Array();
  const y = table.values[panel.y.column] ?? new Float64Array();
  const filledX = table.imputed?.[panel.x.column] ?? x;
  const filledY = table.imputed?.[panel.y.column] ?? y;
  const seen: Point[] = [];
  const imputed: Point[] = [];
  for (let row = 0; row < table.rows; row++) {
    const u = filledX[row] ?? NaN;
    const v = filledY[row] ?? NaN;
    if (!Number.isFinite(u) || !Number.isFinite(v)) continue;
    const isImputed = Number.isNaN(x[row]) || Number.isNaN(y[row]);
    const colour = componentColour(table.component?.[row] ?? 0);
    (isImputed ? imputed : seen).push({ x: u, y: v, colour, imputed: isImputed });
  }
  return [...thinned(seen, panel.limit), ...thinned(imputed, panel.limit)];
}

function thinned(points: readonly Point[], limit: number): readonly Point[] {
  const stride = Math.max(1, Math.ceil(points.length / limit));
  return points.filter((_, index) => index % stride === 0);
}

/** Smallest and largest finite values over the tables, with a little room. */
export function domainOf(tables: readonly Table[], column: number): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const table of tables)
    for (const value of table.values[column] ?? []) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return [0, 1];
  const room = high > low ? (high - low) * 0.04 : Math.max(Math.abs(low) * 0.05, 0.5);
  return [low - room, high + room];
}
