// Delta(x): this value for certain.
//   log p(v) = 0 at v = x
// In a choice between distributions it is an atom: `if zero then Delta(0) else Poisson(rate)`.

import { canonicalForm, scalar, take } from '../define-distribution.ts';
import type { Distribution } from '../distribution.ts';
import { any } from '../domains.ts';

export const delta: Distribution = {
  name: 'Delta',
  summary: 'Delta(x): this value for certain',
  eventRank: 0,
  support: { kind: 'value', of: 'x' },
  discrete: true,
  parameters: { x: scalar(any) },
  forms: [canonicalForm(['x'])],
  logDensity: (m) => m.num(0),
  inSupport: (m, x, parameters) => m.equal(x, take(parameters, 'x').x),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean: (_m, parameters) => take(parameters, 'x').x,
    variance: (m) => m.num(0),
    entropy: (m) => m.num(0),
  },
  quantiles: {
    cdf: (x, parameters) => (x < take(parameters, 'x').x ? 0 : 1),
    quantile: (p, parameters) => (p >= 0 && p <= 1 ? take(parameters, 'x').x : NaN),
  },
  tails: {
    logCdf: (m, x, parameters) => m.select(m.less(x, take(parameters, 'x').x), m.num(-Infinity), m.num(0)),
    logSurvival: (m, x, parameters) =>
      m.select(m.less(x, take(parameters, 'x').x), m.num(0), m.num(-Infinity)),
  },
  marginals: null,
  sample: (_m, parameters) => take(parameters, 'x').x,
};
