// The whole report, from data made up here: hostile names and documentation, every kind of chart.

import { beforeAll, expect, test } from 'vitest';
import { measureCalibration } from '../../../../cli/measures/calibration.ts';
import { measureClassification } from '../../../../cli/measures/classification.ts';
import { measureRegression } from '../../../../cli/measures/regression.ts';
import { renderReport } from '../../../../cli/report/render-report.ts';
import type { Column, PlateView, ReportData, Table } from '../../../../cli/report/report-data.ts';

const hostile = '</title><script>alert("x")</script>&\'';

const column = (label: string, kind: Column['kind'], gaussian: boolean): Column => ({
  variable: 'x',
  label,
  kind,
  given: false,
  gaussian,
  levels: kind === 'category' ? [hostile, ...Array.from({ length: 20 }, (_, i) => String(i))] : null,
});

/** `columns` columns of numbers around two centres. */
function table(rows: number, columns: number, whole: boolean): Table {
  return {
    rows,
    values: Array.from({ length: columns }, (_, c) =>
      Float64Array.from({ length: rows }, (_, row) => {
        const value = (row % 2) * 8 + 3 * Math.sin(row * (c + 1)) + 4;
        return whole ? Math.max(0, Math.round(value)) : value;
      }),
    ),
    component: Int32Array.from({ length: rows }, (_, row) => row % 2),
  };
}

function plate(name: string, columns: readonly Column[], whole = false): PlateView {
  return {
    plate: name,
    columns,
    allColumns: columns.length,
    components: [`${hostile} = 0`, 'kind = 1'],
    componentVariables: ['kind'],
    data: table(60, columns.length, whole),
    draws: table(400, columns.length, whole),
  };
}

