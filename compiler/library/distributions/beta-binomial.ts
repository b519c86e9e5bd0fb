// BetaBinomial(n, alpha a, beta b) on 0 to n: a Binomial whose probability is Beta(a, b).
//   log p(x) = log(n choose x) + log B(x + a, n - x + b) - log B(a, b)
// written with rising factorials, log(a (a + 1) ... (a + x - 1)) and so on, which do not cancel at large a and b.
// Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 6.2.2.

import { isUpTo, logChoose, logRising } from '../counts.ts';
import { betaBinomialTails } from '../count-tails.ts';
import { canonicalForm, count, positive, scalar, take } from '../define-distribution.ts';
import type { Distribution } from '../distribution.ts';
import { betaBinomialCdf } from '../special/beta-binomial-cdf.ts';
import { discreteQuantile } from '../special/discrete-quantile.ts';

export const betaBinomial: Distribution = {
  name: 'BetaBinomial',
  summary:
    'BetaBinomial(n, alpha, beta): ' +
    'log p(x) = log(n choose x) + logBeta(x + alpha, n - x + beta) - logBeta(alpha, beta)',
  eventRank: 0,
  support: { kind: 'range', whole: true, lower: 0, upper: { parameter: 'n' } },
  discrete: true,
  parameters: { n: scalar(count), alpha: scalar(positive), beta: scalar(positive) },
  forms: [canonicalForm(['n', 'alpha', 'beta'])],
  logDensity(m, x, parameters) {
    const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
    const rising = m.add(logRising(m, alpha, x), logRising(m, beta, m.sub(n, x)));
    return m.add(logChoose(m, n, x), m.sub(rising, logRising(m, m.add(alpha, beta), n)));
  },
  inSupport: (m, x, parameters) => isUpTo(m, take(parameters, 'n').n, x),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean(m, parameters) {
      const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
      return m.div(m.mul(n, alpha), m.add(alpha, beta));
    },
    // n p (1 - p) (n + a + b) / (1 + a + b)
    variance(m, parameters) {
      const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
      const total = m.add(alpha, beta);
      const binomial = m.mul(n, m.mul(m.div(alpha, total), m.div(beta, total)));
      return m.mul(binomial, m.div(m.add(n, total), m.add(m.num(1), total)));
    },
    entropy: null,
  },
  quantiles: {
    cdf(x, parameters) {
      const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
      return betaBinomialCdf(x, n, alpha, beta);
    },
    quantile(p, parameters) {
      const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
      const total = alpha + beta;
      return discreteQuantile(p, (k) => betaBinomialCdf(k, n, alpha, beta), {
        lower: 0,
        upper: n,
        mean: (n * alpha) / total,
        variance: (((n * alpha) / total) * (beta / total) * (n + total)) / (1 + total),
        skew: 0,
      });
    },
  },
  tails: {
    logCdf(m, x, parameters) {
      const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
      return betaBinomialTails(m, x, n, alpha, beta).logCdf;
    },
    logSurvival(m, x, parameters) {
      const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
      return betaBinomialTails(m, x, n, alpha, beta).logSurvival;
    },
  },
  marginals: null,
  // p = G / (G + H) of two Gamma variates.
  sample(m, parameters, _event, repeats) {
    const { n, alpha, beta } = take(parameters, 'n', 'alpha', 'beta');
    const successes = m.randomGamma(alpha, repeats);
    const p = m.div(successes, m.add(successes, m.randomGamma(beta, repeats)));
    return m.randomBinomial(n, p, repeats);
  },
};
