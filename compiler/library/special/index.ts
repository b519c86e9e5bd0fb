// Special functions: numbers in, numbers out. Each file states its formula, source and error.

export { digamma } from './digamma.ts';
export { dirichletConcentration } from './dirichlet-concentration.ts';
export { erf, erfc } from './erf.ts';
export { gammaP, gammaQ } from './incomplete-gamma.ts';
export { inverseDigamma } from './inverse-digamma.ts';
export { inverseGammaP } from './inverse-incomplete-gamma.ts';
export { inverseLogMinusDigamma } from './inverse-log-minus-digamma.ts';
export { lgamma } from './lgamma.ts';
export { log1pMinus } from './log1p-minus.ts';
export { logNormalCdf } from './log-normal-cdf.ts';
export { logMinusDigamma, logMinusDigammaSlope } from './log-minus-digamma.ts';
export { sigmoid, softplus } from './logistic.ts';
export { normalCdf, normalQuantile } from './normal-cdf.ts';
export { logPoissonTerm } from './poisson-term.ts';
export { trigamma } from './trigamma.ts';
