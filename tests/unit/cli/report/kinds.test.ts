// Reports of small fits of every kind: the numbers in them against ones worked out by hand, and what must hold of all.

import { describe, expect, test } from 'vitest';
import { sampleRows } from '../../../../cli/report/collect/sample-rows.ts';
import { reportOf, type ReportOf } from '../../../support/report-of.ts';

const normal = `
model Iris(C: int = 2, D: dim) {
  param prior: simplex[C]
  param mean:  real[C, D]
  param sd:    positive[C, D]
  plate flower {
    observe species: category<C>? ~ Categorical(prior)
    observe x:       real[D]?     ~ Normal(mean[species], sd[species])
  }
}`;

/** A number that looks random and is always the same. */
const wave = (i: number): number => Math.sin(12.9898 * i) * 1.7 + Math.cos(78.233 * i);

const rows = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What no report may have, whatever the model. */
function expectSound({ html }: ReportOf): void {
  const body = html.slice(html.indexOf('<main>'));
  expect(body).not.toMatch(/NaN|undefined|\[object|Infinity|generand-title/);
  expect(body).not.toMatch(/<script/i);
  expect(html.length).toBeLessThan(2_000_000);
  // Charts, graph and pictures are described.
  for (const [tag] of body.matchAll(/<(?:svg|img) [^>]*>/g))
    expect(tag).toMatch(/(?:aria-label|alt)="[^"]+"/);
  // Every list of cells is as long as the others of its table, where none spans several.
  for (const [table] of body.matchAll(/<table.*?<\/table>/gs)) {
    if (table.includes('colspan')) continue;
    const widths = [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(
      ([, row = '']) => row.match(/<t[dh]/g)?.length,
    );
    expect(new Set(widths).size).toBeLessThanOrEqual(1);
  }
}

describe('a classifier', () => {
  // Three a with one true; two b, both true. P(a) = 3/5, P(true | a) = 1/3, P(true | b) = 1.
  const labels = ['a', 'a', 'a', 'b', 'b'];
  const values = [true, false, false, true, true];
  const spec = `
model Tiny(C: int = 2) {
  param prior: simplex[C]
  param p: unit[C]
  plate row {
    observe label: category<C> ~ Categorical(prior)
    observe x: bool ~ Bernoulli(p[label])
  }
}`;

  test('confusion, log loss and calibration are those of Bayes by hand', async () => {
    const made = await reportOf(spec, { label: labels, x: values });
    expectSound(made);
    const [view] = made.report.classifications;
    // Given true: a 1/5 against b 2/5; given false: a for certain.
    expect(view?.levels).toEqual(['a', 'b']);
    expect([...(view?.measures.confusion ?? [])]).toEqual([2, 1, 0, 2]);
    expect(view?.measures.logLoss).toBeCloseTo(-(Math.log(1 / 3) + 2 * Math.log(2 / 3)) / 5, 9);
    // Two predictions of 0 for b, none b; three of 2/3, two b.
    expect(view?.calibration.bins.map(({ count, observed }) => [count, observed])).toEqual([
      [2, 0],
      [3, 2 / 3],
    ]);
    expect(view?.calibration.error).toBeCloseTo(0, 9);
    expect(made.html).toContain('80.0\u00a0% <small>4 of 5</small>');
    expect(made.html).toMatch(/<td class="heat" style="--s:0.667">2<small>66.7\u00a0%<\/small><\/td>/);
    expect(made.html).toMatch(/<td class="heat" style="--s:1.000">2<small>100\u00a0%<\/small>/);
  });

  test('names of levels stay text', async () => {
    const hostile = ['<b>&"x"', '__proto__'];
    const made = await reportOf(spec, { label: labels.map((l) => hostile[l === 'a' ? 0 : 1]), x: values });
    expectSound(made);
    expect(made.html).not.toContain('<b>');
    expect(made.html).toContain('&lt;b&gt;&amp;&quot;x&quot;');
    expect(made.html).toContain('__proto__');
  });
});

test('labels that are missing in places are counted, and taken for something; missing numbers are filled in', async () => {
  const all = rows(60);
  const species = all.map((i) => (i % 6 === 5 ? null : i % 2 === 0 ? 'left' : 'right'));
  const x = all.map((i) => [(i % 2) * 8 + wave(i), i % 10 === 3 ? null : (i % 2) * 5 + wave(i + 100)]);
  const made = await reportOf(normal, { species, x }, { x: ['length', '<i>width</i>'] });
  expectSound(made);
  const { unknowns, missing, classifications, plates } = made.report;
  expect(unknowns[0]).toMatchObject({ variable: 'species', unknown: 10 });
  expect([...(unknowns[0]?.seen ?? [])]).toEqual([30, 20]);
  // Rows 5, 11, ... are odd, and far from the even ones.
  expect([...(unknowns[0]?.hard ?? [])]).toEqual([0, 10]);
  expect(unknowns[0]?.expected[1]).toBeCloseTo(10, 3);
  expect(classifications[0]?.measures).toMatchObject({ rows: 50, correct: 50 });
  expect(missing[0]?.columns.map((column) => [column.label, column.missing])).toEqual([
    ['species', 10],
    ['<i>width</i>', 6],
  ]);
  expect(missing[0]?.columns[1]?.means?.imputed).toBeCloseTo(5, 0);
  expect(made.html).not.toContain('<i>width');
  expect(plates[0]?.components).toEqual(['left', 'right']);
  expect(made.html).toContain('Crosses');
});

test('responsibilities of a mixture add up to the rows, and the least certain row is the one in between', async () => {
  const values = [...rows(20).map(wave), ...rows(30).map((i) => 7 + wave(i)), 3.4];
  const made = await reportOf(
    `model Two(K: int = 2) {
      param weight: simplex[K]
      param mean: real[K]
      param sd: positive[K]
      plate row {
        latent kind: category<K> ~ Categorical(weight)
        observe x: real ~ Normal(mean[kind], sd[kind])
      }
    }`,
    { x: values },
  );
  expectSound(made);
  const [view] = made.report.unknowns;
  const posterior = made.fit.posterior({ x: values })['kind'] as readonly (readonly number[])[];
  expect(view?.expected[0]).toBeCloseTo(
    posterior.reduce((sum, [first = NaN]) => sum + first, 0),
    9,
  );
  expect((view?.expected[0] ?? 0) + (view?.expected[1] ?? 0)).toBeCloseTo(51, 9);
  expect((view?.hard[0] ?? 0) + (view?.hard[1] ?? 0)).toBe(51);
  expect(view?.largest.reduce((sum, count) => sum + count, 0)).toBe(51);
  const least = Math.min(...posterior.map((p) => Math.max(...p)));
  const [first] = view?.leastCertain ?? [];
  expect(first?.place).toEqual([51]);
  expect(first?.probabilities[0]?.probability).toBeCloseTo(least, 12);
});

test('a regression: fitted means are those of the line, residuals are standardised, coefficients have their errors', async () => {
  const x = rows(30).map((i) => i / 5);
  const y = x.map((value, i) => 1 + 2 * value + wave(i));
  const made = await reportOf(
    `model Line {
      param a: real
      param b: real
      param s: positive
      plate row {
        given x: real
        observe y: real ~ Normal(a + b * x, s)
      }
    }`,
    { x, y },
  );
  expectSound(made);
  // Least squares by hand.
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const sxx = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * ((y[i] ?? NaN) - my), 0) / sxx;
  const residuals = y.map((v, i) => v - my - slope * ((x[i] ?? NaN) - mx));
  const squares = residuals.reduce((sum, r) => sum + r * r, 0);
  const [view] = made.report.regressions;
  expect(view?.mean[7]).toBeCloseTo(my + slope * ((x[7] ?? NaN) - mx), 5);
  expect(view?.sd[7]).toBeCloseTo(Math.sqrt(squares / 30), 5);
  expect(view?.measures.error).toBeCloseTo(Math.sqrt(squares / 30), 6);
  expect(view?.measures.explained).toBeCloseTo(1 - squares / y.reduce((sum, v) => sum + (v - my) ** 2, 0), 6);
  const b = made.report.coefficients[0]?.rows.find(({ name }) => name === 'b');
  expect(b?.estimate).toBeCloseTo(slope, 5);
  expect(b?.error).toBeCloseTo(Math.sqrt(squares / 30 / sxx), 4);
  expect(made.html).toContain('standard error');
});

test('a bag of words: the tokens that tell labels apart, by their smoothed ratio of shares', async () => {
  const made = await reportOf(
    `model Spam(C: int = 2, V: dim) {
      param prior: simplex[C]
      param theta: simplex[C, V] ~ Dirichlet(2.0)
      plate message {
        observe label: category<C> ~ Categorical(prior)
        plate word { observe w: token<V> ~ Categorical(theta[label]) }
      }
    }`,
    { label: ['no', 'yes', 'no'], w: [['see', 'you', '<u>'], ['win', 'win', 'you'], []] },
  );
  expectSound(made);
  const [view] = made.report.tokens;
  expect(view?.components.map(({ name, total }) => [name, total])).toEqual([
    ['no', 3],
    ['yes', 3],
  ]);
  // 2.5 of 3 + 4 / 2 against 0.5 of as many.
  expect(view?.components[1]?.tokens).toEqual([{ token: 'win', count: 2, ratio: 5 }]);
  const told = view?.components[0]?.tokens ?? [];
  expect(told.map(({ token }) => token).sort()).toEqual(['<u>', 'see']);
  for (const { ratio } of told) expect(ratio).toBeCloseTo(3, 12);
  expect(made.html).not.toContain('<u>');
  // Words are no columns of a chart.
  expect(made.report.plates.map(({ plate }) => plate)).toEqual(['message']);
});

test('an observed Markov chain: the shares of what follows what, END among it', async () => {
  const made = await reportOf(
    `model Names(V: dim) {
      param begin: simplex[V]
      param next: simplex[V, V]
      plate name {
        sequence t until letter {
          observe letter[0]: token<V> ~ Categorical(begin)
          observe letter[t]: token<V> ~ Categorical(next[letter[t-1]])
        }
      }
    }`,
    {
      letter: [
        ['a', 'b', 'a'],
        ['a', 'b'],
        ['b', 'b', 'a', 'a'],
      ],
    },
  );
  expectSound(made);
  const [view] = made.report.transitions;
  expect(view).toMatchObject({ param: 'next', variable: 'letter', from: ['a', 'b'], to: ['a', 'b', 'END'] });
  // After a: a 1, b 2, END 2. After b: a 2, b 1, END 1.
  const expected = [1 / 5, 2 / 5, 2 / 5, 2 / 4, 1 / 4, 1 / 4];
  view?.probability.forEach((value, cell) => {
    expect(value).toBeCloseTo(expected[cell] ?? NaN, 9);
  });
  // Steps are no labels.
  expect(made.report.classifications).toEqual([]);
});

describe('hidden states along a sequence', () => {
  const spec = (observed: string, plate = 'plate game {') => `
model Chain(K: int = 2, V: int = 3) {
  param start: simplex[K]
  param move:  simplex[K, K]
  param face:  simplex[K, V]
  ${plate}
    sequence t {
      ${observed}
      observe x[t]: category<V> ~ Categorical(face[z[t]])
    }
  ${plate === '' ? '' : '}'}
}`;
  const latent = `latent z[0]: category<K> ~ Categorical(start)
      latent z[t]: category<K> ~ Categorical(move[z[t-1]])`;
  const optional = `observe z[0]: category<K>? ~ Categorical(start)
      observe z[t]: category<K>? ~ Categorical(move[z[t-1]])`;
  const faces = (steps: number, shift: number): number[] =>
    rows(steps).map((t) => (Math.floor((t + shift) / 9) % 2 === 0 ? t % 2 : 2));

  test('paths, shares of the steps and stays are those of decode, posterior and the table', async () => {
    const data = { x: [faces(40, 0), [], faces(250, 4), faces(7, 2), faces(8, 3)] };
    const made = await reportOf(spec(latent), data);
    expectSound(made);
    const [view, another] = made.report.statePaths;
    expect(another).toBeUndefined();
    const decoded = made.fit.decode(data)['z'] as number[][];
    const posterior = made.fit.posterior(data)['z'] as number[][][];
    // Empty sequences are passed over, long ones cut; three are drawn.
    expect(view).toMatchObject({ sequence: 't', plates: ['game'], sequences: 5, steps: 305, overview: null });
    expect(view?.pieces.map(({ place, of }) => [place, of])).toEqual([[[1], 40], [[3], 250], [[4], 7]]); // prettier-ignore
    const shown = view?.pieces[1];
    const steps = shown?.states[0]?.length ?? 0;
    expect(steps).toBeLessThan(251);
    expect([...(shown?.states[0] ?? [])]).toEqual(decoded[2]?.slice(shown?.from, (shown?.from ?? 0) + steps));
    expect([...(shown?.values[0] ?? [])]).toEqual(data.x[2]?.slice(shown?.from, (shown?.from ?? 0) + steps));
    expect([...(view?.pieces[2]?.probabilities[0] ?? [])]).toEqual(posterior[3]?.flat());
    const [chain] = view?.chains ?? [];
    const all = posterior.flat();
    const runs = decoded.flatMap((path) => path.filter((state, t) => t === 0 || state !== path[t - 1]));
    [0, 1].forEach((state) => {
      const expected = all.reduce((sum, probabilities) => sum + (probabilities[state] ?? NaN), 0);
      expect(chain?.expected[state]).toBeCloseTo(expected, 9);
      expect(chain?.decoded[state]).toBe(decoded.flat().filter((each) => each === state).length);
      expect(chain?.visits[state]).toBe(runs.filter((each) => each === state).length);
      const stay = made.fit.arrays['move']?.[state * 3] ?? NaN;
      expect(chain?.stay?.[state]).toBeCloseTo(1 / (1 - stay), 9);
    });
    expect(made.html).toContain('<h3>game 3: ');
  });

  test('a long sequence is drawn from end to end, and a part of it step by step', async () => {
    const x = rows(3000).map((t) => (t < 1700 ? t % 2 : 2));
    const made = await reportOf(spec(latent, ''), { x });
    expectSound(made);
    const [view] = made.report.statePaths;
    const [piece] = view?.pieces ?? [];
    // The part has the change of state in its middle.
    expect(piece).toMatchObject({ from: 1550, of: 3000, place: [] });
    const { edges = [], shares = [] } = view?.overview ?? {};
    expect(edges.at(-1)).toBe(3000);
    edges.slice(1).forEach((_, bin) => {
      const parts = [shares[0]?.[2 * bin] ?? NaN, shares[0]?.[2 * bin + 1] ?? NaN];
      expect(parts.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    });
  });

  test('states that the data have are no paths; those that are missing in places are', async () => {
    const x = [faces(20, 0), faces(20, 5)];
    const z: (number | null)[][] = x.map((steps) => steps.map((face) => (face === 2 ? 1 : 0)));
    const seen = await reportOf(spec(optional), { x, z });
    expectSound(seen);
    expect(seen.report.statePaths).toEqual([]);
    expect(seen.report.transitions).toHaveLength(1);
    const partly = await reportOf(spec(optional), { x, z: z.map((path) => path.map((state, t) => (t % 3 === 0 ? null : state))) }); // prettier-ignore
    expectSound(partly);
    expect(partly.report.statePaths).toHaveLength(1);
    expect(partly.report.graph.edges).toContainEqual({ from: 'z', to: 'z', step: 't-1' });
    expect(partly.report.graph.nodes.map(({ name }) => name)).toEqual(['start', 'move', 'face', 'z', 'x']);
  });
});

test('numbered columns of a square number are pictures, named ones are not', async () => {
  const spec = `model Pictures(C: int = 2, D: dim) {
    param prior: simplex[C]
    param p: unit[C, D] ~ Beta(2, 2)
    plate image {
      observe digit: category<C> ~ Categorical(prior)
      observe x: bool[D] ~ Bernoulli(p[digit])
    }
  }`;
  const data = {
    digit: rows(12).map((i) => i % 2),
    x: rows(12).map((i) => rows(25).map((pixel) => pixel < 12 === (i % 2 === 0))),
  };
  const made = await reportOf(spec, data);
  expectSound(made);
  const [view] = made.report.images;
  expect(view).toMatchObject({ height: 5, width: 5, channels: 1, low: 0, high: 1 });
  expect(view?.groups.map(({ rows: count }) => count)).toEqual([6, 6]);
  expect([...(view?.groups[0]?.dataMean ?? [])]).toEqual(rows(25).map((pixel) => (pixel < 12 ? 1 : 0)));
  expect(made.html).toContain('src="data:image/png;base64,');
  const named = await reportOf(spec, data, { x: rows(25).map((i) => `word ${String.fromCharCode(97 + i)}`) });
  expectSound(named);
  expect(named.report.images).toEqual([]);
  expect(named.html).toContain('share that is true');
});

test('of large data every so many-th row is looked at: those of inputs and observations, lists and typed arrays alike', async () => {
  const { fit } = await reportOf(
    `model Line(D: dim) {
      param b: real[D]
      param s: positive
      plate row {
        given x: real[D]
        observe y: real ~ Normal(b @ x, s)
      }
    }`,
    { x: rows(10).map((i) => [i, wave(i)]), y: rows(10).map((i) => wave(i + 40)) },
  );
  const data = { x: rows(100).map((i) => [i, -i]), y: Float64Array.from(rows(100)) };
  expect(sampleRows(fit.definition, data, 300).data).toBe(data);
  const { data: some, ...counts } = sampleRows(fit.definition, data, 120);
  expect(counts).toEqual({ stride: 3, rows: 34, of: 100 });
  expect(some).toEqual({
    x: rows(34).map((i) => [3 * i, -3 * i]),
    y: Float64Array.from(rows(34), (i) => 3 * i),
  });
});

interface Kind {
  readonly name: string;
  readonly spec: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const kinds: readonly Kind[] = [
  {
    name: 'no plates',
    spec: 'model One { param p: unit observe x: bool ~ Bernoulli(p) }',
    data: { x: true },
  },
  {
    name: 'a single row, a constant column, an array of counts',
    spec: 'model Row { param rate: positive[2] plate row { observe x: count[2] ~ Poisson(rate) } }',
    data: { x: [[3, 3]] },
  },
  {
    name: 'a plate in a plate, with latents of both',
    spec: `model Nested(K: int = 2, L: int = 2) {
      param outer: simplex[K]
      param inner: simplex[K, L]
      param mean: real[L]
      param sd: positive
      plate group {
        latent g: category<K> ~ Categorical(outer)
        plate row {
          latent r: category<L> ~ Categorical(inner[g])
          observe x: real ~ Normal(mean[r], sd)
        }
      }
    }`,
    data: { x: rows(12).map((i) => rows(1 + (i % 4)).map((j) => ((i + j) % 2) * 6 + wave(9 * i + j))) },
  },
  {
    name: 'classes of categories and bools, some of them missing',
    spec: `model Classes(K: int = 2) {
      param weight: simplex[K] ~ Dirichlet(2.0)
      param p: unit[K, 5] ~ Beta(2, 2)
      param q: simplex[K, 3] ~ Dirichlet(2.0)
      plate row {
        latent k: category<K> ~ Categorical(weight)
        observe x: bool[5]? ~ Bernoulli(p[k])
        observe y: category<3>? ~ Categorical(q[k])
      }
    }`,
    data: {
      x: rows(40).map((i) => rows(5).map((j) => (wave(7 * i + j) > 1.9 ? null : wave(3 * i + j) > i % 2))),
      y: rows(40).map((i) => (i % 9 === 4 ? null : i % 3)),
    },
  },
  {
    name: 'labels that are all missing',
    spec: normal.replace('real[D]?', 'real[D]'),
    data: { x: rows(30).map((i) => [(i % 2) * 7 + wave(i)]) },
  },
  {
    name: 'one class only',
    spec: `model Single(C: dim) {
      param prior: simplex[C]
      param mean: real[C]
      plate row {
        observe y: category<C> ~ Categorical(prior)
        observe x: real ~ Normal(mean[y], 1)
      }
    }`,
    data: { y: ['only', 'only', 'only'], x: [1, 2, 4] },
  },
  {
    name: 'entries of a vector that are missing',
    spec: `model Vector(D: dim) {
      param mean: real[D]
      param spread: covariance[D]
      plate row { observe x: real[D]? ~ MvNormal(mean, spread) }
    }`,
    data: {
      x: rows(30).map((i) => [
        wave(i),
        i % 7 === 2 ? null : wave(i) + wave(i + 50),
        i % 5 === 1 ? null : wave(i + 90),
      ]),
    },
  },
  {
    name: 'a logistic regression on one input',
    spec: `model Logistic {
      param a: real ~ Normal(0, 3)
      param b: real ~ Normal(0, 3)
      plate row {
        given x: real
        observe y: bool ~ Bernoulli(logits: a + b * x)
      }
    }`,
    data: { x: rows(40).map(wave), y: rows(40).map((i) => wave(i) + wave(i + 60) > 0) },
  },
  {
    name: 'counts in a group, along an input',
    spec: `model Groups(G: dim) {
      param a: real[G]
      param b: real
      plate row {
        given group: category<G>
        given x: real
        observe y: count ~ Poisson(logRate: a[group] + b * x)
      }
    }`,
    data: {
      group: rows(30).map((i) => ['one', 'two', 'three'][i % 3]),
      x: rows(30).map((i) => i / 30),
      y: rows(30).map((i) => (i * 7) % 5),
    },
  },
  {
    name: 'a series by itself, each step after the one before',
    spec: `model Weather(K: dim) {
      param start: simplex[K]
      param move: simplex[K, K]
      sequence day {
        observe sky[0]: category<K> ~ Categorical(start)
        observe sky[day]: category<K> ~ Categorical(move[sky[day-1]])
      }
    }`,
    data: { sky: rows(40).map((i) => ['sun', 'rain', 'sun', 'fog'][(i * i) % 4]) },
  },
  {
    name: 'censored times and a column that is skewed',
    spec: `model Times {
      param shape: positive
      param rate: positive
      param mean: real
      param sd: positive
      plate row {
        observe t: positive ~ Gamma(shape, rate)
        observe u: real ~ Censored(Normal(mean, sd), -1, 1)
      }
    }`,
    data: {
      t: rows(30).map((i) => Math.exp(wave(i))),
      u: rows(30).map((i) => Math.max(-1, Math.min(1, wave(i)))),
    },
  },
];

test.each(kinds)('$name', async ({ spec, data }) => {
  expectSound(await reportOf(spec, data));
});
