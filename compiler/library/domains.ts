// Domains by name, and parameters of each rank: the words in which signatures are written.

import type { Domain, IntervalDomain, ParameterDefinition, ParameterSize } from './signature.ts';

/** A domain of one kind, which serves as a support as well. */
const of = <Kind extends string>(kind: Kind): { readonly kind: Kind } => ({ kind });

export const real = of('real');
export const positive = interval(0, null, true, true);
export const nonnegative = interval(0, null, false, true);
export const unit = interval(0, 1, false, false);
export const openUnit = interval(0, 1, true, true);
/** In radians. */
export const angle = interval(-Math.PI, Math.PI, true, false);
export const bool = of('bool');
export const count = of('count');
export const whole = of('whole');
export const simplex = of('simplex');
export const ordered = of('ordered');
export const covariance = of('covariance');
export const cholesky = of('cholesky');
export const correlationCholesky = of('correlationCholesky');
/** Of a distribution over D by D matrices: above D - 1. */
export const degrees = of('degrees');
export const any = of('any');

function interval(
  lower: number | null,
  upper: number | null,
  openLower: boolean,
  openUpper: boolean,
): IntervalDomain {
  return { kind: 'interval', lower, upper, openLower, openUpper };
}

/** A parameter with one value for each element of the event. */
export const scalar = (domain: Domain): ParameterDefinition => ({ domain, rank: 0 });
/** A parameter that lies along the event's axis. */
export const vector = (domain: Domain): ParameterDefinition => ({ domain, rank: 1 });
/** A parameter over (axis, dual) of the event. */
export const matrix = (domain: Domain): ParameterDefinition => ({ domain, rank: 2 });

/** A vector whose size is not the event's own. */
export const vectorOf = (domain: Domain, size: ParameterSize): ParameterDefinition => ({
  domain,
  rank: 1,
  sizes: [size],
});
/** A matrix whose sizes are not both the event's own. */
export const matrixOf = (
  domain: Domain,
  rows: ParameterSize,
  columns: ParameterSize,
): ParameterDefinition => ({ domain, rank: 2, sizes: [rows, columns] });
