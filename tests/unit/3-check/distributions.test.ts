// Every distribution of the language after `~`: at least one right use and one wrong use, with what is said.

import { describe, expect, test } from 'vitest';
import { printDistribution } from '../../../compiler/3-check/print-model.ts';
import { signatures } from '../../../compiler/library/signatures/index.ts';
import { checkSpec, oneLine, soundModel, unmark } from '../../support/check-spec.ts';

/** A model with an input and a param of every kind; unused ones begin with `_`. */
const around = (statements: string): string => `
  model M(K: int<lower: 2> = 3, D: dim) {
    given _sizes: real[K, D]
    ${statements}
  }`;

/** Params and inputs of the letters that a statement mentions. */
const declarations: Readonly<Record<string, string>> = {
  r: 'given r: real',
  v: 'given v: real[D]',
  s: 'given s: positive',
  nn: 'given nn: nonnegative',
  sv: 'given sv: positive[D]',
  u: 'given u: unit',
  ou: 'given ou: real<lower: 0, upper: 1>',
  n: 'given n: count',
  i: 'given i: int',
  b: 'given b: bool',
  k: 'given k: category<K>',
  w: 'given w: simplex[K]',
  wide: 'given wide: real[D, K]',
  cut: 'given cut: ordered[K - 1]',
  cov: 'given cov: covariance[D]',
  low: 'given low: cholesky[D]',
  lv: 'given lv: real[K]',
};

const spec = (statements: string): string => {
  const words = new Set(statements.match(/[A-Za-z_]\w*/g) ?? []);
  const given = Object.entries(declarations).flatMap(([name, text]) => (words.has(name) ? [text] : []));
  return around([...given, statements].join(' '));
};

