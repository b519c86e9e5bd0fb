// Facts of the language that compiler and runtime share.

export type { Arithmetic, Event } from './arithmetic.ts';
export type {
  Distribution,
  Domain,
  EstimationStep,
  Form,
  Moments,
  ParameterDefinition,
  Quantiles,
  Statistic,
  Values,
} from './distribution.ts';
export { logDensityOf } from './define-distribution.ts';
export { distributions, findDistribution } from './distributions/index.ts';
export { numberArithmetic, type DrawSource } from './number-arithmetic.ts';
export * from './special/index.ts';
