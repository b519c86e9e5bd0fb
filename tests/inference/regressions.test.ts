// Regressions with everything observed, against independent solutions: least squares by QR, Newton's method on the
// score, ridge in closed form; and data for which there is no answer, or more than one.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';
import { dot, leastSquares, relativeError, sampler, solve, weightedGram } from '../support/linear-algebra.ts';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

const random = sampler(11);
const count = 120;
const inputs = Array.from({ length: count }, () => [random.normal(), 3 + 2 * random.normal()]);
const groups = inputs.map((_, i) => i % 4);
const design = inputs.map((row) => [1, ...row]);
const linear = inputs.map(([p = 0, q = 0]) => 0.5 + 0.8 * p - 0.3 * q);
const numbers = linear.map((eta) => eta + 0.4 * random.normal());

type Params = Readonly<Record<string, unknown>>;

async function fit(
  spec: string,
  data: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<{
  params: Params;
  training: { warnings: readonly string[]; trace: readonly number[]; logLikelihood: number };
}> {
  const model = await compileModel(spec);
  const found = await model.train(data, options);
  if (found.training === null) throw new Error('a fit without a summary');
  return { params: found.params, training: found.training };
}

const num = (params: Params, name: string): number => Number(params[name]);
const list = (params: Params, name: string): number[] => (params[name] as (number | number[])[]).flat();

const line = `model Line(D: dim) {
  param a: real
  param b: real[D]
  param s: positive
  plate row { given c: real[D] observe y: real ~ Normal(a + b @ c, s) }
}`;

/** Root of the mean square. */
function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

describe('least squares', () => {
  test('is that of QR, and the sd is the root of the mean square of what is left', async () => {
    const { params } = await fit(line, { c: inputs, y: numbers });
    const expected = leastSquares(design, numbers);
    expect(relativeError([num(params, 'a'), ...list(params, 'b')], expected)).toBeLessThan(1e-11);
    const left = numbers.map((y, i) => y - dot(design[i] ?? [], expected));
    expect(relativeError([num(params, 's')], [rms(left)])).toBeLessThan(1e-11);
  });

  test.each([1e4, 1e6, 1e7])('inputs shifted by %d keep their digits', async (shift) => {
    // Halves of whole numbers: the shift loses none of theirs.
    const coarse = inputs.map((row) => row.map((x) => Math.round(64 * x) / 64));
    const { params } = await fit(line, { c: coarse.map((row) => row.map((x) => x + shift)), y: numbers });
    const expected = leastSquares(
      coarse.map((row) => [1, ...row]),
      numbers,
    );
    const b = list(params, 'b');
    expect(relativeError(b, expected.slice(1))).toBeLessThan(1e-8);
    const left = numbers.map((y, i) => y - dot([1, ...(coarse[i] ?? [])], expected));
    expect(relativeError([num(params, 's')], [rms(left)])).toBeLessThan(1e-8);
    expect(
      relativeError([num(params, 'a') + shift * ((b[0] ?? 0) + (b[1] ?? 0))], [expected[0] ?? 0]),
    ).toBeLessThan(1e-6);
  });

  test('coefficients of very different units', async () => {
    const scales = [1e-9, 1e9];
    const { params } = await fit(line, {
      c: inputs.map((row) => row.map((x, j) => x * (scales[j] ?? 1))),
      y: numbers,
    });
    const expected = leastSquares(design, numbers);
    const b = list(params, 'b').map((x, j) => x * (scales[j] ?? 1));
    expect(relativeError([num(params, 'a'), ...b], expected)).toBeLessThan(1e-9);
  });

  test('each group by itself, and a level that no row has stays', async () => {
    const { params } = await fit(
      `model Groups(G: int = 5) {
        param a: real[G] = [for g in 0..G: 7.5]
        param b: real[G]
        param s: positive[G]
        plate row { given g: category<G> given c: real observe y: real ~ Normal(a[g] + b[g] * c, s[g]) }
      }`,
      { g: groups, c: inputs.map(([p]) => p), y: numbers },
    );
    const [a, b, s] = ['a', 'b', 's'].map((name) => list(params, name));
    for (let g = 0; g < 4; g++) {
      const own = groups.flatMap((group, i) => (group === g ? [i] : []));
      const rows = own.map((i) => [1, inputs[i]?.[0] ?? 0]);
      const y = own.map((i) => numbers[i] ?? 0);
      const expected = leastSquares(rows, y);
      expect(relativeError([a?.[g] ?? 0, b?.[g] ?? 0], expected)).toBeLessThan(1e-10);
      const left = y.map((value, i) => value - dot(rows[i] ?? [], expected));
      expect(relativeError([s?.[g] ?? 0], [rms(left)])).toBeLessThan(1e-10);
    }
    expect(a?.[4]).toBe(7.5);
  });

  test('known sds weigh the rows', async () => {
    const sds = inputs.map(() => 0.2 + random.uniform());
    const { params } = await fit(
      `model Known { param a: real param b: real
        plate row { given c: real given e: positive observe y: real ~ Normal(a + b * c, e) } }`,
      { c: inputs.map(([p]) => p), e: sds, y: numbers },
    );
    const expected = leastSquares(
      inputs.map(([p = 0], i) => [1 / (sds[i] ?? 1), p / (sds[i] ?? 1)]),
      numbers.map((y, i) => y / (sds[i] ?? 1)),
    );
    expect(relativeError([num(params, 'a'), num(params, 'b')], expected)).toBeLessThan(1e-11);
  });

  test('a mean that several sds share: its equations hold', async () => {
    const { params } = await fit(
      `model Tied(G: dim) { param m: real param s: positive[G]
        plate row { given g: category<G> observe y: real ~ Normal(m, s[g]) } }`,
      { g: groups, y: numbers.map((y, i) => y * (1 + (groups[i] ?? 0))) },
      { tolerance: 1e-14 },
    );
    const m = num(params, 'm');
    const s = list(params, 's');
    const y = numbers.map((value, i) => value * (1 + (groups[i] ?? 0)));
    const weights = groups.map((g) => 1 / (s[g] ?? 1) ** 2);
    expect(relativeError([m], [dot(weights, y) / weights.reduce((x, w) => x + w, 0)])).toBeLessThan(1e-6);
    for (let g = 0; g < 4; g++)
      expect(s[g]).toBeCloseTo(rms(y.filter((_, i) => groups[i] === g).map((value) => value - m)), 10);
  });

  test('several outcomes with a covariance', async () => {
    const outcomes = numbers.map((y, i) => [y, (inputs[i]?.[1] ?? 0) - 0.5 * y + 0.3 * random.normal()]);
    const { params } = await fit(
      `model Several(D: dim, E: dim) { param a: real[E] param b: real[E, D] param s: covariance[E]
        plate row { given c: real[D] observe y: real[E] ~ MvNormal(a + b @ c, s) } }`,
      { c: inputs, y: outcomes },
    );
    const [a, b, s] = ['a', 'b', 's'].map((name) => list(params, name));
    const left = [0, 1].map((e) => {
      const y = outcomes.map((row) => row[e] ?? 0);
      const expected = leastSquares(design, y);
      expect(relativeError([a?.[e] ?? 0, ...(b ?? []).slice(2 * e, 2 * e + 2)], expected)).toBeLessThan(1e-9);
      return y.map((value, i) => value - dot(design[i] ?? [], expected));
    });
    const covariance = left.flatMap((x) => left.map((z) => dot(x, z) / count));
    expect(relativeError(s ?? [], covariance)).toBeLessThan(1e-9);
  });

  test('an outcome that is missing counts in its own column alone', async () => {
    const outcomes = numbers.map((y, i) => [i % 5 === 0 ? null : y, i % 7 === 1 ? null : 3 - 2 * y]);
    const { params } = await fit(
      `model Gaps(D: dim, E: dim) { param a: real[E] param b: real[E, D] param s: positive[E]
        plate row { given c: real[D] observe y: real[E]? ~ Normal(a + b @ c, s) } }`,
      { c: inputs, y: outcomes },
    );
    const [a, b, s] = ['a', 'b', 's'].map((name) => list(params, name));
    for (const e of [0, 1]) {
      const seen = outcomes.flatMap((row, i) => (row[e] === null ? [] : [i]));
      const rows = seen.map((i) => design[i] ?? []);
      const y = seen.map((i) => outcomes[i]?.[e] ?? NaN);
      const expected = leastSquares(rows, y);
      expect(relativeError([a?.[e] ?? 0, ...(b ?? []).slice(2 * e, 2 * e + 2)], expected)).toBeLessThan(
        1e-10,
      );
      expect(
        relativeError([s?.[e] ?? 0], [rms(y.map((value, i) => value - dot(rows[i] ?? [], expected)))]),
      ).toBeLessThan(1e-10);
    }
  });

  test('more coefficients than are sought at once', async () => {
    const [rows, columns] = [400, 150];
    const c = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
    const y = c.map((row) => dot(row.slice(0, 3), [1, -2, 3]) + random.normal());
    const { params } = await fit(line, { c, y }, { tolerance: 1e-14, iterations: 5000 });
    const expected = leastSquares(
      c.map((row) => [1, ...row]),
      y,
    );
    expect(relativeError([num(params, 'a'), ...list(params, 'b')], expected, 1)).toBeLessThan(1e-6);
  });
});

describe('with priors', () => {
  test('a Normal prior makes it ridge', async () => {
    const { params } = await fit(
      `model Ridge(D: dim) { param a: real param b: real[D] ~ Normal(0.3, 0.2)
        plate row { given c: real[D] observe y: real ~ Normal(a + b @ c, 0.7) } }`,
      { c: inputs, y: numbers },
    );
    const rows = [...design.map((row) => row.map((x) => x / 0.7)), [0, 1 / 0.2, 0], [0, 0, 1 / 0.2]];
    const expected = leastSquares(rows, [...numbers.map((y) => y / 0.7), 0.3 / 0.2, 0.3 / 0.2]);
    expect(relativeError([num(params, 'a'), ...list(params, 'b')], expected)).toBeLessThan(1e-11);
  });

  test('a mean of a prior is sought with what it is the prior of', async () => {
    const { params } = await fit(
      `model Pooled(G: dim) { param m: real param a: real[G] ~ Normal(m, 0.5)
        plate row { given g: category<G> observe y: real ~ Normal(a[g], 0.7) } }`,
      { g: groups, y: numbers },
    );
    const rows = [
      ...groups.map((g) => [0, ...[0, 1, 2, 3].map((k) => (k === g ? 1 / 0.7 : 0))]),
      ...[0, 1, 2, 3].map((g) => [-2, ...[0, 1, 2, 3].map((k) => (k === g ? 2 : 0))]),
    ];
    const expected = leastSquares(rows, [...numbers.map((y) => y / 0.7), 0, 0, 0, 0]);
    expect(relativeError([num(params, 'm'), ...list(params, 'a')], expected)).toBeLessThan(1e-10);
  });

  test('columns that are collinear are told apart by their priors', async () => {
    const { params } = await fit(
      `model Two { param a: real ~ Normal(0, 1) param b: real ~ Normal(0, 2)
        plate row { given c: real observe y: real ~ Normal(a * c + b * c, 1) } }`,
      { c: inputs.map(([p]) => p), y: numbers },
    );
    expect(num(params, 'b')).toBeCloseTo(4 * num(params, 'a'), 10);
  });
});

describe('generalised linear models', () => {
  /** Newton's method from 0: mean and variance of an event as functions of its linear predictor. */
  function newton(
    y: readonly number[],
    mean: (eta: number) => number,
    variance: (eta: number) => number,
  ): number[] {
    let theta = design[0]?.map(() => 0) ?? [];
    for (let step = 0; step < 50; step++) {
      const eta = design.map((row) => dot(row, theta));
      const score = theta.map((_, j) =>
        design.reduce((sum, row, i) => sum + ((y[i] ?? 0) - mean(eta[i] ?? 0)) * (row[j] ?? 0), 0),
      );
      const move = solve(weightedGram(design, eta.map(variance)), score);
      theta = theta.map((x, j) => x + (move[j] ?? 0));
    }
    return theta;
  }

  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const answers = linear.map((eta) => (random.uniform() < sigmoid(eta) ? 1 : 0));
  const counts = linear.map((eta) => Math.floor(Math.exp(eta) + random.uniform()));

  test.each([
    [
      'logistic',
      'bool',
      'Bernoulli(logits: a + b @ c)',
      answers,
      sigmoid,
      (x: number) => sigmoid(x) * sigmoid(-x),
    ],
    ['Poisson', 'count', 'Poisson(logRate: a + b @ c)', counts, Math.exp, Math.exp],
  ] as const)(
    '%s, to the last digits by the default tolerance',
    async (_, type, family, y, mean, variance) => {
      const { params } = await fit(
        `model Glm(D: dim) { param a: real param b: real[D]
        plate row { given c: real[D] observe y: ${type} ~ ${family} } }`,
        { c: inputs, y },
      );
      expect(relativeError([num(params, 'a'), ...list(params, 'b')], newton(y, mean, variance))).toBeLessThan(
        1e-9,
      );
    },
  );

  test('multinomial: every score is 0', async () => {
    const y = linear.map((eta) => Math.min(2, Math.floor(3 * sigmoid(eta + random.normal()))));
    const { params, training } = await fit(
      `model Logit(D: dim, C: dim) { param a: real[C] param b: real[C, D]
        plate row { given c: real[D] observe y: category<C> ~ Categorical(logits: a + b @ c) } }`,
      { c: inputs, y },
    );
    expect(training.warnings).toEqual([]);
    const [a, b] = [list(params, 'a'), list(params, 'b')];
    const probabilities = inputs.map((row) => {
      const eta = a.map((x, k) => x + dot(row, b.slice(2 * k, 2 * k + 2)));
      const total = eta.reduce((sum, x) => sum + Math.exp(x), 0);
      return eta.map((x) => Math.exp(x) / total);
    });
    for (const k of [0, 1, 2])
      for (const j of [0, 1, 2]) {
        const score = design.reduce(
          (sum, row, i) => sum + ((y[i] === k ? 1 : 0) - (probabilities[i]?.[k] ?? 0)) * (row[j] ?? 0),
          0,
        );
        expect(Math.abs(score)).toBeLessThan(1e-8);
      }
  });

  const logistic = `model Logistic(D: dim) { param a: real param b: real[D]
    plate row { given c: real[D] observe y: bool ~ Bernoulli(logits: a + b @ c) } }`;

  test('inputs that separate the outcomes are said to', async () => {
    const { training } = await fit(logistic, { c: inputs, y: linear.map((eta) => eta > 0) });
    expect(training.warnings).toContainEqual(expect.stringMatching(/^`b` has no finite maximum .* prior$/));
  });

  test('so is a level whose rows all have one outcome', async () => {
    const { training } = await fit(
      `model Level(G: dim) { param b: real param d: real[G]
        plate row { given c: real given g: category<G> observe y: bool ~ Bernoulli(logits: b * c + d[g]) } }`,
      { c: inputs.map(([p]) => p), g: groups, y: answers.map((y, i) => y === 1 || groups[i] === 2) },
    );
    expect(training.warnings).toEqual([expect.stringMatching(/^`d` has no finite maximum/)]);
  });

  test('a prior gives it one', async () => {
    const { training } = await fit(
      logistic
        .replace('real[D]\n', 'real[D] ~ Normal(0, 2)\n')
        .replace('a: real ', 'a: real ~ Normal(0, 2) '),
      {
        c: inputs,
        y: linear.map((eta) => eta > 0),
      },
    );
    expect(training.warnings).toEqual([]);
  });
});

describe('without an answer', () => {
  test('inputs that are collinear are named', async () => {
    const c = inputs.map(([p = 0, q = 0]) => [p, q, random.normal(), 2 * p - q]);
    await expect(fit(line, { c, y: numbers })).rejects.toThrow(
      /^`b\[0\]`, `b\[1\]`, `b\[3\]` have no single maximum on these data: what they multiply is collinear\nfix: leave out an input/,
    );
  });

  test('so is an input that never varies, beside a constant', async () => {
    const c = inputs.map(([p = 0]) => [p, 5]);
    await expect(fit(line, { c, y: numbers })).rejects.toThrow(/^`a`, `b\[1\]` have no single maximum/);
  });

  test('rows that fit without an error leave nothing to estimate it from', async () => {
    await expect(fit(line, { c: inputs, y: linear })).rejects.toThrow(
      /param `s` \(`positive`\) has no maximum on these data: the rows fit without an error/,
    );
  });
});

const faithful = sharedFile('data/faithful/faithful.csv');
const reference = sharedFile('reference/regression_faithful.json');
const hasFaithful = faithful !== null && reference !== null;

test.skipIf(!hasFaithful)(
  `Old Faithful: waiting by eruption${hasFaithful ? '' : `: not checked, ${sharedFolder} has no data or no results`}`,
  async () => {
    if (faithful === null || reference === null) return;
    const [head = '', ...rows] = readFileSync(faithful, 'utf8').trim().split('\n');
    const names = head.split(',').map((name) => name.replaceAll('"', '').trim());
    const column = (name: string): number[] => rows.map((row) => Number(row.split(',')[names.indexOf(name)]));
    const [x, y] = [column('eruptions'), column('waiting')];
    const { params, training } = await fit(
      'model Wait { param b0: real param b1: real param s: positive plate row { given x: real observe y: real ~ Normal(b0 + b1 * x, s) } }',
      { x, y },
    );
    // Textbook formulas about the means.
    const [mx, my] = [x, y].map((values) => values.reduce((sum, v) => sum + v, 0) / values.length);
    const [dx, dy] = [x.map((v) => v - (mx ?? 0)), y.map((v) => v - (my ?? 0))];
    const slope = dot(dx, dy) / dot(dx, dx);
    const s = rms(dy.map((v, i) => v - slope * (dx[i] ?? 0)));
    const found = ['b0', 'b1', 's'].map((name) => num(params, name));
    expect(relativeError(found, [(my ?? 0) - slope * (mx ?? 0), slope, s])).toBeLessThan(1e-11);
    const likelihood = -x.length * (Math.log(s) + 0.5 * Math.log(2 * Math.PI) + 0.5);
    expect(relativeError([training.logLikelihood], [likelihood])).toBeLessThan(1e-12);

    // The reference's prior is Normal(0, sd 100 s) given s, so its posterior mean is the mode of the coefficients here.
    const { b_mean: mean } = JSON.parse(readFileSync(reference, 'utf8')) as { b_mean: readonly number[] };
    const { params: shrunk } = await fit(
      `model Wait { param s: positive param b0: real ~ Normal(0, 100 * s) param b1: real ~ Normal(0, 100 * s)
      plate row { given x: real observe y: real ~ Normal(b0 + b1 * x, s) } }`,
      { x, y },
    );
    expect(relativeError([num(shrunk, 'b0'), num(shrunk, 'b1')], mean)).toBeLessThan(1e-9);
  },
);
