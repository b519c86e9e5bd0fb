// Every distribution of the language has a signature, whether or not it is built, and each is sound in itself.

import { describe, expect, test } from 'vitest';
import { distributions, findDistribution } from '../../../compiler/library/distributions/index.ts';
import type { DistributionSignature, FormSignature } from '../../../compiler/library/signature.ts';
import { findSignature, signatures } from '../../../compiler/library/signatures/index.ts';

/**
 * As the language reference writes them: the arguments in order, `= default`, `?` where one may be left out, and
 * after `;` each other form in full.
 */
const reference = `
  Normal(mean = 0, sd = 1; mean = 0, variance; mean = 0, precision)
  LogNormal(mean, sd)
  StudentT(df, mean, scale)
  Cauchy(location, scale)
  HalfNormal(scale)
  HalfCauchy(scale)
  Laplace(location, scale)
  Logistic(location, scale)
  Gumbel(location, scale)
  Exponential(rate; mean)
  Gamma(shape, rate; shape, scale; shape, mean)
  InverseGamma(shape, scale)
  ChiSquared(df)
  Beta(alpha, beta; mean, concentration)
  Kumaraswamy(a, b)
  Uniform(lower, upper)
  Weibull(shape, scale)
  Pareto(scale, shape)
  VonMises(mean, concentration)
  Dirichlet(concentration) rank 1
  MvNormal(mean, covariance; mean, cholesky; mean, precision) rank 1
  LowRankMvNormal(mean, factor, diagonal) rank 1
  MvStudentT(df, mean, scale) rank 1
  Wishart(df, scale) rank 2
  InverseWishart(df, scale) rank 2
  LkjCholesky(concentration) rank 2
  Bernoulli(p; logits)
  Binomial(n, p; n, logits)
  Categorical(p; logits; weights)
  Multinomial(n?, p) rank 1
  Poisson(rate; logRate)
  NegativeBinomial(mean, dispersion; shape, p)
  Geometric(p)
  BetaBinomial(n, alpha, beta)
  DirichletMultinomial(n, concentration) rank 1
  ZeroInflatedPoisson(zero, rate)
  OrderedLogistic(predictor, cutpoints)
  DiscreteUniform(lower, upper)
  Mixture(weights, distributions)
  Truncated(distribution, lower?, upper?)
  Censored(distribution, lower?, upper?)
  Delta(x)
  RelaxedCategorical(temperature, logits) rank 1
`
  .trim()
  .split('\n')
  .map((line) => line.trim());

function printForm(form: FormSignature): string {
  return form.names
    .map((name) => {
      const value = form.defaults[name];
      if (value !== undefined) return `${name} = ${String(value)}`;
      return form.optional?.includes(name) === true ? `${name}?` : name;
    })
    .join(', ');
}

function print(signature: DistributionSignature): string {
  const rank = signature.eventRank === 0 ? '' : ` rank ${String(signature.eventRank)}`;
  return `${signature.name}(${signature.forms.map(printForm).join('; ')})${rank}`;
}

test('the distributions of the language, argument by argument', () => {
  expect([...signatures.values()].map(print).sort()).toEqual([...reference].sort());
});

test('a built distribution is its own signature', () => {
  for (const [name, distribution] of distributions) expect(findSignature(name)).toBe(distribution);
  // Made of other distributions, it is none that formulas can ask for by name.
  expect(findDistribution('Mixture')).toBeNull();
  expect(findSignature('Mixture')?.name).toBe('Mixture');
  for (const word of ['constructor', '__proto__', 'normal', '']) expect(findSignature(word)).toBeNull();
});

describe.each([...signatures.values()])('$name', (signature) => {
  const { forms, parameters, distributions: parts = {} } = signature;

  test('the first form has the canonical parameters, in their order', () => {
    expect(forms[0].names.filter((name) => !Object.hasOwn(parts, name))).toEqual(Object.keys(parameters));
  });

  test('every argument is defined, and no form takes the place of another', () => {
    for (const form of forms) {
      for (const name of form.names)
        expect(
          Number(Object.hasOwn(form.parameters, name) || Object.hasOwn(parameters, name)) +
            Number(Object.hasOwn(parts, name)),
        ).toBe(1);
      for (const name of [...Object.keys(form.defaults), ...(form.optional ?? [])])
        expect(form.names).toContain(name);
    }
    const names = forms.map((form) => [...form.names].sort().join(' '));
    expect(new Set(names).size).toBe(names.length);
  });

  test('sizes are as many as the axes, and what a support names is there', () => {
    for (const definition of [parameters, ...forms.map((form) => form.parameters)].flatMap((each) =>
      Object.values(each),
    ))
      expect(definition.sizes?.length ?? definition.rank).toBe(definition.rank);
    const { support } = signature;
    const named =
      support.kind === 'range'
        ? [support.lower, support.upper].flatMap((end) =>
            end === null || typeof end === 'number' ? [] : [end.parameter],
          )
        : support.kind === 'category'
          ? [support.sizeOf]
          : support.kind === 'hull' || support.kind === 'value'
            ? [support.of]
            : support.kind === 'cut'
              ? [support.of, support.lower, support.upper]
              : [];
    for (const name of named) expect(forms[0].names).toContain(name);
  });

  test('the summary is one line that begins with the call', () => {
    expect(signature.summary).toMatch(
      new RegExp(`^${signature.name}\\(${forms[0].names.join(', ')}\\): \\S`),
    );
    expect(signature.summary).not.toMatch(/[\n.]$|undefined/);
  });
});
