// Tails in closed form that formulas of elementary functions would lose digits of.

import type { Arithmetic } from '../arithmetic.ts';
import { logNormalCdf } from '../special/log-normal-cdf.ts';
import { logCauchyCdf, logHalfCauchyCdf, logHalfNormalCdf } from '../special/symmetric-tails.ts';
import { log1pSquare } from '../stable-logs.ts';
import { argument, hazard, type NamedFunction, type PartialDerivative } from './special-function.ts';

/** -z**2 / 2 + constant */
const normalHazard =
  (constant: number): PartialDerivative =>
  (m, args, value) => {
    const z = argument(args, 0);
    return hazard(m, m.add(m.mul(m.num(-0.5), m.mul(z, z)), m.num(constant)), value);
  };

/** constant - log(1 + z**2) */
const cauchyHazard =
  (constant: number): PartialDerivative =>
  <V, A>(m: Arithmetic<V, A>, args: readonly V[], value: V) =>
    hazard(m, m.sub(m.num(constant), log1pSquare(m, argument(args, 0))), value);

export const tailFunctions: readonly NamedFunction[] = [
  [
    'logNormalCdf',
    { evaluate: (z = NaN) => logNormalCdf(z), partials: [normalHazard(-0.5 * Math.log(2 * Math.PI))] },
  ],
  [
    'logHalfNormalCdf',
    { evaluate: (z = NaN) => logHalfNormalCdf(z), partials: [normalHazard(0.5 * Math.log(2 / Math.PI))] },
  ],
  ['logCauchyCdf', { evaluate: (z = NaN) => logCauchyCdf(z), partials: [cauchyHazard(-Math.log(Math.PI))] }],
  [
    'logHalfCauchyCdf',
    { evaluate: (z = NaN) => logHalfCauchyCdf(z), partials: [cauchyHazard(Math.log(2 / Math.PI))] },
  ],
];
