// Beta(alpha a, beta b) on 0 <= x <= 1.
//   log p(x) = (a - 1) log(x) + (b - 1) log(1 - x) - log B(a, b)
// At an end the density is 0, finite or infinite for a parameter above, at or below 1.
// Source: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 25; maximum
// likelihood: T. Minka (2000), Estimating a Dirichlet distribution.

import type { Arithmetic } from '../arithmetic.ts';
import { canonicalForm, positive, scalar, take, unit } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form, Tails } from '../distribution.ts';
import { openUnit } from '../domains.ts';
import { quantilesFrom } from '../quantiles.ts';
import { betaQuantileLogit } from '../special/inverse-incomplete-beta.ts';
import { sigmoid } from '../special/logistic.ts';

const byMean: Form = {
  names: ['mean', 'concentration'],
  defaults: {},
  parameters: { mean: scalar(openUnit), concentration: scalar(positive) },
  toCanonical(m, values) {
    const { mean, concentration } = take(values, 'mean', 'concentration');
    return { alpha: m.mul(mean, concentration), beta: m.mul(m.sub(m.num(1), mean), concentration) };
  },
  fromCanonical(m, values) {
    const { alpha, beta } = take(values, 'alpha', 'beta');
    const concentration = m.add(alpha, beta);
    return { mean: m.div(alpha, concentration), concentration };
  },
  logDensity: null,
};

const jointStep: EstimationStep = {
  formulas: {
    alpha: 'from digamma(alpha) - digamma(alpha + beta) = E[log x]',
    beta: 'from digamma(beta) - digamma(alpha + beta) = E[log(1 - x)]',
  },
  estimates: ['alpha', 'beta'],
  needs: [],
  constantWithinPool: [],
  pooled: { weight: 'none', logX: 'none', logRest: 'none' },
  pool: (_m, statistics) => take(statistics, 'weight', 'logX', 'logRest'),
  solve(m, pooled) {
    const { weight, logX, logRest } = take(pooled, 'weight', 'logX', 'logRest');
    const [mean, meanRest] = [m.div(logX, weight), m.div(logRest, weight)];
    return { alpha: m.special('betaShape', mean, meanRest), beta: m.special('betaShape', meanRest, mean) };
  },
  conjugate: {},
};

const clamp = <V, A>(m: Arithmetic<V, A>, x: V): V => m.min(m.max(x, m.num(0)), m.num(1));

/** The logit of x; infinite at the ends. */
function logitOf<V, A>(m: Arithmetic<V, A>, x: V): V {
  const inside = clamp(m, x);
  return m.sub(m.log(inside), m.log1p(m.neg(inside)));
}

const tails: Tails = {
  logCdf(m, x, parameters) {
    const { alpha, beta } = take(parameters, 'alpha', 'beta');
    return m.special('logBetaCdf', logitOf(m, x), alpha, beta);
  },
  logSurvival(m, x, parameters) {
    const { alpha, beta } = take(parameters, 'alpha', 'beta');
    return m.special('logBetaCdf', m.neg(logitOf(m, x)), beta, alpha);
  },
};

/** (alpha - 1) logX + (beta - 1) logRest, with 0 * -Infinity = 0. */
function kernel<V, A>(m: Arithmetic<V, A>, alpha: V, beta: V, logX: V, logRest: V): V {
  return m.add(m.weighted(m.sub(alpha, m.num(1)), logX), m.weighted(m.sub(beta, m.num(1)), logRest));
}

/** log of a Gamma variate of scale 1 whose value may be below the smallest number (Marsaglia and Tsang 2000, section 6). */
function logGammaDraw<V, A>(m: Arithmetic<V, A>, shape: V, repeats: readonly A[]): V {
  const larger = m.log(m.randomGamma(m.add(shape, m.num(1)), repeats));
  return m.add(larger, m.div(m.log(m.randomUniform(repeats)), shape));
}

export const beta: Distribution = {
  name: 'Beta',
  summary:
    'Beta(alpha, beta): log p(x) = (alpha - 1) log(x) + (beta - 1) log(1 - x) + lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta)',
  eventRank: 0,
  support: unit,
  discrete: false,
  parameters: { alpha: scalar(positive), beta: scalar(positive) },
  forms: [canonicalForm(['alpha', 'beta']), byMean],
  logDensity(m, x, parameters) {
    const { alpha, beta } = take(parameters, 'alpha', 'beta');
    return m.sub(kernel(m, alpha, beta, m.log(x), m.log1p(m.neg(x))), m.special('logBeta', alpha, beta));
  },
  inSupport: (m, x) => m.equal(clamp(m, x), x),
  statistics: [
    { name: 'logX', axes: 'none', alwaysFinite: false, of: (m, x) => m.log(x) },
    { name: 'logRest', axes: 'none', alwaysFinite: false, of: (m, x) => m.log1p(m.neg(x)) },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters) {
    const { weight, logX, logRest } = take(statistics, 'weight', 'logX', 'logRest');
    const { alpha, beta } = take(parameters, 'alpha', 'beta');
    const normaliser = m.mul(weight, m.special('logBeta', alpha, beta));
    return m.sub(kernel(m, alpha, beta, logX, logRest), normaliser);
  },
  estimation: [jointStep],
  moments: {
    mean(m, parameters) {
      const { alpha, beta } = take(parameters, 'alpha', 'beta');
      return m.div(alpha, m.add(alpha, beta));
    },
    // a b / ((a + b)**2 (a + b + 1))
    variance(m, parameters) {
      const { alpha, beta } = take(parameters, 'alpha', 'beta');
      const total = m.add(alpha, beta);
      const product = m.mul(m.div(alpha, total), m.div(beta, total));
      return m.div(product, m.add(total, m.num(1)));
    },
    // log B(a, b) + (a - 1) (digamma(a + b) - digamma(a)) + (b - 1) (digamma(a + b) - digamma(b))
    entropy(m, parameters) {
      const { alpha, beta } = take(parameters, 'alpha', 'beta');
      const ofX = m.mul(m.sub(alpha, m.num(1)), m.special('digammaDifference', alpha, beta));
      const ofRest = m.mul(m.sub(beta, m.num(1)), m.special('digammaDifference', beta, alpha));
      return m.add(m.special('logBeta', alpha, beta), m.add(ofX, ofRest));
    },
  },
  quantiles: quantilesFrom(tails, (p, parameters) => {
    const { alpha, beta } = take(parameters, 'alpha', 'beta');
    return sigmoid(betaQuantileLogit(p, 1 - p, alpha, beta));
  }),
  tails,
  marginals: null,
  // A Gamma variate over the sum of two, in logs.
  sample(m, parameters, _event, repeats) {
    const { alpha, beta } = take(parameters, 'alpha', 'beta');
    return m.sigmoid(m.sub(logGammaDraw(m, alpha, repeats), logGammaDraw(m, beta, repeats)));
  },
};
