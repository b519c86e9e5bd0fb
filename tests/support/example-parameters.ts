// Parameters and events of every distribution, for tests that run over the registry.

import type { Event } from '../../compiler/library/arithmetic.ts';
import { axis, scalarOf, eventOf, tensor, type Tensor, type TestAxis } from './eager-arithmetic.ts';

export interface Example {
  readonly family: string;
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly event: Event<Tensor, TestAxis>;
  /** Some events in the support. */
  readonly xs: readonly Tensor[];
}

const scalars = (parameters: Readonly<Record<string, number>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, scalarOf(value)]));

function scalarExample(
  family: string,
  parameters: Readonly<Record<string, number>>,
  xs: readonly number[],
): Example {
  return { family, parameters: scalars(parameters), event: null, xs: xs.map(scalarOf) };
}

const three = eventOf(3);
const overThree = (values: readonly number[]): Tensor => tensor([three.axis], values);
const threeByTwo = eventOf(3, 2);
/** The axis of two cutpoints between three categories. */
const two = eventOf(2);
const matrixOver = (values: readonly (readonly number[])[]): Tensor =>
  tensor([three.axis, three.dual], values);
const scale = matrixOver([
  [2, 0.6, -0.3],
  [0.6, 1, 0.2],
  [-0.3, 0.2, 0.8],
]);
const vectors = [
  [1.2, -1.1, 0],
  [-0.8, -3, 1.4],
  [2.5, -2.2, 0.1],
  [0.3, -0.9, 1.7],
  [1.9, -2.8, -0.6],
].map(overThree);
/** Positive definite: each a sum of the identity and an outer product. */
const matrices = [
  [1, 0.5, -0.2],
  [0.3, -1.1, 0.9],
  [-0.7, 0.2, 1.3],
  [2, 0.1, 0.4],
  [0.6, 0.6, -1.5],
].map((v) => matrixOver(v.map((a, i) => v.map((b, j) => a * b + (i === j ? 1 : 0)))));
const counts = [
  [2, 5, 3],
  [0, 7, 3],
  [4, 4, 2],
  [1, 9, 0],
  [3, 3, 4],
].map(overThree);
const shares = [
  [0.1, 0.3, 0.6],
  [0.05, 0.45, 0.5],
  [0.3, 0.2, 0.5],
  [0.15, 0.15, 0.7],
  [0.02, 0.5, 0.48],
].map(overThree);
/** Cholesky factors of correlation matrices. */
const triangles = [
  [0.2, -0.5, 0.4],
  [-0.6, 0.1, 0.3],
  [0, 0.2, 0.7],
  [0.5, 0.5, -0.5],
  [-0.1, -0.3, 0.2],
].map(([a = 0, b = 0, c = 0]) =>
  matrixOver([
    [1, 0, 0],
    [a, Math.sqrt(1 - a * a), 0],
    [b, c, Math.sqrt(1 - b * b - c * c)],
  ]),
);

