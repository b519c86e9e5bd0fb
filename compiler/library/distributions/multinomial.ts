// Multinomial(n, p) on vectors of K counts that add up to n, p a simplex over the K categories.
//   log p(x) = log(n!) + sum{ x[k] log(p[k]) - log(x[k]!) }
// Left out, n is the sum of what is observed. A category of probability 0 has no counts, or the log probability is
// -Infinity.
// Source: Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions, chapter 35.

import { areCountsOf, logFactorial } from '../counts.ts';
import { canonicalForm, count, scalar, simplex, take, vector, vectorEvent } from '../define-distribution.ts';
import type { Distribution, EstimationStep } from '../distribution.ts';

const probabilityStep: EstimationStep = {
  formulas: { p: 'E[x] / their sum' },
  estimates: ['p'],
  needs: [],
  constantWithinPool: [],
  pooled: { x: 'event' },
  pool: (_m, statistics) => take(statistics, 'x'),
  solve(m, pooled, event) {
    const { x } = take(pooled, 'x');
    return { p: m.div(x, m.sum(x, vectorEvent(event).axis)) };
  },
  conjugate: {
    // The density's maximum adds concentration - 1 to each count.
    Dirichlet(m, pooled, prior) {
      const { concentration } = take(prior, 'concentration');
      return { x: m.add(take(pooled, 'x').x, m.sub(concentration, m.num(1))) };
    },
  },
};

export const multinomial: Distribution = {
  name: 'Multinomial',
  summary: 'Multinomial(n, p): log p(x) = log(n!) + sum(x log(p) - log(x!)), n defaults to the observed sum',
  eventRank: 1,
  support: { kind: 'range', whole: true, lower: 0, upper: { parameter: 'n' } },
  discrete: true,
  parameters: { n: scalar(count), p: vector(simplex) },
  forms: [{ ...canonicalForm(['n', 'p']), optional: ['n'] }],
  logDensity(m, x, parameters, event) {
    const { axis } = vectorEvent(event);
    const { p } = take(parameters, 'p');
    const n = parameters.n ?? m.sum(x, axis);
    const terms = m.sub(m.weighted(x, m.log(p)), logFactorial(m, x));
    return m.add(logFactorial(m, n), m.sum(terms, axis));
  },
  inSupport: (m, x, parameters, event) => areCountsOf(m, parameters.n ?? null, x, vectorEvent(event).axis),
  statistics: [{ name: 'x', axes: 'event', alwaysFinite: true, of: (_m, x) => x }],
  location: null,
  expectedLogDensity(m, statistics, parameters, event) {
    const { x } = take(statistics, 'x');
    return m.sum(m.weighted(x, m.log(take(parameters, 'p').p)), vectorEvent(event).axis);
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
  quantiles: null,
  tails: null,
  marginals: null,
  sample(m, parameters, event, repeats) {
    const { n, p } = take(parameters, 'n', 'p');
    return m.randomCounts(n, p, vectorEvent(event).axis, repeats);
  },
};
