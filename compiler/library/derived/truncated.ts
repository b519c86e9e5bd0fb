// Truncated(D, lower, upper): D given that its value lies between the bounds, both in.
//   log p(x) = log p_D(x) - log P(lower <= X <= upper)
// The probability is the difference of two tails on that side of the middle where it keeps its digits. Where D is an
// exponential family and the bounds are fixed, this is one too, with the same statistics.

import type { Arithmetic } from '../arithmetic.ts';
import type { Distribution, Values } from '../distribution.ts';
import { numberArithmetic } from '../number-arithmetic.ts';
import type { RangeEnd } from '../signature.ts';
import { familiesWithQuantiles, quantileFunctionName } from '../special/quantile-names.ts';
import { tailQuantile } from '../special/tail-quantile.ts';
import { boundNames, boundOf, clamp, cutForms, cutName, cutParameters, type Bounds } from './cut.ts';
import { momentsOfNormalBetween } from './normal-between.ts';
import {
  divideAbove,
  divideBelow,
  logBetween,
  logSum,
  type Between,
  type Divide,
} from './tail-probability.ts';

/** Whether a family can be truncated: its tails are known, and values can be drawn by them. */
export function canTruncate(part: Distribution): boolean {
  return (
    part.eventRank === 0 &&
    part.tails !== null &&
    part.quantiles !== null &&
    (familiesWithQuantiles as readonly string[]).includes(part.name)
  );
}

interface Inside<V> extends Between<V> {
  readonly lower: V | null;
  readonly upper: V | null;
  readonly from: Divide<V> | null;
  readonly to: Divide<V> | null;
}