const data: ReportData = {
  model: hostile,
  doc: hostile,
  file: `${hostile}.gen`,
  method: 'em',
  methodReason: hostile,
  objective: 'logLikelihood',
  value: -1130.26401,
  freeParameters: 11,
  aic: 2282.528,
  bic: 2322.192,
  iterations: 12,
  interrupted: true,
  warnings: [hostile],
  seconds: 0.2,
  seed: 1,
  sizes: [{ name: hostile, value: 2 }],
  curves: [
    [-1300, -1200, -1140],
    [-1310, -1150, -1131, -1130.26401],
  ],
  best: 1,
  errorsNote: null,
  selection: {
    criterion: 'BIC',
    explanation: hostile,
    header: [hostile, 'BIC'],
    rows: [
      { cells: ['1', '2607.623'], note: '', best: false },
      { cells: ['2', '2322.192'], note: 'best', best: true },
      { cells: ['3'], note: hostile, best: false },
    ],
    axis: hostile,
    points: [
      { x: 1, measure: 'BIC', value: 2607.623, series: hostile, best: false },
      { x: 2, measure: 'BIC', value: 2322.192, series: hostile, best: true },
    ],
  },
  parameters: [
    {
      name: hostile,
      doc: hostile,
      type: hostile,
      shape: [2],
      values: Float64Array.of(0.25, 0.75),
      errors: Float64Array.of(0.0513, NaN),
      absent: [{ entry: 1, reason: hostile }],
      labels: [[hostile, 'b']],
      componentAxis: [true],
    },
  ],
  graph: {
    nodes: [
      { name: hostile, kind: 'param', plate: null, type: hostile },
      { name: 'x', kind: 'observe', plate: hostile, type: 'real' },
    ],
    edges: [
      { from: hostile, to: 'x', step: null },
      { from: 'x', to: 'x', step: hostile },
    ],
    plates: [{ name: hostile, parent: null, size: '' }],
  },
  plates: [
    plate('one', [column(hostile, 'real', true)]),
    plate('two', [column(hostile, 'real', true), column('b', 'real', true)]),
    plate('three', [column('a', 'real', true), column('b', 'real', true), column(hostile, 'real', false)]),
    plate('counts', [column('toString', 'count', false)], true),
    plate('more', [column('__proto__', 'real', false), column('constructor', 'real', false)]),
    plate(hostile, [column('a', 'category', false), column('b', 'bool', false)], true),
  ],
  images: [
    {
      variable: hostile,
      height: 1,
      width: 2,
      channels: 1,
      low: 0,
      high: 1,
      groups: [
        {
          component: 0,
          name: hostile,
          rows: 1,
          dataMean: Float64Array.of(0, NaN),
          fittedMean: null,
          data: [Float64Array.of(0, 1)],
          draws: [],
        },
      ],
    },
  ],
  tokens: [
    {
      variable: hostile,
      components: [{ name: hostile, total: 3, tokens: [{ token: hostile, count: 2, ratio: 12 }] }],
      frequent: [],
    },
    { variable: 'w', components: [], frequent: [{ token: hostile, count: 2, share: 0.5 }] },
  ],
  missing: [
    {
      plate: hostile,
      rows: 10,
      columns: [
        { label: hostile, missing: 2, total: 10, means: { seen: 1, imputed: 2 }, takenFor: null },
        { label: 'b', missing: 1, total: 10, means: null, takenFor: [{ level: hostile, count: 1 }] },
      ],
      more: 1,
    },
  ],
  classifications: [
    {
      variable: hostile,
      levels: [hostile, 'toString'],
      coloured: true,
      measures: measureClassification([0, 1, 1], [0.9, 0.1, 0.2, 0.8, 0.6, 0.4], 2),
      calibration: measureCalibration([0, 1, 1], [0.9, 0.1, 0.2, 0.8, 0.6, 0.4], 2),
    },
  ],
  unknowns: [
    {
      variable: hostile,
      levels: [hostile, '__proto__'],
      coloured: true,
      seen: null,
      unknown: 30,
      expected: Float64Array.of(30, 0),
      hard: Float64Array.of(30, 0),
      certainty: Float64Array.of(0.9, NaN),
      largest: Float64Array.of(1, 0, 29, 0),
      bins: 2,
      bySteps: false,
      leastCertain: [{ place: [3, 1], probabilities: [{ level: 0, probability: 0.6 }] }],
    },
  ],
  regressions: [
    {
      variable: hostile,
      label: hostile,
      measures: measureRegression([1, 2], [1.1, 2.2]),
      observed: Float64Array.of(1, NaN, 2),
      mean: Float64Array.of(1.1, 1, 2.2),
      sd: Float64Array.of(1, 1, 0),
      component: null,
      components: [],
    },
  ],
  coefficients: [
    { variable: hostile, rows: [{ name: hostile, estimate: 2, error: 0.5 }, { name: 'b', estimate: 1, error: NaN }] }, // prettier-ignore
  ],
  transitions: [
    {
      param: hostile,
      variable: hostile,
      from: [hostile, 'constructor'],
      to: [hostile, 'constructor'],
      probability: Float64Array.of(0.25, 0.75, 1, 0),
      levels: 2,
      coloured: true,
    },
  ],
  statePaths: [
    {
      sequence: hostile,
      plates: [hostile],
      chains: [
        {
          variable: hostile,
          levels: [hostile, 'toString'],
          expected: Float64Array.of(2, 1),
          decoded: Float64Array.of(3, 0),
          visits: Float64Array.of(1, 0),
          longest: Float64Array.of(3, 0),
          stay: Float64Array.of(Infinity, 2),
        },
      ],
      columns: [
        { label: hostile, levels: null },
        { label: 'toString', levels: [hostile, '__proto__'] },
      ],
      sequences: 2,
      steps: 3,
      pieces: [
        {
          place: [1],
          from: 0,
          of: 3,
          values: [Float64Array.of(1, NaN, 2), Float64Array.of(0, 1, NaN)],
          states: [Int32Array.of(0, 0, 0)],
          probabilities: [Float64Array.of(0.6, 0.4, 0.7, 0.3, 0.7, 0.3)],
          words: null,
        },
      ],
      overview: {
        edges: [0, 2, 3],
        ranges: [
          { low: Float64Array.of(1, 2), high: Float64Array.of(1, 2), mean: Float64Array.of(1, 2) },
          null,
        ],
        shares: [Float64Array.of(1, 0, 1, 0)],
      },
    },
    {
      sequence: 'word',
      plates: [],
      chains: [
        {
          variable: 'tag',
          levels: ['a', hostile],
          expected: Float64Array.of(1, 0),
          decoded: Float64Array.of(1, 0),
          visits: Float64Array.of(1, 0),
          longest: Float64Array.of(1, 0),
          stay: null,
        },
      ],
      columns: [],
      sequences: 1,
      steps: 1,
      pieces: [
        {
          place: [],
          from: 0,
          of: 1,
          values: [],
          states: [Int32Array.of(0)],
          probabilities: [Float64Array.of(1, 0)],
          words: [hostile],
        },
      ],
      overview: null,
    },
  ],
  sampled: { stride: 3, rows: 10, of: 30 },
  derivation: hostile,
};

