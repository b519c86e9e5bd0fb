// HalfCauchy(scale s) on x >= 0: the size of a Cauchy(0, s) variate. It has no mean and no variance.
//   log p(x) = log(2 / (pi s)) - log(1 + (x / s)**2)
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 16.

import { canonicalForm, nonnegative, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, Tails } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { log1pSquare } from '../stable-logs.ts';

const tails: Tails = {
  logCdf: (m, x, parameters) =>
    m.special('logHalfCauchyCdf', m.div(m.max(x, m.num(0)), take(parameters, 'scale').scale)),
  logSurvival(m, x, parameters) {
    const z = m.div(m.max(x, m.num(0)), take(parameters, 'scale').scale);
    const isNear = m.less(z, m.num(1));
    // Each from the smaller of the two tails.
    const near = m.log1p(m.neg(m.exp(m.special('logHalfCauchyCdf', m.select(isNear, z, m.num(1))))));
    return m.select(isNear, near, m.add(m.num(Math.LN2), m.special('logCauchyCdf', m.neg(z))));
  },
};

export const halfCauchy: Distribution = {
  name: 'HalfCauchy',
  summary: 'HalfCauchy(scale): log p(x) = log(2 / (pi scale)) - log(1 + (x / scale)^2)',
  eventRank: 0,
  support: nonnegative,
  discrete: false,
  parameters: { scale: scalar(positive) },
  forms: [canonicalForm(['scale'])],
  logDensity(m, x, parameters) {
    const { scale } = take(parameters, 'scale');
    const normaliser = m.sub(m.num(Math.log(2 / Math.PI)), m.log(scale));
    return m.sub(normaliser, log1pSquare(m, m.div(x, scale)));
  },
  inSupport: (m, x) => m.lessEqual(m.num(0), x),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean: null,
    variance: null,
    entropy: (m, parameters) => m.add(m.num(Math.log(2 * Math.PI)), m.log(take(parameters, 'scale').scale)),
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const angle = 0.5 * Math.PI;
    // 1 - p is exact above the median.
    const standard = p <= 0.5 ? Math.tan(angle * p) : 1 / Math.tan(angle * (1 - p));
    return take(parameters, 'scale').scale * standard;
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const angle = m.mul(m.num(0.5 * Math.PI), m.randomUniform(repeats));
    return m.mul(take(parameters, 'scale').scale, m.div(m.sin(angle), m.cos(angle)));
  },
};
