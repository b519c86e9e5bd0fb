// Priors whose density has no end: refused where the spec says it, warned of where the defaults do.

import { describe, expect, test } from 'vitest';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { checkSpec } from '../../support/check-spec.ts';

function said(params: string, train = ''): readonly string[] {
  const mean = params.includes('simplex') ? 'p[0]' : 'p';
  const text = `model M(K: int = 3, c: positive = 2) {
    ${params}
    plate row { observe x: real ~ Normal(${mean}, 1) } ${train}
  }`;
  const { models, diagnostics } = checkSpec(text);
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return [...diagnostics, ...planInference(model).diagnostics]
    .filter(({ code, severity }) => severity !== 'note' && code !== 'W0201')
    .map(({ code, message }) => `${code} ${message}`);
}

describe('constants are errors', () => {
  test.each([
    ['simplex[3] ~ Dirichlet(0.5)', 'the concentration of its Dirichlet prior is 0.5'],
    ['simplex[3] ~ Dirichlet([1, 0.2, 3])', 'the concentration of its Dirichlet prior is 0.2'],
    ['simplex[4] ~ Dirichlet(1 / 4)', 'the concentration of its Dirichlet prior is 0.25'],
    ['positive ~ Gamma(0.5, 1)', 'the shape of its Gamma prior is 0.5'],
    ['positive ~ Gamma(shape: 0.5, mean: 2)', 'the shape of its Gamma prior is 0.5'],
    ['unit ~ Beta(0.5, 2)', 'the alpha of its Beta prior is 0.5'],
    ['unit ~ Beta(2, 0.5)', 'the beta of its Beta prior is 0.5'],
    ['unit ~ Beta(mean: 0.25, concentration: 2)', 'the alpha of its Beta prior is 0.5'],
    ['positive ~ ChiSquared(1)', 'the df of its ChiSquared prior is 1'],
    ['positive ~ Weibull(0.5, 1)', 'the shape of its Weibull prior is 0.5'],
    ['unit ~ Kumaraswamy(2, 0.5)', 'the b of its Kumaraswamy prior is 0.5'],
    ['positive ~ if true then Gamma(1, 1) else Gamma(0.5, 1)', 'the shape of its Gamma prior is 0.5'],
    ['positive ~ Mixture([1, 1], [Gamma(1, 1), Gamma(0.5, 1)])', 'the shape of its Gamma prior is 0.5'],
    ['positive ~ Truncated(Gamma(0.5, 1), upper: 4)', 'the shape of its Gamma prior is 0.5'],
    ['unit ~ Truncated(Beta(0.5, 0.5), lower: 0.1)', 'the beta of its Beta prior is 0.5'],
  ])('%s', (declared, message) => {
    expect(said(`param p: ${declared}`)).toEqual([
      expect.stringContaining(`E0805 the posterior of \`p\` may have no maximum: ${message}`),
    ]);
  });
});

describe('what has a maximum is let through', () => {
  test.each([
    'simplex[3] ~ Dirichlet(1)',
    'positive ~ Gamma(1, 1)',
    'positive ~ InverseGamma(0.1, 1)',
    'unit ~ Beta(1, 1)',
    'unit ~ Beta(mean: 0.5, concentration: 2)',
    'positive ~ Truncated(Gamma(0.5, 1), lower: 0.1)',
    'positive ~ HalfCauchy(1)',
    'simplex[3] ~ Dirichlet(c)',
    'simplex[K] ~ Dirichlet(K / 3)',
  ])('%s', (declared) => {
    expect(said(`param p: ${declared}`)).toEqual([]);
  });

  test('draws need none', () => {
    expect(said('param p: positive ~ Gamma(0.5, 1)', 'train posterior(nuts())').join()).not.toContain(
      'E0805',
    );
  });
});

describe('defaults are warnings', () => {
  test.each([
    ['simplex[K] ~ Dirichlet(1 / K)', 'the concentration of the Dirichlet prior of `p` must be at least 1'],
    ['positive ~ Gamma(c / 4, 1)', 'the shape of the Gamma prior of `p` must be at least 1'],
    ['unit ~ Beta(3, c / 4)', 'the beta of the Beta prior of `p` must be at least 1'],
  ])('%s', (declared, message) => {
    expect(said(`param p: ${declared}`)).toEqual([
      `W0401 ${message}, or its posterior may have no maximum, which does not hold at the default hyperparameters`,
    ]);
  });
});
