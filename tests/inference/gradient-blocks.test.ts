// Params without a closed form, found by L-BFGS on the expected log joint: against closed forms of another kind
// (normal equations, score equations that must vanish) and against EM's own fixed point.

import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';

/** A small deterministic sample: uniform in (-1, 1). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const draw = noise(7);
const inputs = Array.from({ length: 60 }, () => draw());
const numbers = inputs.map((c) => 1.5 - 2 * c + 0.3 * draw());
const counts = inputs.map((c) => Math.max(0, Math.round(Math.exp(0.5 + c) + draw())));
const answers = inputs.map((c) => (c + 0.8 * draw() > 0.1 ? 1 : 0));

async function fitOf(
  spec: string,
  data: Record<string, unknown>,
  options: Record<string, unknown> = {},
): Promise<Awaited<ReturnType<AnyModel['train']>>> {
  const model = await compileModel(spec);
  return model.train(data, { tolerance: 1e-12, seed: 1, ...options });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('regressions', () => {
  test('linear: the normal equations hold, and the noise is the mean square of what is left', async () => {
    const fit = await fitOf(
      `model Line {
        param a: real param b: real param s: positive
        plate row { given c: real observe y: real ~ Normal(a + b * c, s) }
      }`,
      { c: inputs, y: numbers },
    );
    const { a, b, s } = fit.params as Record<string, number>;
    const rest = numbers.map((y, i) => y - (a ?? NaN) - (b ?? NaN) * (inputs[i] ?? NaN));
    expect(sum(rest)).toBeCloseTo(0, 4);
    expect(sum(rest.map((r, i) => r * (inputs[i] ?? NaN)))).toBeCloseTo(0, 4);
    expect((s ?? NaN) ** 2).toBeCloseTo(sum(rest.map((r) => r * r)) / rest.length, 6);
  });

  test.each([
    ['Poisson', 'count', 'Poisson(exp(a + b * c))', counts, (eta: number) => Math.exp(eta)],
    ['logistic', 'bool', 'Bernoulli(logits: a + b * c)', answers, (eta: number) => 1 / (1 + Math.exp(-eta))],
  ] as const)('%s: the score equations hold', async (_, type, distribution, y, mean) => {
    const fit = await fitOf(
      `model Curve {
        param a: real param b: real
        plate row { given c: real observe y: ${type} ~ ${distribution} }
      }`,
      { c: inputs, y },
    );
    const { a, b } = fit.params as Record<string, number>;
    const rest = y.map((value, i) => value - mean((a ?? NaN) + (b ?? NaN) * (inputs[i] ?? NaN)));
    expect(sum(rest)).toBeCloseTo(0, 4);
    expect(sum(rest.map((r, i) => r * (inputs[i] ?? NaN)))).toBeCloseTo(0, 4);
  });
});

describe('data far from where params start', () => {
  test.each([1e6, 1e9])('a regression on numbers about %d', async (offset) => {
    const spec = `model Line {
      param a: real param b: real param s: positive
      plate row { given c: real observe y: real ~ Normal(a + b * c, s) }
    }`;
    const near = (await fitOf(spec, { c: inputs, y: numbers })).params as Record<string, number>;
    const far = (await fitOf(spec, { c: inputs, y: numbers.map((y) => y + offset) })).params as Record<
      string,
      number
    >;
    expect((far['a'] ?? NaN) - offset).toBeCloseTo(near['a'] ?? NaN, 4);
    expect(far['b']).toBeCloseTo(near['b'] ?? NaN, 4);
    expect(far['s']).toBeCloseTo(near['s'] ?? NaN, 4);
  });

  test('one mean under two sds, by groups', async () => {
    const spec = `model Wide {
      param m: real param s: positive[2]
      plate row { given g: category<2> observe x: real ~ Normal(m, s[g]) }
    }`;
    const g = numbers.map((_, i) => i % 2);
    const x = numbers.map((y, i) => (i % 2 === 0 ? y : 5 * y));
    const near = await fitOf(spec, { g, x });
    const far = await fitOf(spec, { g, x: x.map((value) => value + 1e6) });
    expect(far.training?.logLikelihood).toBeCloseTo(near.training?.logLikelihood ?? NaN, 5);
  });

  test('inputs and numbers of other units', async () => {
    const fit = await fitOf(
      `model Line {
        param a: real param b: real param s: positive
        plate row { given c: real observe y: real ~ Normal(a + b * c, s) }
      }`,
      { c: inputs.map((c) => 1e4 * c), y: numbers.map((y) => 1e-6 * y) },
    );
    const { a, b } = fit.params as Record<string, number>;
    const rest = numbers.map((y, i) => y - 1e6 * ((a ?? NaN) + (b ?? NaN) * 1e4 * (inputs[i] ?? NaN)));
    expect(sum(rest)).toBeCloseTo(0, 4);
    expect(sum(rest.map((r, i) => r * (inputs[i] ?? NaN)))).toBeCloseTo(0, 4);
  });
});

test.each([
  [1, 0, 1],
  [0, 5, 0.5],
])('a prior that is a choice: with wide = %d it has mean %d and sd %d', async (wide, priorMean, priorSd) => {
  const { a } = (
    await fitOf(
      `model Chosen(wide: real = 1) {
        param a: real ~ if wide > 0.5 then Normal(0, 1) else Normal(5, 0.5)
        plate row { observe y: real ~ Normal(a, 2) }
      }`,
      { y: numbers },
      { set: { wide } },
    )
  ).params;
  const precision = numbers.length / 4 + 1 / priorSd ** 2;
  expect(a).toBeCloseTo((sum(numbers) / 4 + priorMean / priorSd ** 2) / precision, 6);
});

test('a product of params is found, though it has no slope where both are zero', async () => {
  const [rows, columns] = [
    [1, -2, 0.5],
    [2, 1, -1, 3],
  ];
  const x = rows.map((u) => columns.map((v) => u * v + 0.01 * draw()));
  const fit = await fitOf(
    `model Outer {
      param u: real[3] param v: real[4] param s: positive
      plate row { observe x: real[3, 4] ~ Normal([for i in 0..3: [for j in 0..4: u[i] * v[j]]], s) }
    }`,
    { x: [x] },
  );
  const u = fit.params['u'] as number[];
  const v = fit.params['v'] as number[];
  rows.forEach((a, i) => {
    columns.forEach((b, j) => {
      expect((u[i] ?? NaN) * (v[j] ?? NaN)).toBeCloseTo(a * b, 1);
    });
  });
});

describe('inside a mixture', () => {
  const values = Array.from(
    { length: 200 },
    (_, i) => (i % 3 === 0 ? 4 : 0.5) * (draw() + draw() + draw()) + 2,
  );

  test('one mean under two sds is a stationary point of the likelihood', async () => {
    const model = await compileModel(`model Wide {
      param p: simplex[2] param m: real param s: positive[2]
      plate row { latent z: category<2> ~ Categorical(p) observe x: real ~ Normal(m, s[z]) }
      train em(restarts: 5, tolerance: 1e-12, iterations: 2000)
    }`);
    const fit = await model.train({ x: values }, { seed: 1 });
    const total = (change: Record<string, unknown>): number =>
      (
        model.with({ ...fit.params, ...change }) as unknown as { logProb(data: unknown): { total: number } }
      ).logProb({ x: values }).total;
    const best = total({});
    const m = fit.params['m'] as number;
    const s = fit.params['s'] as number[];
    expect(Math.max(...s) / Math.min(...s)).toBeGreaterThan(3);
    for (const step of [-1e-2, 1e-2]) {
      expect(total({ m: m + step })).toBeLessThan(best);
      expect(total({ s: [(s[0] ?? NaN) * (1 + step), s[1]] })).toBeLessThan(best);
    }
  });

  test('a bound, an order and a prior are kept', async () => {
    const fit = await fitOf(
      `model Kept {
        param p: simplex[2] ~ Dirichlet(2.0)
        param m: ordered[2]
        param s: real<lower: 0.2, upper: 3>
        plate row { latent z: category<2> ~ Categorical(p) observe x: real ~ Normal(m[z], s) }
      }`,
      { x: values.map((value, i) => value + (i % 2) * 9) },
      { restarts: 5 },
    );
    const [low = NaN, high = NaN] = fit.params['m'] as number[];
    expect(low).toBeLessThan(high);
    expect(high - low).toBeGreaterThan(7);
    expect(fit.params['s']).toBeGreaterThan(0.2);
    expect(fit.params['s']).toBeLessThan(3);
    const [p = NaN] = fit.params['p'] as number[];
    const logPrior = Math.log(6 * p * (1 - p));
    expect((fit.training?.logPosterior ?? NaN) - (fit.training?.logLikelihood ?? NaN)).toBeCloseTo(
      logPrior,
      9,
    );
  });

  test('two regressions, told apart', async () => {
    const y = inputs.map((c, i) => (i % 2 === 0 ? 3 + c : -3 - 2 * c) + 0.1 * draw());
    const fit = await fitOf(
      `model Lines {
        param p: simplex[2] param a: real[2] param b: real[2] param s: positive
        plate row {
          given   c: real
          latent  z: category<2> ~ Categorical(p)
          observe y: real ~ Normal(a[z] + b[z] * c, s)
        }
      }`,
      { c: inputs, y },
      { restarts: 10 },
    );
    const slopes = [...(fit.params['b'] as number[])].sort((u, v) => u - v);
    expect(slopes[0]).toBeCloseTo(-2, 1);
    expect(slopes[1]).toBeCloseTo(1, 1);
  });
});

test('a param starts where the spec says', async () => {
  const model = await compileModel(`model Start(shift: real = 4) {
    param p: simplex[2] = [0.3, 0.7]
    param m: real[2] = [-1, 1] + shift
    plate row { latent z: category<2> ~ Categorical(p) observe x: real ~ Normal(m[z], 1) }
  }`);
  const data = { x: [3, 5, 5.5] };
  const fit = await model.train(data, { iterations: 1 });
  const start = model.with({ p: [0.3, 0.7], m: [3, 5] }) as unknown as {
    logProb(data: unknown): { total: number };
  };
  expect(fit.training?.restarts).toBe(1);
  expect(fit.training?.trace[0]).toBeCloseTo(start.logProb(data).total, 12);
});
