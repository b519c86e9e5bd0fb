// What random models observe: every family of the language in every form of its arguments, as the spec writes it. `$word`
// stands for an argument that the generator makes. Families of one group have the same values, so that any two of them
// may be the branches of an `if` or the parts of a mixture.

/** The values of a group, as data are made of them. */
export type Group =
  | 'real'
  | 'angle'
  | 'positive'
  | 'unit'
  | 'count'
  | 'trials'
  | 'bool'
  | 'category'
  | 'vector'
  | 'simplex'
  | 'counts'
  | 'covariance'
  | 'correlationFactor';

type Forms = Readonly<Record<string, readonly string[]>>;

export const families: Readonly<Record<Group, Forms>> = {
  real: {
    Normal: [
      'Normal($real, sd: $positive)',
      'Normal($real, variance: $positive)',
      'Normal($real, $positive)',
      'Normal($real, precision: $positive)',
    ],
    StudentT: ['StudentT(3, $real, $positive)', 'StudentT(1.5 + $positive, $real, $positive)'],
    Cauchy: ['Cauchy($real, $positive)'],
    Laplace: ['Laplace(0.4, $positive)', 'Laplace($real, $positive)'],
    Logistic: ['Logistic($real, $positive)'],
    Gumbel: ['Gumbel($real, $positive)'],
    Uniform: ['Uniform(-9, 9)'],
    Truncated: [
      'Truncated(Normal($real, $positive), lower: -3, upper: 5)',
      'Truncated(Logistic($real, $positive), lower: -4)',
      'Truncated(StudentT(3, $real, $positive), upper: 4)',
      'Truncated(Gumbel($real, $positive), lower: -4, upper: 6)',
    ],
    Censored: [
      'Censored(Normal($real, $positive), lower: -1, upper: 1.5)',
      'Censored(Logistic($real, $positive), upper: 1.25)',
      'Censored(Cauchy($real, $positive), lower: -1.5)',
      'Censored(StudentT(4, $real, $positive), lower: -1, upper: 2)',
    ],
  },
  angle: {
    VonMises: ['VonMises($real, $positive)'],
    Uniform: ['Uniform(-3.1, 3.1)'],
    Normal: ['Normal($real, $positive)'],
  },
  positive: {
    Gamma: [
      'Gamma($positive, rate: $positive)',
      'Gamma($positive, scale: $positive)',
      'Gamma($positive, mean: $positive)',
    ],
    Exponential: ['Exponential($positive)', 'Exponential(mean: $positive)'],
    LogNormal: ['LogNormal($real, $positive)'],
    HalfNormal: ['HalfNormal($positive)'],
    HalfCauchy: ['HalfCauchy($positive)'],
    InverseGamma: ['InverseGamma($positive, $positive)'],
    ChiSquared: ['ChiSquared($positive)'],
    Weibull: ['Weibull($positive, $positive)'],
    Pareto: ['Pareto(0.02, $positive)'],
    Uniform: ['Uniform(0, 20)'],
    Truncated: [
      'Truncated(Normal($real, $positive), lower: 0)',
      'Truncated(Gamma($positive, $positive), upper: 8)',
      'Truncated(LogNormal($real, $positive), lower: 0.05, upper: 15)',
      'Truncated(Weibull($positive, $positive), lower: 0.05)',
    ],
    Censored: [
      'Censored(Exponential($positive), upper: 1.5)',
      'Censored(Weibull($positive, $positive), upper: 2)',
      'Censored(Gamma($positive, $positive), lower: 0.5, upper: 2.5)',
      'Censored(LogNormal($real, $positive), lower: 0.6)',
    ],
  },
  unit: {
    Beta: ['Beta($positive, $positive)', 'Beta(mean: 0.1 + 0.8 * $unit, concentration: $positive)'],
    Kumaraswamy: ['Kumaraswamy($positive, $positive)'],
    Uniform: ['Uniform(0, 1)'],
    Truncated: ['Truncated(Normal($real, $positive), lower: 0, upper: 1)'],
  },
  count: {
    Poisson: ['Poisson($positive)', 'Poisson(rate: $positive)', 'Poisson(logRate: $real)'],
    NegativeBinomial: [
      'NegativeBinomial($positive, 1.5)',
      'NegativeBinomial($positive, $positive)',
      'NegativeBinomial(shape: $positive, p: $unit)',
    ],
    Geometric: ['Geometric($unit)'],
    ZeroInflatedPoisson: ['ZeroInflatedPoisson($unit, $positive)'],
    DiscreteUniform: ['DiscreteUniform(0, 7)'],
    Truncated: ['Truncated(Poisson($positive), upper: 6)', 'Truncated(Poisson($positive), lower: 1)'],
    Censored: ['Censored(Poisson($positive), upper: 3)', 'Censored(Geometric($unit), upper: 2)'],
  },
  trials: {
    Binomial: ['Binomial($n, $unit)', 'Binomial($n, logits: $real)', 'Binomial($n, p: $unit)'],
    BetaBinomial: ['BetaBinomial($n, $positive, $positive)'],
    DiscreteUniform: ['DiscreteUniform(0, $n)'],
  },
  bool: { Bernoulli: [] },
  category: { Categorical: [], OrderedLogistic: ['OrderedLogistic($real, $ordered)'] },
  vector: {
    MvNormal: [
      'MvNormal($vector, covariance: $covariance)',
      'MvNormal($vector, $covariance)',
      'MvNormal($vector, cholesky: $cholesky)',
      'MvNormal($vector, precision: $covariance)',
      'MvNormal($vector, $correlation)',
    ],
    LowRankMvNormal: ['LowRankMvNormal($vector, $factor, $positives)'],
    MvStudentT: ['MvStudentT(3, $vector, $covariance)', 'MvStudentT(1.5 + $rate, $vector, $covariance)'],
  },
  simplex: {
    Dirichlet: ['Dirichlet($positives)'],
    RelaxedCategorical: ['RelaxedCategorical(0.5 + $rate, $vector)'],
  },
  counts: {
    Multinomial: ['Multinomial($n, $simplex)', 'Multinomial(p: $simplex)'],
    DirichletMultinomial: ['DirichletMultinomial($n, $positives)'],
  },
  covariance: {
    Wishart: ['Wishart(4.5, $covariance)', 'Wishart($size + $rate, $covariance)'],
    InverseWishart: ['InverseWishart(5, $covariance)', 'InverseWishart($size + $rate, $covariance)'],
  },
  correlationFactor: { LkjCholesky: ['LkjCholesky($rate)'] },
};

