// Mean and variance of a normal distribution given that its value lies between two bounds. With a = (lower - mean) / sd
// and b = (upper - mean) / sd, and f(z) the standard density divided by the probability between:
//   mean + sd (f(a) - f(b)),   sd**2 (1 + a f(a) - b f(b) - (f(a) - f(b))**2)
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13, section 10.1.

import type { Arithmetic } from '../arithmetic.ts';
import { take } from '../define-distribution.ts';
import type { Values } from '../distribution.ts';
import { boundOf, type BoundNames } from './cut.ts';

export type MomentsBetween = <V, A>(
  m: Arithmetic<V, A>,
  parameters: Values<V>,
  logProbability: V,
) => { readonly mean: V; readonly variance: V };

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

export function momentsOfNormalBetween(names: BoundNames): MomentsBetween {
  return (m, parameters, logProbability) => {
    const { mean, sd } = take(parameters, 'mean', 'sd');
    const zero = m.num(0);
    /** f(z) and z f(z) at a bound. */
    const at = (bound: typeof mean | null): readonly [typeof mean, typeof mean] => {
      if (bound === null) return [zero, zero];
      const z = m.div(m.sub(bound, mean), sd);
      const log = m.sub(m.neg(m.add(m.mul(m.num(0.5), m.mul(z, z)), m.num(halfLogTwoPi))), logProbability);
      return [m.exp(log), m.mul(z, m.exp(log))];
    };
    const [low, lowTimes] = at(boundOf(parameters, names.lower));
    const [high, highTimes] = at(boundOf(parameters, names.upper));
    const shift = m.sub(low, high);
    const spread = m.sub(m.add(m.num(1), m.sub(lowTimes, highTimes)), m.mul(shift, shift));
    return {
      mean: m.add(mean, m.mul(sd, shift)),
      // Far out rounding may leave less than nothing.
      variance: m.mul(m.mul(sd, sd), m.max(spread, zero)),
    };
  };
}
