// The beta function, tails of the Beta family over logits, and of Student's t.

import type { Arithmetic } from '../arithmetic.ts';
import { betaShape } from '../special/beta-shape.ts';
import { digammaDifference, logBeta } from '../special/log-beta.ts';
import { logBetaCdf, logBetaCdfSlope } from '../special/log-incomplete-beta.ts';
import { logStudentTCdf, logStudentTCdfSlope } from '../special/student-t.ts';
import { standardStudentT } from '../stable-logs.ts';
import { argument, hazard, undifferentiated, type NamedFunction } from './special-function.ts';

/** log of the density over the logit. */
function logDensity<V, A>(m: Arithmetic<V, A>, args: readonly V[]): V {
  const [y, a, b] = [argument(args, 0), argument(args, 1), argument(args, 2)];
  const power = m.add(m.mul(a, m.softplus(m.neg(y))), m.mul(b, m.softplus(y)));
  return m.neg(m.add(power, m.special('logBeta', a, b)));
}

export const betaFunctions: readonly NamedFunction[] = [
  [
    'logBeta',
    {
      evaluate: (a = NaN, b = NaN) => logBeta(a, b),
      partials: [
        (m, args) => m.neg(m.special('digammaDifference', ...args)),
        (m, args) => m.neg(m.special('digammaDifference', argument(args, 1), argument(args, 0))),
      ],
    },
  ],
  [
    'digammaDifference',
    {
      evaluate: (a = NaN, b = NaN) => digammaDifference(a, b),
      partials: [undifferentiated, undifferentiated],
    },
  ],
  [
    'logBetaCdf',
    {
      evaluate: (y = NaN, a = NaN, b = NaN) => logBetaCdf(y, a, b),
      partials: [
        (m, args, value) => hazard(m, logDensity(m, args), value),
        (m, args) => m.special('logBetaCdfSlope', ...args, m.num(0)),
        (m, args) => m.special('logBetaCdfSlope', ...args, m.num(1)),
      ],
    },
  ],
  [
    'logBetaCdfSlope',
    {
      evaluate: (y = NaN, a = NaN, b = NaN, which = NaN) => logBetaCdfSlope(y, a, b, which),
      partials: [undifferentiated, undifferentiated, undifferentiated, null],
    },
  ],
  [
    'betaShape',
    {
      evaluate: (meanLog = NaN, meanLogRest = NaN) => betaShape(meanLog, meanLogRest),
      partials: [undifferentiated, undifferentiated],
    },
  ],
  [
    'logStudentTCdf',
    {
      evaluate: (t = NaN, df = NaN) => logStudentTCdf(t, df),
      partials: [
        (m, args, value) => hazard(m, standardStudentT(m, argument(args, 0), argument(args, 1)), value),
        (m, args) => m.special('logStudentTCdfSlope', ...args),
      ],
    },
  ],
  [
    'logStudentTCdfSlope',
    {
      evaluate: (t = NaN, df = NaN) => logStudentTCdfSlope(t, df),
      partials: [undifferentiated, undifferentiated],
    },
  ],
];