/** Statement by statement, all sound. */
const right: readonly string[] = [
  'observe y: real ~ Normal(r, s)',
  'observe y: real[D] ~ Normal(v, precision: s)',
  'observe y: positive ~ LogNormal(r, s)',
  'observe y: real[D] ~ StudentT(4, v, s)',
  'observe y: real ~ Cauchy(0, 1)',
  'observe y: nonnegative ~ HalfNormal(s)',
  'observe y: positive ~ HalfCauchy(2.5)',
  'observe y: real ~ Laplace(r, s)',
  'observe y: real ~ Logistic(r, s)',
  'observe y: real ~ Gumbel(r, s)',
  'observe y: positive ~ Exponential(mean: s)',
  'observe y: positive ~ Gamma(2, mean: s)',
  'observe y: positive ~ InverseGamma(3, s)',
  'observe y: nonnegative ~ ChiSquared(df: s)',
  'observe y: unit ~ Beta(s, 1)',
  'observe y: unit ~ Beta(mean: ou, concentration: 10)',
  'observe y: unit ~ Beta(mean: sigmoid(r), concentration: s)',
  'observe y: unit ~ Kumaraswamy(2, 3)',
  'observe y: real<lower: -1, upper: 1> ~ Uniform(-1, 1)',
  'observe y: positive ~ Uniform(0, s)',
  'observe y: real ~ Uniform(r, r + s)',
  'observe y: positive ~ Weibull(s, 2)',
  'observe y: real<lower: 1> ~ Pareto(1, s)',
  'observe y: positive ~ Pareto(s, 1)',
  'observe y: real ~ VonMises(r, nn)',
  'observe y: simplex[K] ~ Dirichlet(1)',
  'observe y: real[D] ~ MvNormal(v, cov)',
  'observe y: real[4, D] ~ MvNormal(v, cholesky: low)',
  'observe y: real[D] ~ LowRankMvNormal(v, wide, sv)',
  'observe y: real[D] ~ LowRankMvNormal(0, wide, 1)',
  'observe y: real[D] ~ MvStudentT(s, 0, cov)',
  'observe y: covariance[D] ~ Wishart(D + 2, cov)',
  'observe y: covariance[D] ~ Wishart(D - 1 + s, cov)',
  'observe y: covariance[D] ~ InverseWishart(s + D - 1, cov)',
  'observe y: covariance[2] ~ Wishart(1.5, [[1, 0], [0, 1]])',
  'observe y: cholesky[D] ~ LkjCholesky(2)',
  'observe y: bool ~ Bernoulli(logits: r)',
  'observe y: count ~ Binomial(n, u)',
  'observe y: int<lower: 0, upper: 10> ~ Binomial(10, logits: r)',
  'observe y: category<K> ~ Binomial(K - 1, u)',
  'observe y: category<K> ~ Categorical(w)',
  'observe y: category<K> ~ Categorical(weights: nn)',
  'observe y: count[K] ~ Multinomial(n, w)',
  'observe y: count[4, K] ~ Multinomial(p: w)',
  'observe y: int<lower: 0, upper: 7>[K] ~ Multinomial(7, w)',
  'observe y: count ~ Poisson(logRate: r)',
  'observe y: count ~ NegativeBinomial(nn, s)',
  'observe y: count ~ NegativeBinomial(shape: s, p: u)',
  'observe y: count ~ Geometric(u)',
  'observe y: count ~ BetaBinomial(n, s, 2)',
  'observe y: count[K] ~ DirichletMultinomial(n, 0.5)',
  'observe y: count ~ ZeroInflatedPoisson(u, nn)',
  'observe y: category<K> ~ OrderedLogistic(r, cut)',
  'observe y: category<3> ~ OrderedLogistic(r, [-1, 1])',
  'observe y: category<K>[D] ~ OrderedLogistic(v, cut)',
  'observe y: int<lower: 1, upper: 6> ~ DiscreteUniform(1, 6)',
  'observe y: int ~ DiscreteUniform(i, i + n)',
  'observe y: category<K> ~ DiscreteUniform(0, K - 1)',
  'observe y: real ~ Mixture([0.9, 0.1], [Normal(r, 1), Cauchy(r, s)])',
  'observe y: real[D] ~ Mixture([nn, 1], [MvNormal(0, cov), Delta(0)])',
  'observe y: nonnegative ~ Mixture([u, 1 - u], [Delta(0), Gamma(2, 1)])',
  'observe y: real ~ Mixture([1, 2, 1], [Normal(), Mixture([1, 1], [Normal(), Laplace(0, 1)]), Normal(r)])',
  'observe y: positive ~ Truncated(Normal(r, s), lower: 0)',
  'observe y: unit ~ Truncated(Normal(r, s), 0, 1)',
  'observe y: unit ~ Truncated(Gamma(2, s), upper: 1)',
  'observe y: positive ~ Truncated(Mixture([1, 2], [Normal(), Cauchy(0, 1)]), 0)',
  'observe y: positive ~ Truncated(if b then Normal(0, 1) else Cauchy(0, 1), s)',
  'observe y: int<lower: 1> ~ Truncated(Poisson(s), lower: 1)',
  'observe y: int<lower: 1, upper: 5> ~ Truncated(Truncated(Poisson(s), lower: 1), upper: 5)',
  'observe y: nonnegative ~ Censored(Exponential(s), upper: 7)',
  'observe y: nonnegative ~ Censored(Normal(r, s), lower: 0)',
  'observe y: positive ~ Censored(Weibull(s, 2), upper: s)',
  'observe y: real[D] ~ Censored(Normal(v, s), lower: v)',
  'observe y: count ~ Delta(n + 1)',
  'observe y: category<K> ~ Delta(k)',
  'observe y: category<K> ~ Delta(1)',
  'observe y: bool ~ Delta(b)',
  'observe y: simplex[K] ~ Delta(w)',
  'observe y: real[2, D] ~ Delta(v)',
  'observe y: count ~ if b then Delta(0) else Poisson(s)',
  'observe y: simplex[K] ~ RelaxedCategorical(0.5, lv)',
];

describe('right uses', () => {
  test.each(right)('%s', (statement) => {
    expect(checkSpec(spec(statement)).diagnostics.map(oneLine)).toEqual([]);
  });

  test('there is one of every distribution', () => {
    const used = right.join(' ');
    expect([...signatures.keys()].filter((name) => !used.includes(`${name}(`))).toEqual([]);
  });
});

