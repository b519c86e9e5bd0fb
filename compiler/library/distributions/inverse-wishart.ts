// InverseWishart(df n, scale S) on D by D positive definite matrices, n above D - 1: the inverse of Wishart(n, inverse(S)).
//   log p(x) = n / 2 log(det S) - n D / 2 log(2) - logGamma_D(n / 2) - (n + D + 1) / 2 log(det x) - trace(S inverse(x)) / 2
// The mean S / (n - D - 1) exists for n above D + 1, variances for n above D + 3.
// Source: Mardia, Kent and Bibby (1979), Multivariate Analysis, section 3.8; variances: D. von Rosen (1988), Moments for
// the inverted Wishart distribution.

import type { Arithmetic, Event } from '../arithmetic.ts';
import { canonicalForm, covariance, matrix, scalar, take, vectorEvent } from '../define-distribution.ts';
import type { Distribution, EstimationStep } from '../distribution.ts';
import { degrees } from '../domains.ts';
import {
  diagonal,
  inverse,
  logDeterminant,
  pack,
  square,
  sumOfEntries,
  timesTranspose,
  traceOfSolved,
  unpack,
} from '../matrix-formulas.ts';
import { bartlett, isPositiveDefinite, multivariateDigamma, multivariateLogGamma } from '../matrix-gamma.ts';

function factorOf<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.cholesky(a, axis, dual);
}

/** n / 2 log(det S) - n D / 2 log(2) - logGamma_D(n / 2) */
function logConstant<V, A>(m: Arithmetic<V, A>, df: V, scale: V, event: Event<V, A>): V {
  const halfDf = m.mul(m.num(0.5), df);
  const size = m.length(vectorEvent(event).axis);
  const perDegree = m.sub(logDeterminant(m, factorOf(m, scale, event), event), m.mul(size, m.num(Math.LN2)));
  return m.sub(m.mul(halfDf, perDegree), multivariateLogGamma(m, halfDf, event));
}

/** (n + D + 1) / 2 */
function exponent<V, A>(m: Arithmetic<V, A>, df: V, event: Event<V, A>): V {
  return m.mul(m.num(0.5), m.add(m.add(df, m.length(vectorEvent(event).axis)), m.num(1)));
}

const scaleStep: EstimationStep = {
  formulas: { scale: 'df inverse(E[inverse(x)])' },
  estimates: ['scale'],
  needs: ['df'],
  constantWithinPool: [],
  pooled: { degrees: 'none', inverse: 'packed' },
  pool(m, statistics, known) {
    const { weight, inverse: ofInverse } = take(statistics, 'weight', 'inverse');
    return { degrees: m.mul(weight, take(known, 'df').df), inverse: ofInverse };
  },
  solve(m, pooled, event) {
    const { degrees, inverse: ofInverse } = take(pooled, 'degrees', 'inverse');
    return { scale: inverse(m, unpack(m, m.div(ofInverse, degrees), event), event) };
  },
  conjugate: {
    // (df' - D - 1) / 2 log(det S) - trace(inverse(scale') S) / 2: as df' - D - 1 degrees of scatter inverse(scale').
    Wishart(m, pooled, prior, event) {
      const { degrees, inverse: ofInverse } = take(pooled, 'degrees', 'inverse');
      const { df, scale } = take(prior, 'df', 'scale');
      const more = m.sub(df, m.add(m.length(vectorEvent(event).axis), m.num(1)));
      const ofScale = pack(m, inverse(m, scale, event), event);
      return { degrees: m.add(degrees, more), inverse: m.add(ofInverse, ofScale) };
    },
  },
};

