// Special functions: numbers in, numbers out. Each file states its formula, source and error.

export { angleOf } from './angle-of.ts';
export { besselRatio, besselRatioGap, inverseBesselRatio, logScaledBesselI0 } from './bessel.ts';
export { betaShape } from './beta-shape.ts';
export { logBetaTerm } from './beta-term.ts';
export { digamma } from './digamma.ts';
export { dirichletConcentration } from './dirichlet-concentration.ts';
export { erf, erfc } from './erf.ts';
export { gammaP, gammaQ } from './incomplete-gamma.ts';
export { betaQuantileLogit } from './inverse-incomplete-beta.ts';
export { inverseDigamma } from './inverse-digamma.ts';
export { inverseGammaP, inverseGammaQ } from './inverse-incomplete-gamma.ts';
export { inverseLogMinusDigamma } from './inverse-log-minus-digamma.ts';
export { lgamma } from './lgamma.ts';
export { digammaDifference, logBeta } from './log-beta.ts';
export { logBetaCdf, logBetaCdfSlope } from './log-incomplete-beta.ts';
export { logGammaP, logGammaPSlope, logGammaQ, logGammaQSlope } from './log-incomplete-gamma.ts';
export { log1pMinus } from './log1p-minus.ts';
export { logNormalCdf } from './log-normal-cdf.ts';
export { logMinusDigamma, logMinusDigammaSlope } from './log-minus-digamma.ts';
export { sigmoid, softplus } from './logistic.ts';
export { normalCdf, normalQuantile } from './normal-cdf.ts';
export { logPoissonTerm } from './poisson-term.ts';
export { logStudentTCdf, logStudentTCdfSlope, studentTQuantile } from './student-t.ts';
export { logCauchyCdf, logHalfCauchyCdf, logHalfNormalCdf } from './symmetric-tails.ts';
export { tailMass, tailMean } from './tail-quadrature.ts';
export { trigamma } from './trigamma.ts';
export { logVonMisesArc, logVonMisesArcSlope, vonMisesQuantile } from './von-mises.ts';
