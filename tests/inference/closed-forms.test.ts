// Closed-form estimates where they are easily wrong: arguments in log space at the edge of their domain, arguments
// that several canonical parameters make up, params over the rows of inner plates.

import { describe, expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';

type Values = Readonly<Record<string, unknown>>;

async function paramsOf(spec: string, data: Values, options: Values = {}): Promise<Values> {
  const model = await compileModel(spec);
  const fit = await model.train(data, { tolerance: 1e-12, seed: 1, ...options });
  return fit.params;
}

/** Every sixth row is larger. */
const positives = Array.from({ length: 30 }, (_, i) => 0.5 + (i % 7) / 3 + (i % 6 === 0 ? 2 : 0));

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('arguments in log space at the edge', () => {
  test('a category that never occurs has no probability, whatever it began with', async () => {
    const model = await compileModel(`model Levels {
      param a: real[3]
      plate row { observe y: category<3> ~ Categorical(logits: a) }
    }`);
    const fit = await model.train({ y: [0, 1, 0, 1, 1, 1] }, { init: { a: [0, 0, 5] } });
    const logProbability = (y: number): number => fit.logProb({ y: [y] }).total;
    expect(logProbability(0)).toBeCloseTo(Math.log(1 / 3), 12);
    expect(logProbability(1)).toBeCloseTo(Math.log(2 / 3), 12);
    expect(logProbability(2)).toBeLessThan(-700);
  });

  test.each([
    ['all true', [1, 1, 1], 1],
    ['all false', [0, 0, 0], 0],
  ])('a bool that is %s is certain', async (_, y, seen) => {
    const model = await compileModel(
      'model Certain { param a: real plate row { observe y: bool ~ Bernoulli(logits: a) } }',
    );
    const fit = await model.train({ y });
    expect(fit.logProb({ y }).total).toBeCloseTo(0, 12);
    expect(fit.logProb({ y: [1 - seen] }).total).toBeLessThan(-700);
  });

  test('counts that are all zero have rate zero', async () => {
    const model = await compileModel(
      'model Silent { param a: real plate row { observe y: count ~ Poisson(logRate: a) } }',
    );
    const fit = await model.train({ y: [0, 0, 0, 0] });
    expect(fit.logProb({ y: [0, 0] }).total).toBeCloseTo(0, 12);
  });
});

describe('one Gamma mean under several shapes', () => {
  // The log density has -shape (log m + x / m) as its only terms in m.
  test('at two sites', async () => {
    const { m } = await paramsOf(
      `model Sites {
        param m: positive
        plate row { observe x: positive ~ Gamma(2, mean: m) observe y: positive ~ Gamma(9, mean: m) }
      }`,
      { x: positives, y: positives.map((value) => 3 * value) },
    );
    expect(m).toBeCloseTo((mean(positives) * (2 + 9 * 3)) / (2 + 9), 5);
  });

  test('along repeats', async () => {
    const x = positives.map((value) => [value, 2 * value, value * value]);
    const { m } = await paramsOf(
      `model Repeats {
        param m: positive
        plate row { observe x: positive[3] ~ Gamma([1.0, 2.0, 6.0], mean: m) }
      }`,
      { x },
    );
    const weighted = mean(x.map(([a = 0, b = 0, c = 0]) => a + 2 * b + 6 * c));
    expect(m).toBeCloseTo(weighted / 9, 5);
  });

  test('by an observed category', async () => {
    const g = positives.map((_, i) => i % 2);
    const { m } = await paramsOf(
      `model Cells {
        param m: positive
        plate row { given g: category<2> observe x: positive ~ Gamma([1.0, 5.0][g], mean: m) }
      }`,
      { g, x: positives },
    );
    const odd = mean(positives.filter((_, i) => i % 2 === 1));
    const even = mean(positives.filter((_, i) => i % 2 === 0));
    expect(m).toBeCloseTo((even + 5 * odd) / 6, 5);
  });

  test('one shape leaves the closed form', async () => {
    const { m } = await paramsOf(
      'model One { param m: positive plate row { observe x: positive ~ Gamma(4, mean: m) } }',
      { x: positives },
    );
    expect(m).toBeCloseTo(mean(positives), 12);
  });
});

test('params over the rows of an inner plate are the means of its rows', async () => {
  const { t, s } = await paramsOf(
    `model Grid {
      param t: real[3] param s: real[2]
      plate row: 2 { plate inner: 3 { observe x: real ~ Normal(t[inner], 1) observe y: real ~ Normal(s[row], 1) } }
    }`,
    { x: [[1, 2, 4], [3, 6, 12]], y: [[1, 2, 3], [4, 5, 9]] }, // prettier-ignore
  );
  expect(t).toEqual([2, 4, 8]);
  expect(s).toEqual([2, 6]);
});

describe('branches of an `if` see their own events alone', () => {
  const amounts = positives.map((value, i) => (i % 3 === 0 ? 0 : value));

  test('a logarithm is no number on the events of the other branch', async () => {
    const wet = amounts.filter((value) => value > 0);
    const dry = amounts.map((value) => (value === 0 ? 1 : 0));
    const choice = await paramsOf(
      `model Rain {
        param a: positive param b: positive
        plate day { given dry: bool observe y: nonnegative ~ if dry then Exponential(9) else Gamma(a, b) }
      }`,
      { dry, y: amounts },
    );
    const alone = await paramsOf(
      'model Wet { param a: positive param b: positive plate day { observe y: positive ~ Gamma(a, b) } }',
      { y: wet },
    );
    expect(choice['a']).toBeCloseTo(alone['a'] as number, 9);
    expect(choice['b']).toBeCloseTo(alone['b'] as number, 9);
  });

  test('nor outside the support of a family', async () => {
    const y = positives.map((value, i) => (i % 2 === 0 ? value : -value));
    const { a, b, m } = await paramsOf(
      `model Signs {
        param a: positive param b: positive param m: real
        plate row { given up: bool observe y: real ~ if up then Gamma(a, b) else Normal(m, 1) }
      }`,
      { up: y.map((value) => (value > 0 ? 1 : 0)), y },
    );
    const up = y.filter((value) => value > 0);
    expect((a as number) / (b as number)).toBeCloseTo(mean(up), 9);
    expect(m).toBeCloseTo(mean(y.filter((value) => value < 0)), 9);
  });

  test('a level that one branch never sees is not lost', async () => {
    const model = await compileModel(`model Seen {
      param p: simplex[2] param m: real[2] param l: positive[2]
      plate row {
        given   f: bool
        latent  z: category<2> ~ Categorical(p)
        observe x: real  ~ if f then Normal(m[z], 1) else Normal(0, 1)
        observe y: count ~ Poisson(l[z])
      }
    }`);
    const f = positives.map((_, i) => i % 2);
    const fit = await model.train({
      f,
      x: positives,
      y: f.map((seen, i) => (seen ? 1 + (i % 3) : 40 + (i % 5))),
    });
    expect(fit.training?.warnings.filter((warning) => warning.includes('floor'))).toEqual([]);
    const rates = [...(fit.params['l'] as number[])].sort((a, b) => a - b);
    expect(rates[1]).toBeCloseTo(mean(f.flatMap((seen, i) => (seen ? [] : [40 + (i % 5)]))), 6);
  });
});

test('a latent in a model without plates is fitted to its one observation', async () => {
  const { p } = await paramsOf(
    `model Alone {
      param p: simplex[2]
      latent z: category<2> ~ Categorical(p)
      observe x: real ~ Normal([0.0, 4.0][z], 1)
    }`,
    { x: 3.5 },
  );
  expect((p as number[])[1]).toBeCloseTo(1, 6);
});

test('arguments of a latent array of two axes broadcast from the right', async () => {
  const model = await compileModel(`model Grid {
    plate row {
      latent  u: bool[2, 3] ~ Bernoulli([0.1, 0.5, 0.9])
      observe y: bool ~ Bernoulli(if u[0, 0] and u[1, 2] then 1 else 0)
    }
  }`);
  const fit = model.with({});
  expect(fit.logProb({ y: [1] }).total).toBeCloseTo(Math.log(0.1 * 0.9), 12);
});

test('a probability that is exactly zero stays at zero', async () => {
  const model = await compileModel(`model Zero {
    param p: simplex[3]
    param m: real[3]
    param s: positive
    plate row { latent z: category<3> ~ Categorical(p) observe x: real ~ Normal(m[z], s) }
  }`);
  const x = [0, 0.1, 0.3, 4, 4.2, 4.1, 0.2, 3.9];
  const fit = await model.train({ x }, { init: { p: [0.5, 0.5, 0], m: [0, 4, 9], s: 1 } });
  expect((fit.params['p'] as number[])[2]).toBe(0);
  expect((fit.params['m'] as number[])[2]).toBe(9);
  expect(fit.training?.warnings).toEqual([]);
});
