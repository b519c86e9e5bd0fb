// Dirichlet(concentration a) on the simplex of K entries.
//   log p(x) = lgamma(sum{ a }) - sum{ lgamma(a[k]) } + sum{ (a[k] - 1) log(x[k]) }
// An entry x[k] = 0 has density 0, finite or infinite for a[k] above, at or below 1.
// A concentration that is one number stands for K equal entries.
// Source: Kotz, Balakrishnan and Johnson (2000), Continuous Multivariate Distributions 1, chapter 49.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, simplex, take, vector, vectorEvent } from '../define-distribution.ts';
import type { Distribution, EstimationStep } from '../distribution.ts';

/** Rounding that a vector may have and still count as adding up to one. */
const sumTolerance = 1e-6;

/** lgamma(sum{ a }) - sum{ lgamma(a) } */
function logNormaliser<V, A>(m: Arithmetic<V, A>, concentration: V, axis: A): V {
  return m.sub(m.lgamma(m.sum(concentration, axis)), m.sum(m.lgamma(concentration), axis));
}

const concentrationStep: EstimationStep = {
  formulas: { concentration: 'the root of digamma(c) - digamma(sum(c)) = E[log x]' },
  estimates: ['concentration'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', logX: 'event' },
  pool: (_m, statistics) => take(statistics, 'weight', 'logX'),
  solve(m, pooled, event) {
    const { weight, logX } = take(pooled, 'weight', 'logX');
    return { concentration: m.dirichletConcentration(m.div(logX, weight), vectorEvent(event).axis) };
  },
  conjugate: {},
};

export const dirichlet: Distribution = {
  name: 'Dirichlet',
  summary:
    'Dirichlet(concentration): ' +
    'log p(x) = lgamma(sum(concentration)) - sum(lgamma(concentration)) + sum((concentration - 1) log(x))',
  eventRank: 1,
  support: simplex,
  discrete: false,
  parameters: { concentration: vector(positive) },
  forms: [canonicalForm(['concentration'])],
  logDensity(m, x, parameters, event) {
    const { concentration } = take(parameters, 'concentration');
    const { axis } = vectorEvent(event);
    const kernel = m.sum(m.weighted(m.sub(concentration, m.num(1)), m.log(x)), axis);
    return m.add(logNormaliser(m, concentration, axis), kernel);
  },
  // No entry below 0, and the sum within its tolerance of 1: each counts against one bound.
  inSupport(m, x, _parameters, event) {
    const { axis } = vectorEvent(event);
    const excess = m.sub(m.sum(x, axis), m.num(1));
    const negatives = m.sum(m.less(x, m.num(0)), axis);
    return m.lessEqual(m.add(negatives, m.mul(excess, excess)), m.num(sumTolerance * sumTolerance));
  },
  statistics: [{ name: 'logX', axes: 'event', alwaysFinite: false, of: (m, x) => m.log(x) }],
  location: null,
  expectedLogDensity(m, statistics, parameters, event) {
    const { weight, logX } = take(statistics, 'weight', 'logX');
    const { concentration } = take(parameters, 'concentration');
    const { axis } = vectorEvent(event);
    const kernel = m.sum(m.weighted(m.sub(concentration, m.num(1)), logX), axis);
    return m.add(m.mul(weight, logNormaliser(m, concentration, axis)), kernel);
  },
  estimation: [concentrationStep],
  moments: {
    mean(m, parameters, event) {
      const { concentration } = take(parameters, 'concentration');
      return m.div(concentration, m.sum(concentration, vectorEvent(event).axis));
    },
    // mean (1 - mean) / (sum{ a } + 1)
    variance(m, parameters, event) {
      const { concentration } = take(parameters, 'concentration');
      const total = m.sum(concentration, vectorEvent(event).axis);
      const mean = m.div(concentration, total);
      return m.div(m.mul(mean, m.sub(m.num(1), mean)), m.add(total, m.num(1)));
    },
    // -logNormaliser + (sum{ a } - K) digamma(sum{ a }) - sum{ (a - 1) digamma(a) }
    entropy(m, parameters, event) {
      const { concentration } = take(parameters, 'concentration');
      const { axis } = vectorEvent(event);
      const total = m.sum(concentration, axis);
      const ofTotal = m.mul(m.sub(total, m.length(axis)), m.digamma(total));
      const ofEach = m.sum(m.mul(m.sub(concentration, m.num(1)), m.digamma(concentration)), axis);
      return m.sub(m.sub(ofTotal, ofEach), logNormaliser(m, concentration, axis));
    },
  },
  quantiles: null,
  tails: null,
  marginals: null,
  // Normalised Gamma variates, in logs: with small concentrations all of them may be below the smallest number.
  // log Gamma(a) = log Gamma(a + 1) + log(uniform) / a (Marsaglia and Tsang 2000, section 6).
  sample(m, parameters, event, repeats) {
    const { concentration } = take(parameters, 'concentration');
    const { axis } = vectorEvent(event);
    const shape = [...repeats, axis];
    const larger = m.log(m.randomGamma(m.add(concentration, m.num(1)), shape));
    const logs = m.add(larger, m.div(m.log(m.randomUniform(shape)), concentration));
    const terms = m.exp(m.sub(logs, m.maximum(logs, axis)));
    return m.div(terms, m.sum(terms, axis));
  },
};
