// Sequences without steps, and values that a sequence cannot have, as a fit meets them.

import { describe, expect, test } from 'vitest';
import type { AnyFit } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';

const sequence = (missing: string): string => `sequence t {
  latent  z[0]: category<2> ~ Categorical([0.5, 0.5])
  latent  z[t]: category<2> ~ Categorical(move[z[t-1]])
  observe x[t]: token<3>${missing} ~ Categorical(say[z[t]])
}`;
const spec = (body: string): string =>
  `model Words { param move: simplex[2, 2] param say: simplex[2, 3] ${body} }`;
const params = {
  move: [
    [0.7, 0.3],
    [0.1, 0.9],
  ],
  say: [
    [0.2, 0.3, 0.5],
    [0.2, 0.3, 0.5],
  ],
};
const fitOf = async (body: string): Promise<AnyFit> => (await compileModel(spec(body))).with(params);

test('data of empty sequences alone are certain, and nothing is hidden in them', async () => {
  const fit = await fitOf(`plate row { ${sequence('?')} }`);
  const data = { x: [[], []] };
  expect(fit.logProb(data)).toEqual({ total: 0, rows: Float64Array.of(0, 0) });
  const nothing = { z: [[], []], x: [[], []] };
  expect([fit.posterior(data), fit.filter(data), fit.decode(data)]).toEqual([nothing, nothing, nothing]);
  expect((await fitOf(sequence('?'))).logProb({ x: [] }).total).toBe(0);
});

test('there is nothing to learn from them', async () => {
  const model = await compileModel(spec(`plate row { ${sequence('')} }`));
  await expect(model.train({ x: [[], []] })).rejects.toThrow('holds no steps: sequence `t` is empty');
});

describe('what no step can be is named by row and step', () => {
  test.each([
    [
      [[0], [1, null]],
      'variable `x`, row 2, step 2: found null: a value is missing, and `token<3>` may not be missing',
    ],
    [[[0, 3]], "variable `x`, row 1, step 2: found 3, outside the category's values 0 to 2"],
    [
      [[0, 'a']],
      'variable `x`, row 1, step 2: found the text "a", which is not among the levels of this category',
    ],
  ])('%j', async (x, message) => {
    const fit = await fitOf(`plate row { ${sequence('')} }`);
    expect(() => fit.logProb({ x })).toThrow(message);
  });
});
