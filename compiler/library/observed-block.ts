// Vectors with a location and a matrix S of scale, of which some entries are missing: what the density of the present
// ones and the law of the others need. With M the diagonal matrix of the present entries,
//   A = M S M + (I - M)
// has the present block of S beside ones, whatever is missing: its factor gives that block's determinant and quadratic
// form, and no shape depends on the data.
// Source: Mardia, Kent and Bibby (1979), Multivariate Analysis, theorem 3.2.4 (conditional distributions).

import type { Arithmetic, Event } from './arithmetic.ts';
import { vectorEvent } from './define-distribution.ts';
import { identity, logDeterminant, square, timesTranspose } from './matrix-formulas.ts';

export interface ObservedBlock<V> {
  /** How many entries are present. */
  readonly count: V;
  /** log(det S[present, present]); 0 where none is. */
  readonly logDeterminant: V;
  /** r' inverse(S[present, present]) r, for r = x - location of the present entries. */
  readonly quadratic: V;
  /** The Cholesky factor of A over (axis, dual). */
  readonly factor: V;
  /** inverse(factor) M r over dual. */
  readonly whitened: V;
}

export function observedBlock<V, A>(
  m: Arithmetic<V, A>,
  x: V,
  present: V,
  location: V,
  scale: V,
  event: Event<V, A>,
): ObservedBlock<V> {
  const { axis, dual } = vectorEvent(event);
  const both = m.select(present, m.rename(present, axis, dual), m.num(0));
  const block = m.select(both, scale, identity(m, axis, dual));
  const factor = m.cholesky(block, axis, dual);
  const residual = m.select(present, m.sub(x, location), m.num(0));
  const whitened = m.solveLower(factor, residual, axis, dual);
  return {
    count: m.sum(m.select(present, m.num(1), m.num(0)), axis),
    logDeterminant: logDeterminant(m, factor, event),
    quadratic: m.sum(square(m, whitened), dual),
    factor,
    whitened,
  };
}

/**
 * Location and scale of the whole vector given the present entries: location + S M inverse(A) M r, which is x where present, and
 * S - S M inverse(A) M S, 0 where either entry is present.
 */
export function conditionOnBlock<V, A>(
  m: Arithmetic<V, A>,
  block: ObservedBlock<V>,
  x: V,
  present: V,
  location: V,
  scale: V,
  event: Event<V, A>,
): { readonly mean: V; readonly covariance: V } {
  const { axis, dual, spare } = vectorEvent(event);
  // W = inverse(factor) M S over (dual, spare): the sum over dual of W[., i] W[., j] is what the present entries explain.
  const columns = m.select(present, m.rename(scale, dual, spare), m.num(0));
  const explaining = m.solveLower(block.factor, columns, axis, dual);
  const byEntry = m.rename(explaining, spare, axis);
  const shift = m.sum(m.mul(byEntry, block.whitened), dual);
  const missing = m.sub(m.num(1), m.select(present, m.num(1), m.num(0)));
  const bothMissing = m.mul(missing, m.rename(missing, axis, dual));
  const left = m.sub(scale, timesTranspose(m, byEntry, event));
  return {
    mean: m.select(present, x, m.add(location, shift)),
    covariance: m.select(bothMissing, left, m.num(0)),
  };
}
