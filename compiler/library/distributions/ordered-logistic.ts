// OrderedLogistic(predictor e, cutpoints c) on 0 to K-1, with K - 1 increasing cutpoints.
//   P(y <= k) = 1 / (1 + exp(-(c[k] - e))), so P(y = k) is the difference of two such, with P(y <= K-1) = 1
// The value is one number; `event.axis` is the axis of the cutpoints.
// Source: P. McCullagh (1980), Regression models for ordinal data, JRSS B 42, 109.

import { canonicalForm, ordered, real, scalar, take, vectorEvent } from '../define-distribution.ts';
import { vectorOf } from '../domains.ts';
import type { Distribution } from '../distribution.ts';

export const orderedLogistic: Distribution = {
  name: 'OrderedLogistic',
  summary: 'OrderedLogistic(predictor, cutpoints): P(y <= k) = sigmoid(cutpoints[k] - predictor)',
  eventRank: 0,
  support: { kind: 'category', sizeOf: 'cutpoints' },
  discrete: true,
  parameters: { predictor: scalar(real), cutpoints: vectorOf(ordered, 'oneLess') },
  forms: [canonicalForm(['predictor', 'cutpoints'])],
  // With a the cutpoint below and b the one above, both less the predictor:
  //   sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - exp(a - b)),
  // whose logarithm keeps its digits far out. The lowest category has no a, the highest no b.
  logDensity(m, x, parameters, event) {
    const { predictor, cutpoints } = take(parameters, 'predictor', 'cutpoints');
    const { axis } = vectorEvent(event);
    const size = m.length(axis);
    const above = m.at(cutpoints, axis, m.min(x, m.sub(size, m.num(1))));
    const below = m.at(cutpoints, axis, m.max(m.sub(x, m.num(1)), m.num(0)));
    const isLowest = m.lessEqual(x, m.num(0));
    const isHighest = m.lessEqual(size, x);
    const logBelowUpper = m.neg(m.softplus(m.sub(predictor, above)));
    const logAboveLower = m.neg(m.softplus(m.sub(below, predictor)));
    const atEnd = m.add(m.select(isLowest, m.num(1), m.num(0)), m.select(isHighest, m.num(1), m.num(0)));
    const gap = m.select(m.less(m.num(0), atEnd), m.num(-1), m.sub(below, above));
    const logGap = m.select(m.less(m.num(0), atEnd), m.num(0), m.log(m.neg(m.expm1(gap))));
    return m.add(
      m.add(m.select(isHighest, m.num(0), logBelowUpper), m.select(isLowest, m.num(0), logAboveLower)),
      logGap,
    );
  },
  inSupport: null,
  statistics: null,
  location: null,
  expectedLogDensity: null,
  estimation: [],
  // Categories are no numbers.
  moments: { mean: null, variance: null, entropy: null },
  quantiles: null,
  tails: null,
  marginals: null,
  // How many cutpoints a logistic variate about the predictor exceeds.
  sample(m, parameters, event, repeats) {
    const { predictor, cutpoints } = take(parameters, 'predictor', 'cutpoints');
    const u = m.randomUniform(repeats);
    const variate = m.add(predictor, m.sub(m.log(u), m.log1p(m.neg(u))));
    return m.sum(m.less(cutpoints, variate), vectorEvent(event).axis);
  },
};