type Row = readonly [code: string, statement: string, message: string];

const wrong: readonly Row[] = [
  // Values that the type does not have.
  [
    'E0501',
    'observe y: positive ~ «Normal(r, s)»',
    '`y` is `positive`, but `Normal` gives negative numbers too',
  ],
  [
    'E0501',
    'observe y: unit ~ «LogNormal(r, s)»',
    '`y` is `unit`, but `LogNormal` gives numbers above 1 too',
  ],
  [
    'E0501',
    'observe y: unit ~ «StudentT(3, 0, 1)»',
    '`y` is `unit`, but `StudentT` gives negative numbers too',
  ],
  [
    'E0501',
    'observe y: count ~ «Cauchy(0, 1)»',
    '`y` is `count`, but `Cauchy` gives numbers that are not whole',
  ],
  [
    'E0501',
    'observe y: real<lower: 1> ~ «Weibull(1, 1)»',
    '`y` is `real<lower: 1>`, but `Weibull` gives numbers below 1 too',
  ],
  [
    'E0501',
    'observe y: bool ~ «Logistic(0, 1)»',
    '`y` is `bool`, but `Logistic` gives numbers, not true or false',
  ],
  [
    'E0501',
    'observe y: category<K> ~ «Gumbel(0, 1)»',
    '`y` is `category<K>`, but `Gumbel` gives numbers, not labels',
  ],
  ['E0501', 'observe y: real ~ «Geometric(u)»', '`y` is `real`, but `Geometric` gives whole numbers'],
  [
    'E0501',
    'observe y: int<lower: 1> ~ «Poisson(s)»',
    '`y` is `int<lower: 1>`, but `Poisson` gives numbers below 1 too',
  ],
  [
    'E0501',
    'observe y: int<lower: 0, upper: 9> ~ «Binomial(n, u)»',
    '`y` is `int<lower: 0, upper: 9>`, but `Binomial` gives numbers up to `n`, which may be above 9',
  ],
  [
    'E0501',
    'observe y: int<lower: 0, upper: 9> ~ «BetaBinomial(10, 1, 1)»',
    '`y` is `int<lower: 0, upper: 9>`, but `BetaBinomial` gives numbers up to `10`',
  ],
  [
    'E0501',
    'observe y: int<lower: 0, upper: 9>[K] ~ «Multinomial(p: w)»',
    '`y` is `int<lower: 0, upper: 9>[K]`, but `Multinomial` gives numbers above 9 too',
  ],
  [
    'E0501',
    'observe y: real[K] ~ «DirichletMultinomial(4, 1)»',
    '`y` is `real[K]`, but `DirichletMultinomial` gives whole numbers',
  ],
  [
    'E0501',
    'observe y: count ~ «DiscreteUniform(i, 9)»',
    '`y` is `count`, but `DiscreteUniform` gives numbers from `i`, which may be negative',
  ],
  [
    'E0501',
    'observe y: positive ~ «Uniform(-1, 1)»',
    '`y` is `positive`, but `Uniform` gives numbers from `-1`',
  ],
  [
    'E0501',
    'observe y: real<lower: 1> ~ «Pareto(s, 1)»',
    '`y` is `real<lower: 1>`, but `Pareto` gives numbers from `s`, which may be below 1',
  ],
  [
    'E0501',
    'observe y: positive ~ «VonMises(0, 1)»',
    '`y` is `positive`, but `VonMises` gives negative numbers too',
  ],
  [
    'E0501',
    'observe y: count ~ «OrderedLogistic(r, cut)»',
    '`y` is `count`, but `OrderedLogistic` gives labels, which are no numbers',
  ],
  [
    'E0501',
    'observe y: category<K> ~ «Poisson(s)»',
    '`y` is `category<K>`, but `Poisson` gives whole numbers, not labels',
  ],
  [
    'E0501',
    'observe y: simplex[K] ~ «Normal(0, 1)»',
    '`y` is `simplex[K]`, but `Normal` gives values that need not add up to 1',
  ],
  [
    'E0501',
    'observe y: ordered[K] ~ «Normal(0, 1)»',
    '`y` is `ordered[K]`, but `Normal` gives values that need not increase',
  ],
  [
    'E0501',
    'observe y: correlation[D] ~ «LkjCholesky(1)»',
    '`y` is `correlation[D]`, but `LkjCholesky` gives values that need not form a correlation matrix',
  ],
  [
    'E0501',
    'observe y: real[K] ~ «RelaxedCategorical(1, lv)»',
    '`y` is `real[K]`, but `RelaxedCategorical` gives vectors of probabilities that add up to 1',
  ],
  [
    'E0501',
    'observe y: real[D, D] ~ «Wishart(D, cov)»',
    '`y` is `real[D, D]`, but `Wishart` gives covariance matrices',
  ],
  [
    'E0501',
    'observe y: nonnegative ~ Mixture([1, 1], [Delta(0), «Laplace(0, 1)»])',
    '`y` is `nonnegative`, but `Laplace` gives negative numbers too',
  ],
  [
    'E0501',
    'observe y: positive ~ Truncated(«Normal(0, 1)», lower: -1)',
    '`y` is `positive`, but `Normal` gives negative numbers too',
  ],
  [
    'E0501',
    'observe y: positive ~ Truncated(«Normal(0, 1)», upper: 1)',
    '`y` is `positive`, but `Normal` gives negative numbers too',
  ],
  [
    'E0501',
    'observe y: unit ~ Truncated(«Exponential(1)», upper: s)',
    '`y` is `unit`, but `Exponential` gives numbers above 1 too',
  ],
  [
    'E0501',
    'observe y: positive ~ Censored(Normal(0, 1), lower: «0»)',
    '`y` is `positive`, but `Censored` gives its bound `0` too',
  ],
  ['E0501', 'observe y: positive ~ «Delta(0)»', '`y` is `positive`, but `Delta` gives `0`'],
  ['E0501', 'observe y: positive ~ «Delta(r)»', '`y` is `positive`, but `Delta` gives `r`, which is `real`'],
  ['E0501', 'observe y: real ~ «Delta(k)»', '`y` is `real`, but `Delta` gives `k`, which is `category<K>`'],
  [
    'E0501',
    'observe y: simplex[K] ~ «Delta(lv)»',
    '`y` is `simplex[K]`, but `Delta` gives `lv`, which is `real`',
  ],
  [
    'E0501',
    'observe y: category<2> ~ «Bernoulli(u)»',
    '`y` is `category<2>`, but `Bernoulli` gives true or false',
  ],
  [
    'E0501',
    'observe y: covariance[K] ~ «Dirichlet(1)»',
    '`y` is `covariance[K]`, but `Dirichlet` gives values that need not form a covariance matrix',
  ],
  // Arguments outside what they may be.
  [
    'E0502',
    'observe y: positive ~ LogNormal(0, «r»)',
    '`r` may be negative, and `sd` of `LogNormal` must be positive',
  ],
  [
    'E0502',
    'observe y: nonnegative ~ HalfNormal(«nn»)',
    '`nn` may be 0, and `scale` of `HalfNormal` must be positive',
  ],
  [
    'E0502',
    'observe y: nonnegative ~ HalfCauchy(«-1»)',
    '`-1` is outside the range, and `scale` of `HalfCauchy` must be positive',
  ],
  [
    'E0502',
    'observe y: real ~ Laplace(0, «r»)',
    '`r` may be negative, and `scale` of `Laplace` must be positive',
  ],
  [
    'E0502',
    'observe y: positive ~ InverseGamma(«0», 1)',
    '`0` is outside the range, and `shape` of `InverseGamma` must be positive',
  ],
  [
    'E0502',
    'observe y: positive ~ ChiSquared(«r»)',
    '`r` may be negative, and `df` of `ChiSquared` must be positive',
  ],
  [
    'E0502',
    'observe y: unit ~ Beta(mean: «u», concentration: 2)',
    '`u` may be 0, and `mean` of `Beta` must be above 0 and below 1',
  ],
  [
    'E0502',
    'observe y: unit ~ Kumaraswamy(«r», 1)',
    '`r` may be negative, and `a` of `Kumaraswamy` must be positive',
  ],
  [
    'E0502',
    'observe y: real ~ VonMises(0, «r»)',
    '`r` may be negative, and `concentration` of `VonMises` must be at least 0',
  ],
  [
    'E0502',
    'observe y: real[D] ~ LowRankMvNormal(v, wide, «v»)',
    '`v` may be negative, and `diagonal` of `LowRankMvNormal` must be positive',
  ],
  [
    'E0502',
    'observe y: cholesky[D] ~ LkjCholesky(«nn»)',
    '`nn` may be 0, and `concentration` of `LkjCholesky` must be positive',
  ],
  [
    'E0502',
    'observe y: count ~ Binomial(«s», u)',
    '`s` may not be whole, and `n` of `Binomial` must be a whole number at least 0',
  ],
  [
    'E0502',
    'observe y: count ~ Binomial(«i», u)',
    '`i` may be negative, and `n` of `Binomial` must be a whole number at least 0',
  ],
  [
    'E0502',
    'observe y: count ~ Geometric(«s»)',
    '`s` may be above 1, and `p` of `Geometric` must be between 0 and 1',
  ],
  [
    'E0502',
    'observe y: count ~ NegativeBinomial(«r», 1)',
    '`r` may be negative, and `mean` of `NegativeBinomial` must be at least 0',
  ],
  [
    'E0502',
    'observe y: count ~ ZeroInflatedPoisson(«r», 1)',
    '`r` may be negative, and `zero` of `ZeroInflatedPoisson` must be between 0 and 1',
  ],
  [
    'E0502',
    'observe y: int ~ DiscreteUniform(«r», 3)',
    '`r` may not be whole, and `lower` of `DiscreteUniform` must be a whole number',
  ],
  [
    'E0502',
    'observe y: simplex[K] ~ RelaxedCategorical(«nn», lv)',
    '`nn` may be 0, and `temperature` of `RelaxedCategorical` must be positive',
  ],
  [
    'E0502',
    'observe y: real ~ Mixture([«r», 1], [Normal(), Normal(1)])'.replace('[«r», 1]', '«[r, 1]»'),
    '`[r, 1]` may be negative, and `weights` of `Mixture` must be at least 0',
  ],
  [
    'E0502',
    'observe y: count ~ Truncated(Poisson(2), lower: «s»)',
    '`s` may not be whole, and `lower` of `Truncated` must be a whole number',
  ],
  [
    'E0301',
    'observe y: real ~ Truncated(Normal(), lower: «k»)',
    '`k` is a category: a label, which is no number to calculate with',
  ],
  [
    'E0503',
    'observe y: category<K> ~ OrderedLogistic(r, «lv[1..]»)',
    '`cutpoints` of `OrderedLogistic` must be a vector whose entries increase, and `lv[1..]` cannot be shown to be one',
  ],
  [
    'E0503',
    'observe y: category<3> ~ OrderedLogistic(r, «[1, -1]»)',
    '`cutpoints` of `OrderedLogistic` must be a vector whose entries increase, and `[1, -1]` is none',
  ],
  [
    'E0503',
    'observe y: real[D] ~ MvStudentT(3, 0, «low»)',
    '`scale` of `MvStudentT` must be a covariance matrix, and `low` cannot be shown to be one',
  ],
  [
    'E0503',
    'observe y: count[K] ~ Multinomial(n, «lv»)',
    '`p` of `Multinomial` must be a simplex (probabilities that add up to 1), and `lv` cannot be shown to be one',
  ],
  [
    'E0505',
    'observe y: covariance[D] ~ Wishart(«s», cov)',
    '`df` of `Wishart` must be above D - 1, and `s` cannot be shown to be',
  ],
  [
    'E0505',
    'observe y: covariance[3] ~ InverseWishart(«2», [[1, 0, 0], [0, 1, 0], [0, 0, 1]])',
    '`df` of `InverseWishart` must be above 2, and `2` cannot be shown to be',
  ],
  ['E0321', 'observe y: real ~ «Uniform(1, 1)»', 'no value lies between 1 and 1'],
  ['E0321', 'observe y: int ~ «DiscreteUniform(3, 2)»', 'no value lies between 3 and 2'],
  ['E0321', 'observe y: real ~ «Truncated(Normal(), 1, -s)»', 'no value lies between 1 and 0'],
  // Labels.
  [
    'E0401',
    'observe y: category<3> ~ «DiscreteUniform(0, 3)»',
    '`DiscreteUniform(0, 3)` must give labels of `y`, 0 to 2',
  ],
  ['E0401', 'observe y: category<3> ~ Delta(«3»)', '`3` must give labels of `y`, 0 to 2'],
  [
    'E0507',
    'observe y: category<K> ~ «DiscreteUniform(0, n)»',
    '`y` is `category<K>`, but `DiscreteUniform` may give numbers that are none of its labels',
  ],
  // Shapes.
  ['E0407', 'observe y: real[D] ~ LowRankMvNormal(v, «v», 1)', '`v` does not fit `y`: it needs 2 axes'],
  ['E0407', 'observe y: real[D] ~ LowRankMvNormal(v, «0.1», 1)', '`0.1` does not fit `y`: it needs 2 axes'],
  [
    'E0407',
    'observe y: real[K] ~ LowRankMvNormal(0, «wide», 1)',
    '`wide` does not fit `y`: its second to last axis has size D, not K',
  ],
  [
    'E0407',
    'observe y: category<K> ~ OrderedLogistic(r, «lv»)',
    '`lv` does not fit `y`: its last axis has size K, for the K - 1 steps between K levels',
  ],
  [
    'E0407',
    'observe y: real ~ Mixture(«[1, 1, 1]», [Normal(), Normal(1)])',
    '`[1, 1, 1]` does not fit `y`: its last axis has size 3, for 2 distributions',
  ],
  [
    'E0407',
    'observe y: real ~ Truncated(Normal(), lower: «v»)',
    '`v` does not fit `y`: it has an axis too many',
  ],
  ['E0407', 'observe y: real ~ StudentT(3, «v», 1)', '`v` does not fit `y`: it has an axis too many'],
  ['E0407', 'observe y: real ~ Delta(«v»)', '`v` does not fit `y`: it has an axis too many'],
  [
    'E0409',
    'observe y: count ~ «Multinomial(n, w)»',
    '`Multinomial` describes a vector, and `y` is a single value',
  ],
  // Wrappers.
  [
    'E0506',
    'observe y: real ~ Truncated(«HalfNormal(1)», upper: -1)',
    '`HalfNormal` gives no value within the bounds of `Truncated`',
  ],
  [
    'E0506',
    'observe y: real ~ Truncated(«HalfNormal(1)», upper: 0)',
    '`HalfNormal` gives no value within the bounds of `Truncated`',
  ],
  [
    'E0508',
    'observe y: real[D] ~ Truncated(«MvNormal(v, cov)», lower: 0)',
    '`Truncated` bounds single numbers, and `MvNormal` gives vectors',
  ],
  [
    'E0508',
    'observe y: category<K> ~ Truncated(«Categorical(w)», lower: 1)',
    '`Truncated` bounds single numbers, and `Categorical` gives labels',
  ],
  [
    'E0501',
    'observe y: category<K> ~ Truncated(«DiscreteUniform(0, 9)», upper: K - 1)',
    '`y` is `category<K>`, but `DiscreteUniform` gives whole numbers, not labels',
  ],
  ['E0509', 'observe y: real ~ «Censored»(Normal())', '`Censored` needs a bound: `lower`, `upper` or both'],
  [
    'E0510',
    'observe y: real ~ Mixture([1, 1], «Normal()»)',
    '`Mixture` takes a list of distributions: `[Normal(0, 1), Normal(0, 10)]`',
  ],
  [
    'E0510',
    'observe y: real ~ Mixture(w, «[for j in 0..K: Normal(lv[j], 1)]»)',
    '`Mixture` takes a list of distributions: `[Normal(0, 1), Normal(0, 10)]`',
  ],
  [
    'E0511',
    'observe y: real[D] ~ Mixture([1, 1], [MvNormal(v, cov), «Normal(0, 1)»])',
    'the parts of `Mixture` describe different things: vectors and single values',
  ],
  ['E0607', 'observe y: real ~ Truncated(«r», lower: 0)', '`r` is a value, not a distribution'],
  ['E0607', 'observe y: real ~ Mixture([1, 1], [Normal(), «2»])', '`2` is a value, not a distribution'],
  [
    'E0601',
    'observe y: real ~ Normal(«Truncated(Normal(), 0)», 1)',
    '`Truncated(...)` is a distribution, not a value',
  ],
  // Forms.
  ['E0313', 'observe y: unit ~ Beta(1, «bta»: 2)', '`Beta` has no argument `bta`; did you mean `beta`?'],
  ['E0316', 'observe y: count[K] ~ «Multinomial»(w)', '`Multinomial` needs `p`'],
  [
    'E0316',
    'observe y: count[K] ~ «DirichletMultinomial»(concentration: 1)',
    '`DirichletMultinomial` needs `n`',
  ],
  ['E0316', 'observe y: real ~ «Truncated»(lower: 0)', '`Truncated` needs `distribution`'],
  ['E0316', 'observe y: real ~ «Gumbel»(0)', '`Gumbel` needs `scale`'],
  ['E0315', 'observe y: nonnegative ~ HalfNormal(1, «2»)', '`HalfNormal` takes at most 1: scale'],
  [
    'E0323',
    'observe y: unit ~ Beta(alpha: 1, «mean»: 0.5)',
    '`Beta` does not take `alpha` and `mean` together',
  ],
  [
    'E0323',
    'observe y: count ~ NegativeBinomial(mean: 1, «shape»: 2)',
    '`NegativeBinomial` does not take `mean` and `shape` together',
  ],
  [
    'E0206',
    'observe y: real ~ «StudenT»(3, 0, 1)',
    'there is no distribution `StudenT`; did you mean `StudentT`?',
  ],
];

