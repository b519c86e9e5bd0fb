import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DataError, TrainError } from '../../../../runtime/errors.ts';
import { createUntypedModel } from '../../../../runtime/model/create-model.ts';
import type { AnyFit, TrainOptions } from '../../../../runtime/model/model.ts';
import { nestedPoisson } from '../../../support/nested-poisson.ts';
import { normalMixture, type CovarianceShape } from '../../../support/normal-mixture.ts';

const shared = join(import.meta.dirname, '../../../../../shared');
const isThere = existsSync(join(shared, 'reference/gmm_iris.json'));

interface ReferenceFit {
  readonly K: number;
  readonly covariance: string;
  readonly loglik: number;
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
}

function columnsOf(file: string, from: number, to: number): number[][] {
  const lines = readFileSync(join(shared, 'data', file), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines.map((line) => line.split(',').slice(from, to).map(Number));
}

const referenceNames: Record<CovarianceShape, string> = {
  full: 'full',
  diagonal: 'diag',
  tied: 'tied',
  spherical: 'spherical',
};
const shapes: readonly CovarianceShape[] = ['full', 'diagonal', 'tied', 'spherical'];

describe.skipIf(!isThere)('published mixtures (shared/reference is absent: skipped)', () => {
  const cases = [
    ...shapes.map((shape) => ({
      data: 'faithful',
      file: 'faithful/faithful.csv',
      columns: [1, 3],
      K: 2,
      shape,
    })),
    ...shapes.map((shape) => ({ data: 'iris', file: 'iris/iris.csv', columns: [1, 5], K: 3, shape })),
  ];
  test.each(cases)('$data, K = $K, $shape', async ({ data, file, columns, K, shape }) => {
    const x = columnsOf(file, columns[0] ?? 0, columns[1] ?? 0);
    const fit = await createUntypedModel(normalMixture(shape)).train({ x }, { set: { K } });
    const { fits } = JSON.parse(readFileSync(join(shared, `reference/gmm_${data}.json`), 'utf8')) as {
      readonly fits: readonly ReferenceFit[];
    };
    const reference = fits.find((other) => other.K === K && other.covariance === referenceNames[shape]);
    expect(reference).toBeDefined();
    expect(Math.abs((fit.training?.logLikelihood ?? Number.NaN) - (reference?.loglik ?? 0))).toBeLessThan(
      1e-3,
    );
    expect(fit.training?.converged).toBe(true);
    const order = [...(reference?.weights ?? []).keys()].sort(
      (a, b) => (reference?.weights[b] ?? 0) - (reference?.weights[a] ?? 0),
    );
    expectClose(
      fit.params.weight,
      order.map((k) => reference?.weights[k]),
      5e-5,
    );
    expectClose(
      fit.params.mean,
      order.map((k) => reference?.means[k]),
      5e-4,
    );
  });

  test('data shifted by a million give the same fit', async () => {
    const x = columnsOf('faithful/faithful.csv', 1, 3);
    const model = createUntypedModel(normalMixture('full'));
    const near = await model.train({ x }, { restarts: 3 });
    const far = await model.train({ x: x.map((row) => row.map((value) => value + 1e6)) }, { restarts: 3 });
    expect(far.training?.logLikelihood).toBeCloseTo(near.training?.logLikelihood ?? 0, 5);
    expectClose(far.params.spread, near.params.spread, 1e-5);
  });

  test('two hundred restarts end on no spurious maximum', async () => {
    const x = columnsOf('iris/iris.csv', 1, 5);
    const fit = await createUntypedModel(normalMixture('full', 3)).train({ x }, { restarts: 200, seed: 5 });
    expect(fit.training?.logLikelihood).toBeCloseTo(-180.1855, 3);
  });
});

/** Numbers of two nested arrays, relative to the larger. */
function expectClose(found: unknown, expected: unknown, tolerance: number): void {
  const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [Number(value)]);
  const [a, b] = [flat(found), flat(expected)];
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    const other = b[i] ?? Number.NaN;
    expect(Math.abs(value - other)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(other)));
  });
}

/** Two clusters of `n` points each, on circles around (0, 0) and (10, 0). */
function clusters(n: number): number[][] {
  return [0, 10].flatMap((center) =>
    Array.from({ length: n }, (_, i) => [center + Math.cos(i * 2.4), (1 + (i % 3)) * Math.sin(i * 2.4)]),
  );
}

const mixture = createUntypedModel(normalMixture('full'));
const train = (x: number[][], options: TrainOptions = {}): Promise<AnyFit> => mixture.train({ x }, options);

