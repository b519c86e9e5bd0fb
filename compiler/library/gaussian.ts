// Families that are Gaussian in their location, as least squares sees them: a residual that is affine in the location,
// and the scale by which it is divided so that its entries count alike.

import type { Arithmetic, Event } from './arithmetic.ts';
import { take } from './define-distribution.ts';
import type { Values } from './distribution.ts';

export interface GaussianFamily {
  /** The canonical parameter that is the location, an argument of every form. */
  readonly location: string;
  /** The family that the event belongs to once `of` is taken of it, with the same canonical parameters. */
  readonly as: string;
  /** The event in the coordinates of the location. */
  of<V, A>(m: Arithmetic<V, A>, x: V): V;
  /** A residual with identity covariance, from one with the family's own; linear in the residual. */
  whiten<V, A>(m: Arithmetic<V, A>, residual: V, parameters: Values<V>, event: Event<V, A>): V;
}

const bySd: GaussianFamily['whiten'] = (m, residual, parameters) =>
  m.div(residual, take(parameters, 'sd').sd);

const families: ReadonlyMap<string, GaussianFamily> = new Map<string, GaussianFamily>([
  ['Normal', { location: 'mean', as: 'Normal', of: (_m, x) => x, whiten: bySd }],
  ['LogNormal', { location: 'mean', as: 'Normal', of: (m, x) => m.log(x), whiten: bySd }],
  [
    'MvNormal',
    {
      location: 'mean',
      as: 'MvNormal',
      of: (_m, x) => x,
      whiten(m, residual, parameters, event) {
        if (event === null) throw new Error('internal: a vector without its axis');
        const { axis, dual } = event;
        const lower = m.cholesky(take(parameters, 'covariance').covariance, axis, dual);
        return m.rename(m.solveLower(lower, residual, axis, dual), dual, axis);
      },
    },
  ],
]);

/** Null for families that are not Gaussian in their location. */
export function gaussianFamily(name: string): GaussianFamily | null {
  return families.get(name) ?? null;
}
