// The parts of a report, one by one.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frequencies } from '../../../../cli/report/charts/frequency-panel.ts';
import { componentMoments, ellipsePoints } from '../../../../cli/report/ellipse.ts';
import { escapeHtml } from '../../../../cli/report/escape.ts';
import { formatNumber, formatObjective, formatSeconds } from '../../../../cli/report/format-number.ts';
import { plateNotation } from '../../../../cli/report/graph/plate-notation.ts';
import { binEdges, densityCurves, histogram } from '../../../../cli/report/histogram.ts';
import { parameterTables } from '../../../../cli/report/parameter-table.ts';
import type { Column, Table } from '../../../../cli/report/report-data.ts';

const column = (kind: Column['kind']): Column => ({
  variable: 'x',
  label: 'x',
  kind,
  given: false,
  gaussian: false,
  levels: null,
});

test('no text gets out of its place', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    }),
  );
  expect(escapeHtml('<script>&amp;"\'')).toBe('&lt;script&gt;&amp;amp;&quot;&#39;');
});

test('numbers are short and honest', () => {
  expect([272, 12345, 0.3559, 79.9681, 1e-9, -2.5e9, 0.0691684, NaN, -Infinity].map(formatNumber)).toEqual([
    '272', '12\u202f345', '0.3559', '79.97', '1.000e-9', '-2.500e9', '0.06917', 'missing', '-infinity',
  ]); // prettier-ignore
  expect(formatObjective(-1130.26395)).toBe('-1130.264');
  expect([0.0123, 2.34, 125].map(formatSeconds)).toEqual(['12 ms', '2.3 s', '2 min 5 s']);
});

test('an ellipse lies at its Mahalanobis distance from the mean', () => {
  const moments = { weight: 1, mean: [2, -1], covariance: [2, 0.7, 1.5] } as const;
  const determinant = 2 * 1.5 - 0.7 * 0.7;
  for (const { x, y } of ellipsePoints(moments, 2)) {
    const [u, v] = [x - 2, y + 1];
    expect((1.5 * u * u - 2 * 0.7 * u * v + 2 * v * v) / determinant).toBeCloseTo(4, 10);
  }
});

test('moments are those of each component, far from zero too, and skip missing values', () => {
  const table: Table = {
    rows: 6,
    values: [Float64Array.of(1e9 + 1, 1e9 + 2, 1e9 + 3, 5, NaN, 7), Float64Array.of(1, 3, 2, 0, 1, 1)],
    component: Int32Array.of(0, 0, 0, 1, 1, 1),
  };
  const [first, second] = componentMoments(table, 0, 1, 2);
  expect(first?.mean).toEqual([1e9 + 2, 2]);
  expect(first?.covariance[0]).toBeCloseTo(2 / 3, 6);
  expect(first?.covariance[1]).toBeCloseTo(1 / 3, 6);
  expect(second).toBe(null);
});

test('the bars of a histogram have area one, and so have the densities', () => {
  const values = Float64Array.from({ length: 500 }, (_, index) => Math.sin(index) + (index % 3));
  const table: Table = {
    rows: 500,
    values: [values],
    component: Int32Array.from(values, (_, index) => index % 2),
  };
  const edges = binEdges(values, -2, 4);
  const area = histogram(table, 0, edges).reduce((sum, bin) => sum + bin.density * (bin.to - bin.from), 0);
  expect(area).toBeCloseTo(1, 12);
  for (const gaussian of [true, false]) {
    const curves = densityCurves(table, 0, gaussian, 2, edges);
    expect(curves.map((curve) => curve.component)).toEqual([0, 1, null]);
    const points = curves.at(-1)?.points ?? [];
    let sum = 0;
    points.forEach((point, index) => {
      const next = points[index + 1] ?? point;
      sum += ((point.density + next.density) / 2) * (next.x - point.x);
    });
    expect(sum).toBeCloseTo(1, 1);
  }
});

test('frequencies are shares, and wide ranges are grouped', () => {
  const observed: Table = { rows: 4, values: [Float64Array.of(0, 1, 1, 3)], component: null };
  const drawn: Table = { rows: 2, values: [Float64Array.of(1, 9)], component: null };
  expect(frequencies({ column: column('count'), index: 0, data: observed, draws: drawn })).toEqual([
    { value: 0, observed: 0.25, fitted: 0 },
    { value: 1, observed: 0.5, fitted: 0.5 },
    { value: 2, observed: 0, fitted: 0 },
    { value: 3, observed: 0.25, fitted: 0 },
  ]);
  const wide: Table = { rows: 2, values: [Float64Array.of(0, 1000)], component: null };
  expect(
    frequencies({ column: column('count'), index: 0, data: wide, draws: wide }).length,
  ).toBeLessThanOrEqual(60);
});

test('the graph quotes names and has a cluster for each plate', () => {
  const dot = plateNotation({
    nodes: [
      { name: 'w"\\', kind: 'param', plate: null, type: 'real' },
      { name: 'x', kind: 'observe', plate: 'inner', type: 'a "type" \\N' },
    ],
    edges: [{ from: 'w"\\', to: 'x' }],
    plates: [
      { name: 'outer', parent: null, size: '' },
      { name: 'inner', parent: 'outer', size: 'T' },
    ],
  });
  expect(dot).toContain('n0 -> n1');
  expect(dot.match(/subgraph/g)).toHaveLength(2);
  expect(dot).toContain('label="inner: T"');
  expect(dot).toContain('tooltip="x: a \\"type\\" \\\\N"');
  expect(dot).toContain('label=<w&quot;\\<br/>');
});

test('parameters: numbers, matrices, one matrix for each component, a summary', () => {
  const parameter = (shape: number[], values: number[]) => ({
    name: '<b>',
    doc: '</p>',
    type: 'real',
    shape,
    values: Float64Array.from(values),
    errors: null,
    absent: [],
    labels: shape.map(() => null),
    componentAxis: shape.map((_, axis) => axis === 0),
  });
  const count = (html: string, tag: string) => html.split(`<${tag}`).length - 1;
  expect(parameterTables([parameter([], [1.5])])).toContain('<p class="number">1.500</p>');
  expect(parameterTables([parameter([], [1.5])])).toContain('&lt;b&gt;');
  expect(parameterTables([parameter([], [1.5])])).toContain('&lt;/p&gt;');
  expect(count(parameterTables([parameter([2, 3], [1, 2, 3, 4, 5, 6])]), 'td>')).toBe(7);
  expect(count(parameterTables([parameter([3, 2, 2], Array<number>(12).fill(0))]), 'figure')).toBe(3);
  expect(parameterTables([parameter([100, 20], Array<number>(2000).fill(0.5))])).toContain(
    '100 &times; 20 numbers',
  );
});
