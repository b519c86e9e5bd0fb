// Student's t distribution, standard, with df > 0 degrees of freedom: log P(T <= t), its derivative with respect to
// df, and quantiles. X = df / (df + T**2) is a Beta(df / 2, 1 / 2) variate, with logit log(df) - 2 log|T|.
// Error: that of `logBetaCdf`.
// Source: Abramowitz and Stegun (1964), 26.7.1.

import { logBetaTerm } from './beta-term.ts';
import { betaQuantileLogit } from './inverse-incomplete-beta.ts';
import { logBetaCdf, logBetaCdfSlope } from './log-incomplete-beta.ts';

const logit = (t: number, df: number): number => Math.log(df) - 2 * Math.log(Math.abs(t));

/** log P(T <= t) */
export function logStudentTCdf(t: number, df: number): number {
  const beyond = logOneTail(t, df);
  return t <= 0 ? beyond : Math.log1p(-Math.exp(beyond));
}

/** log P(T > |t|) */
const logOneTail = (t: number, df: number): number => logBetaCdf(logit(t, df), 0.5 * df, 0.5) - Math.LN2;

/** The derivative of log P(T <= t) with respect to df. */
export function logStudentTCdfSlope(t: number, df: number): number {
  if (t === 0) return 0;
  const y = logit(t, df);
  const logTwoTails = logBetaCdf(y, 0.5 * df, 0.5);
  // Through the shape of X, and through its logit.
  const slope =
    0.5 * logBetaCdfSlope(y, 0.5 * df, 0.5, 0) + Math.exp(logBetaTerm(y, 0.5 * df, 0.5) - logTwoTails) / df;
  return t < 0 ? slope : -Math.exp(logTwoTails - Math.LN2 - logStudentTCdf(t, df)) * slope;
}

/** The t with P(T <= t) = p. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  const y = betaQuantileLogit(2 * p, 1 - 2 * p, 0.5 * df, 0.5);
  return -Math.sqrt(df) * Math.exp(-0.5 * y);
}
