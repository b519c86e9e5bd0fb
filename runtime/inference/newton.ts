// The last digits of a maximum. Near it a climb gains less than its value's rounding long before the gradient is 0:
// chord steps of Newton's method, with the curvature measured once, go on by the gradient alone.
// Source: Kelley (1995), Iterative Methods for Linear and Nonlinear Equations, section 5.4.

import { at } from '../record.ts';
import type { Objective } from './lbfgs.ts';
import { solvePivoted } from './normal-equations.ts';
import { observedInformation } from './observed-information.ts';

/** Measuring the curvature takes some evaluations for each coordinate. */
const mostCoordinates = 60;

const mostSteps = 12;

/** Directions with less information than this share of the most are left as they are. */
const leastShare = 1e-11;

/** `start` itself where steps do not bring the gradient down, or coordinates are too many. */
export function polishByNewton(objective: Objective, start: Float64Array): Float64Array {
  if (start.length === 0 || start.length > mostCoordinates) return start;
  const coordinates = Array.from(start, (_, index) => ({ index, pure: false }));
  const { kept, scaled, scale } = observedInformation(start, coordinates, (point) => ({
    gradient: objective(point).gradient,
    values: new Float64Array(0),
  }));
  const stepFrom = (gradient: Float64Array): { readonly step: Float64Array; readonly gain: number } => {
    const right = Float64Array.from(kept, (index, i) => at(gradient, index) / at(scale, i));
    const { solution } = solvePivoted(scaled, right, leastShare);
    const step = new Float64Array(start.length);
    let gain = 0;
    kept.forEach((index, i) => {
      const z = solution === null ? 0 : at(solution, i);
      step[index] = z / at(scale, i);
      gain += 0.5 * z * at(right, i);
    });
    return { step, gain };
  };

  let point = start;
  const first = objective(start);
  let { value } = first;
  const noise = 1e-14 * (1 + Math.abs(value));
  let { step, gain } = stepFrom(first.gradient);
  for (let count = 0; count < mostSteps && gain > 0; count++) {
    const candidate = Float64Array.from(point, (x, i) => x + at(step, i));
    const found = objective(candidate);
    const next = stepFrom(found.gradient);
    // What it gains is below rounding: that less is left to gain shows that it went up.
    if (!(found.value >= value - noise) || !(next.gain < gain)) break;
    point = candidate;
    ({ value } = found);
    ({ step, gain } = next);
  }
  return point;
}
