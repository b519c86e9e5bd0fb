// Standard errors against closed forms, an established tool, differences of the log likelihood in other coordinates,
// and what they promise: recovered params lie within them as often as they should.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnyFit } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';

type Values = Readonly<Record<string, unknown>>;

/** A deterministic sample that looks random enough. */
const noise = (i: number): number =>
  Math.sin(12.9898 * (i + 1)) * 43758.5453 - Math.floor(Math.sin(12.9898 * (i + 1)) * 43758.5453);
const sample = Array.from({ length: 80 }, (_, i) => 3 + 2 * noise(i) - noise(i + 1000));

async function fitted(
  spec: string,
  data: Values,
  options: Values = {},
): Promise<{ fit: AnyFit; errors: Values }> {
  const model = await compileModel(spec);
  const fit = await model.train(data, { tolerance: 1e-14, seed: 1, ...options });
  return { fit, errors: fit.standardErrors(data).values };
}

/** Relative to the size of what is wanted. */
function expectClose(found: unknown, wanted: number, relative = 1e-6): void {
  expect(typeof found).toBe('number');
  expect(Math.abs(Number(found) - wanted)).toBeLessThan(relative * Math.abs(wanted));
}

describe('closed forms', () => {
  test.each([0, 1e6])('a normal distribution about %d', async (offset) => {
    const x = sample.map((value) => value + offset);
    const { fit, errors } = await fitted(
      'model M { param mean: real param sd: positive plate row { observe x: real ~ Normal(mean, sd) } }',
      { x },
    );
    const sd = Number(fit.params['sd']);
    expectClose(errors['mean'], sd / Math.sqrt(x.length));
    expectClose(errors['sd'], sd / Math.sqrt(2 * x.length));
  });

  test('units do not matter', async () => {
    const spec =
      'model M { param mean: real param sd: positive plate row { observe x: real ~ Normal(mean, sd) } }';
    for (const unit of [1e-9, 1e9]) {
      const { fit, errors } = await fitted(spec, { x: sample.map((value) => value * unit) });
      expectClose(errors['mean'], Number(fit.params['sd']) / Math.sqrt(sample.length));
    }
  });

  test('a probability, as a unit and as a simplex', async () => {
    const y = sample.map((value) => value > 3);
    const p = y.filter(Boolean).length / y.length;
    const wanted = Math.sqrt((p * (1 - p)) / y.length);
    const unit = await fitted('model M { param p: unit plate row { observe y: bool ~ Bernoulli(p) } }', {
      y,
    });
    expectClose(unit.errors['p'], wanted);
    const simplex = await fitted(
      'model M { param p: simplex[2] plate row { observe y: category<2> ~ Categorical(p) } }',
      { y: y.map(Number) },
    );
    for (const error of simplex.errors['p'] as number[]) expectClose(error, wanted);
  });

  test('a rate', async () => {
    const y = sample.map((value) => Math.floor(value));
    const { fit, errors } = await fitted(
      'model M { param rate: positive plate row { observe y: count ~ Poisson(rate) } }',
      { y },
    );
    expectClose(errors['rate'], Math.sqrt(Number(fit.params['rate']) / y.length));
  });

  test('a covariance: var s_ij = (s_ii s_jj + s_ij**2) / n', async () => {
    const x = sample.map((value, i) => [value, 0.4 * value + noise(i + 500), 1000 * noise(i + 900)]);
    const { fit, errors } = await fitted(
      'model M { param m: real[3] param s: covariance[3] plate row { observe x: real[3] ~ MvNormal(m, s) } }',
      { x },
    );
    const s = fit.params['s'] as number[][];
    const found = errors['s'] as number[][];
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const [sii = NaN, sjj = NaN, sij = NaN] = [s[i]?.[i], s[j]?.[j], s[i]?.[j]];
        expectClose(found[i]?.[j], Math.sqrt((sii * sjj + sij ** 2) / x.length), 1e-5);
      }
  });

  test('with a prior, the curvature of the posterior', async () => {
    // Normal data of sd 1 with mean ~ Normal(0, 0.1): precisions n and 100 add up.
    const { errors } = await fitted(
      'model M { param mean: real ~ Normal(0, 0.1) plate row { observe x: real ~ Normal(mean, 1) } }',
      { x: sample },
    );
    expectClose(errors['mean'], 1 / Math.sqrt(sample.length + 100));
  });

  test('a unit vector: a sphere is curved by the length of the mean', async () => {
    const x = sample.map((value, i) => [value - 2, noise(i + 40), 1 + noise(i + 90)]);
    const { fit, errors } = await fitted(
      'model M { param u: unitVector[3] plate row { observe x: real[3] ~ Normal(u, 1) } }',
      { x },
    );
    // -|x - u|^2 / 2 is n u.mean on the sphere: its second derivative along it is -n |mean|.
    const means = [0, 1, 2].map((j) => x.reduce((sum, row) => sum + (row[j] ?? NaN), 0) / x.length);
    const information = x.length * Math.hypot(...means);
    (fit.params['u'] as number[]).forEach((u, j) => {
      expectClose((errors['u'] as number[])[j], Math.sqrt((1 - u * u) / information), 1e-5);
    });
    expect(fit.training?.parameters).toBe(2);
  });

  test('a correlation: its diagonal is certain', async () => {
    const x = sample.map((_, i) => [2 * noise(i) - 1, noise(i) + noise(i + 70) - 1]);
    const spec =
      'model M { param r: correlation[2] plate row { observe x: real[2] ~ MvNormal([0.0, 0.0], r) } }';
    const model = await compileModel(spec);
    const { fit, errors } = await fitted(spec, { x });
    const [[first, rho = NaN] = []] = fit.params['r'] as number[][];
    expect(first).toBe(1);
    const at = ([r = NaN]: readonly number[]): number =>
      model.with({ r: [[1, r], [r, 1]] }).logProb({ x }).total; // prettier-ignore
    const [[information = NaN] = []] = negated(hessian(at, [rho], 1e-4));
    const found = errors['r'] as number[][];
    expect([found[0]?.[0], found[1]?.[1]]).toEqual([0, 0]);
    expectClose(found[0]?.[1], 1 / Math.sqrt(information), 1e-5);
    expectClose(found[1]?.[0], 1 / Math.sqrt(information), 1e-5);
    expect(fit.training?.parameters).toBe(1);
  });

  test('structural zeros are certain, and do not count', async () => {
    const g = sample.map((_, i) => i % 2);
    const y = sample.map((value, i) => (value > 3 ? 1 : i % 2 === 0 ? 0 : 2));
    const { fit, errors } = await fitted(
      `const M = [[true, true, false], [false, true, true]]
       model Z { param p: simplex<support: M>[2, 3]
         plate row { given g: category<2> observe y: category<3> ~ Categorical(p[g]) } }`,
      { g, y },
    );
    const p = fit.params['p'] as number[][];
    const found = errors['p'] as number[][];
    expect([found[0]?.[2], found[1]?.[0]]).toEqual([0, 0]);
    for (const [row, column] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
    ] as const) {
      const share = p[row]?.[column] ?? NaN;
      expectClose(found[row]?.[column], Math.sqrt((share * (1 - share)) / (sample.length / 2)));
    }
    expect(fit.training?.parameters).toBe(2);
  });

  test('steps of an ordered param', async () => {
    const x = sample.map((value, i) => [value - 5, value + 5 + noise(i)]);
    const { errors } = await fitted(
      'model M { param m: ordered[2] plate row { observe x: real[2] ~ Normal(m, 2) } }',
      { x },
    );
    for (const error of errors['m'] as number[]) expectClose(error, 2 / Math.sqrt(x.length));
  });
});

