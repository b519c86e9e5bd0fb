// Maximum likelihood of a mean and an sd from the sums of a value and of its square: of x itself for Normal, of log(x)
// for LogNormal.

import type { Arithmetic } from '../arithmetic.ts';
import { take } from '../define-distribution.ts';
import type { Distribution, EstimationStep, Values } from '../distribution.ts';
import { square } from '../stable-logs.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** Sums over events, by the names of the statistics. */
interface Names {
  readonly first: string;
  readonly second: string;
  /** The value in words: `x`, `log x`. */
  readonly value: string;
}

function sumsOf<V>(statistics: Values<V>, { first, second }: Names): { weight: V; x: V; xx: V } {
  const { weight } = take(statistics, 'weight');
  return { weight, x: one(statistics, first), xx: one(statistics, second) };
}

const one = <V>(values: Values<V>, name: string): V => {
  const found = values[name];
  if (found === undefined) throw new Error(`internal: no statistic ${name}`);
  return found;
};

/** sum{ (x - mean)**2 } over events with these statistics. */
function scatterAbout<V, A>(m: Arithmetic<V, A>, mean: V, weight: V, x: V, xx: V): V {
  const cross = m.mul(m.num(2), m.mul(mean, x));
  return m.add(m.sub(xx, cross), m.mul(weight, square(m, mean)));
}

export const expectedNormalLogDensity =
  (names: Names): NonNullable<Distribution['expectedLogDensity']> =>
  (m, statistics, parameters) => {
    const { weight, x, xx } = sumsOf(statistics, names);
    const { mean, sd } = take(parameters, 'mean', 'sd');
    const normaliser = m.mul(weight, m.add(m.log(sd), m.num(halfLogTwoPi)));
    const scatter = scatterAbout(m, mean, weight, x, xx);
    return m.neg(m.add(normaliser, m.div(m.mul(m.num(0.5), scatter), square(m, sd))));
  };

export function normalEstimation(names: Names): readonly EstimationStep[] {
  const { value } = names;
  /** With one sd in the pool, the mean does not depend on it. */
  const meanStep: EstimationStep = {
    formulas: { mean: `E[${value}]` },
    estimates: ['mean'],
    needs: [],
    constantWithinPool: ['sd'],
    pooled: { weight: 'none', x: 'none' },
    pool(_m, statistics) {
      const { weight, x } = sumsOf(statistics, names);
      return { weight, x };
    },
    solve(m, pooled) {
      const { weight, x } = take(pooled, 'weight', 'x');
      return { mean: m.div(x, weight) };
    },
    conjugate: {},
  };

  const sdStep: EstimationStep = {
    formulas: { sd: `sqrt(E[(${value} - mean)^2])` },
    estimates: ['sd'],
    needs: ['mean'],
    constantWithinPool: [],
    pooled: { weight: 'none', scatter: 'none' },
    pool(m, statistics, known) {
      const { weight, x, xx } = sumsOf(statistics, names);
      return { weight, scatter: scatterAbout(m, take(known, 'mean').mean, weight, x, xx) };
    },
    solve(m, pooled) {
      const { weight, scatter } = take(pooled, 'weight', 'scatter');
      // Of equal values the scatter may be a rounding error below 0.
      return { sd: m.sqrt(m.max(m.div(scatter, weight), m.num(0))) };
    },
    conjugate: {
      // log p(variance) = -(shape + 1) log(variance) - scale / variance
      'variance ~ InverseGamma'(m, pooled, prior) {
        const { weight, scatter } = take(pooled, 'weight', 'scatter');
        const { shape, scale } = take(prior, 'shape', 'scale');
        return {
          weight: m.add(weight, m.mul(m.num(2), m.add(shape, m.num(1)))),
          scatter: m.add(scatter, m.mul(m.num(2), scale)),
        };
      },
      // log p(precision) = (shape - 1) log(precision) - rate * precision
      'precision ~ Gamma'(m, pooled, prior) {
        const { weight, scatter } = take(pooled, 'weight', 'scatter');
        const { shape, rate } = take(prior, 'shape', 'rate');
        const events = m.add(weight, m.mul(m.num(2), m.sub(shape, m.num(1))));
        return { weight: m.max(events, m.num(0)), scatter: m.add(scatter, m.mul(m.num(2), rate)) };
      },
    },
  };

  /** Known sds that differ weigh the events by their precision. */
  const weightedMeanStep: EstimationStep = {
    formulas: { mean: `E[${value} / sd^2] / E[1 / sd^2]` },
    estimates: ['mean'],
    needs: ['sd'],
    constantWithinPool: [],
    pooled: { precision: 'none', weighted: 'none' },
    pool(m, statistics, known) {
      const { weight, x } = sumsOf(statistics, names);
      const variance = square(m, take(known, 'sd').sd);
      return { precision: m.div(weight, variance), weighted: m.div(x, variance) };
    },
    solve(m, pooled) {
      const { precision, weighted } = take(pooled, 'precision', 'weighted');
      return { mean: m.div(weighted, precision) };
    },
    conjugate: {
      // As one more event at the prior's mean, with the prior's precision.
      Normal(m, pooled, prior) {
        const { precision, weighted } = take(pooled, 'precision', 'weighted');
        const { mean, sd } = take(prior, 'mean', 'sd');
        const variance = square(m, sd);
        return {
          precision: m.add(precision, m.div(m.num(1), variance)),
          weighted: m.add(weighted, m.div(mean, variance)),
        };
      },
    },
  };
  return [meanStep, sdStep, weightedMeanStep];
}
