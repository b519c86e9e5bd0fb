// What the families of positive definite matrices share: the multivariate gamma function, and Bartlett's decomposition.
// Source: Mardia, Kent and Bibby (1979), Multivariate Analysis, section 3.4; M. Bartlett (1933), On the theory of
// statistical regression.

import type { Arithmetic, Event } from './arithmetic.ts';
import { vectorEvent } from './define-distribution.ts';
import { diagonal } from './matrix-formulas.ts';

/** a - i / 2 for i from 0 to D - 1, along the axis of the event. */
function halfStepsFrom<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  return m.sub(a, m.mul(m.num(0.5), m.positions(vectorEvent(event).axis)));
}

/** D (D - 1) / 4 log(pi) + sum{ lgamma(a - i / 2) : i from 0 to D - 1 } */
export function multivariateLogGamma<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  const { axis } = vectorEvent(event);
  const size = m.length(axis);
  const pairs = m.mul(size, m.sub(size, m.num(1)));
  const constant = m.mul(pairs, m.num(0.25 * Math.log(Math.PI)));
  return m.add(constant, m.sum(m.lgamma(halfStepsFrom(m, a, event)), axis));
}

/** sum{ digamma(a - i / 2) : i from 0 to D - 1 }, its derivative. */
export function multivariateDigamma<V, A>(m: Arithmetic<V, A>, a: V, event: Event<V, A>): V {
  return m.sum(m.digamma(halfStepsFrom(m, a, event)), vectorEvent(event).axis);
}

/**
 * A lower triangle A over (axis, dual) with A A' Wishart(df, I): standard normals below the diagonal, and roots of
 * chi-square variates of df - i degrees on it.
 */
export function bartlett<V, A>(m: Arithmetic<V, A>, df: V, event: Event<V, A>, repeats: readonly A[]): V {
  const { axis, dual } = vectorEvent(event);
  const halfDegrees = halfStepsFrom(m, m.mul(m.num(0.5), df), event);
  const roots = m.sqrt(m.mul(m.num(2), m.randomGamma(halfDegrees, [...repeats, axis])));
  const normals = m.randomNormal([...repeats, axis, dual]);
  const [row, column] = [m.positions(axis), m.positions(dual)];
  return m.select(m.equal(row, column), roots, m.select(m.less(column, row), normals, m.num(0)));
}

/** Rounding that a symmetric matrix may show, relative to its diagonal. */
const asymmetry = 1e-9;

/** Whether a matrix is symmetric, up to rounding, and positive definite. */
export function isPositiveDefinite<V, A>(m: Arithmetic<V, A>, x: V, event: Event<V, A>): V {
  const { axis, dual, spare } = vectorEvent(event);
  const transposed = m.rename(m.rename(m.rename(x, axis, spare), dual, axis), spare, dual);
  const own = m.abs(diagonal(m, x, event));
  const scale = m.sqrt(m.mul(own, m.rename(own, axis, dual)));
  const skewed = m.less(m.mul(m.num(asymmetry), scale), m.abs(m.sub(x, transposed)));
  // Where the matrix is not positive definite its factor has a NaN, which is above nothing.
  const pivots = m.less(m.num(0), diagonal(m, m.cholesky(x, axis, dual), event));
  const misfits = m.add(m.sum(m.sum(skewed, dual), axis), m.sub(m.length(axis), m.sum(pivots, axis)));
  return m.equal(misfits, m.num(0));
}