interface Regression {
  readonly y: readonly number[];
  readonly coefficients: readonly number[];
  readonly errors: readonly number[];
  /** Of the linear regression alone. */
  readonly sd: number;
}

describe('regressions agree with an established tool', () => {
  const reference = JSON.parse(
    readFileSync(join(import.meta.dirname, '../reference/standard-errors.json'), 'utf8'),
  ) as Record<'linear' | 'logistic' | 'poisson', Regression> & { readonly x: readonly number[][] };
  const { x } = reference;
  const cases = [
    ['linear', 'param sd: positive', 'real ~ Normal(b0 + dot(b, x), sd)'],
    ['logistic', '', 'bool ~ Bernoulli(logits: b0 + dot(b, x))'],
    ['poisson', '', 'count ~ Poisson(logRate: b0 + dot(b, x))'],
  ] as const;
  test.each(cases)('%s', async (name, more, distribution) => {
    const table = reference[name];
    const y = name === 'logistic' ? table.y.map((value) => value === 1) : table.y;
    const { fit, errors } = await fitted(
      `model M { param b0: real param b: real[2] ${more}
         plate row { given x: real[2] observe y: ${distribution} } }`,
      { x, y },
    );
    const coefficients = [fit.params['b0'], ...(fit.params['b'] as number[])];
    const found = [errors['b0'], ...(errors['b'] as number[])];
    table.coefficients.forEach((wanted, i) => {
      expect(Number(coefficients[i])).toBeCloseTo(wanted, 5);
    });
    table.errors.forEach((wanted, i) => {
      expectClose(found[i], wanted, 1e-4);
    });
    if (name === 'linear') expectClose(errors['sd'], table.sd / Math.sqrt(2 * table.y.length), 1e-4);
  });
});

