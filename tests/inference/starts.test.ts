// Starts of models whose steps go over rows or along gradients: the fit is no lower than the params that made the data,
// whatever their scale.

import { describe, expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';
import { sampler } from '../support/linear-algebra.ts';

const random = sampler(5);
const count = 200;
const laplace = (): number => Math.log(random.uniform()) * (random.uniform() < 0.5 ? -1 : 1);
const kinds = Array.from({ length: count }, (_, i) => Number(i % 3 === 0));

async function train(
  spec: string,
  data: Readonly<Record<string, unknown>>,
): Promise<{ logLikelihood: number; warnings: readonly string[] }> {
  const { training } = await (await compileModel(spec)).train(data, { seed: 1 });
  if (training === null) throw new Error('a fit without a summary');
  return training;
}

describe('components that lie apart are found', () => {
  test('though gradients alone climb: vectors with gaps about lines', async () => {
    const spec = `model Lines(K: int = 2, D: dim) {
      param w: simplex[K]
      param m: real[K, D]
      param b: real[D]
      param S: covariance[D]
      plate row {
        given c: real
        latent k: category<K> ~ Categorical(w)
        observe x: real[D]? ~ MvNormal(m[k] + b * c, S)
      }
    }`;
    const c = kinds.map(() => random.normal());
    const x = kinds.map((kind, i) => {
      const own = [random.normal(), random.normal() / 2].map(
        (noise, d) => noise + (kind === 0 ? 0 : d === 0 ? 5 : -4) + (d === 0 ? 1 : -1) * (c[i] ?? 0),
      );
      return own.map((value) => (random.uniform() < 0.2 ? null : value));
    });
    const truth = {
      w: [2 / 3, 1 / 3],
      m: [
        [0, 0],
        [5, -4],
      ],
      b: [1, -1],
      S: [
        [1, 0],
        [0, 0.25],
      ],
    };
    const { total } = (await compileModel(spec)).with(truth).logProb({ c, x });
    expect((await train(spec, { c, x })).logLikelihood).toBeGreaterThan(total);
  });

  const noises = kinds.map((kind) => (kind === 0 ? laplace() : 12 + 2 * laplace()));
  test.each([
    ['Laplace', 1e8, 0],
    ['Laplace', 1e-3, 1e5],
    ['Laplace', 1e12, 0],
    ['Gumbel', 1e8, 0],
    ['Gumbel', 1e7, 0],
    ['Gumbel', 3e8, 0],
    ['Gumbel', 1e5, 0],
    ['Gumbel', 1e-8, 0],
    ['Logistic', 1e6, 1e9],
  ])('%s at a scale of %d about %d', async (family, scale, shift) => {
    const spec = `model Mix(K: int = 2) {
      param w: simplex[K]
      param m: real[K]
      param s: positive[K]
      plate row { latent k: category<K> ~ Categorical(w) observe y: real ~ ${family}(m[k], s[k]) }
    }`;
    const plain = await train(spec, { y: noises });
    const scaled = await train(spec, { y: noises.map((y) => shift + scale * y) });
    expect(scaled.logLikelihood + count * Math.log(scale)).toBeGreaterThan(plain.logLikelihood - 0.2);
  });
});

test('one component whose mean is found after its covariance is not taken for a collapsed one', async () => {
  const x = kinds.map(() => {
    const first = random.normal();
    return [30 + first, 50 + first + random.normal()];
  });
  const { warnings } = await train(
    `model Centre { param m: real[2] ~ Normal(0, 100) param S: covariance[2]
      plate row { observe x: real[2] ~ MvNormal(m, S) } }`,
    { x },
  );
  expect(warnings).toEqual([]);
});

test('a logistic regression with a Laplace prior ends where coefficients are 0 or on the slope', async () => {
  const width = 30;
  const rows = Array.from({ length: 400 }, () => Array.from({ length: width }, () => random.normal()));
  const slopes = Array.from({ length: width }, (_, j) => (j % 3 === 0 ? 0.6 : 0.05));
  const y = rows.map(
    (row) => random.uniform() < 1 / (1 + Math.exp(-row.reduce((sum, x, j) => sum + x * (slopes[j] ?? 0), 0))),
  );
  const scale = 0.1;
  const model = await compileModel(`model Sparse(D: dim) {
    param b: real[D] ~ Laplace(0, ${String(scale)})
    plate row { given x: real[D] observe y: bool ~ Bernoulli(logits: b @ x) }
  }`);
  const b = (await model.train({ x: rows, y })).params['b'] as number[];
  // The slope of the likelihood is the prior's where a coefficient differs from 0, and no more than that elsewhere.
  const left = rows.map(
    (row, i) => Number(y[i]) - 1 / (1 + Math.exp(-row.reduce((sum, x, j) => sum + x * (b[j] ?? 0), 0))),
  );
  b.forEach((value, j) => {
    const slope = rows.reduce((sum, row, i) => sum + (row[j] ?? 0) * (left[i] ?? 0), 0);
    if (Math.abs(value) > 1e-3) expect(slope * scale * Math.sign(value)).toBeCloseTo(1, 2);
    else expect(Math.abs(slope * scale)).toBeLessThan(1.01);
  });
});