export function truncated(part: Distribution, bounds: Bounds): Distribution {
  const names = boundNames(part, bounds);
  const name = cutName('Truncated', part.name, bounds);

  /** The bounds, and what lies between them. */
  function insideOf<V, A>(m: Arithmetic<V, A>, parameters: Values<V>): Inside<V> {
    const [lower, upper] = [boundOf(parameters, names.lower), boundOf(parameters, names.upper)];
    const from = lower === null ? null : divideBelow(m, part, lower, parameters);
    const to = upper === null ? null : divideAbove(m, part, upper, parameters);
    return { lower, upper, from, to, ...logBetween(m, from, to) };
  }
  const logMass = <V, A>(m: Arithmetic<V, A>, parameters: Values<V>): V => insideOf(m, parameters).log;

  function logCdf<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V {
    const { lower, upper, from, log } = insideOf(m, parameters);
    const at = divideAbove(m, part, clamp(m, x, lower, upper), parameters);
    const inside = m.sub(logBetween(m, from, at).log, log);
    return lower === null ? inside : m.select(m.less(x, lower), m.num(-Infinity), inside);
  }

  function logSurvival<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V {
    const { lower, upper, to, log } = insideOf(m, parameters);
    const at = divideAbove(m, part, clamp(m, x, lower, upper), parameters);
    const inside = m.sub(logBetween(m, at, to).log, log);
    const below = lower === null ? inside : m.select(m.less(x, lower), m.num(0), inside);
    return upper === null ? below : m.select(m.lessEqual(upper, x), m.num(-Infinity), below);
  }

  /**
   * Where in the part's tails the value lies that has the share `exp(logShare)` of what is inside up to it and
   * `exp(logRest)` above: as `tailQuantile` takes it.
   */
  function tailTarget<V, A>(m: Arithmetic<V, A>, inside: Inside<V>, logShare: V, logRest: V): V {
    const { from, to, log, inUpperHalf } = inside;
    const below = m.add(logShare, log);
    const above = m.add(logRest, log);
    // A lower tail of 1 would read as an upper one.
    const inLower = m.min(from === null ? below : logSum(m, from.before, below), m.num(-(2 ** -53)));
    const inUpper = m.max(m.neg(to === null ? above : logSum(m, to.after, above)), m.num(0));
    if (inUpperHalf !== null) return m.select(inUpperHalf, inUpper, inLower);
    return from === null ? inLower : inUpper;
  }

  /** Rounding may carry a value over a bound. */
  function within<V, A>(m: Arithmetic<V, A>, x: V, { lower, upper }: Inside<V>): V {
    if (!part.discrete) return clamp(m, x, lower, upper);
    return clamp(
      m,
      x,
      lower === null ? null : m.neg(m.floor(m.neg(lower))),
      upper === null ? null : m.floor(upper),
    );
  }

  // Statistics of a location family are taken about a centre, which bounds do not follow.
  const isExponential = part.statistics !== null && part.location === null;
  const { expectedLogDensity, quantiles } = part;
  const moments = part.name === 'Normal' ? momentsOfNormalBetween(names) : null;
  return {
    name,
    summary: `${name}: the density of ${part.name}, divided by its probability between the bounds`,
    eventRank: 0,
    support: {
      kind: 'range',
      whole: part.discrete,
      lower: names.lower === null ? supportEnd(part, 'lower') : { parameter: names.lower },
      upper: names.upper === null ? supportEnd(part, 'upper') : { parameter: names.upper },
    },
    discrete: part.discrete,
    parameters: cutParameters(part, names),
    forms: cutForms(part, names, (m, x, parameters, density) => m.sub(density(x), logMass(m, parameters))),
    logDensity: (m, x, parameters, event) =>
      m.sub(part.logDensity(m, x, parameters, event), logMass(m, parameters)),
    inSupport(m, x, parameters, event) {
      const inside = clamp(m, x, boundOf(parameters, names.lower), boundOf(parameters, names.upper));
      if (part.inSupport === null) return m.equal(x, inside);
      // One comparison for both: nothing equals NaN.
      return m.equal(x, m.select(part.inSupport(m, x, parameters, event), inside, m.num(NaN)));
    },
    statistics: isExponential ? part.statistics : null,
    presumed: part.presumed ?? [],
    location: null,
    expectedLogDensity:
      isExponential && expectedLogDensity !== null
        ? (m, statistics, parameters, event) => {
            const { weight } = statistics;
            if (weight === undefined) throw new Error('internal: statistics without their weight');
            const expected = expectedLogDensity(m, statistics, parameters, event);
            return m.sub(expected, m.mul(weight, logMass(m, parameters)));
          }
        : null,
    estimation: [],
    moments: {
      mean: moments && ((m, parameters) => moments(m, parameters, logMass(m, parameters)).mean),
      variance: moments && ((m, parameters) => moments(m, parameters, logMass(m, parameters)).variance),
      entropy: null,
    },
    quantiles: {
      cdf: (x, parameters) => Math.exp(logCdf(numberArithmetic(), x, parameters)),
      quantile(p, parameters) {
        if (!(p >= 0 && p <= 1)) return NaN;
        const m = numberArithmetic();
        const inside = insideOf(m, parameters);
        if (p === 0 || p === 1) return within(m, quantiles?.quantile(p, parameters) ?? NaN, inside);
        const values = Object.keys(part.parameters).map((each) => parameters[each] ?? NaN);
        const t = tailTarget(m, inside, Math.log(p), Math.log1p(-p));
        return within(m, tailQuantile(part.name, t, values), inside);
      },
    },
    tails: { logCdf, logSurvival },
    marginals: null,
    sample(m, parameters, _event, repeats) {
      const inside = insideOf(m, parameters);
      const uniform = m.randomUniform(repeats);
      const t = tailTarget(m, inside, m.log(uniform), m.log1p(m.neg(uniform)));
      const values = Object.keys(part.parameters).flatMap((each) => parameters[each] ?? []);
      return within(m, m.special(quantileFunctionName(part.name), t, ...values), inside);
    },
  };
}

/** Where the part's own values end on a side without a bound. */
function supportEnd({ support }: Distribution, side: 'lower' | 'upper'): RangeEnd | null {
  switch (support.kind) {
    case 'interval':
    case 'range':
      return support[side];
    case 'count':
      return side === 'lower' ? 0 : null;
    default:
      return null;
  }
}
