// Tails of the Gamma family over their shape and argument.

import type { Arithmetic } from '../arithmetic.ts';
import { inverseDigamma } from '../special/inverse-digamma.ts';
import { logGammaP, logGammaPSlope, logGammaQ, logGammaQSlope } from '../special/log-incomplete-gamma.ts';
import { argument, hazard, undifferentiated, type NamedFunction } from './special-function.ts';

function logDensity<V, A>(m: Arithmetic<V, A>, args: readonly V[]): V {
  const [shape, x] = [argument(args, 0), argument(args, 1)];
  const power = m.weighted(m.sub(shape, m.num(1)), m.log(x));
  return m.sub(m.sub(power, x), m.lgamma(shape));
}

export const gammaFunctions: readonly NamedFunction[] = [
  [
    'logGammaP',
    {
      evaluate: (a = NaN, x = NaN) => logGammaP(a, x),
      partials: [
        (m, args) => m.special('logGammaPSlope', ...args),
        (m, args, value) => hazard(m, logDensity(m, args), value),
      ],
    },
  ],
  [
    'logGammaQ',
    {
      evaluate: (a = NaN, x = NaN) => logGammaQ(a, x),
      partials: [
        (m, args) => m.special('logGammaQSlope', ...args),
        (m, args, value) => m.neg(hazard(m, logDensity(m, args), value)),
      ],
    },
  ],
  [
    'logGammaPSlope',
    {
      evaluate: (a = NaN, x = NaN) => logGammaPSlope(a, x),
      partials: [undifferentiated, undifferentiated],
    },
  ],
  [
    'logGammaQSlope',
    {
      evaluate: (a = NaN, x = NaN) => logGammaQSlope(a, x),
      partials: [undifferentiated, undifferentiated],
    },
  ],
  ['inverseDigamma', { evaluate: (y = NaN) => inverseDigamma(y), partials: [undifferentiated] }],
];