describe('wrong uses', () => {
  test.each(wrong)('%s: %s', (code, statement, message) => {
    const { text, start, end } = unmark(spec(statement));
    const { diagnostics } = checkSpec(text);
    expect(diagnostics.map(oneLine)).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect({ code: diagnostic?.code, message: diagnostic?.message }).toEqual({ code, message });
    expect(diagnostic?.labels[0].span).toMatchObject({ start, end });
  });

  test('there is one of every distribution', () => {
    const used = wrong.map(([, statement]) => statement.replace(/[«»]/g, '')).join(' ');
    expect([...signatures.keys()].filter((name) => !used.includes(`${name}(`))).toEqual([]);
  });
});

describe('what is proposed where the type does not fit', () => {
  const fix = (statement: string): string | undefined =>
    checkSpec(spec(statement)).diagnostics[0]?.fix?.description;

  test.each([
    [
      'observe y: positive ~ Normal(0, 1)',
      'use `HalfNormal`, `LogNormal` or `Truncated(Normal(...), lower: 0)`, or declare it as `real`',
    ],
    [
      'observe y: unit ~ Gamma(1, 1)',
      'use `Beta` or `Truncated(Gamma(...), upper: 1)`, or declare it as `positive`',
    ],
    [
      'observe y: unit ~ Cauchy(0, 1)',
      'use `Beta` or `Truncated(Cauchy(...), lower: 0, upper: 1)`, or declare it as `real`',
    ],
    [
      'observe y: real<lower: 2, upper: 3> ~ Normal()',
      'use `Uniform` or `Truncated(Normal(...), lower: 2, upper: 3)`, or declare it as `real`',
    ],
    [
      'observe y: int<lower: 1> ~ Poisson(1)',
      'use `DiscreteUniform` or `Truncated(Poisson(...), lower: 1)`, or declare it as `count`',
    ],
    ['observe y: count ~ Normal()', 'use `Poisson` or `NegativeBinomial`, or declare it as `real`'],
    ['observe y: bool ~ Categorical(w)', 'use `Bernoulli`, or declare it as `category<K>`'],
    ['observe y: real ~ Binomial(3, 0.5)', 'use `Normal`, or declare it as `count`'],
    [
      'observe y: covariance[D] ~ LkjCholesky(1)',
      'use `Wishart` or `InverseWishart`, or declare it as `cholesky[D]`',
    ],
    ['observe y: unitVector[K] ~ Normal()', 'declare it as `real[K]`'],
    ['observe y: positive ~ Censored(Normal(), lower: 0)', 'declare it as `nonnegative`'],
    ['observe y: real[K] ~ Multinomial(3, w)', 'use `Normal`, or declare it as `count[K]`'],
  ])('%s', (statement, expected) => {
    expect(fix(statement)).toBe(expected);
  });

  test('a mean that may be 0 is offered its open range', () => {
    expect(fix('observe y: unit ~ Beta(mean: u, concentration: 2)')).toBe(
      'declare it as `real<lower: 0, upper: 1>`, or pass it through `sigmoid`',
    );
    expect(fix('observe y: count ~ Binomial(s, u)')).toBe('declare it as `count`');
  });
});

