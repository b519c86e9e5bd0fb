// Samplers: 100,000 seeded draws of each scalar family against its cdf, and vector families by their projections.

import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { numberArithmetic } from '../../../compiler/library/number-arithmetic.ts';
import { normalCdf } from '../../../compiler/library/special/index.ts';
import { createStream } from '../../../runtime/random/stream.ts';
import {
  axis,
  eagerArithmetic,
  eventOf,
  inOrder,
  scalarOf,
  tensor,
  type Tensor,
} from '../../support/eager-arithmetic.ts';
import { chiSquare, kolmogorovSmirnov } from '../../support/goodness-of-fit.ts';

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

function draws(name: string, parameters: Readonly<Record<string, number>>, count = 100_000): number[] {
  const m = numberArithmetic(createStream(42, 0));
  return Array.from({ length: count }, () => family(name).sample(m, parameters, null, []));
}

describe('scalar families', () => {
  const continuous: [string, Record<string, number>][] = [
    ['Normal', { mean: 4, sd: 0.3 }],
    ['Gamma', { shape: 0.6, rate: 5 }],
    ['Gamma', { shape: 12, rate: 0.2 }],
    ['Exponential', { rate: 7 }],
    ['LogNormal', { mean: -1, sd: 0.6 }],
    ['StudentT', { df: 2.5, mean: 3, scale: 0.2 }],
    ['Cauchy', { location: -2, scale: 5 }],
    ['HalfNormal', { scale: 3 }],
    ['HalfCauchy', { scale: 3 }],
    ['Laplace', { location: 1, scale: 2 }],
    ['Logistic', { location: 1, scale: 2 }],
    ['Gumbel', { location: 1, scale: 2 }],
    ['InverseGamma', { shape: 1.5, scale: 2 }],
    ['ChiSquared', { df: 3 }],
    ['Beta', { alpha: 0.4, beta: 2.5 }],
    ['Kumaraswamy', { a: 0.8, b: 3 }],
    ['Uniform', { lower: -2, upper: 7 }],
    ['Weibull', { shape: 1.8, scale: 4 }],
    ['Pareto', { scale: 2, shape: 1.2 }],
    ['VonMises', { mean: 2.6, concentration: 1.1 }],
  ];
  test.each(continuous)('%s %o', (name, parameters) => {
    const { quantiles } = family(name);
    expect(
      kolmogorovSmirnov(draws(name, parameters), (x) => quantiles?.cdf(x, parameters) ?? NaN),
    ).toBeGreaterThan(0.001);
  });

  const discrete: [string, Record<string, number>][] = [
    ['Bernoulli', { p: 0.35 }],
    ['Poisson', { rate: 2.5 }],
    ['Poisson', { rate: 60 }],
  ];
  test.each(discrete)('%s %o', (name, parameters) => {
    const { quantiles } = family(name);
    const cdf = (k: number): number => quantiles?.cdf(k, parameters) ?? NaN;
    const counts = Array<number>(200).fill(0);
    for (const k of draws(name, parameters)) counts[k] = (counts[k] ?? NaN) + 1;
    const probabilities = counts.map((_, k) => cdf(k) - cdf(k - 1));
    expect(chiSquare(counts, probabilities)).toBeGreaterThan(0.001);
  });

  test('certain outcomes', () => {
    expect(new Set(draws('Bernoulli', { p: 0 }, 1000))).toEqual(new Set([0]));
    expect(new Set(draws('Bernoulli', { p: 1 }, 1000))).toEqual(new Set([1]));
    expect(new Set(draws('Poisson', { rate: 0 }, 1000))).toEqual(new Set([0]));
  });
});

describe('vector families', () => {
  const rows = axis('row', 20_000);
  const m = eagerArithmetic(createStream(7, 1));
  /** The values along the event's axis, one list for each row. */
  function vectors(sample: Tensor, size: number): number[][] {
    const { data } = inOrder(sample, [rows, axis('e', size)]);
    return Array.from({ length: rows.size }, (_, row) => data.slice(row * size, (row + 1) * size));
  }

  test('Categorical, one draw for each row though p has no rows', () => {
    const event = eventOf(4);
    const p = [0.1, 0, 0.6, 0.3];
    const sample = family('Categorical').sample(m, { p: tensor([event.axis], p) }, event, [rows]);
    expect(sample.axes).toEqual([rows]);
    const counts = [0, 0, 0, 0];
    for (const k of sample.data) counts[k] = (counts[k] ?? NaN) + 1;
    expect(chiSquare(counts, p)).toBeGreaterThan(0.001);
  });

  test('MvNormal: projections are normal', () => {
    const event = eventOf(2);
    const mean = tensor([event.axis], [3, -1]);
    const covariance = tensor([event.axis, event.dual], [2, -0.9, -0.9, 0.7]);
    const sample = family('MvNormal').sample(m, { mean, covariance }, event, [rows]);
    const xs = vectors(sample, 2);
    for (const [a, b] of [
      [1, 0],
      [0, 1],
      [1, 2],
    ] as const) {
      const sd = Math.sqrt(2 * a * a - 1.8 * a * b + 0.7 * b * b);
      const standard = xs.map(([x = NaN, y = NaN]) => (a * (x - 3) + b * (y + 1)) / sd);
      expect(kolmogorovSmirnov(standard, normalCdf)).toBeGreaterThan(0.001);
    }
  });

  test('Dirichlet: marginals are Beta', () => {
    const event = eventOf(3);
    const sample = family('Dirichlet').sample(m, { concentration: scalarOf(1) }, event, [rows]);
    const xs = vectors(sample, 3);
    for (const k of [0, 1, 2]) {
      const marginal = xs.map((x) => x[k] ?? NaN);
      expect(kolmogorovSmirnov(marginal, (x) => 1 - (1 - x) ** 2)).toBeGreaterThan(0.001);
    }
    const two = eventOf(2);
    const halves = family('Dirichlet').sample(m, { concentration: scalarOf(0.5) }, two, [rows]);
    const arcsine = vectors(halves, 2).map((x) => x[0] ?? NaN);
    expect(kolmogorovSmirnov(arcsine, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x)))).toBeGreaterThan(0.001);
  });

  test('Dirichlet with a tiny concentration: nearly one-hot, never NaN', () => {
    const event = eventOf(3);
    const concentration = tensor([event.axis], [1e-5, 2e-5, 1e-5]);
    const xs = vectors(family('Dirichlet').sample(m, { concentration }, event, [rows]), 3);
    const counts = [0, 0, 0];
    for (const x of xs) {
      expect(x.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
      const largest = x.indexOf(Math.max(...x));
      counts[largest] = (counts[largest] ?? NaN) + 1;
    }
    expect(chiSquare(counts, [0.25, 0.5, 0.25])).toBeGreaterThan(0.001);
  });
});