/** One family of one group; simple ones first, what the most models are made of more than once. */
export const observable: readonly { readonly group: Group; readonly family: string }[] = [
  { group: 'real', family: 'Normal' },
  { group: 'bool', family: 'Bernoulli' },
  { group: 'category', family: 'Categorical' },
  { group: 'vector', family: 'MvNormal' },
  { group: 'count', family: 'Poisson' },
  { group: 'positive', family: 'Gamma' },
  { group: 'real', family: 'Normal' },
  { group: 'bool', family: 'Bernoulli' },
  { group: 'category', family: 'Categorical' },
  ...Object.entries(families).flatMap(([group, forms]) =>
    Object.keys(forms).map((family) => ({ group: group as Group, family })),
  ),
];

/** Priors by the kind of a param; `$center` is another param, `$many` a number for each entry, `$scale` a matrix. */
export const priors: Readonly<Record<string, readonly string[]>> = {
  real: ['Normal(0.2, 3)', 'StudentT(4, 0, 2)', 'Logistic(0.3, 1.5)', 'Normal($center, 2)', 'Cauchy(0, 2)'],
  positive: [
    'Gamma(2.5, 1.5)',
    'InverseGamma(2, 1.5)',
    'HalfNormal(2)',
    'Exponential(mean: 2)',
    'LogNormal(0, 1)',
    'Weibull(2, 1.5)',
    'HalfCauchy(2)',
    'Truncated(Normal(1, 1), lower: 0)',
  ],
  unit: ['Beta(2, 3)', 'Beta(mean: 0.4, concentration: 6)', 'Uniform(0, 1)', 'Kumaraswamy(2, 2)'],
  simplex: ['Dirichlet(2)', 'Dirichlet($many)'],
  covariance: ['InverseWishart(6, $scale)', 'Wishart(7, $scale)'],
};

/** Every piece of the language that random models must come to have, as it is found in their text. */
export const features: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    Object.values(families)
      .flatMap((forms) => Object.keys(forms))
      .map((name) => [name, new RegExp(`observe .*\\b${name}\\(`)]),
  ),
  ...Object.fromEntries(
    ['variance', 'precision', 'scale', 'mean', 'logits', 'weights', 'logRate', 'shape', 'concentration'].map(
      (form) => [`${form}: as an argument`, new RegExp(`observe .*[(,] ?${form}: `)],
    ),
  ),
  ...Object.fromEntries(
    Object.values(priors)
      .flat()
      .map((prior) => [
        `a prior ${prior}`,
        new RegExp(`param .* ~ ${prior.replace(/[()[\].]/g, '\\$&').replace(/\$\w+/g, '.*')}`),
      ]),
  ),
  ...Object.fromEntries(
    ['simplex', 'covariance', 'cholesky', 'ordered', 'unitVector', 'correlation', 'positive', 'unit'].map(
      (kind) => [`a param of ${kind}`, new RegExp(`param \\w+: ${kind}\\b`)],
    ),
  ),
  Mixture: /\bMixture\(/,
  Delta: /\bDelta\(0\)/,
  'an optional observation': /observe .*\? ~/,
  'an input': /given \w+: real/,
  'an input that picks': /given \w+: category/,
  'a number of trials that is an input': /given \w+: count/,
  'a choice': /~ if .* then .* else/,
  'a latent array': /latent \w+: .*\[2\] ~/,
  'a plate within a plate': /plate \w+(: 2)? \{[^}]*\n +plate /,
  'a plate of a declared size': /plate \w+: 2/,
  'a hyperparameter': /S: positive = 1\.5/,
};
