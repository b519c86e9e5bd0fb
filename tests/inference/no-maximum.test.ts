// Likelihoods without a maximum are refused, by name; those that are bounded at the edge of a domain are climbed to it.

import { expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';

const twenty = Array.from({ length: 20 }, (_, i) => i);

test.each([
  [
    'a Gamma on equal values',
    'param a: positive param b: positive plate p { observe x: positive ~ Gamma(a, b) }',
    { x: twenty.map(() => 3.3) },
    '`x` is 3.3 in every row',
  ],
  [
    'a mixture of Gammas on equal values',
    `param w: simplex[2] param a: positive[2] param b: positive[2]
     plate p { latent k: category<2> ~ Categorical(w) observe x: positive ~ Gamma(a[k], b[k]) }`,
    { x: twenty.map(() => 2) },
    '`x` is 2 in every row',
  ],
  [
    'a Dirichlet on equal values',
    'param a: positive[3] plate p { observe x: simplex[3] ~ Dirichlet(a) }',
    { x: twenty.map(() => [0.2, 0.3, 0.5]) },
    '`x[0]` is 0.2 in every row',
  ],
  [
    'an sd by gradient on equal values',
    'param m: real param s: positive plate p { observe x: real ~ Normal(m, s * 2) }',
    { x: [3, 3, 3] },
    'it runs to an end of its domain',
  ],
  [
    'one row',
    'param m: real param s: positive plate p { observe x: real ~ Normal(m, s) }',
    { x: [3] },
    'give rows in which it varies',
  ],
])('%s', async (_, body, data, message) => {
  const model = await compileModel(`model M { ${body} }`);
  const refusal = model.train(data);
  await expect(refusal).rejects.toHaveProperty('name', 'TrainError');
  await expect(refusal).rejects.toThrow('has no maximum on these data');
  await expect(refusal).rejects.toThrow(message);
});

test('a Poisson component of zeros alone is found, though its rate is at the edge', async () => {
  const model = await compileModel(`model M { param w: simplex[2] param rate: positive[2]
    plate p { latent k: category<2> ~ Categorical(w) observe n: count ~ Poisson(rate[k]) } }`);
  const fit = await model.train({ n: twenty.map((i) => (i % 2 === 0 ? 0 : 9 + (i % 5))) });
  const rate = [...(fit.params.rate as number[])].sort((a, b) => a - b);
  expect(rate[0]).toBeGreaterThan(0);
  expect(rate[0]).toBeLessThan(1e-6);
  expect(rate[1]).toBeGreaterThan(9);
});

test('categories that are coded from 1 are pointed out', async () => {
  const model = await compileModel(
    'model M(V: dim) { param p: simplex[V] plate r { observe c: category<V> ~ Categorical(p) } }',
  );
  expect((await model.train({ c: [1, 2, 1] })).training?.warnings).toEqual([
    '`c` is never 0: codes of categories count from 0, so its first level is empty',
  ]);
  expect((await model.train({ c: ['1', '2', '1'] })).training?.warnings).toEqual([]);
  expect((await model.train({ c: [0, 2, 1] })).training?.warnings).toEqual([]);
});
