// What costs too much to sum out is refused by name before anything is computed: when compiling, when a fit starts, when
// known params are taken, when it predicts.

import { describe, expect, test } from 'vitest';
import { analyse } from '../../compiler/pipeline.ts';
import { compileModel } from '../support/compile-model.ts';

const coupled = (head: string, levels: string): string => `model M${head} {
  param p: simplex[${levels}]
  param m: real[${levels}]
  plate row {
    latent a: category<${levels}> ~ Categorical(p)
    latent b: category<${levels}> ~ Categorical(p)
    latent c: category<${levels}> ~ Categorical(p)
    latent d: category<${levels}> ~ Categorical(p)
    observe x: real ~ Normal(m[a] + m[b] + m[c] + m[d], 1)
  }
}`;

const messages = (text: string): readonly string[] =>
  analyse({ path: 'model.gen', text }).diagnostics.map(({ code, message }) => `${code} ${message}`);

const even = (levels: number): object => ({
  p: Array.from({ length: levels }, () => 1 / levels),
  m: Array.from({ length: levels }, () => 0),
});

describe('when compiling', () => {
  test('constants that make a table too large name the latents that meet', () => {
    expect(messages(coupled('', '1000'))).toEqual([
      'E0804 summing out `a`, `b`, `c`, `d` needs a table of 1,000,000,000,000 entries for each row',
    ]);
    expect(messages(coupled('', '1000000'))).toEqual([
      'E0804 summing out `a`, `b`, `c`, `d` needs a table of more than 10^15 entries for each row',
    ]);
  });

  test('an array of many bools that meet', () => {
    const text = `model M { param w: real[30] plate row {
      latent on: bool[30] ~ Bernoulli(0.3) observe x: real ~ Normal(sum(w * on), 1) } }`;
    expect(messages(text)).toEqual([
      'E0804 summing out `on[0]`, `on[1]`, `on[2]`, `on[3]`, `on[4]` and 25 more needs a table of 1,073,741,824 entries for each row',
    ]);
  });

  test('a whole number with too many values', () => {
    const text = `model M { param w: real plate row {
      latent n: int<lower: 1, upper: 2000000> ~ DiscreteUniform(1, 2000000) observe x: real ~ Normal(w * n, 1) } }`;
    expect(messages(text)).toEqual(['E0804 summing out `n` needs a table of 2,000,000 entries for each row']);
  });

  test('tables that are too many together', () => {
    const latents = Array.from({ length: 9 }, (_, i) => {
      const z = `z${String(i)}`;
      return `latent ${z}: int<lower: 1, upper: 1000000> ~ DiscreteUniform(1, 1000000) observe x${String(i)}: real ~ Normal(${z}, m)`;
    });
    expect(messages(`model M { param m: positive plate row { ${latents.join('\n')} } }`)).toEqual([
      'E0804 summing out the latents needs tables of 9,000,000 entries together for each row',
    ]);
  });

  test('defaults that make it too large are a warning', () => {
    expect(messages(coupled('(K: int = 100)', 'K'))).toEqual([
      'W0401 summing out `a`, `b`, `c`, `d` needs a table of K^4 entries for each row, at most 1,000,000, which does not hold at the default hyperparameters',
    ]);
  });
});

describe('when hyperparameters decide', () => {
  const model = compileModel(coupled('(K: int = 2)', 'K'));
  const needs = 'summing out `a`, `b`, `c`, `d` needs a table of K^4 entries for each row';

  test('training says which and how large', async () => {
    await expect((await model).train({ x: [1, 2, 3] }, { set: { K: 1000 } })).rejects.toThrow(
      `model.gen:5: ${needs}, here 1,000,000,000,000; the most is 1,000,000\nfix: change \`K\` (now 1000)`,
    );
  });

  test('so do known params', async () => {
    const it = await model;
    expect(() => it.with(even(40) as never)).toThrow(`${needs}, here 2,560,000`);
    const { total } = it.with(even(6) as never).logProb({ x: [0] });
    expect(total).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 12);
  });
});

test('what predictions alone would need too much for is not summed out in them', async () => {
  const names = Array.from({ length: 21 }, (_, i) => `b${String(i)}`);
  const model = await compileModel(`model M { param u: unit param w: real plate row {
    ${names.map((name) => `observe ${name}: bool ~ Bernoulli(u)`).join('\n')}
    observe y: real ~ Normal(w * (${names.join(' + ')}), 1)
  } }`);
  const fit = model.with({ u: 0.5, w: 2 });
  const seen = Object.fromEntries(names.map((name, index) => [name, [index < 3]]));
  expect(fit.predict(seen)).toEqual({ y: { mean: [6], sd: [1] } });
  const { b0, ...rest } = seen;
  expect(b0).toEqual([true]);
  expect(() => fit.predict({ ...rest, y: [4] })).toThrow('`b0`');
});