describe('what the model holds', () => {
  const printed = (statement: string): string => {
    const distribution = soundModel(spec(statement)).variables.find(({ name }) => name === 'y')?.distribution;
    return distribution === null || distribution === undefined ? 'none' : printDistribution(distribution);
  };

  test.each([
    ['observe y: count[K] ~ Multinomial(p: w)', 'Multinomial(p: w)'],
    [
      'observe y: real ~ Mixture([0.9, u], [Normal(r), Cauchy(r, s)])',
      'Mixture([0.9, u], [Normal(mean: r, sd: 1), Cauchy(location: r, scale: s)])',
    ],
    ['observe y: positive ~ Truncated(Normal(r, s), 0)', 'Truncated(Normal(mean: r, sd: s), lower: 0)'],
    ['observe y: real ~ Normal(r, s) |> Censored(upper: 3)', 'Censored(Normal(mean: r, sd: s), upper: 3)'],
    ['observe y: count ~ if b then Delta(0) else Poisson(s)', 'if(b, Delta(x: 0), Poisson(rate: s))'],
  ])('%s', (statement, text) => {
    expect(printed(statement)).toBe(text);
  });

  test('what sizes decide becomes a precondition', () => {
    const conditions = (statement: string): readonly string[] =>
      soundModel(spec(statement)).preconditions.map(({ left, right }) => `${left.key} <= ${right.key}`);
    expect(conditions('observe y: covariance[D] ~ Wishart(5, cov)')).toContain('D - 1 <= 4');
    expect(conditions('observe y: covariance[D] ~ Wishart(K, cov)')).toContain('D - 1 <= K - 1');
    expect(conditions('observe y: category<K> ~ DiscreteUniform(0, 2)')).toContain('3 <= K');
  });
});

