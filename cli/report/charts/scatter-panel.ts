// One panel: two columns of a plate against each other, rows coloured by component, with the outlines of the
// components at one and two standard deviations.

import { ellipsePoints, type Moments } from '../ellipse.ts';
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
  const x = scale(panel.x);
  const y = scale(panel.y);
  const colour = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;
  return {
    width: panel.size,
    height: panel.size * 0.8,
    ...(panel.title === null ? {} : { title: panel.title }),
    layer: [
      {
        data: { values: points(panel) },
        mark: { type: 'circle', size: panel.size > 200 ? 22 : 9, opacity: 0.55, clip: true },
        encoding: { x: { field: 'x', ...x }, y: { field: 'y', ...y }, color: colour },
      },
      {
        data: { values: outlines },
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

function scale(axis: Axis) {
  return {
    type: 'quantitative',
    title: axis.title,
    scale: { domain: [...axis.domain], nice: false, zero: false },
    axis: { labels: axis.title !== null, ticks: axis.title !== null },
  } as const;
}

function points(panel: Panel): { x: number; y: number; colour: string }[] {
  const { table } = panel;
  const x = table.values[panel.x.column] ?? new Float64Array();
  const y = table.values[panel.y.column] ?? new Float64Array();
  const stride = Math.max(1, Math.ceil(table.rows / panel.limit));
  const result = [];
  for (let row = 0; row < table.rows; row += stride) {
    const u = x[row] ?? NaN;
    const v = y[row] ?? NaN;
    if (!Number.isFinite(u) || !Number.isFinite(v)) continue;
    result.push({ x: u, y: v, colour: componentColour(table.component?.[row] ?? 0) });
  }
  return result;
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
