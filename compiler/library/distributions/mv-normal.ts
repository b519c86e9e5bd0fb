// MvNormal(mean m, covariance S) on real vectors of D entries.
//   log p(x) = -D log(2 pi) / 2 - log(det S) / 2 - (x - m)' inverse(S) (x - m) / 2
// Computed with the lower Cholesky factor L of S: sum{ y**2 } with L y = x - m, and log(det S) = 2 sum{ log L[i, i] }.
// Matrices lie over (axis, dual) of the event.
// Source: Mardia, Kent and Bibby (1979), Multivariate Analysis, sections 2.5 and 4.2.

import type { Arithmetic, Event } from '../arithmetic.ts';
import {
  canonicalForm,
  cholesky,
  covariance,
  matrix,
  real,
  take,
  vector,
  vectorEvent,
} from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form, Values } from '../distribution.ts';

const logTwoPi = Math.log(2 * Math.PI);

const square = <V, A>(m: Arithmetic<V, A>, a: V): V => m.mul(a, a);

/** -(D log(2 pi) + logDeterminant + quadratic) / 2, times `weight` but for the quadratic form. */
function gaussian<V, A>(m: Arithmetic<V, A>, axis: A, weight: V, logDeterminant: V, quadratic: V): V {
  const constant = m.add(m.mul(m.length(axis), m.num(logTwoPi)), logDeterminant);
  return m.mul(m.num(-0.5), m.add(m.mul(weight, constant), quadratic));
}

/** log(det L L') of a lower triangle over (axis, dual). */
function logDeterminant<V, A>(m: Arithmetic<V, A>, lower: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.mul(m.num(2), m.sum(m.log(m.at(lower, dual, m.positions(axis))), axis));
}

/** Log density from the Cholesky factor of the covariance. */
function densityByFactor<V, A>(m: Arithmetic<V, A>, x: V, mean: V, lower: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  const y = m.solveLower(lower, m.sub(x, mean), axis, dual);
  return gaussian(m, axis, m.num(1), logDeterminant(m, lower, event), m.sum(square(m, y), dual));
}

/** The identity over (axis, column). */
const identity = <V, A>(m: Arithmetic<V, A>, axis: A, column: A): V =>
  m.equal(m.positions(axis), m.positions(column));

/** inverse(L L') b over (axis, spare), for b over (axis, spare). */
function solve<V, A>(m: Arithmetic<V, A>, lower: V, b: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  return m.solveLowerTransposed(lower, m.solveLower(lower, b, axis, dual), axis, dual);
}

/** The inverse of a positive definite matrix over (axis, dual). */
function inverse<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis, dual, spare } = vectorEvent(event);
  const columns = solve(m, m.cholesky(a, axis, dual), identity(m, axis, spare), event);
  return m.rename(columns, spare, dual);
}

/** L L' over (axis, dual). */
function timesTranspose<V, A>(m: Arithmetic<V, A>, lower: V, event: Event<V, A>): V {
  const { axis, dual, spare } = vectorEvent(event);
  const rows = m.rename(lower, dual, spare);
  return m.sum(m.mul(rows, m.rename(rows, axis, dual)), spare);
}

const byCholesky: Form = {
  names: ['mean', 'cholesky'],
  defaults: {},
  parameters: { cholesky: matrix(cholesky) },
  toCanonical(m, values, event) {
    const { mean, cholesky } = take(values, 'mean', 'cholesky');
    return { mean, covariance: timesTranspose(m, cholesky, event) };
  },
  fromCanonical(m, values, event) {
    const { mean, covariance } = take(values, 'mean', 'covariance');
    const { axis, dual } = vectorEvent(event);
    return { mean, cholesky: m.cholesky(covariance, axis, dual) };
  },
  logDensity(m, x, values, event) {
    const { mean, cholesky } = take(values, 'mean', 'cholesky');
    return densityByFactor(m, x, mean, cholesky, event);
  },
};

const byPrecision: Form = {
  names: ['mean', 'precision'],
  defaults: {},
  parameters: { precision: matrix(covariance) },
  toCanonical(m, values, event) {
    const { mean, precision } = take(values, 'mean', 'precision');
    return { mean, covariance: inverse(m, precision, event) };
  },
  fromCanonical(m, values, event) {
    const { mean, covariance } = take(values, 'mean', 'covariance');
    return { mean, precision: inverse(m, covariance, event) };
  },
  // With precision = C C', the quadratic form is |C' (x - mean)|**2.
  logDensity(m, x, values, event) {
    const { mean, precision } = take(values, 'mean', 'precision');
    const { axis, dual } = vectorEvent(event);
    const factor = m.cholesky(precision, axis, dual);
    const y = m.sum(m.mul(factor, m.sub(x, mean)), axis);
    const logDetCovariance = m.neg(logDeterminant(m, factor, event));
    return gaussian(m, axis, m.num(1), logDetCovariance, m.sum(square(m, y), dual));
  },
};

