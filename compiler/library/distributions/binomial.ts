// Binomial(n, p) on 0 to n: successes among n trials.
//   log p(x) = log(n choose x) + x log(p) + (n - x) log(1 - p)
// A certain event (p = 0 or 1) has log probability 0, its opposite -Infinity.
// Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, chapter 3.

import { isUpTo, logChoose, logTrials, withBetaPrior } from '../counts.ts';
import { binomialTails } from '../count-tails.ts';
import {
  canonicalForm,
  count,
  finiteLog,
  leastNormal,
  real,
  scalar,
  take,
  unit,
} from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form } from '../distribution.ts';
import { binomialCdf } from '../special/binomial-cdf.ts';
import { discreteQuantile } from '../special/discrete-quantile.ts';

const byLogits: Form = {
  names: ['n', 'logits'],
  defaults: {},
  parameters: { logits: scalar(real) },
  toCanonical(m, values) {
    const { n, logits } = take(values, 'n', 'logits');
    return { n, p: m.sigmoid(logits) };
  },
  fromCanonical(m, values) {
    const { n, p } = take(values, 'n', 'p');
    // log1p keeps the digits of a small p; at p = 1 it is bounded as `finiteLog` is.
    const logFailure = m.max(m.log1p(m.neg(p)), m.num(Math.log(leastNormal)));
    return { n, logits: m.sub(finiteLog(m, p), logFailure) };
  },
  // -x log(1 + exp(-logits)) - (n - x) log(1 + exp(logits)): through p, 1 - p would be 0 from 37 on.
  logDensity(m, x, values) {
    const { n, logits } = take(values, 'n', 'logits');
    const successes = m.mul(x, m.softplus(m.neg(logits)));
    const failures = m.mul(m.sub(n, x), m.softplus(logits));
    return m.sub(logChoose(m, n, x), m.add(successes, failures));
  },
};

const probabilityStep: EstimationStep = {
  formulas: { p: 'E[x] / E[n]' },
  estimates: ['p'],
  needs: ['n'],
  constantWithinPool: [],
  pooled: { successes: 'none', failures: 'none' },
  pool(m, statistics, known) {
    const { weight, x } = take(statistics, 'weight', 'x');
    // Of sums over many rows the difference may be a rounding error below 0.
    return { successes: x, failures: m.max(m.sub(m.mul(weight, take(known, 'n').n), x), m.num(0)) };
  },
  solve(m, pooled) {
    const { successes, failures } = take(pooled, 'successes', 'failures');
    return { p: m.div(successes, m.add(successes, failures)) };
  },
  conjugate: {
    Beta(m, pooled, prior) {
      const { successes, failures } = take(pooled, 'successes', 'failures');
      return withBetaPrior(m, successes, failures, take(prior, 'alpha', 'beta'));
    },
  },
};

export const binomial: Distribution = {
  name: 'Binomial',
  summary: 'Binomial(n, p): log p(x) = log(n choose x) + x log(p) + (n - x) log(1 - p)',
  eventRank: 0,
  support: { kind: 'range', whole: true, lower: 0, upper: { parameter: 'n' } },
  discrete: true,
  parameters: { n: scalar(count), p: scalar(unit) },
  forms: [canonicalForm(['n', 'p']), byLogits],
  logDensity(m, x, parameters) {
    const { n, p } = take(parameters, 'n', 'p');
    return m.special('logBinomialTerm', x, n, p);
  },
  inSupport: (m, x, parameters) => isUpTo(m, take(parameters, 'n').n, x),
  statistics: [{ name: 'x', axes: 'none', alwaysFinite: true, of: (_m, x) => x }],
  presumed: ['n'],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, x } = take(statistics, 'weight', 'x');
    const { n, p } = take(parameters, 'n', 'p');
    return logTrials(m, x, m.max(m.sub(m.mul(weight, n), x), m.num(0)), p);
  },
  estimation: [probabilityStep],
  moments: {
    mean(m, parameters) {
      const { n, p } = take(parameters, 'n', 'p');
      return m.mul(n, p);
    },
    variance(m, parameters) {
      const { n, p } = take(parameters, 'n', 'p');
      return m.mul(m.mul(n, p), m.sub(m.num(1), p));
    },
    entropy: null,
  },
  quantiles: {
    cdf(x, parameters) {
      const { n, p } = take(parameters, 'n', 'p');
      return binomialCdf(x, n, p);
    },
    quantile(probability, parameters) {
      const { n, p } = take(parameters, 'n', 'p');
      return discreteQuantile(probability, (k) => binomialCdf(k, n, p), {
        lower: 0,
        upper: n,
        mean: n * p,
        variance: n * p * (1 - p),
        skew: 1 - 2 * p,
      });
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { n, p } = take(parameters, 'n', 'p');
      return binomialTails(m, x, n, p).logCdf;
    },
    logSurvival(m, x, parameters) {
      const { n, p } = take(parameters, 'n', 'p');
      return binomialTails(m, x, n, p).logSurvival;
    },
  },
  marginals: null,
  sample(m, parameters, _event, repeats) {
    const { n, p } = take(parameters, 'n', 'p');
    return m.randomBinomial(n, p, repeats);
  },
};
