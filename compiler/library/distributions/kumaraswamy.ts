// Kumaraswamy(a, b) on 0 <= x <= 1: x**a is the smallest of b uniform variates, for whole b.
//   log p(x) = log(a b) + (a - 1) log(x) + (b - 1) log(1 - x**a)
// Source: M. Jones (2009), Kumaraswamy's distribution: a beta-type distribution with some tractability advantages.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, scalar, take, unit } from '../define-distribution.ts';
import type { Distribution, Tails } from '../distribution.ts';
import { numbers, quantilesFrom } from '../quantiles.ts';
import { logOneMinusExp } from '../stable-logs.ts';

const clamp = <V, A>(m: Arithmetic<V, A>, x: V): V => m.min(m.max(x, m.num(0)), m.num(1));

/** log(1 - x**a) for 0 <= x <= 1. */
const logRestOf = <V, A>(m: Arithmetic<V, A>, x: V, a: V): V =>
  logOneMinusExp(m, m.neg(m.weighted(a, m.log(x))));

/** x from the logarithm of P(X > x): (1 - exp(log / b))**(1 / a). */
const fromLogSurvival = <V, A>(m: Arithmetic<V, A>, log: V, a: V, b: V): V =>
  m.exp(m.div(logOneMinusExp(m, m.neg(m.div(log, b))), a));

/** E[X**n] = b B(1 + n / a, b) */
const rawMoment = <V, A>(m: Arithmetic<V, A>, n: number, a: V, b: V): V =>
  m.mul(b, m.exp(m.special('logBeta', m.add(m.num(1), m.div(m.num(n), a)), b)));

const tails: Tails = {
  logCdf: (m, x, parameters) => logOneMinusExp(m, m.neg(tails.logSurvival(m, x, parameters))),
  logSurvival(m, x, parameters) {
    const { a, b } = take(parameters, 'a', 'b');
    return m.mul(b, logRestOf(m, clamp(m, x), a));
  },
};

const euler = 0.5772156649015329;

export const kumaraswamy: Distribution = {
  name: 'Kumaraswamy',
  summary: 'Kumaraswamy(a, b): log p(x) = log(a b) + (a - 1) log(x) + (b - 1) log(1 - x^a)',
  eventRank: 0,
  support: unit,
  discrete: false,
  parameters: { a: scalar(positive), b: scalar(positive) },
  forms: [canonicalForm(['a', 'b'])],
  logDensity(m, x, parameters) {
    const { a, b } = take(parameters, 'a', 'b');
    const power = m.weighted(m.sub(a, m.num(1)), m.log(x));
    const rest = m.weighted(m.sub(b, m.num(1)), logRestOf(m, x, a));
    return m.add(m.add(m.log(a), m.log(b)), m.add(power, rest));
  },
  inSupport: (m, x) => m.equal(clamp(m, x), x),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { a, b } = take(parameters, 'a', 'b');
      return rawMoment(m, 1, a, b);
    },
    variance(m, parameters) {
      const { a, b } = take(parameters, 'a', 'b');
      const mean = rawMoment(m, 1, a, b);
      return m.sub(rawMoment(m, 2, a, b), m.mul(mean, mean));
    },
    // 1 - 1 / b + (1 - 1 / a) (digamma(b + 1) + euler) - log(a b)
    entropy(m, parameters) {
      const { a, b } = take(parameters, 'a', 'b');
      const harmonic = m.add(m.digamma(m.add(b, m.num(1))), m.num(euler));
      const ofRest = m.sub(m.num(1), m.div(m.num(1), b));
      const ofX = m.mul(m.sub(m.num(1), m.div(m.num(1), a)), harmonic);
      return m.sub(m.add(ofRest, ofX), m.add(m.log(a), m.log(b)));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { a, b } = take(parameters, 'a', 'b');
    return fromLogSurvival(numbers, Math.log1p(-p), a, b);
  }),
  tails,
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { a, b } = take(parameters, 'a', 'b');
    return fromLogSurvival(m, m.log(m.randomUniform(repeats)), a, b);
  },
};