describe('expectation maximisation', () => {
  test('the objective does not fall, and labels are by decreasing count', async () => {
    const x = [...clusters(20), ...clusters(10).slice(10)];
    const fit = await train(x, { restarts: 4 });
    const trace = fit.training?.trace ?? [];
    trace.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual((trace[i] ?? 0) - 1e-9);
    });
    const weight = fit.params.weight as number[];
    expect(weight[0]).toBeCloseTo(0.6, 6);
    expect((fit.params.mean as number[][])[0]?.[0]).toBeGreaterThan(9);
  });

  test('the same seed gives the same fit, bit for bit', async () => {
    const [a, b] = [await train(clusters(15), { seed: 3 }), await train(clusters(15), { seed: 3 })];
    expect(a.arrays).toEqual(b.arrays);
    expect(a.training).toEqual(b.training);
  });

  test('init starts there, once', async () => {
    const fit = await train(clusters(15), {
      init: {
        weight: [0.5, 0.5],
        mean: [
          [0, 0],
          [10, 0],
        ],
        spread: [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
      },
    });
    expect(fit.training?.restarts).toBe(1);
    expect(fit.training?.iterations).toBeLessThan(10);
  });

  test('an abort returns the best so far', async () => {
    const stop = new AbortController();
    let iterations = 0;
    const fit = await train(clusters(15), {
      tolerance: 0,
      signal: stop.signal,
      onProgress: () => {
        iterations++;
        if (iterations === 3) stop.abort();
      },
    });
    expect(fit.training?.converged).toBe(false);
    expect(iterations).toBe(3);
    expect(Number.isFinite(fit.training?.logLikelihood)).toBe(true);
  });

  test('a component with nothing to hold on to is never NaN', async () => {
    // Five copies each of three points: every covariance of a component is singular.
    const points = [
      [0, 0],
      [1, 0],
      [0, 1],
    ];
    const x = Array.from({ length: 5 }, () => points).flat();
    const fit = await train(x, { set: { K: 3 }, restarts: 3 });
    for (const values of Object.values(fit.arrays))
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
    expect(Number.isFinite(fit.training?.logLikelihood)).toBe(true);
    expect(fit.training?.warnings.join()).toContain('held at its floor');
  });

  test('more components than there are clusters', async () => {
    const fit = await train(clusters(30), { set: { K: 6 }, restarts: 5 });
    for (const values of Object.values(fit.arrays))
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('nested plates', () => {
  // Two kinds of groups, of rates near 2 and 9; group sizes differ.
  const x = [[2, 1, 3], [9, 8], [2], [10, 9, 11, 8], [1, 2, 2], [3, 2]];

  test('closed form and gradient find the same', async () => {
    const closed = await createUntypedModel(nestedPoisson('closedForm')).train({ x });
    const gradient = await createUntypedModel(nestedPoisson('gradient')).train({ x });
    expectClose(closed.params.rate, [2, 55 / 6], 0.02);
    expectClose(gradient.params.rate, closed.params.rate, 1e-4);
    expect(gradient.training?.logLikelihood).toBeCloseTo(closed.training?.logLikelihood ?? 0, 5);
  });

  test('a rate of zero is held above it', async () => {
    const zeros = [
      [0, 0, 0],
      [0, 0],
      [7, 9],
      [8, 8, 7],
      [0, 0, 0, 0],
    ];
    const fit = await createUntypedModel(nestedPoisson()).train({ x: zeros });
    const rate = fit.params.rate as number[];
    expect(rate[0]).toBeGreaterThan(0);
    expect(rate[0]).toBeLessThan(1e-6);
    expect(rate[1]).toBeCloseTo(7.8, 5);
  });
});

describe('refusals', () => {
  const refusal = async (run: Promise<unknown>): Promise<string> => {
    try {
      await run;
    } catch (error) {
      expect(error instanceof DataError || error instanceof TrainError).toBe(true);
      return error instanceof Error ? error.message : '';
    }
    throw new Error('was not refused');
  };
  const rows = clusters(5);

  test.each([
    [
      'K larger than the data',
      { set: { K: 11 } },
      rows,
      'variable `kind`: has 11 levels, but plate `row` has only 10 rows',
    ],
    ['an unknown hyperparameter', { set: { L: 2 } }, rows, '`L` is neither an option nor a hyperparameter'],
    [
      'a K that is no number of components',
      { set: { K: 1.5 } },
      rows,
      '`K` is 1.5, but `int` is a whole number',
    ],
    ['restarts', { restarts: 0 }, rows, '`restarts` is 0'],
    [
      'a constant column',
      {},
      rows.map(([a]) => [a ?? 0, 3]),
      'param `spread` (`covariance[K, D]`) has no maximum',
    ],
    [
      'a column that others add up to',
      {},
      rows.map(([a = 0, b = 0]) => [a, b, a + b]),
      'has no maximum on these data',
    ],
    ['values that overflow', {}, [...rows, [1e200, 0]], 'row 11: an impossible observation'],
  ])('%s', async (_, options, x, message) => {
    expect(await refusal(train(x, options))).toContain(message);
  });

  test.each([
    [{ set: { K: true } }, 'hyperparameter `K` is true, but `int` is a number'],
    [{ set: { K: '3' } }, 'hyperparameter `K` is the text "3", but `int` is a number'],
    [
      { set: { K: 1e9 } },
      /param `weight` .* would have 1000000000 numbers.*\nfix: change `K` \(now 1000000000\)$/,
    ],
    [{ levels: { kind_: ['a'] } }, 'levels are declared for `kind_`, which is no category in the data'],
  ])('%j', async (options, message) => {
    const model = createUntypedModel(normalMixture('full'));
    await expect(
      model.train(
        {
          x: [
            [1, 2],
            [2, 1],
            [3, 5],
          ],
        },
        options as TrainOptions,
      ),
    ).rejects.toThrow(message);
  });

  test('a precondition of the spec', async () => {
    const run = createUntypedModel(nestedPoisson()).train(
      { x: Array.from({ length: 9 }, () => [1, 2]) },
      { set: { K: 6 } },
    );
    expect(await refusal(run)).toContain('groups.gen:2: K is at most 5');
  });
});