describe('every distribution against every type', () => {
  const types = [
    'real',
    'positive[D]',
    'unit',
    'real<lower: 1>',
    'real[K, D]',
    'int',
    'count[K]',
    'int<lower: 0, upper: 9>',
    'bool',
    'category<K>',
    'category<2>[D]',
    'simplex[K]',
    'ordered[K]',
    'unitVector[D]',
    'covariance[D]',
    'cholesky[D]',
    'correlation[D]',
    'image[2, 2, 1]',
  ];
  const written = right.map((statement) => statement.replace(/^observe y: [^~]*~ /, ''));

  test.each(types)('%s', (type) => {
    for (const distribution of written) {
      const { diagnostics, models } = checkSpec(spec(`observe y: ${type} ~ ${distribution}`));
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(models).toHaveLength(errors.length === 0 ? 1 : 0);
      // What does not fit is said of each family or, of several arguments, of each of them.
      if (errors.length > distribution.split('(').length)
        throw new Error(`${distribution}:\n${errors.map(oneLine).join('\n')}`);
      for (const { message, why, fix, labels } of errors)
        for (const text of [message, why ?? '', fix?.description ?? '', ...labels.map((label) => label.text)])
          expect(text).not.toMatch(/undefined|null|NaN|Infinity|\[object/);
    }
  });
});