export const inverseWishart: Distribution = {
  name: 'InverseWishart',
  summary:
    'InverseWishart(df, scale): log p(x) = df / 2 log(det(scale)) - df D / 2 log(2) - logGamma(D, df / 2)' +
    ' - (df + D + 1) / 2 log(det(x)) - trace(scale inverse(x)) / 2',
  eventRank: 2,
  support: covariance,
  discrete: false,
  parameters: { df: scalar(degrees), scale: matrix(covariance) },
  forms: [canonicalForm(['df', 'scale'])],
  logDensity(m, x, parameters, event) {
    const { df, scale } = take(parameters, 'df', 'scale');
    const factor = factorOf(m, x, event);
    const trace = traceOfSolved(m, factor, scale, event);
    const kernel = m.add(
      m.mul(exponent(m, df, event), logDeterminant(m, factor, event)),
      m.mul(m.num(0.5), trace),
    );
    return m.sub(logConstant(m, df, scale, event), kernel);
  },
  inSupport: (m, x, _parameters, event) => isPositiveDefinite(m, x, event),
  statistics: [
    {
      name: 'inverse',
      axes: 'packed',
      alwaysFinite: false,
      of: (m, x, event) => pack(m, inverse(m, x, event), event),
    },
    {
      name: 'logDet',
      axes: 'none',
      alwaysFinite: false,
      of: (m, x, event) => logDeterminant(m, factorOf(m, x, event), event),
    },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters, event) {
    const { weight, inverse: ofInverse, logDet } = take(statistics, 'weight', 'inverse', 'logDet');
    const { df, scale } = take(parameters, 'df', 'scale');
    // trace(S E[inverse(x)]), of symmetric matrices
    const trace = sumOfEntries(m, m.mul(scale, unpack(m, ofInverse, event)), event);
    const kernel = m.add(m.mul(exponent(m, df, event), logDet), m.mul(m.num(0.5), trace));
    return m.sub(m.mul(weight, logConstant(m, df, scale, event)), kernel);
  },
  estimation: [scaleStep],
  moments: {
    mean(m, parameters, event) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const excess = m.sub(m.sub(df, m.length(vectorEvent(event).axis)), m.num(1));
      return m.select(m.less(m.num(0), excess), m.div(scale, excess), m.num(NaN));
    },
    // With c = n - D: ((c + 1) S[i, j]**2 + (c - 1) S[i, i] S[j, j]) / (c (c - 1)**2 (c - 3))
    variance(m, parameters, event) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const { axis, dual } = vectorEvent(event);
      const c = m.sub(df, m.length(axis));
      const [up, down] = [m.add(c, m.num(1)), m.sub(c, m.num(1))];
      const own = diagonal(m, scale, event);
      const numerator = m.add(
        m.mul(up, square(m, scale)),
        m.mul(down, m.mul(own, m.rename(own, axis, dual))),
      );
      const denominator = m.mul(m.mul(c, square(m, down)), m.sub(c, m.num(3)));
      return m.select(m.less(m.num(3), c), m.div(numerator, denominator), m.num(Infinity));
    },
    // -logConstant + (n + D + 1) / 2 E[log(det x)] + n D / 2
    entropy(m, parameters, event) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const size = m.length(vectorEvent(event).axis);
      const halfDf = m.mul(m.num(0.5), df);
      const logDet = logDeterminant(m, factorOf(m, scale, event), event);
      const expectedLogDet = m.sub(
        m.sub(logDet, m.mul(size, m.num(Math.LN2))),
        multivariateDigamma(m, halfDf, event),
      );
      const kernel = m.add(m.mul(exponent(m, df, event), expectedLogDet), m.mul(halfDf, size));
      return m.sub(kernel, logConstant(m, df, scale, event));
    },
  },
  quantiles: null,
  tails: null,
  marginals: null,
  // With S = C C' and A Bartlett's triangle, x = C inverse(A A') C' = (C inverse(A)') (C inverse(A)')'.
  sample(m, parameters, event, repeats) {
    const { df, scale } = take(parameters, 'df', 'scale');
    const { axis, dual, spare } = vectorEvent(event);
    const triangle = bartlett(m, df, event, repeats);
    // inverse(A) C' over (dual, spare), from C' over (axis, spare).
    const transposed = m.rename(m.rename(factorOf(m, scale, event), axis, spare), dual, axis);
    const solved = m.solveLower(triangle, transposed, axis, dual);
    return timesTranspose(m, m.rename(solved, spare, axis), event);
  },
};
