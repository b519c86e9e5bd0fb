// What families of a location and a scale share: x = location + scale z, where z has a standard density.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, Tails, Values } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';

/** In terms of z. */
export interface StandardFamily {
  readonly name: string;
  /** The log density as a formula, for people. */
  readonly density: string;
  logDensity<V, A>(m: Arithmetic<V, A>, z: V): V;
  logCdf<V, A>(m: Arithmetic<V, A>, z: V): V;
  logSurvival<V, A>(m: Arithmetic<V, A>, z: V): V;
  /** p in [0, 1]. */
  quantile(p: number): number;
  sample<V, A>(m: Arithmetic<V, A>, repeats: readonly A[]): V;
  /** Null: it does not exist. */
  readonly mean: number | null;
  readonly variance: number | null;
  readonly entropy: number;
}

/** x over (location, scale). */
export function locationScale(standard: StandardFamily): Distribution {
  const standardise = <V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V => {
    const { location, scale } = take(parameters, 'location', 'scale');
    return m.div(m.sub(x, location), scale);
  };
  const tails: Tails = {
    logCdf: (m, x, parameters) => standard.logCdf(m, standardise(m, x, parameters)),
    logSurvival: (m, x, parameters) => standard.logSurvival(m, standardise(m, x, parameters)),
  };
  const { mean, variance, entropy } = standard;
  return {
    name: standard.name,
    summary: `${standard.name}(location, scale): ${standard.density}`,
    eventRank: 0,
    support: real,
    discrete: false,
    parameters: { location: scalar(real), scale: scalar(positive) },
    forms: [canonicalForm(['location', 'scale'])],
    logDensity: (m, x, parameters) =>
      m.sub(standard.logDensity(m, standardise(m, x, parameters)), m.log(take(parameters, 'scale').scale)),
    inSupport: null,
    statistics: null,
    location: null,
    expectedLogDensity: null,
    estimation: [],
    moments: {
      mean:
        mean === null
          ? null
          : (m, parameters) => {
              const { location, scale } = take(parameters, 'location', 'scale');
              return m.add(location, m.mul(scale, m.num(mean)));
            },
      variance:
        variance === null
          ? null
          : (m, parameters) => {
              const { scale } = take(parameters, 'scale');
              return m.mul(m.mul(scale, scale), m.num(variance));
            },
      entropy: (m, parameters) => m.add(m.log(take(parameters, 'scale').scale), m.num(entropy)),
    },
    quantiles: quantilesFrom(tails, (p, parameters) => {
      const { location, scale } = take(parameters, 'location', 'scale');
      return location + scale * standard.quantile(p);
    }),
    tails,
    marginals: null,
    sample(m, parameters, _event, repeats) {
      const { location, scale } = take(parameters, 'location', 'scale');
      return m.add(location, m.mul(scale, standard.sample(m, repeats)));
    },
  };
}
