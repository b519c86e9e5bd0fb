// Counts of free parameters against what textbooks count.

import { describe, expect, test } from 'vitest';
import { countFreeParameters } from '../../../../runtime/inference/free-parameters.ts';
import { compileModel } from '../../../support/compile-model.ts';

const cases: readonly (readonly [what: string, spec: string, count: number])[] = [
  ['a simplex: all but one', 'param p: simplex[K] plate row { observe y: category<K> ~ Categorical(p) }', 3],
  [
    'rows of simplexes',
    'param p: simplex[3, K] plate row { given g: category<3> observe y: category<K> ~ Categorical(p[g]) }',
    9,
  ],
  [
    'a covariance: a triangle with its diagonal',
    'param s: covariance[K] plate row { observe y: real[K] ~ MvNormal([for k in 0..K: 0.0], s) }',
    10,
  ],
  [
    'a Cholesky factor: the same',
    'param s: cholesky[2, K] plate row { given g: category<2> observe y: real[K] ~ MvNormal([for k in 0..K: 0.0], cholesky: s[g]) }',
    20,
  ],
  ['an ordered vector: all of it', 'param m: ordered[K] plate row { observe y: real[K] ~ Normal(m, 1) }', 4],
  [
    'numbers, bounded or not',
    'param m: real[K] param s: positive plate row { observe y: real[K] ~ Normal(m, s) }',
    5,
  ],
  [
    'nothing of what nothing depends on',
    'param m: real param idle: real[K] plate row { observe y: real ~ Normal(m, 1) }',
    1,
  ],
];

describe('free parameters', () => {
  test.each(cases)('%s', async (_, body, count) => {
    const { definition } = await compileModel(`model M(K: int = 4) { ${body} }`);
    expect(countFreeParameters(definition, { K: 4 }, {})).toBe(count);
  });

  test('structural zeros do not count', async () => {
    const { definition } = await compileModel(
      'model M(K: int = 3) { param p: simplex[2, K] plate row { given g: category<2> observe y: category<K> ~ Categorical(p[g]) } }',
    );
    const p = Float64Array.of(1, 1, 0, 0, 1, 0);
    expect(countFreeParameters(definition, { K: 3 }, { p })).toBe(1);
  });
});

test('criteria charge for parameters; without plates there are no rows to count', async () => {
  const model = await compileModel('model M { param m: real observe y: real[5] ~ Normal(m, 1) }');
  const { training } = await model.train({ y: [1, 2, 3, 4, 5] });
  if (training === null) throw new Error('not trained');
  expect(training.parameters).toBe(1);
  expect(training.rows).toBeNull();
  expect(training.bic).toBeNull();
  expect(training.aic).toBeCloseTo(2 - 2 * training.logLikelihood, 12);
});
