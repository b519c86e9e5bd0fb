// Bernoulli(p) on false and true, as 0 and 1.
//   log p(x) = x log(p) + (1 - x) log(1 - p)
// A certain event (p = 0 or 1) has log probability 0, its opposite -Infinity.
// Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 3.2.

import type { Arithmetic } from '../arithmetic.ts';
import { bernoulliTails } from '../count-tails.ts';
import {
  bool,
  canonicalForm,
  finiteLog,
  leastNormal,
  real,
  scalar,
  take,
  unit,
} from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form } from '../distribution.ts';

/** 1 / (1 + exp(-logits)), of the negative side so that exp does not overflow. */
function sigmoid<V, A>(m: Arithmetic<V, A>, logits: V): V {
  const exponential = m.exp(m.neg(magnitude(m, logits)));
  const larger = m.div(m.num(1), m.add(m.num(1), exponential));
  return m.select(m.less(logits, m.num(0)), m.mul(exponential, larger), larger);
}

const magnitude = <V, A>(m: Arithmetic<V, A>, a: V): V => m.max(a, m.neg(a));

const byLogits: Form = {
  names: ['logits'],
  defaults: {},
  parameters: { logits: scalar(real) },
  toCanonical: (m, values) => ({ p: sigmoid(m, take(values, 'logits').logits) }),
  fromCanonical(m, values) {
    const { p } = take(values, 'p');
    // log1p keeps the digits of a small p; at p = 1 it is bounded as `finiteLog` is.
    const logFailure = m.max(m.log1p(m.neg(p)), m.num(Math.log(leastNormal)));
    return { logits: m.sub(finiteLog(m, p), logFailure) };
  },
  // -log(1 + exp(-logits)) of true, -log(1 + exp(logits)) of false: through p, 1 - p would be 0 from 37 on.
  logDensity(m, x, values) {
    const against = m.mul(m.sub(m.num(1), m.mul(m.num(2), x)), take(values, 'logits').logits);
    return m.neg(m.add(m.max(against, m.num(0)), m.log1p(m.exp(m.neg(magnitude(m, against))))));
  },
};

const probabilityStep: EstimationStep = {
  formulas: { p: 'E[x]' },
  estimates: ['p'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', x: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'x'),
  solve(m, pooled) {
    const { weight, x } = take(pooled, 'weight', 'x');
    // The two sums round apart: never above 1, where log(1 - p) would be NaN.
    return { p: m.div(x, m.max(weight, x)) };
  },
  conjugate: {
    // log p(p) = (alpha - 1) log(p) + (beta - 1) log(1 - p): as that many successes and failures more.
    Beta(m, pooled, prior) {
      const { weight, x } = take(pooled, 'weight', 'x');
      const { alpha, beta } = take(prior, 'alpha', 'beta');
      const successes = m.max(m.add(x, m.sub(alpha, m.num(1))), m.num(0));
      const failures = m.max(m.add(m.sub(weight, x), m.sub(beta, m.num(1))), m.num(0));
      return { weight: m.add(successes, failures), x: successes };
    },
  },
};

/** successes * log(p) + failures * log(1 - p), with 0 * -Infinity = 0. */
function logProbability<V, A>(m: Arithmetic<V, A>, successes: V, failures: V, p: V): V {
  return m.add(m.weighted(successes, m.log(p)), m.weighted(failures, m.log1p(m.neg(p))));
}

export const bernoulli: Distribution = {
  name: 'Bernoulli',
  summary: 'Bernoulli(p): log p(x) = x log(p) + (1 - x) log(1 - p)',
  eventRank: 0,
  support: bool,
  discrete: true,
  parameters: { p: scalar(unit) },
  forms: [canonicalForm(['p']), byLogits],
  logDensity: (m, x, parameters) => logProbability(m, x, m.sub(m.num(1), x), take(parameters, 'p').p),
  inSupport: null,
  statistics: [{ name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x }],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x } = take(statistics, 'weight', 'x');
    // Of sums over many rows the difference may be a rounding error below 0.
    return logProbability(m, x, m.max(m.sub(weight, x), m.num(0)), take(parameters, 'p').p);
  },
  estimation: [probabilityStep],
  moments: {
    mean: (_m, parameters) => take(parameters, 'p').p,
    variance(m, parameters) {
      const { p } = take(parameters, 'p');
      return m.mul(p, m.sub(m.num(1), p));
    },
    entropy(m, parameters) {
      const { p } = take(parameters, 'p');
      return m.neg(logProbability(m, p, m.sub(m.num(1), p), p));
    },
  },
  quantiles: {
    cdf(x, parameters) {
      if (Number.isNaN(x)) return NaN;
      if (x < 0) return 0;
      return x < 1 ? 1 - take(parameters, 'p').p : 1;
    },
    quantile(p, parameters) {
      if (!(p >= 0 && p <= 1)) return NaN;
      return p <= 1 - take(parameters, 'p').p ? 0 : 1;
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { p } = take(parameters, 'p');
      return bernoulliTails(m, x, p).logCdf;
    },
    logSurvival(m, x, parameters) {
      const { p } = take(parameters, 'p');
      return bernoulliTails(m, x, p).logSurvival;
    },
  },
  marginals: null,
  sample: (m, parameters, _event, repeats) => m.less(m.randomUniform(repeats), take(parameters, 'p').p),
};
