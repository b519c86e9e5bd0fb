// StudentT(df n, mean m, scale s) on the real line; t = (x - m) / s.
//   log p(x) = -log(s sqrt(n) B(1/2, n / 2)) - (n + 1) / 2 log(1 + t**2 / n)
// The mean exists for n > 1 and the variance is finite for n > 2.
// Source: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 28.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, real, scalar, take } from '../define-distribution.ts';
import type { Distribution, Tails, Values } from '../distribution.ts';
import { quantilesFrom } from '../quantiles.ts';
import { studentTQuantile } from '../special/student-t.ts';
import { standardStudentT } from '../stable-logs.ts';

function standardise<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V {
  const { mean, scale } = take(parameters, 'mean', 'scale');
  return m.div(m.sub(x, mean), scale);
}

const tails: Tails = {
  logCdf: (m, x, parameters) =>
    m.special('logStudentTCdf', standardise(m, x, parameters), take(parameters, 'df').df),
  logSurvival: (m, x, parameters) =>
    m.special('logStudentTCdf', m.neg(standardise(m, x, parameters)), take(parameters, 'df').df),
};

export const studentT: Distribution = {
  name: 'StudentT',
  summary:
    'StudentT(df, mean, scale): log p(x) = lgamma((df + 1) / 2) - lgamma(df / 2) - log(df pi scale^2) / 2' +
    ' - (df + 1) / 2 log(1 + ((x - mean) / scale)^2 / df)',
  eventRank: 0,
  support: real,
  discrete: false,
  parameters: { df: scalar(positive), mean: scalar(real), scale: scalar(positive) },
  forms: [canonicalForm(['df', 'mean', 'scale'])],
  logDensity(m, x, parameters) {
    const { df, scale } = take(parameters, 'df', 'scale');
    return m.sub(standardStudentT(m, standardise(m, x, parameters), df), m.log(scale));
  },
  inSupport: null,
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { df, mean } = take(parameters, 'df', 'mean');
      return m.select(m.less(m.num(1), df), mean, m.num(NaN));
    },
    // scale**2 df / (df - 2)
    variance(m, parameters) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const finite = m.less(m.num(2), df);
      const excess = m.select(finite, m.sub(df, m.num(2)), m.num(1));
      const variance = m.mul(m.mul(scale, scale), m.div(df, excess));
      const infinite = m.select(m.less(m.num(1), df), m.num(Infinity), m.num(NaN));
      return m.select(finite, variance, infinite);
    },
    // log(s sqrt(n) B(1/2, n / 2)) + (n + 1) / 2 (digamma((n + 1) / 2) - digamma(n / 2))
    entropy(m, parameters) {
      const { df, scale } = take(parameters, 'df', 'scale');
      const half = m.mul(m.num(0.5), df);
      const normaliser = m.sub(m.log(scale), standardStudentT(m, m.num(0), df));
      const spread = m.special('digammaDifference', half, m.num(0.5));
      return m.add(normaliser, m.mul(m.add(half, m.num(0.5)), spread));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { df, mean, scale } = take(parameters, 'df', 'mean', 'scale');
    return mean + scale * studentTQuantile(p, df);
  }),
  tails,
  marginals: null,
  // A normal variate over the root of a chi-squared one over df.
  sample(m, parameters, _event, repeats) {
    const { df, mean, scale } = take(parameters, 'df', 'mean', 'scale');
    const half = m.mul(m.num(0.5), df);
    const spread = m.sqrt(m.div(m.randomGamma(half, repeats), half));
    return m.add(mean, m.mul(scale, m.div(m.randomNormal(repeats), spread)));
  },
};
