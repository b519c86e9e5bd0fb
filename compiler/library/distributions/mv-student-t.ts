// MvStudentT(df n, mean m, scale S) on real vectors of D entries.
//   log p(x) = lgamma((n + D) / 2) - lgamma(n / 2) - D log(n pi) / 2 - log(det S) / 2
//              - (n + D) / 2 log(1 + (x - m)' inverse(S) (x - m) / n)
// A Normal of covariance S divided by sqrt(G / n), G chi-square of n degrees. The mean exists for df above 1, the
// variance S n / (n - 2) for df above 2.
// Source: S. Kotz and S. Nadarajah (2004), Multivariate t Distributions and Their Applications, sections 1.1 and 1.10
// (marginals); P. Ding (2016), On the conditional distribution of the multivariate t distribution.

import type { Arithmetic, Event } from '../arithmetic.ts';
import {
  canonicalForm,
  covariance,
  matrix,
  positive,
  real,
  scalar,
  take,
  vector,
  vectorEvent,
} from '../define-distribution.ts';
import type { Distribution, Values } from '../distribution.ts';
import { diagonal, logDeterminant } from '../matrix-formulas.ts';
import { square } from '../matrix-formulas.ts';
import { conditionOnBlock, observedBlock } from '../observed-block.ts';

/** Of `entries` entries whose scale has this determinant. lgamma((n + D) / 2) - lgamma(n / 2) does not cancel at large n. */
function density<V, A>(m: Arithmetic<V, A>, df: V, entries: V, logDet: V, quadratic: V): V {
  const halfDf = m.mul(m.num(0.5), df);
  const halfEntries = m.mul(m.num(0.5), entries);
  const normaliser = m.sub(
    m.special('logRising', halfDf, halfEntries),
    m.mul(halfEntries, m.log(m.mul(df, m.num(Math.PI)))),
  );
  const kernel = m.mul(m.add(halfDf, halfEntries), m.log1p(m.div(quadratic, df)));
  return m.sub(m.sub(normaliser, m.mul(m.num(0.5), logDet)), kernel);
}

function factorOf<V, A>(m: Arithmetic<V, A>, parameters: Values<V>, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.cholesky(take(parameters, 'scale').scale, axis, dual);
}

/** `value` where df is above `least`, else what stands for there being none. */
const above = <V, A>(m: Arithmetic<V, A>, df: V, least: number, value: V, none: number): V =>
  m.select(m.less(m.num(least), df), value, m.num(none));

export const mvStudentT: Distribution = {
  name: 'MvStudentT',
  summary:
    'MvStudentT(df, mean, scale): log p(x) = lgamma((df + D) / 2) - lgamma(df / 2) - D / 2 log(df pi)' +
    " - log(det(scale)) / 2 - (df + D) / 2 log(1 + (x - mean)' inverse(scale) (x - mean) / df)",
  eventRank: 1,
  support: real,
  discrete: false,
  parameters: { df: scalar(positive), mean: vector(real), scale: matrix(covariance) },
  forms: [canonicalForm(['df', 'mean', 'scale'])],
  logDensity(m, x, parameters, event) {
    const { df, mean } = take(parameters, 'df', 'mean');
    const { axis, dual } = vectorEvent(event);
    const lower = factorOf(m, parameters, event);
    const y = m.solveLower(lower, m.sub(x, mean), axis, dual);
    return density(m, df, m.length(axis), logDeterminant(m, lower, event), m.sum(square(m, y), dual));
  },
  inSupport: null,
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { df, mean } = take(parameters, 'df', 'mean');
      return above(m, df, 1, mean, NaN);
    },
    variance(m, parameters, event) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const factor = m.div(df, m.sub(df, m.num(2)));
      return above(m, df, 2, m.mul(diagonal(m, scale, event), factor), Infinity);
    },
    // -E[log p]: the expected logarithm is digamma((n + D) / 2) - digamma(n / 2).
    entropy(m, parameters, event) {
      const { df } = take(parameters, 'df');
      const entries = m.length(vectorEvent(event).axis);
      const logDet = logDeterminant(m, factorOf(m, parameters, event), event);
      const [halfDf, halfEntries] = [m.mul(m.num(0.5), df), m.mul(m.num(0.5), entries)];
      const difference = m.special('digammaDifference', halfDf, halfEntries);
      const expected = m.mul(m.add(halfDf, halfEntries), difference);
      return m.sub(expected, density(m, df, entries, logDet, m.num(0)));
    },
  },
  quantiles: null,
  tails: null,
  marginals: {
    logDensity(m, x, present, parameters, event) {
      const { df, mean, scale } = take(parameters, 'df', 'mean', 'scale');
      const block = observedBlock(m, x, present, mean, scale, event);
      return density(m, df, block.count, block.logDeterminant, block.quadratic);
    },
    // Of df + count degrees, with the scale (df + quadratic) / (df + count) times the normal one.
    conditional(m, x, present, parameters, event) {
      const { df, mean, scale } = take(parameters, 'df', 'mean', 'scale');
      const block = observedBlock(m, x, present, mean, scale, event);
      const normal = conditionOnBlock(m, block, x, present, mean, scale, event);
      const degrees = m.add(df, block.count);
      const widening = m.div(m.add(df, block.quadratic), m.sub(degrees, m.num(2)));
      const factor = above(m, degrees, 2, widening, Infinity);
      // `weighted`: what is present has no variance, whatever the factor.
      return { mean: normal.mean, covariance: m.weighted(normal.covariance, factor) };
    },
    statistics: null,
  },
  sample(m, parameters, event, repeats) {
    const { df, mean } = take(parameters, 'df', 'mean');
    const { dual } = vectorEvent(event);
    const lower = factorOf(m, parameters, event);
    const normal = m.sum(m.mul(lower, m.randomNormal([...repeats, dual])), dual);
    const halfDf = m.mul(m.num(0.5), df);
    return m.add(mean, m.mul(normal, m.sqrt(m.div(halfDf, m.randomGamma(halfDf, repeats)))));
  },
};
