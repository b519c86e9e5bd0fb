// Words of the language that this version knows but cannot use yet: a spec that has one is told so, rather
// than that the word is unknown. A name moves out of here when its file lands.

/** Distributions of the language reference without a file in `distributions/`. */
export const plannedDistributions: ReadonlySet<string> = new Set([
  'LogNormal',
  'StudentT',
  'Cauchy',
  'HalfNormal',
  'HalfCauchy',
  'Laplace',
  'Logistic',
  'Gumbel',
  'InverseGamma',
  'ChiSquared',
  'Beta',
  'Kumaraswamy',
  'Uniform',
  'Weibull',
  'Pareto',
  'VonMises',
  'LowRankMvNormal',
  'MvStudentT',
  'Wishart',
  'InverseWishart',
  'LkjCholesky',
  'Binomial',
  'Multinomial',
  'NegativeBinomial',
  'Geometric',
  'BetaBinomial',
  'DirichletMultinomial',
  'ZeroInflatedPoisson',
  'OrderedLogistic',
  'DiscreteUniform',
  'Mixture',
  'Truncated',
  'Censored',
  'Delta',
  'RelaxedCategorical',
]);

/** Networks that the library will define, for `network cell = Gru(H)`. */
export const plannedNetworks: ReadonlySet<string> = new Set(['Dense', 'Embedding', 'Gru', 'Lstm']);

/** Functions of the language reference that no phase can use yet. */
export const plannedFunctions: ReadonlySet<string> = new Set(['stationary']);

/** Methods after `train` that no planner rule serves yet. */
export const plannedMethods: ReadonlySet<string> = new Set([
  'elbo',
  'iwae',
  'adversarial',
  'mmd',
  'posterior',
]);
