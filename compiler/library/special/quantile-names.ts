// Families from whose tails generated kernels draw, and the names of the functions by which they do
// (quantile-functions.ts).

/** Families of numbers, by name. */
export const familiesWithQuantiles = [
  'Normal',
  'LogNormal',
  'StudentT',
  'Cauchy',
  'HalfNormal',
  'HalfCauchy',
  'Laplace',
  'Logistic',
  'Gumbel',
  'Exponential',
  'Gamma',
  'InverseGamma',
  'ChiSquared',
  'Beta',
  'Kumaraswamy',
  'Uniform',
  'Weibull',
  'Pareto',
  'VonMises',
  'Binomial',
  'Poisson',
  'NegativeBinomial',
  'Geometric',
  'BetaBinomial',
  'ZeroInflatedPoisson',
  'DiscreteUniform',
] as const;

export const quantileFunctionName = (family: string): string => `quantileOf${family}`;
