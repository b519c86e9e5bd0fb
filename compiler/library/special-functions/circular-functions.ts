// Functions of the von Mises family.

import type { Arithmetic } from '../arithmetic.ts';
import { besselRatioGap, inverseBesselRatio, logScaledBesselI0 } from '../special/bessel.ts';
import { angleOf } from '../special/angle-of.ts';
import { logVonMisesArc, logVonMisesArcSlope, vonMisesQuantile } from '../special/von-mises.ts';
import { centredVonMises } from '../stable-logs.ts';
import { argument, hazard, undifferentiated, type NamedFunction } from './special-function.ts';

const densityAt = <V, A>(m: Arithmetic<V, A>, args: readonly V[], position: number, logArc: V): V =>
  hazard(m, centredVonMises(m, argument(args, position), argument(args, 2)), logArc);

export const circularFunctions: readonly NamedFunction[] = [
  [
    'logScaledBesselI0',
    {
      evaluate: (x = NaN) => logScaledBesselI0(x),
      partials: [(m, args) => m.neg(m.special('besselRatioGap', ...args))],
    },
  ],
  ['besselRatioGap', { evaluate: (x = NaN) => besselRatioGap(x), partials: [undifferentiated] }],
  [
    'inverseBesselRatio',
    { evaluate: (ratio = NaN) => inverseBesselRatio(ratio), partials: [undifferentiated] },
  ],
  [
    'angleOf',
    {
      evaluate: (sine = NaN, cosine = NaN) => angleOf(sine, cosine),
      partials: [undifferentiated, undifferentiated],
    },
  ],
  [
    'logVonMisesArc',
    {
      evaluate: (from = NaN, to = NaN, k = NaN) => logVonMisesArc(from, to, k),
      partials: [
        (m, args, value) => m.neg(densityAt(m, args, 0, value)),
        (m, args, value) => densityAt(m, args, 1, value),
        (m, args) => m.special('logVonMisesArcSlope', ...args),
      ],
    },
  ],
  [
    'logVonMisesArcSlope',
    {
      evaluate: (from = NaN, to = NaN, k = NaN) => logVonMisesArcSlope(from, to, k),
      partials: [undifferentiated, undifferentiated, undifferentiated],
    },
  ],
  [
    'vonMisesQuantile',
    {
      evaluate: (p = NaN, k = NaN) => vonMisesQuantile(p, k),
      // From P(T <= t(k)) = p at every k.
      partials: [
        (m, args, t) => m.exp(m.neg(centredVonMises(m, t, argument(args, 1)))),
        (m, args, t) => {
          const [p, k] = [argument(args, 0), argument(args, 1)];
          const slope = m.mul(p, m.special('logVonMisesArcSlope', m.num(-Math.PI), t, k));
          return m.neg(m.mul(slope, m.exp(m.neg(centredVonMises(m, t, k)))));
        },
      ],
    },
  ],
];
