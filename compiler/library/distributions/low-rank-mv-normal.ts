// LowRankMvNormal(mean m, factor F, diagonal d) on real vectors of D entries: MvNormal(m, F F' + diag(d)), F with few
// columns. As x = m + F z + noise, with z standard normal and noise of variance d,
//   C = I + F' diag(1/d) F,   E[z] = inverse(C) F' diag(1/d) (x - m),
//   log det = sum{ log d } + log det C,   quadratic form = sum{ (x - m - F E[z])**2 / d } + |E[z]|**2
// at the cost of the columns cubed. F lies over (axis, columns) of the event.
// Source: D. Rubin and D. Thayer (1982), EM algorithms for ML factor analysis; the quadratic form derived here by
// completing the square, a sum of squares where Woodbury's identity has a difference.

import type { Arithmetic, Event } from '../arithmetic.ts';
import { canonicalForm, positive, real, take, vector, vectorEvent } from '../define-distribution.ts';
import type { Distribution, Values } from '../distribution.ts';
import { matrixOf } from '../domains.ts';
import { identity, square } from '../matrix-formulas.ts';

const logTwoPi = Math.log(2 * Math.PI);

interface Columns<A> {
  readonly axis: A;
  readonly dual: A;
}

function columnsOf<V, A>(event: Event<V, A>): Columns<A> {
  const { columns } = vectorEvent(event);
  if (columns === null) throw new Error('internal: a factor without an axis of columns');
  return columns;
}

/** What is known of z from the entries where `weights` is 1 rather than 0; null: from all. */
interface Scores<V> {
  /** Over the columns. */
  readonly mean: V;
  /** The Cholesky factor of C over (columns, their dual). */
  readonly factor: V;
  readonly logDeterminant: V;
}

function scores<V, A>(
  m: Arithmetic<V, A>,
  residual: V,
  weights: V,
  { factor, diagonal }: { factor: V; diagonal: V },
  event: Event<V, A>,
): Scores<V> {
  const { axis } = vectorEvent(event);
  const columns = columnsOf(event);
  const scaled = m.mul(factor, m.div(weights, diagonal));
  const gram = m.sum(m.mul(scaled, m.rename(factor, columns.axis, columns.dual)), axis);
  const precision = m.add(gram, identity(m, columns.axis, columns.dual));
  const lower = m.cholesky(precision, columns.axis, columns.dual);
  const pulled = m.sum(m.mul(scaled, residual), axis);
  const half = m.solveLower(lower, pulled, columns.axis, columns.dual);
  const logDiagonal = m.log(m.at(lower, columns.dual, m.positions(columns.axis)));
  return {
    mean: m.solveLowerTransposed(lower, half, columns.axis, columns.dual),
    factor: lower,
    logDeterminant: m.mul(m.num(2), m.sum(logDiagonal, columns.axis)),
  };
}

/** Log density of the entries where `weights` is 1. */
function weightedDensity<V, A>(
  m: Arithmetic<V, A>,
  x: V,
  weights: V,
  parameters: Values<V>,
  event: Event<V, A>,
): V {
  const { mean, factor, diagonal } = take(parameters, 'mean', 'factor', 'diagonal');
  const { axis } = vectorEvent(event);
  const columns = columnsOf(event);
  const residual = m.mul(weights, m.sub(x, mean));
  const z = scores(m, residual, weights, { factor, diagonal }, event);
  const left = m.sub(residual, m.mul(weights, m.sum(m.mul(factor, z.mean), columns.axis)));
  const quadratic = m.add(
    m.sum(m.div(square(m, left), diagonal), axis),
    m.sum(square(m, z.mean), columns.axis),
  );
  const logDiagonal = m.sum(m.mul(weights, m.add(m.log(diagonal), m.num(logTwoPi))), axis);
  return m.mul(m.num(-0.5), m.add(m.add(logDiagonal, z.logDeterminant), quadratic));
}

const asWeights = <V, A>(m: Arithmetic<V, A>, present: V): V => m.select(present, m.num(1), m.num(0));

export const lowRankMvNormal: Distribution = {
  name: 'LowRankMvNormal',
  summary:
    'LowRankMvNormal(mean, factor, diagonal): ' +
    'log p(x) = that of MvNormal(mean, factor transpose(factor) + the matrix of this diagonal)',
  eventRank: 1,
  support: real,
  discrete: false,
  parameters: {
    mean: vector(real),
    factor: matrixOf(real, 'event', 'any'),
    diagonal: vector(positive),
  },
  forms: [canonicalForm(['mean', 'factor', 'diagonal'])],
  logDensity: (m, x, parameters, event) => weightedDensity(m, x, m.num(1), parameters, event),
  inSupport: null,
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean: (_m, parameters) => take(parameters, 'mean').mean,
    variance(m, parameters, event) {
      const { factor, diagonal } = take(parameters, 'factor', 'diagonal');
      return m.add(m.sum(square(m, factor), columnsOf(event).axis), diagonal);
    },
    // (D (1 + log(2 pi)) + log det) / 2
    entropy(m, parameters, event) {
      const { mean, factor, diagonal } = take(parameters, 'mean', 'factor', 'diagonal');
      const { axis } = vectorEvent(event);
      const nowhere = m.mul(mean, m.num(0));
      const { logDeterminant } = scores(m, nowhere, m.num(1), { factor, diagonal }, event);
      const each = m.sum(m.add(m.log(diagonal), m.num(1 + logTwoPi)), axis);
      return m.mul(m.num(0.5), m.add(each, logDeterminant));
    },
  },
  quantiles: null,
  tails: null,
  marginals: {
    logDensity(m, x, present, parameters, event) {
      const known = m.select(present, x, take(parameters, 'mean').mean);
      return weightedDensity(m, known, asWeights(m, present), parameters, event);
    },
    // Given z, the missing entries are independent: their covariance is F inverse(C) F' + diag(d).
    conditional(m, x, present, parameters, event) {
      const { mean, factor, diagonal } = take(parameters, 'mean', 'factor', 'diagonal');
      const { axis, dual } = vectorEvent(event);
      const columns = columnsOf(event);
      const residual = m.select(present, m.sub(x, mean), m.num(0));
      const z = scores(m, residual, asWeights(m, present), { factor, diagonal }, event);
      const expected = m.add(mean, m.sum(m.mul(factor, z.mean), columns.axis));
      const half = m.solveLower(z.factor, factor, columns.axis, columns.dual);
      const shared = m.sum(m.mul(half, m.rename(half, axis, dual)), columns.dual);
      const own = m.mul(identity(m, axis, dual), diagonal);
      const missing = m.sub(m.num(1), asWeights(m, present));
      return {
        mean: m.select(present, x, expected),
        covariance: m.mul(m.add(shared, own), m.mul(missing, m.rename(missing, axis, dual))),
      };
    },
    statistics: null,
  },
  // mean + F z + sqrt(d) noise
  sample(m, parameters, event, repeats) {
    const { mean, factor, diagonal } = take(parameters, 'mean', 'factor', 'diagonal');
    const columns = columnsOf(event);
    const z = m.randomNormal([...repeats, columns.axis]);
    const noise = m.mul(m.sqrt(diagonal), m.randomNormal([...repeats, vectorEvent(event).axis]));
    return m.add(m.add(mean, m.sum(m.mul(factor, z), columns.axis)), noise);
  },
};
