// ZeroInflatedPoisson(zero z, rate r) on 0, 1, 2, ...: 0 for certain with probability z, else Poisson(r).
//   p(0) = z + (1 - z) exp(-r);   log p(x) = log(1 - z) + x log(r) - r - log(x!) above 0
// Source: D. Lambert (1992), Zero-inflated Poisson regression, Technometrics 34, 1.

import type { Arithmetic } from '../arithmetic.ts';
import { poissonTails } from '../count-tails.ts';
import { isCount } from '../counts.ts';
import { canonicalForm, count, nonnegative, scalar, take, unit } from '../define-distribution.ts';
import type { Distribution } from '../distribution.ts';
import { poissonCdf } from '../special/poisson-cdf.ts';
import { discreteQuantile } from '../special/discrete-quantile.ts';
import { poisson } from './poisson.ts';

/** log(exp(a) + exp(b)), where one of them may be -Infinity. */
function logAdd<V, A>(m: Arithmetic<V, A>, a: V, b: V): V {
  return m.add(m.max(a, b), m.log1p(m.exp(m.neg(m.abs(m.sub(a, b))))));
}

/** log(1 - z), of the share that is Poisson. */
const logRest = <V, A>(m: Arithmetic<V, A>, zero: V): V => m.log1p(m.neg(zero));

const cumulative = (x: number, zero: number, rate: number): number =>
  x < 0 ? 0 : zero + (1 - zero) * poissonCdf(x, rate);

export const zeroInflatedPoisson: Distribution = {
  name: 'ZeroInflatedPoisson',
  summary:
    'ZeroInflatedPoisson(zero, rate): p(0) = zero + (1 - zero) exp(-rate);' +
    ' log p(x) = log(1 - zero) + x log(rate) - rate - log(x!) above 0',
  eventRank: 0,
  support: count,
  discrete: true,
  parameters: { zero: scalar(unit), rate: scalar(nonnegative) },
  forms: [canonicalForm(['zero', 'rate'])],
  logDensity(m, x, parameters, event) {
    const { zero, rate } = take(parameters, 'zero', 'rate');
    const atZero = logAdd(m, m.log(zero), m.sub(logRest(m, zero), rate));
    const above = m.add(logRest(m, zero), poisson.logDensity(m, x, { rate }, event));
    return m.select(m.equal(x, m.num(0)), atZero, above);
  },
  inSupport: (m, x) => isCount(m, x),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { zero, rate } = take(parameters, 'zero', 'rate');
      return m.mul(m.sub(m.num(1), zero), rate);
    },
    variance(m, parameters) {
      const { zero, rate } = take(parameters, 'zero', 'rate');
      return m.mul(m.mul(m.sub(m.num(1), zero), rate), m.add(m.num(1), m.mul(zero, rate)));
    },
    entropy: null,
  },
  quantiles: {
    cdf(x, parameters) {
      const { zero, rate } = take(parameters, 'zero', 'rate');
      return cumulative(x, zero, rate);
    },
    quantile(p, parameters) {
      const { zero, rate } = take(parameters, 'zero', 'rate');
      const mean = (1 - zero) * rate;
      return discreteQuantile(p, (k) => cumulative(k, zero, rate), {
        lower: 0,
        upper: mean === 0 ? 0 : Infinity,
        mean,
        variance: mean * (1 + zero * rate),
        skew: 1,
      });
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { zero, rate } = take(parameters, 'zero', 'rate');
      const { logCdf } = poissonTails(m, x, rate);
      const either = logAdd(m, m.log(zero), m.add(logRest(m, zero), logCdf));
      return m.select(m.less(x, m.num(0)), m.num(-Infinity), either);
    },
    logSurvival(m, x, parameters) {
      const { zero, rate } = take(parameters, 'zero', 'rate');
      const above = m.add(logRest(m, zero), poissonTails(m, x, rate).logSurvival);
      return m.select(m.less(x, m.num(0)), m.num(0), above);
    },
  },
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { zero, rate } = take(parameters, 'zero', 'rate');
    const isZero = m.less(m.randomUniform(repeats), zero);
    return m.select(isZero, m.num(0), m.randomPoisson(rate, repeats));
  },
};
