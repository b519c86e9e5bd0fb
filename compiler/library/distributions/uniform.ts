// Uniform(lower l, upper u) on l <= x <= u.
//   log p(x) = -log(u - l)
// Source: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 26.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, Tails, Values } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';

const width = <V, A>(m: Arithmetic<V, A>, parameters: Values<V>): V =>
  m.sub(take(parameters, 'upper').upper, take(parameters, 'lower').lower);

/** log of a share of the width and its complement, by whichever of the two is smaller. */
function logShare<V, A>(m: Arithmetic<V, A>, own: V, rest: V, all: V): V {
  const [share, restShare] = [m.div(m.max(own, m.num(0)), all), m.div(m.max(rest, m.num(0)), all)];
  const isSmall = m.less(share, m.num(0.5));
  return m.select(
    isSmall,
    m.log(m.min(share, m.num(1))),
    m.log1p(m.neg(m.min(m.select(isSmall, m.num(0), restShare), m.num(1)))),
  );
}

const tails: Tails = {
  logCdf(m, x, parameters) {
    const { lower, upper } = take(parameters, 'lower', 'upper');
    return logShare(m, m.sub(x, lower), m.sub(upper, x), width(m, parameters));
  },
  logSurvival(m, x, parameters) {
    const { lower, upper } = take(parameters, 'lower', 'upper');
    return logShare(m, m.sub(upper, x), m.sub(x, lower), width(m, parameters));
  },
};

export const uniform: Distribution = {
  name: 'Uniform',
  summary: 'Uniform(lower, upper): log p(x) = -log(upper - lower)',
  eventRank: 0,
  support: { kind: 'range', whole: false, lower: { parameter: 'lower' }, upper: { parameter: 'upper' } },
  discrete: false,
  parameters: { lower: scalar(real), upper: scalar(real) },
  forms: [canonicalForm(['lower', 'upper'])],
  logDensity: (m, _x, parameters) => m.neg(m.log(width(m, parameters))),
  inSupport(m, x, parameters) {
    const { lower, upper } = take(parameters, 'lower', 'upper');
    return m.equal(m.min(m.max(x, lower), upper), x);
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
      const all = width(m, parameters);
      return m.div(m.mul(all, all), m.num(12));
    },
    entropy: (m, parameters) => m.log(width(m, parameters)),
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { lower, upper } = take(parameters, 'lower', 'upper');
    return p < 0.5 ? lower + (upper - lower) * p : upper - (upper - lower) * (1 - p);
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { lower } = take(parameters, 'lower');
    return m.add(lower, m.mul(width(m, parameters), m.randomUniform(repeats)));
  },
};