/** sum{ (x - mean)[i] (x - mean)[j] } over events with these statistics, for the pairs i >= j. */
function scatterAbout<V, A>(m: Arithmetic<V, A>, mean: V, statistics: Values<V>, event: Event<V, A>): V {
  const { axis, packedRow, packedColumn } = vectorEvent(event);
  const { weight, x, xx } = take(statistics, 'weight', 'x', 'xx');
  const [meanRow, meanColumn] = [m.at(mean, axis, packedRow), m.at(mean, axis, packedColumn)];
  const [xRow, xColumn] = [m.at(x, axis, packedRow), m.at(x, axis, packedColumn)];
  const cross = m.add(m.mul(meanRow, xColumn), m.mul(xRow, meanColumn));
  return m.add(m.sub(xx, cross), m.mul(weight, m.mul(meanRow, meanColumn)));
}

/** The symmetric matrix over (axis, column) of the values at the pairs i >= j. */
function unpack<V, A>(m: Arithmetic<V, A>, packed: V, event: Event<V, A>, column: A): V {
  const { axis, packed: pairs } = vectorEvent(event);
  const [i, j] = [m.positions(axis), m.positions(column)];
  const larger = m.max(i, j);
  const smaller = m.sub(m.add(i, j), larger);
  const rowStart = m.div(m.mul(larger, m.add(larger, m.num(1))), m.num(2));
  return m.at(packed, pairs, m.add(rowStart, smaller));
}

/** With one covariance in the pool, the mean does not depend on it. */
const meanStep: EstimationStep = {
  formulas: { mean: 'E[x]' },
  estimates: ['mean'],
  needs: [],
  constantWithinPool: ['covariance'],
  pooled: { weight: 'none', x: 'event' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x'),
  solve(m, pooled) {
    const { weight, x } = take(pooled, 'weight', 'x');
    return { mean: m.div(x, weight) };
  },
  conjugate: {},
};

const covarianceStep: EstimationStep = {
  formulas: { covariance: 'E[(x - mean) (x - mean)^T]' },
  estimates: ['covariance'],
  needs: ['mean'],
  constantWithinPool: [],
  pooled: { weight: 'none', scatter: 'packed' },
  pool(m, statistics, known, event) {
    const { mean } = take(known, 'mean');
    return { ...take(statistics, 'weight'), scatter: scatterAbout(m, mean, statistics, event) };
  },
  solve(m, pooled, event) {
    const { weight, scatter } = take(pooled, 'weight', 'scatter');
    return { covariance: unpack(m, m.div(scatter, weight), event, vectorEvent(event).dual) };
  },
  conjugate: {},
};

export const mvNormal: Distribution = {
  name: 'MvNormal',
  summary:
    'MvNormal(mean, covariance): ' +
    "log p(x) = -(D log(2 pi) + log(det covariance) + (x - mean)' inverse(covariance) (x - mean)) / 2",
  eventRank: 1,
  support: real,
  discrete: false,
  parameters: { mean: vector(real), covariance: matrix(covariance) },
  forms: [canonicalForm(['mean', 'covariance']), byCholesky, byPrecision],
  logDensity(m, x, parameters, event) {
    const { mean, covariance } = take(parameters, 'mean', 'covariance');
    const { axis, dual } = vectorEvent(event);
    return densityByFactor(m, x, mean, m.cholesky(covariance, axis, dual), event);
  },
  inSupport: null,
  statistics: [
    { name: 'x', axes: 'event', alwaysFinite: true, of: (_m, x) => x },
    {
      name: 'xx',
      axes: 'packed',
      alwaysFinite: true,
      of(m, x, event) {
        const { axis, packedRow, packedColumn } = vectorEvent(event);
        return m.mul(m.at(x, axis, packedRow), m.at(x, axis, packedColumn));
      },
    },
  ],
  location: 'mean',
  expectedLogDensity(m, statistics, parameters, event) {
    const { mean, covariance } = take(parameters, 'mean', 'covariance');
    const { axis, dual, spare } = vectorEvent(event);
    const { weight } = take(statistics, 'weight');
    const lower = m.cholesky(covariance, axis, dual);
    // trace(inverse(covariance) scatter)
    const scatter = unpack(m, scatterAbout(m, mean, statistics, event), event, spare);
    const whitened = solve(m, lower, scatter, event);
    const trace = m.sum(m.at(whitened, spare, m.positions(axis)), axis);
    return gaussian(m, axis, weight, logDeterminant(m, lower, event), trace);
  },
  estimation: [meanStep, covarianceStep],
  moments: {
    mean: (_m, parameters) => take(parameters, 'mean').mean,
    variance(m, parameters, event) {
      const { axis, dual } = vectorEvent(event);
      return m.at(take(parameters, 'covariance').covariance, dual, m.positions(axis));
    },
    // (D (1 + log(2 pi)) + log(det covariance)) / 2
    entropy(m, parameters, event) {
      const { axis, dual } = vectorEvent(event);
      const lower = m.cholesky(take(parameters, 'covariance').covariance, axis, dual);
      const constant = m.mul(m.length(axis), m.num(1 + logTwoPi));
      return m.mul(m.num(0.5), m.add(constant, logDeterminant(m, lower, event)));
    },
  },
  quantiles: null,
  tails: null,
  marginals: null,
  // mean + L z
  sample(m, parameters, event, repeats) {
    const { mean, covariance } = take(parameters, 'mean', 'covariance');
    const { axis, dual } = vectorEvent(event);
    const lower = m.cholesky(covariance, axis, dual);
    return m.add(mean, m.sum(m.mul(lower, m.randomNormal([...repeats, dual])), dual));
  },
};
