// Wishart(df n, scale V) on D by D positive definite matrices, n above D - 1: the scatter of n vectors from N(0, V).
//   log p(x) = (n - D - 1) / 2 log(det x) - trace(inverse(V) x) / 2 - n D / 2 log(2) - n / 2 log(det V) - logGamma_D(n / 2)
// with logGamma_D(a) = D (D - 1) / 4 log(pi) + sum{ lgamma(a - i / 2) : i from 0 to D - 1 }.
// Source: Mardia, Kent and Bibby (1979), Multivariate Analysis, section 3.4 and exercise 3.4.14; entropy and
// draws (Bartlett's decomposition): Bishop (2006), Pattern Recognition and Machine Learning, appendix B; Anderson
// (2003), section 7.2.

import type { Arithmetic, Event } from '../arithmetic.ts';
import { canonicalForm, covariance, matrix, scalar, take, vectorEvent } from '../define-distribution.ts';
import type { Distribution, EstimationStep } from '../distribution.ts';
import { degrees } from '../domains.ts';
import {
  diagonal,
  logDeterminant,
  pack,
  square,
  timesTranspose,
  traceOfSolved,
  unpack,
} from '../matrix-formulas.ts';
import { bartlett, isPositiveDefinite, multivariateDigamma, multivariateLogGamma } from '../matrix-gamma.ts';

function factorOf<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.cholesky(a, axis, dual);
}

/** n D / 2 log(2) + n / 2 log(det V) + logGamma_D(n / 2) */
function logNormaliser<V, A>(m: Arithmetic<V, A>, df: V, scaleFactor: V, event: Event<V, A>): V {
  const halfDf = m.mul(m.num(0.5), df);
  const size = m.length(vectorEvent(event).axis);
  const perDegree = m.add(m.mul(size, m.num(Math.LN2)), logDeterminant(m, scaleFactor, event));
  return m.add(m.mul(halfDf, perDegree), multivariateLogGamma(m, halfDf, event));
}

/** (n - D - 1) / 2 */
function exponent<V, A>(m: Arithmetic<V, A>, df: V, event: Event<V, A>): V {
  return m.mul(m.num(0.5), m.sub(m.sub(df, m.length(vectorEvent(event).axis)), m.num(1)));
}

const scaleStep: EstimationStep = {
  formulas: { scale: 'E[x] / df' },
  estimates: ['scale'],
  needs: ['df'],
  constantWithinPool: [],
  pooled: { degrees: 'none', x: 'packed' },
  pool(m, statistics, known) {
    const { weight, x } = take(statistics, 'weight', 'x');
    return { degrees: m.mul(weight, take(known, 'df').df), x };
  },
  solve(m, pooled, event) {
    const { degrees, x } = take(pooled, 'degrees', 'x');
    return { scale: unpack(m, m.div(x, degrees), event) };
  },
  conjugate: {
    // -(df' + D + 1) / 2 log(det V) - trace(scale' inverse(V)) / 2: as a scatter scale' of df' + D + 1 degrees.
    InverseWishart(m, pooled, prior, event) {
      const { degrees, x } = take(pooled, 'degrees', 'x');
      const { df, scale } = take(prior, 'df', 'scale');
      const more = m.add(df, m.add(m.length(vectorEvent(event).axis), m.num(1)));
      return { degrees: m.add(degrees, more), x: m.add(x, pack(m, scale, event)) };
    },
  },
};

export const wishart: Distribution = {
  name: 'Wishart',
  summary:
    'Wishart(df, scale): log p(x) = (df - D - 1) / 2 log(det(x)) - trace(inverse(scale) x) / 2' +
    ' - df D / 2 log(2) - df / 2 log(det(scale)) - logGamma(D, df / 2)',
  eventRank: 2,
  support: covariance,
  discrete: false,
  parameters: { df: scalar(degrees), scale: matrix(covariance) },
  forms: [canonicalForm(['df', 'scale'])],
  logDensity(m, x, parameters, event) {
    const { df, scale } = take(parameters, 'df', 'scale');
    const scaleFactor = factorOf(m, scale, event);
    const logDet = logDeterminant(m, factorOf(m, x, event), event);
    const trace = traceOfSolved(m, scaleFactor, x, event);
    const kernel = m.sub(m.mul(exponent(m, df, event), logDet), m.mul(m.num(0.5), trace));
    return m.sub(kernel, logNormaliser(m, df, scaleFactor, event));
  },
  inSupport: (m, x, _parameters, event) => isPositiveDefinite(m, x, event),
  statistics: [
    { name: 'x', axes: 'packed', alwaysFinite: true, of: (m, x, event) => pack(m, x, event) },
    {
      name: 'logDet',
      axes: 'none',
      alwaysFinite: false,
      of: (m, x, event) => logDeterminant(m, factorOf(m, x, event), event),
    },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters, event) {
    const { weight, x, logDet } = take(statistics, 'weight', 'x', 'logDet');
    const { df, scale } = take(parameters, 'df', 'scale');
    const scaleFactor = factorOf(m, scale, event);
    const trace = traceOfSolved(m, scaleFactor, unpack(m, x, event), event);
    const kernel = m.sub(m.mul(exponent(m, df, event), logDet), m.mul(m.num(0.5), trace));
    return m.sub(kernel, m.mul(weight, logNormaliser(m, df, scaleFactor, event)));
  },
  estimation: [scaleStep],
  moments: {
    mean(m, parameters) {
      const { df, scale } = take(parameters, 'df', 'scale');
      return m.mul(df, scale);
    },
    // n (V[i, j]**2 + V[i, i] V[j, j])
    variance(m, parameters, event) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const { axis, dual } = vectorEvent(event);
      const own = diagonal(m, scale, event);
      return m.mul(df, m.add(square(m, scale), m.mul(own, m.rename(own, axis, dual))));
    },
    // logNormaliser - (n - D - 1) / 2 E[log(det x)] + n D / 2
    entropy(m, parameters, event) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const scaleFactor = factorOf(m, scale, event);
      const size = m.length(vectorEvent(event).axis);
      const halfDf = m.mul(m.num(0.5), df);
      const expectedLogDet = m.add(
        multivariateDigamma(m, halfDf, event),
        m.add(m.mul(size, m.num(Math.LN2)), logDeterminant(m, scaleFactor, event)),
      );
      const normaliser = logNormaliser(m, df, scaleFactor, event);
      return m.add(m.sub(normaliser, m.mul(exponent(m, df, event), expectedLogDet)), m.mul(halfDf, size));
    },
  },
  quantiles: null,
  tails: null,
  marginals: null,
  // With V = L L' and A Bartlett's triangle, x = (L A) (L A)'.
  sample(m, parameters, event, repeats) {
    const { df, scale } = take(parameters, 'df', 'scale');
    const { axis, dual, spare } = vectorEvent(event);
    const rows = m.rename(factorOf(m, scale, event), dual, spare);
    const triangle = m.rename(bartlett(m, df, event, repeats), axis, spare);
    return timesTranspose(m, m.sum(m.mul(rows, triangle), spare), event);
  },
};
