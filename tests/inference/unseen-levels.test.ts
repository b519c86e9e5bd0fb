// Levels that never occur in training are named: the params that they pick stay where they began.

import { expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';

async function warningsOf(spec: string, data: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  return (await (await compileModel(spec)).train(data)).training?.warnings ?? [];
}

const tagger = (optional: string, prior: string): string => `model Tagger {
  param next: simplex[3, 3] ${prior}
  param say:  simplex[3, 2] ${prior}
  plate s {
    sequence t {
      observe tag[0]: category<3>${optional} ~ Categorical([0.2, 0.3, 0.5])
      observe tag[t]: category<3>${optional} ~ Categorical(next[tag[t-1]])
      observe w[t]: category<2> ~ Categorical(say[tag[t]])
    }
  }
}`;
const data = {
  tag: [
    [0, 1, 0, 1],
    [1, 0],
  ],
  w: [
    [0, 1, 0, 1],
    [1, 0],
  ],
};

test.each(['', '?'])('of a state that is seen, `category<3>%s`', async (optional) => {
  const warnings = await warningsOf(tagger(optional, ''), data);
  expect(warnings).toEqual([
    '`tag` is never 2: the data say nothing about the params picked there, which stay where they began; give them a prior',
  ]);
});

test('not where a prior says what they are, nor where all occur', async () => {
  expect(await warningsOf(tagger('', '~ Dirichlet(2)'), data)).toEqual([]);
  expect(
    await warningsOf(tagger('', ''), { tag: [[0, 2, 1, 0], ...data.tag], w: [[0, 1, 0, 1], ...data.w] }),
  ).toEqual([]);
});

test('of a class, by its text, but not of what a latent is', async () => {
  const spec = `model Classes {
    param mean: real[3]
    param w: simplex[2]
    param rate: positive[2]
    plate row {
      given c: category<3>
      latent k: category<2> ~ Categorical(w)
      observe x: real ~ Normal(mean[c], 1)
      observe n: count ~ Poisson(rate[k])
    }
  }`;
  const rows = { x: [1, 2, 3, 4, 5], n: [1, 2, 30, 32, 2] };
  const model = await compileModel(spec);
  const fit = await model.train(
    { ...rows, c: ['a', 'b', 'a', 'b', 'b'] },
    { levels: { c: ['a', 'b', 'other'] } },
  );
  expect(fit.training?.warnings).toEqual([
    '`c` is never other: the data say nothing about the params picked there, which stay where they began; give them a prior',
  ]);
});
