// The parts of a report, one by one.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactSvg } from '../../../../cli/report/charts/compact-svg.ts';
import { frequencies } from '../../../../cli/report/charts/frequency-panel.ts';
import { levelShares } from '../../../../cli/report/charts/level-panel.ts';
import { componentMoments, ellipsePoints } from '../../../../cli/report/ellipse.ts';
import { escapeHtml } from '../../../../cli/report/escape.ts';
import {
  formatNumber,
  formatObjective,
  formatSeconds,
  formatShare,
} from '../../../../cli/report/format-number.ts';
import { plateNotation } from '../../../../cli/report/graph/plate-notation.ts';
import { binEdges, densityCurves, histogram } from '../../../../cli/report/histogram.ts';
import { meanCurves } from '../../../../cli/report/mean-curve.ts';
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
    edges: [{ from: 'w"\\', to: 'x', step: null }],
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

test('charts shrink: points share their properties, numbers have two decimals, texts and other marks stay', () => {
  const point = (x: string, fill: string) =>
    `<path transform="translate(${x},20.123456)" d="M1.5,0A1.5,1.5,0,1,1,-1.5,0A1.5,1.5,0,1,1,1.5,0" fill="${fill}" stroke-width="2" opacity="0.55"/>`;
  const line = '<path d="M0.10000000000000003,3e-17L12,5" stroke="red"/>';
  const text = '<text transform="translate(1.98765,2)">0.123456</text>';
  expect(compactSvg(`<g>${point('1.239', 'a')}${point('-30.5001', 'b')}</g>${line}${text}`)).toBe(
    '<g><g fill="a" stroke-width="2" fill-opacity="0.55"><circle cx="1.23" cy="20.12" r="1.5"/>' +
      '<circle cx="-30.5" cy="20.12" r="1.5" fill="b"/></g></g>' +
      '<path d="M0.1,3e-17L12,5" stroke="red"/><text transform="translate(1.98,2)">0.123456</text>',
  );
});

test('shares of levels are those of each component; of many levels the most frequent are shown', () => {
  const seen: Table = {
    rows: 5,
    values: [Float64Array.of(0, 1, 1, NaN, 1)],
    component: Int32Array.of(0, 0, 1, 1, 1),
  };
  const levels = ['no', 'yes'];
  const panel = { column: { ...column('category'), levels }, index: 0, data: seen, draws: seen };
  const of = (components: number) =>
    levelShares({ ...panel, components, coloured: false }).map(({ level, component, observed }) => [
      level,
      component,
      observed,
    ]);
  expect(of(0)).toEqual([
    ['no', 0, 0.25],
    ['yes', 0, 0.75],
  ]);
  expect(of(2)).toEqual([
    ['no', 0, 0.5],
    ['no', 1, 0],
    ['yes', 0, 0.5],
    ['yes', 1, 1],
  ]);
  const many = { ...column('category'), levels: Array.from({ length: 50 }, (_, i) => `level ${String(i)}`) };
  const wide: Table = {
    rows: 60,
    values: [Float64Array.from({ length: 60 }, (_, i) => i % 50)],
    component: null,
  };
  const shown = levelShares({
    column: many,
    index: 0,
    data: wide,
    draws: wide,
    components: 0,
    coloured: false,
  });
  expect(shown).toHaveLength(30);
  expect(shown.slice(0, 10).map(({ observed }) => observed)).toEqual(Array<number>(10).fill(2 / 60));
});

test('means along an input are those of the rows of each bin, component by component', () => {
  const x = Float64Array.from({ length: 400 }, (_, i) => (i * 7) % 400);
  const table: Table = {
    rows: 400,
    values: [x, x.map((value, i) => (i % 2 === 0 ? 2 * value : 5 - value))],
    component: Int32Array.from(x, (_, i) => i % 2),
  };
  const curves = meanCurves(table, 0, 1, 2);
  expect(curves.map(({ component }) => component)).toEqual([0, 1]);
  for (const { x: at, y } of curves[0]?.points ?? []) expect(y).toBeCloseTo(2 * at, 9);
  for (const { x: at, y } of curves[1]?.points ?? []) expect(y).toBeCloseTo(5 - at, 9);
});

test('shares are percentages, and what is nearly all or nothing does not look like it', () => {
  expect([0, 1, 0.5, 0.0004, 0.9996, 0.123, NaN].map(formatShare)).toEqual([
    '0\u00a0%', '100\u00a0%', '50.0\u00a0%', 'below\u00a00.1\u00a0%', 'above\u00a099.9\u00a0%', '12.3\u00a0%', 'missing',
  ]); // prettier-ignore
});
