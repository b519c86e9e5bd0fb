// For each univariate family the function by which generated kernels draw from its truncations: `quantileOfNormal(t,
// mean, sd)`, where t tells a tail and the logarithm of its probability (tail-quantile.ts).

import type { familiesWithQuantiles } from './quantile-names.ts';
import { tailQuantile } from './tail-quantile.ts';

type QuantileFunction = (t: number, ...parameters: readonly number[]) => number;

const quantileOf =
  (family: (typeof familiesWithQuantiles)[number]): QuantileFunction =>
  (t, ...parameters) =>
    tailQuantile(family, t, parameters);

export const quantileOfNormal = quantileOf('Normal');
export const quantileOfLogNormal = quantileOf('LogNormal');
export const quantileOfStudentT = quantileOf('StudentT');
export const quantileOfCauchy = quantileOf('Cauchy');
export const quantileOfHalfNormal = quantileOf('HalfNormal');
export const quantileOfHalfCauchy = quantileOf('HalfCauchy');
export const quantileOfLaplace = quantileOf('Laplace');
export const quantileOfLogistic = quantileOf('Logistic');
export const quantileOfGumbel = quantileOf('Gumbel');
export const quantileOfExponential = quantileOf('Exponential');
export const quantileOfGamma = quantileOf('Gamma');
export const quantileOfInverseGamma = quantileOf('InverseGamma');
export const quantileOfChiSquared = quantileOf('ChiSquared');
export const quantileOfBeta = quantileOf('Beta');
export const quantileOfKumaraswamy = quantileOf('Kumaraswamy');
export const quantileOfUniform = quantileOf('Uniform');
export const quantileOfWeibull = quantileOf('Weibull');
export const quantileOfPareto = quantileOf('Pareto');
export const quantileOfVonMises = quantileOf('VonMises');
export const quantileOfBinomial = quantileOf('Binomial');
export const quantileOfPoisson = quantileOf('Poisson');
export const quantileOfNegativeBinomial = quantileOf('NegativeBinomial');
export const quantileOfGeometric = quantileOf('Geometric');
export const quantileOfBetaBinomial = quantileOf('BetaBinomial');
export const quantileOfZeroInflatedPoisson = quantileOf('ZeroInflatedPoisson');
export const quantileOfDiscreteUniform = quantileOf('DiscreteUniform');