test('a mixture: differences of the log likelihood in the params themselves', async () => {
  const x = sample.map((value, i) => (i % 3 === 0 ? value + 6 : value));
  const spec = `model M {
    param weight: simplex[2] param mean: real[2] param sd: positive[2]
    plate row { latent k: category<2> ~ Categorical(weight) observe x: real ~ Normal(mean[k], sd[k]) }
  }`;
  const model = await compileModel(spec);
  const { fit, errors } = await fitted(spec, { x });
  // In the coordinates weight[0], mean, sd, which need no transform.
  const [weight, mean, sd] = ['weight', 'mean', 'sd'].map((name) => fit.params[name] as number[]);
  const point = [weight?.[0] ?? NaN, ...(mean ?? []), ...(sd ?? [])];
  const logLikelihood = (at: readonly number[]): number =>
    model
      .with({ weight: [at[0], 1 - (at[0] ?? NaN)], mean: at.slice(1, 3), sd: at.slice(3, 5) })
      .logProb({ x }).total;
  const covariance = inverse(negated(hessian(logLikelihood, point, 1e-3)));
  const wanted = covariance.map((row, i) => Math.sqrt(row[i] ?? NaN));
  const found = [
    (errors['weight'] as number[])[0],
    ...(errors['mean'] as number[]),
    ...(errors['sd'] as number[]),
  ];
  found.forEach((error, i) => {
    expectClose(error, wanted[i] ?? NaN, 1e-4);
  });
  expectClose((errors['weight'] as number[])[1], wanted[0] ?? NaN, 1e-4);
});

