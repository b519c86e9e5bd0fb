// Categorical(p) on 0 to K-1, p a simplex over the K categories.
//   log p(x) = log(p[x])
// The value is one number; `event.axis` is the axis of categories, along which p lies. A category of probability
// 0 has log probability -Infinity.

import type { Arithmetic, Event } from '../arithmetic.ts';
import {
  canonicalForm,
  finiteLog,
  nonnegative,
  real,
  simplex,
  take,
  vector,
  vectorEvent,
} from '../define-distribution.ts';
import type { Distribution, EstimationStep, Form } from '../distribution.ts';

/** exp(logits - peak) and its sum: without the peak, exp would overflow from logits of 710 on. */
function exponentials<V, A>(
  m: Arithmetic<V, A>,
  logits: V,
  event: Event<V, A>,
): { terms: V; total: V; peak: V } {
  const { axis } = vectorEvent(event);
  const peak = m.maximum(logits, axis);
  const terms = m.exp(m.sub(logits, peak));
  return { terms, total: m.sum(terms, axis), peak };
}

const byLogits: Form = {
  names: ['logits'],
  defaults: {},
  parameters: { logits: vector(real) },
  toCanonical(m, values, event) {
    const { terms, total } = exponentials(m, take(values, 'logits').logits, event);
    return { p: m.div(terms, total) };
  },
  fromCanonical: (m, values) => ({ logits: finiteLog(m, take(values, 'p').p) }),
  logDensity(m, x, values, event) {
    const { logits } = take(values, 'logits');
    const { total, peak } = exponentials(m, logits, event);
    return m.sub(m.sub(m.at(logits, vectorEvent(event).axis, x), peak), m.log(total));
  },
};

const byWeights: Form = {
  names: ['weights'],
  defaults: {},
  parameters: { weights: vector(nonnegative) },
  toCanonical(m, values, event) {
    const { weights } = take(values, 'weights');
    return { p: m.div(weights, m.sum(weights, vectorEvent(event).axis)) };
  },
  fromCanonical: (_m, values) => ({ weights: take(values, 'p').p }),
  logDensity: null,
};

const probabilityStep: EstimationStep = {
  formulas: { p: 'expected counts / their sum' },
  estimates: ['p'],
  needs: [],
  constantWithinPool: [],
  pooled: { count: 'event' },
  pool: (_m, statistics) => take(statistics, 'count'),
  solve(m, pooled, event) {
    const { count } = take(pooled, 'count');
    return { p: m.div(count, m.sum(count, vectorEvent(event).axis)) };
  },
  conjugate: {
    // The density's maximum adds concentration - 1 to each count.
    Dirichlet(m, pooled, prior) {
      const { concentration } = take(prior, 'concentration');
      return { count: m.add(take(pooled, 'count').count, m.sub(concentration, m.num(1))) };
    },
  },
};

export const categorical: Distribution = {
  name: 'Categorical',
  summary: 'Categorical(p): log p(x) = log(p[x])',
  eventRank: 0,
  support: { kind: 'category', sizeOf: 'p' },
  discrete: true,
  parameters: { p: vector(simplex) },
  forms: [canonicalForm(['p']), byLogits, byWeights],
  logDensity: (m, x, parameters, event) => m.log(m.at(take(parameters, 'p').p, vectorEvent(event).axis, x)),
  inSupport: null,
  statistics: [
    {
      name: 'count',
      axes: 'event',
      alwaysFinite: true,
      of: (m, x, event) => m.equal(m.positions(vectorEvent(event).axis), x),
    },
  ],
  location: null,
  expectedLogDensity(m, statistics, parameters, event) {
    const { count } = take(statistics, 'count');
    return m.sum(m.weighted(count, m.log(take(parameters, 'p').p)), vectorEvent(event).axis);
  },
  estimation: [probabilityStep],
  moments: {
    mean: null,
    variance: null,
    entropy(m, parameters, event) {
      const { p } = take(parameters, 'p');
      return m.neg(m.sum(m.weighted(p, m.log(p)), vectorEvent(event).axis));
    },
  },
  // Categories have no order.
  quantiles: null,
  tails: null,
  marginals: null,
  sample: (m, parameters, event, repeats) =>
    m.randomIndex(take(parameters, 'p').p, vectorEvent(event).axis, repeats),
};
