// RelaxedCategorical(temperature t, logits l) on the simplex of K entries: near to one-hot at a low temperature.
//   log p(x) = lgamma(K) + (K - 1) log(t) + sum{ l[k] - (t + 1) log(x[k]) } - K log(sum{ exp(l[k] - t log(x[k])) })
// Where an entry is 0 the density is taken to be 0.
// Source: Maddison, Mnih and Teh (2017), The Concrete distribution, section 3.1; Jang, Gu and Poole (2017).

import type { Arithmetic } from '../arithmetic.ts';
import {
  canonicalForm,
  positive,
  real,
  scalar,
  simplex,
  take,
  vector,
  vectorEvent,
} from '../define-distribution.ts';
import type { Distribution } from '../distribution.ts';

/** Rounding that a vector may have and still count as adding up to one. */
const sumTolerance = 1e-6;

function logSumExp<V, A>(m: Arithmetic<V, A>, values: V, axis: A): V {
  const peak = m.maximum(values, axis);
  return m.add(peak, m.log(m.sum(m.exp(m.sub(values, peak)), axis)));
}

export const relaxedCategorical: Distribution = {
  name: 'RelaxedCategorical',
  summary:
    'RelaxedCategorical(temperature, logits): log p(x) = lgamma(K) + (K - 1) log(temperature)' +
    ' + sum(logits - (temperature + 1) log(x)) - K logSumExp(logits - temperature log(x)),' +
    ' near to one-hot at a low temperature',
  eventRank: 1,
  support: simplex,
  discrete: false,
  parameters: { temperature: scalar(positive), logits: vector(real) },
  forms: [canonicalForm(['temperature', 'logits'])],
  logDensity(m, x, parameters, event) {
    const { temperature, logits } = take(parameters, 'temperature', 'logits');
    const { axis } = vectorEvent(event);
    const size = m.length(axis);
    const logX = m.log(x);
    const constant = m.add(m.lgamma(size), m.mul(m.sub(size, m.num(1)), m.log(temperature)));
    const powers = m.sum(m.sub(logits, m.mul(m.add(temperature, m.num(1)), logX)), axis);
    const total = logSumExp(m, m.sub(logits, m.mul(temperature, logX)), axis);
    return m.sub(m.add(constant, powers), m.mul(size, total));
  },
  // No entry at 0 or below, and the sum within its tolerance of 1: each counts against one bound.
  inSupport(m, x, _parameters, event) {
    const { axis } = vectorEvent(event);
    const excess = m.sub(m.sum(x, axis), m.num(1));
    const misfits = m.sum(m.lessEqual(x, m.num(0)), axis);
    return m.lessEqual(m.add(misfits, m.mul(excess, excess)), m.num(sumTolerance * sumTolerance));
  },
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  moments: { mean: null, variance: null, entropy: null },
  quantiles: null,
  tails: null,
  marginals: null,
  // The softmax of (logits + Gumbel variates) / temperature.
  sample(m, parameters, event, repeats) {
    const { temperature, logits } = take(parameters, 'temperature', 'logits');
    const { axis } = vectorEvent(event);
    const gumbel = m.neg(m.log(m.neg(m.log(m.randomUniform([...repeats, axis])))));
    const tempered = m.div(m.add(logits, gumbel), temperature);
    const terms = m.exp(m.sub(tempered, m.maximum(tempered, axis)));
    return m.div(terms, m.sum(terms, axis));
  },
};
