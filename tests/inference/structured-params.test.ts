// Params with structure: correlations and unit vectors found by gradient, simplexes with structural zeros by every
// method, against closed forms and against EM written out here.

import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';

type Fit = Awaited<ReturnType<AnyModel['train']>>;

async function fitOf(spec: string, data: Record<string, unknown>, options = {}): Promise<Fit> {
  const model = await compileModel(spec);
  return model.train(data, { tolerance: 1e-13, seed: 1, ...options });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Deterministic numbers in (-1, 1). */
const wave = (i: number): number => Math.sin(12.9898 * (i + 1)) * Math.cos(7.3 * i);

const points = Array.from({ length: 40 }, (_, i) => {
  const [a, b, c] = [wave(i), wave(i + 100), wave(i + 200)];
  return [a, 2 * b + 0.7 * a, 0.5 * c - 0.6 * b];
});
const column = (axis: number): number[] => points.map((point) => point[axis] ?? NaN);
const mean = (axis: number): number => sum(column(axis)) / points.length;
const moment = (i: number, j: number): number =>
  sum(points.map((point) => ((point[i] ?? NaN) - mean(i)) * ((point[j] ?? NaN) - mean(j)))) / points.length;

describe('correlations', () => {
  test('with scales beside it: those of the data', async () => {
    const fit = await fitOf(
      `model C(D: dim) {
        param m: real[D] param sd: positive[D] param r: correlation[D]
        plate row { observe x: real[D] ~ MvNormal(m, [for i in 0..D: [for j in 0..D: sd[i] * sd[j] * r[i, j]]]) }
      }`,
      { x: points },
    );
    const r = fit.params.r as number[][];
    for (const i of [0, 1, 2])
      for (const j of [0, 1, 2])
        expect(r[i]?.[j]).toBeCloseTo(moment(i, j) / Math.sqrt(moment(i, i) * moment(j, j)), 6);
  });

  test('of variables of variance 1: the score equation of the textbook holds', async () => {
    const fit = await fitOf(
      `model C { param r: correlation[2]
        plate row { observe x: real[2] ~ MvNormal([0, 0], r) } }`,
      { x: points.map(([a = 0, b = 0]) => [a, b]) },
    );
    const rho = (fit.params.r as number[][])[0]?.[1] ?? NaN;
    const [aa, ab, bb] = [
      [0, 0],
      [0, 1],
      [1, 1],
    ].map(
      ([i = 0, j = 0]) => sum(points.map((point) => (point[i] ?? NaN) * (point[j] ?? NaN))) / points.length,
    ) as [number, number, number];
    // Kendall and Stuart (1979), The Advanced Theory of Statistics 2, 18.25.
    expect(rho * (1 - rho ** 2) + (1 + rho ** 2) * ab - rho * (aa + bb)).toBeCloseTo(0, 6);
  });

  test('twice the same variable has no maximum', async () => {
    const model = await compileModel(
      'model C { param r: correlation[2] plate row { observe x: real[2] ~ MvNormal([0, 0], r) } }',
    );
    await expect(model.train({ x: column(0).map((x) => [x, x]) })).rejects.toThrow(
      /param `r`.*has no maximum/,
    );
  });
});

test('a direction is that of the mean', async () => {
  const x = points.map(([a = 0, b = 0]) => [a + 1, b - 2]);
  const fit = await fitOf(
    'model U { param d: unitVector[2] plate row { observe x: real[2] ~ Normal(2 * d, 1) } }',
    { x },
  );
  const [u, v] = [0, 1].map((axis) => sum(x.map((point) => point[axis] ?? NaN))) as [number, number];
  const d = fit.params.d as number[];
  expect(d[0]).toBeCloseTo(u / Math.hypot(u, v), 6);
  expect(d[1]).toBeCloseTo(v / Math.hypot(u, v), 6);
});

const support = [
  [true, true, false],
  [false, true, true],
  [true, false, true],
];
const mask = JSON.stringify(support);
const pairs = Array.from({ length: 60 }, (_, i) => {
  const a = i % 3;
  const allowed = [0, 1, 2].filter((b) => support[a]?.[b]);
  return { a, b: allowed[wave(i) > 0.2 * a - 0.1 ? 1 : 0] ?? 0 };
});
const data = { a: pairs.map(({ a }) => a), b: pairs.map(({ b }) => b) };
const counts = (a: number, b: number): number => pairs.filter((pair) => pair.a === a && pair.b === b).length;

describe('structural zeros', () => {
  const spec = (prior: string, how: string): string =>
    `model Z { param move: simplex<support: ${mask}>[3, 3] ${prior}
      plate row { given a: category<3> observe b: category<3> ~ Categorical(${how}) } }`;

  test.each([
    ['closed form', '', 'move[a]', 0],
    ['closed form with a prior', '~ Dirichlet(3.0)', 'move[a]', 2],
    ['a prior with a concentration for each entry', '~ Dirichlet([3.0, 3.0, 3.0])', 'move[a]', 2],
    ['gradient', '', 'weights: 2 * move[a]', 0],
    ['gradient with a prior', '~ Dirichlet(3.0)', 'weights: 2 * move[a]', 2],
  ])('%s', async (_, prior, how, extra) => {
    const fit = await fitOf(spec(prior, how), data);
    const move = fit.params.move as number[][];
    support.forEach((row, a) => {
      const total = sum(row.map((allowed, b) => (allowed ? counts(a, b) + extra : 0)));
      row.forEach((allowed, b) => {
        if (allowed) expect(move[a]?.[b]).toBeCloseTo((counts(a, b) + extra) / total, 6);
        else expect(move[a]?.[b]).toBe(0);
      });
    });
    if (extra === 0) return;
    // A Dirichlet density of two entries, each of concentration 3: lgamma(6) - 2 lgamma(3) + 2 (log x + log y).
    const logPrior = sum(
      move.map((row) => Math.log(120) - 2 * Math.log(2) + 2 * sum(row.filter((p) => p > 0).map(Math.log))),
    );
    const { logPosterior, logLikelihood } = fit.training ?? {};
    expect((logPosterior ?? NaN) - (logLikelihood ?? NaN)).toBeCloseTo(logPrior, 8);
  });

  test('EM: a hidden first state, as written out here', async () => {
    const fit = await fitOf(
      `model H {
        param start: simplex[3] = [0.5, 0.3, 0.2]
        param move: simplex<support: ${mask}>[3, 3] ~ Dirichlet(1.5)
        param face: simplex<support: [[true, true, false, false], [false, true, true, true], [true, false, false, true]]>[3, 4]
        plate row {
          latent  z: category<3> ~ Categorical(start)
          latent  y: category<3> ~ Categorical(move[z])
          observe u: category<4> ~ Categorical(face[z])
          observe v: category<4> ~ Categorical(face[y])
        } }`,
      { u: pairs.map((_, i) => (i * i) % 4), v: pairs.map((_, i) => (3 * i * i + i) % 4) },
      {
        restarts: 1,
        iterations: 3,
        tolerance: 0,
        init: {
          start: [0.5, 0.3, 0.2],
          move: [
            [0.4, 0.6, 0],
            [0, 0.7, 0.3],
            [0.2, 0, 0.8],
          ],
          face: [
            [0.4, 0.6, 0, 0],
            [0, 0.2, 0.5, 0.3],
            [0.9, 0, 0, 0.1],
          ],
        },
      },
    );
    let start = [0.5, 0.3, 0.2];
    let move = [
      [0.4, 0.6, 0],
      [0, 0.7, 0.3],
      [0.2, 0, 0.8],
    ];
    let face = [
      [0.4, 0.6, 0, 0],
      [0, 0.2, 0.5, 0.3],
      [0.9, 0, 0, 0.1],
    ];
    const normalised = (row: readonly number[]): number[] => row.map((x) => x / sum(row));
    for (let iteration = 0; iteration < 3; iteration++) {
      const starts = [0, 0, 0];
      const moves: number[][] = support.map((row) => row.map((allowed) => (allowed ? 0.5 : 0)));
      const faces = face.map((row) => row.map(() => 0));
      pairs.forEach((_, i) => {
        const [u, v] = [(i * i) % 4, (3 * i * i + i) % 4];
        const joint = [0, 1, 2].map((z) =>
          [0, 1, 2].map(
            (y) => (start[z] ?? 0) * (move[z]?.[y] ?? 0) * (face[z]?.[u] ?? 0) * (face[y]?.[v] ?? 0),
          ),
        );
        const total = sum(joint.flat());
        joint.forEach((row, z) => {
          row.forEach((p, y) => {
            const weight = p / total;
            starts[z] = (starts[z] ?? 0) + weight;
            (moves[z] ?? [])[y] = (moves[z]?.[y] ?? 0) + weight;
            (faces[z] ?? [])[u] = (faces[z]?.[u] ?? 0) + weight;
            (faces[y] ?? [])[v] = (faces[y]?.[v] ?? 0) + weight;
          });
        });
      });
      start = normalised(starts);
      move = moves.map(normalised);
      face = faces.map(normalised);
    }
    const near = (actual: unknown, expected: readonly number[][]): void => {
      (actual as number[][]).forEach((row, i) => {
        row.forEach((x, j) => {
          expect(x).toBeCloseTo(expected[i]?.[j] ?? NaN, 10);
        });
      });
    };
    near([fit.params.start], [start]);
    near(fit.params.move, move);
    near(fit.params.face, face);
  });

  test('restarts keep them', async () => {
    const fit = await fitOf(
      `model H {
        param start: simplex[3]
        param face: simplex<support: [[true, true, false, false], [false, true, true, true], [true, false, false, true]]>[3, 4]
        plate row { latent z: category<3> ~ Categorical(start)
          observe u: category<4> ~ Categorical(face[z]) observe v: category<4> ~ Categorical(face[z]) } }`,
      { u: [0, 1, 2, 3, 0, 1, 2, 3, 1, 0], v: [0, 1, 3, 2, 1, 1, 2, 3, 0, 3] },
    );
    const face = fit.params.face as number[][];
    expect([face[0]?.[2], face[0]?.[3], face[1]?.[0], face[2]?.[1], face[2]?.[2]]).toEqual([0, 0, 0, 0, 0]);
    face.forEach((row) => {
      expect(sum(row)).toBeCloseTo(1, 12);
    });
  });

  test('values from outside must be zero there', async () => {
    const model = await compileModel(spec('', 'move[a]'));
    const wrong = {
      move: [
        [0.5, 0.5, 0],
        [0.2, 0.4, 0.4],
        [0.5, 0, 0.5],
      ],
    };
    const message = 'param `move[1][0]`: found 0.2 where the support of `move` says that it is zero';
    expect(() => model.with(wrong)).toThrow(message);
    await expect(model.train(data, { init: wrong })).rejects.toThrow(message);
  });
});

describe('values of params from outside', () => {
  const model = compileModel(`model P {
    param o: ordered[3] param u: unitVector[2] param r: correlation[2] param l: cholesky[2] param c: covariance[2]
    plate row { observe x: real ~ Normal(sum(o) + sum(u) + r[0, 1] + l[1, 0] + c[0, 1], 1) } }`);
  const right = {
    o: [1, 2, 3],
    u: [0.6, 0.8],
    r: [
      [1, 0.5],
      [0.5, 1],
    ],
    l: [
      [1, 0],
      [-1, 2],
    ],
    c: [
      [2, 1],
      [1, 2],
    ],
  };
  test.each([
    [{}, null],
    [{ o: [1, 1, 3] }, 'param `o[1]`: found 1 after 1 in a vector whose entries increase'],
    [{ u: [1, 1] }, 'param `u`: found a unit vector whose length is 1.414'],
    [
      {
        r: [
          [1, 0.5],
          [0.5, 2],
        ],
      },
      'param `r[1][1]`: found 2 on the diagonal of a correlation, which is 1',
    ],
    [
      {
        r: [
          [1, 0.5],
          [0.4, 1],
        ],
      },
      'param `r[0][1]`: found 0.5 in a correlation that is not symmetric',
    ],
    [
      {
        r: [
          [1, 1.5],
          [1.5, 1],
        ],
      },
      'param `r`: this correlation is not positive definite',
    ],
    [
      {
        l: [
          [1, 0.5],
          [0, 1],
        ],
      },
      'param `l[0][1]`: found 0.5 above the diagonal of a Cholesky factor',
    ],
    [
      {
        l: [
          [1, 0],
          [0, -1],
        ],
      },
      'param `l[1][1]`: found -1 on the diagonal of a Cholesky factor, which is positive',
    ],
    [
      {
        c: [
          [1, 2],
          [2, 1],
        ],
      },
      'param `c`: this covariance is not positive definite',
    ],
  ])('%j', async (wrong, message) => {
    const compiled = await model;
    const check = (): unknown => compiled.with({ ...right, ...wrong });
    if (message === null) expect(check).not.toThrow();
    else expect(check).toThrow(message);
  });
});

describe('priors without a maximum at these hyperparameters', () => {
  const spec = `model P(K: int = 2, c: positive = 1) {
    param w: simplex[K] ~ Dirichlet(c / K + 0.5)
    param r: positive ~ Gamma(shape: 2 * c, rate: 1)
    plate row { observe x: category<K> ~ Categorical(w) observe y: count ~ Poisson(r) }
  }`;
  test('are refused when training starts', async () => {
    const model = await compileModel(spec);
    const given = { x: [0, 1, 1], y: [0, 0, 1] };
    expect((await model.train(given)).training?.logPosterior).not.toBeNull();
    await expect(model.train(given, { set: { K: 4 } })).rejects.toThrow(
      'model.gen:2: the concentration of the Dirichlet prior of `w` must be at least 1, or its posterior may have no maximum; it is 0.75',
    );
    await expect(model.train(given, { set: { c: 0.25, K: 2 } })).rejects.toThrow(
      /concentration.*it is 0.625/,
    );
  });
});
