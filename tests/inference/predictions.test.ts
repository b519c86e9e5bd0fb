// Predictions of observations that are left out, against sums written by hand; the random models check finite ones
// by enumeration.

import { expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';

const [p, m, t, rates] = [[0.4, 0.6], [-1, 2], [[0.3, 0.7], [0.8, 0.2]], [1, 6]] as const; // prettier-ignore

async function mixture(): Promise<ReturnType<Awaited<ReturnType<typeof compileModel>>['with']>> {
  const model = await compileModel(`model Mixture {
    param p: simplex[2] param m: real[2] param t: simplex[2, 2]
    plate row {
      latent  z: category<2> ~ Categorical(p)
      observe g: category<2> ~ Categorical(t[z])
      observe x: real ~ if g == 1 then Normal(m[z], 1) else Normal(2 * m[z], 0.5)
      observe y: count ~ Poisson([1.0, 6.0][z])
    }
  }`);
  return model.with({ p, m, t });
}

/** Mean and sd of a mixture of moments. */
function pooled(parts: readonly { weight: number; mean: number; variance: number }[]): [number, number] {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0) / total;
  const square = parts.reduce((sum, part) => sum + part.weight * (part.variance + part.mean ** 2), 0) / total;
  return [mean, Math.sqrt(square - mean ** 2)];
}

const poisson = (count: number, rate: number): number => {
  let mass = Math.exp(-rate);
  for (let i = 1; i <= count; i++) mass *= rate / i;
  return mass;
};

const normal = (x: number, mean: number, sd: number): number => Math.exp(-0.5 * ((x - mean) / sd) ** 2) / sd;

test.each([[[0, 1]], [[1]]])('a number under a choice on an observation, which may be %j', async (values) => {
  const fit = await mixture();
  const g = values.length === 1 ? { g: values } : {};
  const { x } = fit.predict({ ...g, y: [3] }) as Record<string, { mean: number[]; sd: number[] }>;
  const [mean, sd] = pooled(
    [0, 1].flatMap((z) =>
      values.map((value) => ({
        weight: (p[z] ?? 0) * (t[z]?.[value] ?? 0) * poisson(3, rates[z] ?? 0),
        mean: (m[z] ?? 0) * (value === 1 ? 1 : 2),
        variance: value === 1 ? 1 : 0.25,
      })),
    ),
  );
  expect(x?.mean[0]).toBeCloseTo(mean, 10);
  expect(x?.sd[0]).toBeCloseTo(sd, 10);
});

test('a count, and the probability of a parent, from what is left', async () => {
  const fit = await mixture();
  const found = fit.predict({ x: [0.3] }) as unknown as {
    g: { probability: number[][] };
    y: { mean: number[]; sd: number[] };
  };
  const joint = [0, 1].map((z) =>
    [0, 1].map((g) => {
      const density = g === 1 ? normal(0.3, m[z] ?? 0, 1) : normal(0.3, 2 * (m[z] ?? 0), 0.5);
      return (p[z] ?? 0) * (t[z]?.[g] ?? 0) * density;
    }),
  );
  const weights = joint.map(([a = 0, b = 0]) => a + b);
  const [mean, sd] = pooled(
    rates.map((rate, z) => ({ weight: weights[z] ?? 0, mean: rate, variance: rate })),
  );
  expect(found.y.mean[0]).toBeCloseTo(mean, 10);
  expect(found.y.sd[0]).toBeCloseTo(sd, 10);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  expect(found.g.probability[0]?.[1]).toBeCloseTo(((joint[0]?.[1] ?? 0) + (joint[1]?.[1] ?? 0)) / total, 10);
});

test.each([{ y: [[1, 0, 1]], x: [1] }, { u: [1], x: [1] }, {}])(
  'what others depend on and cannot be summed out must be given: %j is refused',
  async (data) => {
    const model = await compileModel(`model Parents {
      param q: unit[3] param m: real[2]
      plate row {
        observe u: real    ~ Normal(0, 1)
        observe y: bool[3] ~ Bernoulli(q)
        observe x: real    ~ Normal(m[y[0]] + u, 1)
      }
    }`);
    const fit = model.with({ q: [0.1, 0.2, 0.3], m: [0, 1] });
    expect(() => fit.predict(data)).toThrow(/is left out, but other variables depend on it/);
    expect(fit.predict({ u: [1], y: [[1, 0, 1]] })).toEqual({ x: { mean: [2], sd: [1] } });
  },
);
