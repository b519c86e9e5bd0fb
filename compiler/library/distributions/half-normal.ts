// HalfNormal(scale s) on x >= 0: the size of a Normal(0, s) variate.
//   log p(x) = log(2 / pi) / 2 - log(s) - (x / s)**2 / 2
// Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, section 13.10.

import { canonicalForm, nonnegative, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Tails } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { normalQuantile } from '../special/normal-cdf.ts';
import { halfNormalQuantile } from '../special/symmetric-tails.ts';
import { square } from '../stable-logs.ts';

const logDensityAtZero = 0.5 * Math.log(2 / Math.PI);

const scaleStep: EstimationStep = {
  formulas: { scale: 'sqrt(E[x^2])' },
  estimates: ['scale'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', xx: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'xx'),
  solve(m, pooled) {
    const { weight, xx } = take(pooled, 'weight', 'xx');
    return { scale: m.sqrt(m.div(xx, weight)) };
  },
  conjugate: {},
};

const tails: Tails = {
  logCdf: (m, x, parameters) =>
    m.special('logHalfNormalCdf', m.div(m.max(x, m.num(0)), take(parameters, 'scale').scale)),
  logSurvival(m, x, parameters) {
    const z = m.div(m.max(x, m.num(0)), take(parameters, 'scale').scale);
    const isNear = m.less(z, m.num(0.5));
    // Each from the smaller of the two tails.
    const near = m.log1p(m.neg(m.exp(m.special('logHalfNormalCdf', m.select(isNear, z, m.num(0.5))))));
    return m.select(isNear, near, m.add(m.num(Math.LN2), m.special('logNormalCdf', m.neg(z))));
  },
};

export const halfNormal: Distribution = {
  name: 'HalfNormal',
  summary: 'HalfNormal(scale): log p(x) = log(2 / pi) / 2 - log(scale) - (x / scale)^2 / 2',
  eventRank: 0,
  support: nonnegative,
  discrete: false,
  parameters: { scale: scalar(positive) },
  forms: [canonicalForm(['scale'])],
  logDensity(m, x, parameters) {
    const { scale } = take(parameters, 'scale');
    const kernel = m.mul(m.num(0.5), square(m, m.div(x, scale)));
    return m.sub(m.sub(m.num(logDensityAtZero), m.log(scale)), kernel);
  },
  inSupport: (m, x) => m.lessEqual(m.num(0), x),
  statistics: [{ name: 'xx', axes: 'none', alwaysFinite: true, of: (m, x) => square(m, x) }],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, xx } = take(statistics, 'weight', 'xx');
    const { scale } = take(parameters, 'scale');
    const normaliser = m.mul(weight, m.sub(m.num(logDensityAtZero), m.log(scale)));
    return m.sub(normaliser, m.div(m.mul(m.num(0.5), xx), square(m, scale)));
  },
  estimation: [scaleStep],
  moments: {
    mean: (m, parameters) => m.mul(m.num(Math.sqrt(2 / Math.PI)), take(parameters, 'scale').scale),
    variance: (m, parameters) => m.mul(m.num(1 - 2 / Math.PI), square(m, take(parameters, 'scale').scale)),
    entropy: (m, parameters) => m.add(m.num(0.5 - logDensityAtZero), m.log(take(parameters, 'scale').scale)),
  },
  // Above the median by the upper tail, whose 1 - p is exact.
  quantiles: quantilesFrom(
    tails,
    (p, parameters) =>
      take(parameters, 'scale').scale * (p > 0.5 ? -normalQuantile(0.5 * (1 - p)) : halfNormalQuantile(p)),
  ),
  tails,
  marginals: null,
  sample: (m, parameters, _event, repeats) =>
    m.mul(take(parameters, 'scale').scale, m.abs(m.randomNormal(repeats))),
};
