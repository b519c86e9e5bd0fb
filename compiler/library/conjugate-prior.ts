// Which conjugate prior of an estimation step a param has, by how the param enters the family: as a canonical
// parameter, or as the argument of another form that stands for it.

import type { EstimationStep } from './distribution.ts';

type AddPrior = EstimationStep['conjugate'][string];

/** Null where the prior's family does not keep the step closed for this argument. */
export function conjugatePrior(
  step: EstimationStep,
  estimate: { readonly parameter: string; readonly argument: string },
  priorFamily: string,
): AddPrior | null {
  const { parameter, argument } = estimate;
  const key = argument === parameter ? priorFamily : `${argument} ~ ${priorFamily}`;
  return Object.hasOwn(step.conjugate, key) ? (step.conjugate[key] ?? null) : null;
}
