// Probabilities of counts, and ratios of gamma functions whose arguments differ by a count.

import { logBinomialTerm } from '../special/binomial-term.ts';
import {
  logBetaBinomialCdf,
  logBetaBinomialCdfSlopeAlpha,
  logBetaBinomialCdfSlopeBeta,
} from '../special/beta-binomial-cdf.ts';
import { logRising } from '../special/log-rising.ts';
import { argument, undifferentiated, type NamedFunction } from './special-function.ts';

export const countFunctions: readonly NamedFunction[] = [
  [
    'logBinomialTerm',
    {
      evaluate: (k = NaN, n = NaN, p = NaN) => logBinomialTerm(k, n, p),
      // k / p - (n - k) / (1 - p), where an end of p is certain for k = 0 and k = n.
      partials: [
        null,
        null,
        (m, args) => {
          const [k, n, p] = [argument(args, 0), argument(args, 1), argument(args, 2)];
          const successes = m.weighted(k, m.div(m.num(1), p));
          return m.sub(successes, m.weighted(m.sub(n, k), m.div(m.num(1), m.sub(m.num(1), p))));
        },
      ],
    },
  ],
  [
    'logRising',
    {
      evaluate: (a = NaN, n = NaN) => logRising(a, n),
      partials: [
        (m, args) => m.special('digammaDifference', ...args),
        (m, args) => m.digamma(m.add(argument(args, 0), argument(args, 1))),
      ],
    },
  ],
  [
    'logBetaBinomialCdf',
    {
      evaluate: (k = NaN, n = NaN, a = NaN, b = NaN) => logBetaBinomialCdf(k, n, a, b),
      partials: [
        null,
        null,
        (m, args) => m.special('logBetaBinomialCdfSlopeAlpha', ...args),
        (m, args) => m.special('logBetaBinomialCdfSlopeBeta', ...args),
      ],
    },
  ],
  [
    'logBetaBinomialCdfSlopeAlpha',
    {
      evaluate: (k = NaN, n = NaN, a = NaN, b = NaN) => logBetaBinomialCdfSlopeAlpha(k, n, a, b),
      partials: [null, null, undifferentiated, undifferentiated],
    },
  ],
  [
    'logBetaBinomialCdfSlopeBeta',
    {
      evaluate: (k = NaN, n = NaN, a = NaN, b = NaN) => logBetaBinomialCdfSlopeBeta(k, n, a, b),
      partials: [null, null, undifferentiated, undifferentiated],
    },
  ],
];
