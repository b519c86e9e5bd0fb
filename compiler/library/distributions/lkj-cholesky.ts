// LkjCholesky(concentration c) on D by D lower triangles L with rows of length 1 and a positive diagonal: Cholesky factors
// of correlation matrices R with a density proportional to det(R)**(c - 1).
//   log p(L) = sum{ (D - i + 2 c - 3) log(L[i, i]) + lgamma(c + (D - 1) / 2) - lgamma(b[i]) - i / 2 log(pi) : i from 1 to D - 1 }
// with b[i] = c + (D - 1 - i) / 2, a density over the entries below the diagonal (derived here from the rows, which are
// independent: those entries of row i have a direction that is uniform and a squared length that is Beta(i / 2, b[i])).
// Source: Lewandowski, Kurowicka and Joe (2009), Generating random correlation matrices based on vines and extended
// onion method, section 3.

import type { Arithmetic, Event } from '../arithmetic.ts';
import {
  canonicalForm,
  correlationCholesky,
  positive,
  scalar,
  take,
  vectorEvent,
} from '../define-distribution.ts';
import type { Distribution } from '../distribution.ts';
import { diagonal, square } from '../matrix-formulas.ts';

/** Rounding that the squared length of a row may have and still count as one. */
const lengthTolerance = 1e-6;

/** b[i] = c + (D - 1 - i) / 2 for each row i. */
function shapes<V, A>(m: Arithmetic<V, A>, concentration: V, event: Event<V, A>): V {
  const { axis } = vectorEvent(event);
  const below = m.sub(m.sub(m.length(axis), m.num(1)), m.positions(axis));
  return m.add(concentration, m.mul(m.num(0.5), below));
}

export const lkjCholesky: Distribution = {
  name: 'LkjCholesky',
  summary:
    'LkjCholesky(concentration): ' +
    'log p(L) = sum((D - i + 2 concentration - 3) log(L[i, i]) : i from 1 to D - 1) + constant,' +
    ' the Cholesky factor of a random correlation matrix; 1 is uniform, above it nearer to independence',
  eventRank: 2,
  support: correlationCholesky,
  discrete: false,
  parameters: { concentration: scalar(positive) },
  forms: [canonicalForm(['concentration'])],
  logDensity(m, x, parameters, event) {
    const { concentration } = take(parameters, 'concentration');
    const { axis } = vectorEvent(event);
    const b = shapes(m, concentration, event);
    const row = m.positions(axis);
    const half = m.mul(m.num(0.5), row);
    // 2 (b - 1) = D - i + 2 c - 3
    const powers = m.weighted(m.mul(m.num(2), m.sub(b, m.num(1))), m.log(diagonal(m, x, event)));
    const constant = m.sub(
      m.sub(m.lgamma(m.add(b, half)), m.lgamma(b)),
      m.mul(half, m.num(Math.log(Math.PI))),
    );
    return m.sum(m.select(m.less(m.num(0), row), m.add(powers, constant), m.num(0)), axis);
  },
  inSupport(m, x, _parameters, event) {
    const { axis, dual } = vectorEvent(event);
    const above = m.less(m.positions(axis), m.positions(dual));
    const misplaced = m.sum(m.select(above, m.abs(x), m.num(0)), dual);
    const excess = m.abs(m.sub(m.sum(square(m, x), dual), m.num(1)));
    const isRow = m.mul(
      m.lessEqual(m.add(misplaced, excess), m.num(lengthTolerance)),
      m.less(m.num(0), diagonal(m, x, event)),
    );
    return m.equal(m.sum(isRow, axis), m.length(axis));
  },
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: { mean: null, variance: null, entropy: null },
  quantiles: null,
  tails: null,
  marginals: null,
  // Row i: normals left of the diagonal and the root of twice a Gamma(b[i]) variate on it, made of length 1. The squared
  // length of the normals is twice a Gamma(i / 2) variate, whatever their direction.
  sample(m, parameters, event, repeats) {
    const { axis, dual } = vectorEvent(event);
    const b = shapes(m, take(parameters, 'concentration').concentration, event);
    const [row, column] = [m.positions(axis), m.positions(dual)];
    const own = m.sqrt(m.mul(m.num(2), m.randomGamma(b, [...repeats, axis])));
    const left = m.select(m.less(column, row), m.randomNormal([...repeats, axis, dual]), m.num(0));
    const entries = m.select(m.equal(row, column), own, left);
    return m.div(entries, m.sqrt(m.sum(square(m, entries), dual)));
  },
};