describe('entries without a standard error say why', () => {
  test('a level that never occurs, and the mean that it alone would tell', async () => {
    const y = [0, 1, 0, 0, 1, 1, 0];
    const x = [1, 5, 2, 3, 6, 8, 2];
    const model = await compileModel(`model M {
      param p: simplex[3] param mean: real[3] param unread: positive
      plate row { observe y: category<3> ~ Categorical(p) observe x: real ~ Normal(mean[y], 1) }
    }`);
    const fit = await model.train({ x, y });
    const { values, absent } = fit.standardErrors({ x, y });
    const [first, second, third] = values['p'] as (number | null)[];
    expectClose(first, Math.sqrt((4 * 3) / 49 / 7));
    expectClose(second, Math.sqrt((4 * 3) / 49 / 7));
    expect(third).toBeNull();
    const means = values['mean'] as (number | null)[];
    expectClose(means[0], 1 / Math.sqrt(4));
    expectClose(means[1], 1 / Math.sqrt(3));
    expect(means[2]).toBeNull();
    expect(values['unread']).toBeNull();
    expect(absent).toEqual([
      { param: 'p', index: [2], reason: 'it lies at the edge of its domain' },
      { param: 'mean', index: [2], reason: 'the data say nothing about it' },
      { param: 'unread', index: [], reason: 'the data say nothing about it' },
    ]);
  });

  test('logits that may all be shifted; their difference is another matter', async () => {
    const y = [0, 1, 0, 0, 1, 1, 0];
    const { fit, errors } = await fitted(
      'model M { param a: real[2] plate row { observe y: category<2> ~ Categorical(logits: a) } }',
      { y },
    );
    expect(errors['a']).toEqual([null, null]);
    expect(fit.standardErrors({ y }).absent[0]?.reason).toBe(
      'the data determine only combinations of it with other entries',
    );
    const pinned = await fitted(
      'model M { param a: real plate row { observe y: category<2> ~ Categorical(logits: [a, 0]) } }',
      { y },
    );
    expectClose(pinned.errors['a'], 1 / Math.sqrt(7 * (4 / 7) * (3 / 7)), 1e-5);
  });

  test('a probability of one, when it could be less', async () => {
    const { fit, errors } = await fitted(
      'model M { param p: simplex[2] plate row { observe y: category<2> ~ Categorical(p) } }',
      { y: [0, 0, 0] },
    );
    expect(fit.params['p']).toEqual([1, 0]);
    expect(errors['p']).toEqual([null, null]);
  });

  test('one probability alone is certain', async () => {
    const { errors } = await fitted(
      'model M { param p: simplex[1] plate row { observe y: category<1> ~ Categorical(p) } }',
      { y: [0, 0, 0] },
    );
    expect(errors['p']).toEqual([0]);
  });

  test('limits refuse', async () => {
    const model = await compileModel(
      'model M { param m: real[3] plate row { observe x: real[3] ~ Normal(m, 1) } }',
    );
    const data = { x: [[1, 2, 3], [2, 3, 4]] }; // prettier-ignore
    const fit = await model.train(data);
    expect(() => fit.standardErrors(data, { coordinates: 2 })).toThrow(
      /of 2 free coordinates at most.* have 3/,
    );
    expect(() => fit.standardErrors(data, { seconds: 0 })).toThrow(/would take/);
  });
});

test('params are recovered within their standard errors as often as promised', async () => {
  const model = await compileModel(`model M(K: int = 2) {
    param weight: simplex[K] param mean: real[K] param sd: positive
    plate row { latent k: category<K> ~ Categorical(weight) observe x: real ~ Normal(mean[k], sd) }
  }`);
  const truth = { weight: [0.65, 0.35], mean: [0, 4], sd: 1 };
  const known = model.with(truth);
  const wanted = [...truth.weight, ...truth.mean, truth.sd];
  let inside = 0;
  let total = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const data = known.sample(200, { seed });
    const fit = await model.train(data, { restarts: 5, seed: 1 });
    const { values } = fit.standardErrors(data);
    const estimates = flat([fit.params['weight'], fit.params['mean'], fit.params['sd']]);
    const errors = flat([values['weight'], values['mean'], values['sd']]);
    wanted.forEach((value, i) => {
      if (Math.abs((estimates[i] ?? NaN) - value) < 1.96 * (errors[i] ?? NaN)) inside++;
      total++;
    });
  }
  // 95 % are promised; of 300, not all independent, 89 % to 99 % are what chance explains.
  expect(inside / total).toBeGreaterThan(0.89);
  expect(inside / total).toBeLessThan(0.99);
});

function flat(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [Number(value)];
}

function hessian(f: (at: readonly number[]) => number, point: readonly number[], step: number): number[][] {
  const moved = (i: number, a: number, j: number, b: number): number =>
    f(point.map((value, k) => value + (k === i ? a : 0) + (k === j ? b : 0)));
  return point.map((_, i) =>
    point.map(
      (_unused, j) =>
        (moved(i, step, j, step) -
          moved(i, step, j, -step) -
          moved(i, -step, j, step) +
          moved(i, -step, j, -step)) /
        (4 * step * step),
    ),
  );
}

function negated(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((row) => row.map((value) => -value));
}

/** Gauss and Jordan, without pivots: the matrices here are positive definite. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  rows.forEach((pivotRow, pivot) => {
    const scale = pivotRow[pivot] ?? NaN;
    for (let k = 0; k < 2 * size; k++) pivotRow[k] = (pivotRow[k] ?? NaN) / scale;
    rows.forEach((row, i) => {
      if (i === pivot) return;
      const factor = row[pivot] ?? NaN;
      for (let k = 0; k < 2 * size; k++) row[k] = (row[k] ?? NaN) - factor * (pivotRow[k] ?? NaN);
    });
  });
  return rows.map((row) => row.slice(size));
}
