// Censored(D, lower, upper): D with what lies beyond a bound counted at the bound.
//   log p(lower) = log P(X <= lower),  log p(upper) = log P(X >= upper),  log p(x) = log p_D(x) between them
// Values beyond the bounds are impossible.

import type { Arithmetic } from '../arithmetic.ts';
import type { Distribution, Values } from '../distribution.ts';
import { boundNames, boundOf, clamp, cutForms, cutName, cutParameters, type Bounds } from './cut.ts';
import { momentsOfNormalBetween } from './normal-between.ts';
import { divideAbove, divideBelow, logBetween, pointInside } from './tail-probability.ts';

/** Whether a family can be censored: its tails are known, and bounds have no mass already. */
export function canCensor(part: Distribution): boolean {
  return part.eventRank === 0 && part.tails !== null;
}

export function censored(part: Distribution, bounds: Bounds): Distribution {
  const names = boundNames(part, bounds);
  const name = cutName('Censored', part.name, bounds);
  const boundsOf = <V>(parameters: Values<V>): { readonly lower: V | null; readonly upper: V | null } => ({
    lower: boundOf(parameters, names.lower),
    upper: boundOf(parameters, names.upper),
  });

  /** One value at or below the lower bound, another at or above the upper one, a third between. */
  function byPlace<V, A>(
    m: Arithmetic<V, A>,
    x: V,
    parameters: Values<V>,
    values: { readonly low: () => V; readonly high: () => V; readonly between: V },
  ): V {
    const { lower, upper } = boundsOf(parameters);
    const rest =
      upper === null ? values.between : m.select(m.lessEqual(upper, x), values.high(), values.between);
    return lower === null ? rest : m.select(m.lessEqual(x, lower), values.low(), rest);
  }

  function logDensity<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>, density: (x: V) => V): V {
    const { lower, upper } = boundsOf(parameters);
    const inside = (): V => pointInside(m, part, parameters);
    // At a bound the part's density is not asked: it may be no number there.
    const asked = byPlace(m, x, parameters, { low: inside, high: inside, between: x });
    return byPlace(m, x, parameters, {
      low: () => divideAbove(m, part, lower ?? x, parameters).before,
      high: () => divideBelow(m, part, upper ?? x, parameters).after,
      between: density(asked),
    });
  }

  function moments<V, A>(
    m: Arithmetic<V, A>,
    parameters: Values<V>,
  ): { readonly mean: V; readonly variance: V } {
    const { lower, upper } = boundsOf(parameters);
    const from = lower === null ? null : divideAbove(m, part, lower, parameters);
    const to = upper === null ? null : divideBelow(m, part, upper, parameters);
    const { log } = logBetween(m, from, to);
    const between = momentsOfNormalBetween(names)(m, parameters, log);
    const groups = [
      { weight: m.exp(log), mean: between.mean, variance: between.variance },
      ...(lower === null || from === null
        ? []
        : [{ weight: m.exp(from.before), mean: lower, variance: m.num(0) }]),
      ...(upper === null || to === null
        ? []
        : [{ weight: m.exp(to.after), mean: upper, variance: m.num(0) }]),
    ];
    const average = (of: (group: (typeof groups)[number]) => V): V =>
      groups.map((group) => m.weighted(group.weight, of(group))).reduce((sum, term) => m.add(sum, term));
    const mean = average((group) => group.mean);
    return {
      mean,
      // Within and between, about the common mean: no difference of large squares.
      variance: average((group) => {
        const offset = m.sub(group.mean, mean);
        return m.add(group.variance, m.mul(offset, offset));
      }),
    };
  }

  const isNormal = part.name === 'Normal';
  const { quantiles, tails } = part;
  return {
    name,
    summary: `${name}: the density of ${part.name} between the bounds, and its probability of a bound or beyond at each`,
    eventRank: 0,
    support: {
      kind: 'range',
      whole: part.discrete,
      lower: names.lower === null ? null : { parameter: names.lower },
      upper: names.upper === null ? null : { parameter: names.upper },
    },
    discrete: part.discrete,
    parameters: cutParameters(part, names),
    forms: cutForms(part, names, logDensity),
    logDensity: (m, x, parameters, event) =>
      logDensity(m, x, parameters, (at) => part.logDensity(m, at, parameters, event)),
    inSupport(m, x, parameters, event) {
      const { lower, upper } = boundsOf(parameters);
      const inside = clamp(m, x, lower, upper);
      if (part.inSupport === null) return m.equal(x, inside);
      const between = m.select(part.inSupport(m, x, parameters, event), x, m.num(NaN));
      // At a bound the part need not have values.
      return m.equal(x, byPlace(m, x, parameters, { low: () => inside, high: () => inside, between }));
    },
    statistics: null,
    location: null,
    expectedLogDensity: null,
    estimation: [],
    moments: {
      mean: isNormal ? (m, parameters) => moments(m, parameters).mean : null,
      variance: isNormal ? (m, parameters) => moments(m, parameters).variance : null,
      entropy: null,
    },
    quantiles: quantiles && {
      cdf(x, parameters) {
        const { lower, upper } = boundsOf(parameters);
        if (lower !== null && x < lower) return 0;
        return upper !== null && x >= upper ? 1 : quantiles.cdf(x, parameters);
      },
      quantile(p, parameters) {
        const { lower, upper } = boundsOf(parameters);
        const x = quantiles.quantile(p, parameters);
        return Math.min(Math.max(x, lower ?? -Infinity), upper ?? Infinity);
      },
    },
    tails: tails && {
      logCdf(m, x, parameters) {
        const { lower, upper } = boundsOf(parameters);
        const inside = tails.logCdf(m, x, parameters);
        const above = upper === null ? inside : m.select(m.lessEqual(upper, x), m.num(0), inside);
        return lower === null ? above : m.select(m.less(x, lower), m.num(-Infinity), above);
      },
      logSurvival(m, x, parameters) {
        const { lower, upper } = boundsOf(parameters);
        const inside = tails.logSurvival(m, x, parameters);
        const above = upper === null ? inside : m.select(m.lessEqual(upper, x), m.num(-Infinity), inside);
        return lower === null ? above : m.select(m.less(x, lower), m.num(0), above);
      },
    },
    marginals: null,
    sample(m, parameters, event, repeats) {
      const { lower, upper } = boundsOf(parameters);
      return clamp(m, part.sample(m, parameters, event, repeats), lower, upper);
    },
  };
}
