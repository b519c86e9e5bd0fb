// DiscreteUniform(lower a, upper b) on the whole numbers from a to b, both ends in.
//   log p(x) = -log(b - a + 1)

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, scalar, take } from '../define-distribution.ts';
import type { Distribution, Values } from '../distribution.ts';
import { whole } from '../domains.ts';

/** How many values there are. */
function size<V, A>(m: Arithmetic<V, A>, parameters: Values<V>): V {
  const { lower, upper } = take(parameters, 'lower', 'upper');
  return m.add(m.sub(upper, lower), m.num(1));
}

/** How many values are at most x, within the range. */
function upTo<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V {
  const { lower } = take(parameters, 'lower');
  const found = m.add(m.sub(m.floor(x), lower), m.num(1));
  return m.min(m.max(found, m.num(0)), size(m, parameters));
}

export const discreteUniform: Distribution = {
  name: 'DiscreteUniform',
  summary: 'DiscreteUniform(lower, upper): log p(x) = -log(upper - lower + 1), both ends in',
  eventRank: 0,
  support: { kind: 'range', whole: true, lower: { parameter: 'lower' }, upper: { parameter: 'upper' } },
  discrete: true,
  parameters: { lower: scalar(whole), upper: scalar(whole) },
  forms: [canonicalForm(['lower', 'upper'])],
  logDensity: (m, _x, parameters) => m.neg(m.log(size(m, parameters))),
  inSupport(m, x, parameters) {
    const { lower, upper } = take(parameters, 'lower', 'upper');
    return m.equal(m.floor(m.max(m.min(x, upper), lower)), x);
  },
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { lower, upper } = take(parameters, 'lower', 'upper');
      return m.mul(m.num(0.5), m.add(lower, upper));
    },
    variance(m, parameters) {
      const count = size(m, parameters);
      return m.div(m.sub(m.mul(count, count), m.num(1)), m.num(12));
    },
    entropy: (m, parameters) => m.log(size(m, parameters)),
  },
  quantiles: {
    cdf(x, parameters) {
      const { lower, upper } = take(parameters, 'lower', 'upper');
      return Math.min(Math.max((Math.floor(x) - lower + 1) / (upper - lower + 1), 0), 1);
    },
    quantile(p, parameters) {
      const { lower, upper } = take(parameters, 'lower', 'upper');
      if (!(p >= 0 && p <= 1)) return NaN;
      const count = upper - lower + 1;
      const k = Math.max(1, Math.ceil(p * count));
      // The product, rounded, may say one too many.
      return lower - 1 + (k > 1 && (k - 1) / count >= p ? k - 1 : k);
    },
  },
  tails: {
    logCdf: (m, x, parameters) => m.log(m.div(upTo(m, x, parameters), size(m, parameters))),
    logSurvival(m, x, parameters) {
      const count = size(m, parameters);
      return m.log(m.div(m.sub(count, upTo(m, x, parameters)), count));
    },
  },
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { lower, upper } = take(parameters, 'lower', 'upper');
    const step = m.floor(m.mul(m.randomUniform(repeats), size(m, parameters)));
    // The product may round up to the size itself.
    return m.min(m.add(lower, step), upper);
  },
};