let html = '';
beforeAll(async () => {
  html = await renderReport(data);
});

test('text from specs and data stays text', () => {
  expect(html).not.toMatch(/<script/i);
  expect(html).not.toContain('</title><');
  expect(html.match(/<\/title>/g)?.length).toBe((html.match(/<title>/g) ?? []).length);
  expect(html).toContain('&lt;/title&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;');
});

test('the file needs neither a script nor the network', () => {
  // Pictures are in the file.
  expect(html.replaceAll('src="data:image/png;base64,', '')).not.toMatch(/\b(?:src|href)=/i);
  expect(html).not.toMatch(/url\((?!#)/);
  expect(html).not.toMatch(/\son[a-z]+=/i);
});

test('there are charts for each plate, of the objective, of the fits compared, of what each section shows, and the graph', () => {
  // A plate with two columns has their histograms besides.
  const sections =
    data.classifications.length +
    data.unknowns.length +
    data.regressions.length +
    // A graph and a table; the first piece of the first path, and its whole.
    2 * data.transitions.length +
    2;
  expect(html.match(/<svg /g)).toHaveLength(data.plates.length + 2 + sections + 3);
  expect(html.match(/.{0,80}(?:NaN|undefined|\[object).{0,40}/g) ?? []).toEqual([]);
});

test('columns may be called as what every object has', () => {
  for (const name of ['toString', '__proto__', 'constructor'])
    expect(html).toMatch(new RegExp(`>${name}</text>`));
  expect(html).not.toContain('generand-title');
});

test('numbers and warnings are shown', () => {
  expect(html).toContain('-1130.264');
  expect(html).toContain('Interrupted');
  expect(html).toContain('The other 1 restart is grey.');
});

test('the same data give the same bytes', async () => {
  expect(await renderReport(data)).toBe(html);
});

test('colours come from the style sheet, so that a dark page stays legible', () => {
  const body = html.slice(html.indexOf('<main>'));
  const charts = body.slice(0, body.indexOf('<h2>Model</h2>'));
  expect(charts.match(/(?:fill|stroke)="#[0-9a-f]+"/gi) ?? []).toEqual([]);
  expect(charts.match(/(?:fill|stroke)="black"/g) ?? []).toEqual([]);
});

test('numbers have their standard errors, and what has none the reason', () => {
  expect(html).toContain('0.2500 <small>± 0.051</small>');
  expect(html).toContain('Where there is none: &lt;/title&gt;');
});

test('shares, intervals and rows stand in their tables', () => {
  expect(html).toContain('66.7\u00a0% <small>2 of 3</small>');
  expect(html).toContain('<td>2</td><td>0.50</td><td>1.020 to 2.980</td><td>4.0</td>');
  expect(html).toContain('<th scope="row">row 3, 1</th>');
  expect(html).toContain('Of 30 rows every 3rd is looked at: 10.');
  expect(html).toContain('>12</td>');
});

test('fits that were compared stand in a table, the best marked, what failed with the reason', () => {
  expect(html).toMatch(/<tr class="best"><td>2<\/td><td>2322.192<\/td><td class="text" colspan="1">best/);
  expect(html).toMatch(/<td>3<\/td><td class="text" colspan="2">&lt;\/title&gt;/);
});
