// VonMises(mean m, concentration k) on angles x in radians, from -pi to pi.
//   log p(x) = k cos(x - m) - log(2 pi I0(k))
// Angles have no mean and variance as numbers: those of this family are the direction m and the spread about it.
// Source: Mardia and Jupp (2000), Directional Statistics, section 3.5.4; maximum likelihood section 5.3.1.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, nonnegative, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Tails, Values } from '../distribution.ts';
import { angle } from '../domains.ts';
import { numbers, quantilesFrom } from '../quantiles.ts';
import { vonMisesQuantileAbout } from '../special/von-mises.ts';
import { centredVonMises } from '../stable-logs.ts';

/** The angle in (-pi, pi] that differs by whole turns. */
function wrap<V, A>(m: Arithmetic<V, A>, x: V): V {
  const turns = m.floor(m.div(m.sub(m.num(Math.PI), x), m.num(2 * Math.PI)));
  return m.add(x, m.mul(m.num(2 * Math.PI), turns));
}

/** How far the pooled events point in the direction of `mean`. */
function along<V, A>(m: Arithmetic<V, A>, statistics: Values<V>, mean: V): V {
  const { cosine, sine } = take(statistics, 'cosine', 'sine');
  return m.add(m.mul(cosine, m.cos(mean)), m.mul(sine, m.sin(mean)));
}

/** With one concentration in the pool, the direction does not depend on it. */
const meanStep: EstimationStep = {
  formulas: { mean: 'the direction of (E[cos x], E[sin x])' },
  estimates: ['mean'],
  needs: [],
  constantWithinPool: ['concentration'],
  pooled: { cosine: 'none', sine: 'none' },
  pool: (_m, statistics) => take(statistics, 'cosine', 'sine'),
  solve(m, pooled) {
    const { cosine, sine } = take(pooled, 'cosine', 'sine');
    return { mean: m.special('angleOf', sine, cosine) };
  },
  conjugate: {},
};

const concentrationStep: EstimationStep = {
  formulas: { concentration: 'the root of I1(k) / I0(k) = E[cos(x - mean)]' },
  estimates: ['concentration'],
  needs: ['mean'],
  constantWithinPool: [],
  pooled: { weight: 'none', aligned: 'none' },
  pool: (m, statistics, known) => ({
    weight: take(statistics, 'weight').weight,
    aligned: along(m, statistics, take(known, 'mean').mean),
  }),
  solve(m, pooled) {
    const { weight, aligned } = take(pooled, 'weight', 'aligned');
    // Angles that point away from a known mean are best explained by an even spread.
    const ratio = m.min(m.max(m.div(aligned, weight), m.num(0)), m.num(1));
    return { concentration: m.special('inverseBesselRatio', ratio) };
  },
  conjugate: {},
};

/** Known concentrations that differ weigh the events. */
const weightedMeanStep: EstimationStep = {
  formulas: { mean: 'the direction of (E[concentration cos x], E[concentration sin x])' },
  estimates: ['mean'],
  needs: ['concentration'],
  constantWithinPool: [],
  pooled: { cosine: 'none', sine: 'none' },
  pool(m, statistics, known) {
    const { cosine, sine } = take(statistics, 'cosine', 'sine');
    const { concentration } = take(known, 'concentration');
    return { cosine: m.mul(concentration, cosine), sine: m.mul(concentration, sine) };
  },
  solve: (m, pooled, event) => meanStep.solve(m, pooled, event),
  conjugate: {},
};

const tails: Tails = {
  logCdf: (m, x, parameters) => logArc(m, m.num(-Math.PI), clamp(m, x), parameters),
  logSurvival: (m, x, parameters) => logArc(m, clamp(m, x), m.num(Math.PI), parameters),
};

const clamp = <V, A>(m: Arithmetic<V, A>, x: V): V => m.min(m.max(x, m.num(-Math.PI)), m.num(Math.PI));

function logArc<V, A>(m: Arithmetic<V, A>, from: V, to: V, parameters: Values<V>): V {
  const { mean, concentration } = take(parameters, 'mean', 'concentration');
  const centre = wrap(m, mean);
  return m.special('logVonMisesArc', m.sub(from, centre), m.sub(to, centre), concentration);
}

export const vonMises: Distribution = {
  name: 'VonMises',
  summary:
    'VonMises(mean, concentration): log p(x) = concentration cos(x - mean) - log(2 pi I0(concentration)), x an angle in radians from -pi to pi',
  eventRank: 0,
  support: angle,
  discrete: false,
  parameters: { mean: scalar(real), concentration: scalar(nonnegative) },
  forms: [canonicalForm(['mean', 'concentration'])],
  logDensity(m, x, parameters) {
    const { mean, concentration } = take(parameters, 'mean', 'concentration');
    return centredVonMises(m, m.sub(x, mean), concentration);
  },
  inSupport: (m, x) => m.select(m.less(m.num(-Math.PI), x), m.lessEqual(x, m.num(Math.PI)), m.less(x, x)),
  statistics: [
    { name: 'cosine', axes: 'none', alwaysFinite: true, of: (m, x) => m.cos(x) },
    { name: 'sine', axes: 'none', alwaysFinite: true, of: (m, x) => m.sin(x) },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight } = take(statistics, 'weight');
    const { mean, concentration } = take(parameters, 'mean', 'concentration');
    const kernel = m.mul(concentration, m.sub(along(m, statistics, mean), weight));
    const atMean = centredVonMises(m, m.num(0), concentration);
    return m.add(kernel, m.mul(weight, atMean));
  },
  estimation: [meanStep, concentrationStep, weightedMeanStep],
  moments: {
    mean: null,
    variance: null,
    // -E[log p] = k (1 - I1(k) / I0(k)) - log p(m)
    entropy(m, parameters) {
      const { concentration } = take(parameters, 'concentration');
      const spread = m.mul(concentration, m.special('besselRatioGap', concentration));
      return m.sub(spread, centredVonMises(m, m.num(0), concentration));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { mean, concentration } = take(parameters, 'mean', 'concentration');
    return vonMisesQuantileAbout(p, wrap(numbers, mean), concentration);
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { mean, concentration } = take(parameters, 'mean', 'concentration');
    const angle = m.special('vonMisesQuantile', m.randomUniform(repeats), concentration);
    return wrap(m, m.add(mean, angle));
  },
};