export const examples: readonly Example[] = [
  scalarExample('Normal', { mean: 1.5, sd: 0.7 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('Bernoulli', { p: 0.3 }, [1, 0, 0, 1, 0]),
  scalarExample('Poisson', { rate: 3.2 }, [0, 4, 2, 7, 3]),
  scalarExample('Gamma', { shape: 2.5, rate: 1.3 }, [0.4, 1.9, 3.3, 1.2, 0.8]),
  scalarExample('Exponential', { rate: 0.6 }, [0.2, 1.5, 3.1, 0.4, 2.2]),
  scalarExample('LogNormal', { mean: 0.4, sd: 0.8 }, [0.4, 1.9, 3.3, 1.2, 0.8]),
  scalarExample('StudentT', { df: 4.5, mean: 1, scale: 0.8 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('Cauchy', { location: 1, scale: 0.8 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('HalfNormal', { scale: 1.4 }, [0.2, 1.5, 3.1, 0.4, 2.2]),
  scalarExample('HalfCauchy', { scale: 1.4 }, [0.2, 1.5, 3.1, 0.4, 2.2]),
  scalarExample('Laplace', { location: 1, scale: 0.8 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('Logistic', { location: 1, scale: 0.8 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('Gumbel', { location: 1, scale: 0.8 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('InverseGamma', { shape: 2.5, scale: 1.3 }, [0.4, 1.9, 3.3, 1.2, 0.8]),
  scalarExample('ChiSquared', { df: 3.2 }, [0.4, 1.9, 3.3, 1.2, 6.8]),
  scalarExample('Beta', { alpha: 2.2, beta: 1.6 }, [0.15, 0.9, 0.4, 0.55, 0.7]),
  scalarExample('Kumaraswamy', { a: 2.2, b: 1.6 }, [0.15, 0.9, 0.4, 0.55, 0.7]),
  scalarExample('Uniform', { lower: -1, upper: 4 }, [0.15, 0.9, 3.4, -0.55, 0.7]),
  scalarExample('Weibull', { shape: 1.7, scale: 2.1 }, [0.4, 1.9, 3.3, 1.2, 0.8]),
  scalarExample('Pareto', { scale: 0.3, shape: 1.4 }, [0.4, 1.9, 3.3, 1.2, 0.8]),
  scalarExample('VonMises', { mean: 0.7, concentration: 1.8 }, [0.4, 1.9, -2.3, 1.2, -0.8]),
  {
    family: 'Categorical',
    parameters: { p: overThree([0.2, 0.5, 0.3]) },
    event: three,
    xs: [0, 2, 1, 1, 2].map(scalarOf),
  },
  {
    family: 'MvNormal',
    parameters: { mean: overThree([1, -2, 0.5]), covariance: scale },
    event: three,
    xs: vectors,
  },
  {
    family: 'Dirichlet',
    parameters: { concentration: overThree([0.8, 2, 3.5]) },
    event: three,
    xs: shares,
  },
  scalarExample('Binomial', { n: 9, p: 0.35 }, [3, 0, 9, 4, 2]),
  {
    family: 'Multinomial',
    parameters: { n: scalarOf(10), p: overThree([0.2, 0.5, 0.3]) },
    event: three,
    xs: counts,
  },
  scalarExample('NegativeBinomial', { mean: 3.4, dispersion: 1.7 }, [0, 4, 2, 7, 3]),
  scalarExample('Geometric', { p: 0.3 }, [0, 4, 2, 1, 3]),
  scalarExample('BetaBinomial', { n: 9, alpha: 1.3, beta: 2.1 }, [3, 0, 9, 4, 2]),
  {
    family: 'DirichletMultinomial',
    parameters: { n: scalarOf(10), concentration: overThree([0.8, 2, 3.5]) },
    event: three,
    xs: counts,
  },
  scalarExample('ZeroInflatedPoisson', { zero: 0.25, rate: 2.2 }, [0, 4, 2, 0, 3]),
  {
    family: 'OrderedLogistic',
    parameters: { predictor: scalarOf(0.4), cutpoints: tensor([two.axis], [-0.7, 1.1]) },
    event: two,
    xs: [0, 2, 1, 1, 2].map(scalarOf),
  },
  scalarExample('DiscreteUniform', { lower: -2, upper: 5 }, [0, 4, -2, 5, 3]),
  scalarExample('Delta', { x: 3 }, [3]),
  {
    family: 'RelaxedCategorical',
    parameters: { temperature: scalarOf(0.7), logits: overThree([0.2, -0.5, 1]) },
    event: three,
    xs: shares,
  },
  {
    family: 'LowRankMvNormal',
    parameters: {
      mean: overThree([1, -2, 0.5]),
      factor: tensor([three.axis, axis('e.columns', 2)], [0.9, -0.2, 0.3, 1.1, -0.4, 0.5]),
      diagonal: overThree([0.5, 1.2, 0.3]),
    },
    event: threeByTwo,
    xs: vectors,
  },
  {
    family: 'MvStudentT',
    parameters: { df: scalarOf(4.5), mean: overThree([1, -2, 0.5]), scale },
    event: three,
    xs: vectors,
  },
  { family: 'Wishart', parameters: { df: scalarOf(4.5), scale }, event: three, xs: matrices },
  { family: 'InverseWishart', parameters: { df: scalarOf(6.5), scale }, event: three, xs: matrices },
  { family: 'LkjCholesky', parameters: { concentration: scalarOf(1.8) }, event: three, xs: triangles },
];
