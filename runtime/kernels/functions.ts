// Functions of numbers that kernels call, in TypeScript and in WebAssembly. The script of threads imports these and no more.

export { angleOf } from '../../compiler/library/special/angle-of.ts';
export {
  besselRatioGap,
  inverseBesselRatio,
  logScaledBesselI0,
} from '../../compiler/library/special/bessel.ts';
export {
  logBetaBinomialCdf,
  logBetaBinomialCdfSlopeAlpha,
  logBetaBinomialCdfSlopeBeta,
} from '../../compiler/library/special/beta-binomial-cdf.ts';
export { logBinomialTerm } from '../../compiler/library/special/binomial-term.ts';
export { logRising } from '../../compiler/library/special/log-rising.ts';
export { betaShape } from '../../compiler/library/special/beta-shape.ts';
export { digammaDifference, logBeta } from '../../compiler/library/special/log-beta.ts';
export { logBetaCdf, logBetaCdfSlope } from '../../compiler/library/special/log-incomplete-beta.ts';
export {
  logGammaP,
  logGammaPSlope,
  logGammaQ,
  logGammaQSlope,
} from '../../compiler/library/special/log-incomplete-gamma.ts';
export { inverseDigamma } from '../../compiler/library/special/inverse-digamma.ts';
export { logStudentTCdf, logStudentTCdfSlope } from '../../compiler/library/special/student-t.ts';
export {
  logCauchyCdf,
  logHalfCauchyCdf,
  logHalfNormalCdf,
} from '../../compiler/library/special/symmetric-tails.ts';
export {
  logVonMisesArc,
  logVonMisesArcSlope,
  vonMisesQuantile,
} from '../../compiler/library/special/von-mises.ts';
export { digamma } from '../../compiler/library/special/digamma.ts';
export { dirichletConcentration } from '../../compiler/library/special/dirichlet-concentration.ts';
export { inverseLogMinusDigamma } from '../../compiler/library/special/inverse-log-minus-digamma.ts';
export { lgamma } from '../../compiler/library/special/lgamma.ts';
export { logNormalCdf } from '../../compiler/library/special/log-normal-cdf.ts';
export { sigmoid, softplus } from '../../compiler/library/special/logistic.ts';
export { trigamma } from '../../compiler/library/special/trigamma.ts';
export {
  quantileOfNormal,
  quantileOfLogNormal,
  quantileOfStudentT,
  quantileOfCauchy,
  quantileOfHalfNormal,
  quantileOfHalfCauchy,
  quantileOfLaplace,
  quantileOfLogistic,
  quantileOfGumbel,
  quantileOfExponential,
  quantileOfGamma,
  quantileOfInverseGamma,
  quantileOfChiSquared,
  quantileOfBeta,
  quantileOfKumaraswamy,
  quantileOfUniform,
  quantileOfWeibull,
  quantileOfPareto,
  quantileOfVonMises,
  quantileOfBinomial,
  quantileOfPoisson,
  quantileOfNegativeBinomial,
  quantileOfGeometric,
  quantileOfBetaBinomial,
  quantileOfZeroInflatedPoisson,
  quantileOfDiscreteUniform,
} from '../../compiler/library/special/quantile-functions.ts';
