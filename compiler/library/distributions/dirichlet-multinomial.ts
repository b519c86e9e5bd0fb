// DirichletMultinomial(n, concentration a) on vectors of K counts that add up to n: a Multinomial whose probabilities
// are Dirichlet(a).
//   log p(x) = log(n!) + lgamma(sum{ a }) - lgamma(n + sum{ a }) + sum{ lgamma(x[k] + a[k]) - lgamma(a[k]) - log(x[k]!) }
// written with rising factorials, which do not cancel at large a. A concentration that is one number stands for K
// equal entries.
// Source: Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions, section 35.13.1.

import type { Arithmetic, Event } from '../arithmetic.ts';
import { areCountsOf, logFactorial, logRising } from '../counts.ts';
import { canonicalForm, count, positive, scalar, take, vector, vectorEvent } from '../define-distribution.ts';
import type { Distribution, Values } from '../distribution.ts';
import { dirichlet } from './dirichlet.ts';

/** The mean of the probabilities, and the sum of the concentration. */
function shares<V, A>(m: Arithmetic<V, A>, parameters: Values<V>, event: Event<V, A>): { mean: V; total: V } {
  const { concentration } = take(parameters, 'concentration');
  const total = m.sum(concentration, vectorEvent(event).axis);
  return { mean: m.div(concentration, total), total };
}

export const dirichletMultinomial: Distribution = {
  name: 'DirichletMultinomial',
  summary:
    'DirichletMultinomial(n, concentration): log p(x) = log(n!) + lgamma(a) - lgamma(n + a)' +
    ' + sum(lgamma(x + concentration) - lgamma(concentration) - log(x!)), a = sum(concentration)',
  eventRank: 1,
  support: { kind: 'range', whole: true, lower: 0, upper: { parameter: 'n' } },
  discrete: true,
  parameters: { n: scalar(count), concentration: vector(positive) },
  forms: [canonicalForm(['n', 'concentration'])],
  logDensity(m, x, parameters, event) {
    const { n, concentration } = take(parameters, 'n', 'concentration');
    const { axis } = vectorEvent(event);
    const each = m.sub(logRising(m, concentration, x), logFactorial(m, x));
    const whole = m.sub(logFactorial(m, n), logRising(m, m.sum(concentration, axis), n));
    return m.add(whole, m.sum(each, axis));
  },
  inSupport: (m, x, parameters, event) => areCountsOf(m, take(parameters, 'n').n, x, vectorEvent(event).axis),
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: {
    mean: (m, parameters, event) => m.mul(take(parameters, 'n').n, shares(m, parameters, event).mean),
    // n p (1 - p) (n + a) / (1 + a)
    variance(m, parameters, event) {
      const { n } = take(parameters, 'n');
      const { mean, total } = shares(m, parameters, event);
      const multinomial = m.mul(n, m.mul(mean, m.sub(m.num(1), mean)));
      return m.mul(multinomial, m.div(m.add(n, total), m.add(m.num(1), total)));
    },
    entropy: null,
  },
  quantiles: null,
  tails: null,
  marginals: null,
  sample(m, parameters, event, repeats) {
    const { n, concentration } = take(parameters, 'n', 'concentration');
    const p = dirichlet.sample(m, { concentration }, event, repeats);
    return m.randomCounts(n, p, vectorEvent(event).axis, repeats);
  },
};
