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
import {
  diagonal,
  inverse,
  logDeterminant,
  pack,
  square,
  timesTranspose,
  traceOfSolved,
  unpack,
} from '../matrix-formulas.ts';
import { conditionOnBlock, observedBlock } from '../observed-block.ts';

const logTwoPi = Math.log(2 * Math.PI);

/** -(entries log(2 pi) + logDeterminant + quadratic) / 2, times `weight` but for the quadratic form. */
function gaussian<V, A>(m: Arithmetic<V, A>, entries: V, weight: V, logDeterminant: V, quadratic: V): V {
  const constant = m.add(m.mul(entries, m.num(logTwoPi)), logDeterminant);
  return m.mul(m.num(-0.5), m.add(m.mul(weight, constant), quadratic));
}

/** Log density from the Cholesky factor of the covariance. */
function densityByFactor<V, A>(m: Arithmetic<V, A>, x: V, mean: V, lower: V, event: Event<V, A>): V {
  const { axis, dual } = vectorEvent(event);
  const y = m.solveLower(lower, m.sub(x, mean), axis, dual);
  return gaussian(m, m.length(axis), m.num(1), logDeterminant(m, lower, event), m.sum(square(m, y), dual));
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
    return gaussian(m, m.length(axis), m.num(1), logDetCovariance, m.sum(square(m, y), dual));
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
    return { covariance: unpack(m, m.div(scatter, weight), event) };
  },
  conjugate: {
    // -(df + D + 1) / 2 log(det covariance) - trace(scale inverse(covariance)) / 2: as df + D + 1 events of this scatter.
    InverseWishart(m, pooled, prior, event) {
      const { weight, scatter } = take(pooled, 'weight', 'scatter');
      const { df, scale } = take(prior, 'df', 'scale');
      const more = m.add(df, m.add(m.length(vectorEvent(event).axis), m.num(1)));
      return { weight: m.add(weight, more), scatter: m.add(scatter, pack(m, scale, event)) };
    },
  },
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
    const { axis, dual } = vectorEvent(event);
    const { weight } = take(statistics, 'weight');
    const lower = m.cholesky(covariance, axis, dual);
    const scatter = unpack(m, scatterAbout(m, mean, statistics, event), event);
    const quadratic = traceOfSolved(m, lower, scatter, event);
    return gaussian(m, m.length(axis), weight, logDeterminant(m, lower, event), quadratic);
  },
  estimation: [meanStep, covarianceStep],
  moments: {
    mean: (_m, parameters) => take(parameters, 'mean').mean,
    variance(m, parameters, event) {
      return diagonal(m, take(parameters, 'covariance').covariance, event);
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
  marginals: {
    logDensity(m, x, present, parameters, event) {
      const { mean, covariance } = take(parameters, 'mean', 'covariance');
      const block = observedBlock(m, x, present, mean, covariance, event);
      return gaussian(m, block.count, m.num(1), block.logDeterminant, block.quadratic);
    },
    conditional(m, x, present, parameters, event) {
      const { mean, covariance } = take(parameters, 'mean', 'covariance');
      const block = observedBlock(m, x, present, mean, covariance, event);
      return conditionOnBlock(m, block, x, present, mean, covariance, event);
    },
    // E[x x'] = E[x] E[x]' + covariance
    statistics(m, { mean, covariance }, event) {
      const { axis, packedRow, packedColumn } = vectorEvent(event);
      const product = m.mul(m.at(mean, axis, packedRow), m.at(mean, axis, packedColumn));
      return { x: mean, xx: m.add(product, pack(m, covariance, event)) };
    },
  },
  // mean + L z
  sample(m, parameters, event, repeats) {
    const { mean, covariance } = take(parameters, 'mean', 'covariance');
    const { axis, dual } = vectorEvent(event);
    const lower = m.cholesky(covariance, axis, dual);
    return m.add(mean, m.sum(m.mul(lower, m.randomNormal([...repeats, dual])), dual));
  },
};
