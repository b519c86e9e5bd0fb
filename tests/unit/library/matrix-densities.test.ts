// Families of vectors and of matrices against scipy, and against what a density must be.

import { describe, expect, test } from 'vitest';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import table from '../../reference/matrix-distributions.json' with { type: 'json' };
import { eagerArithmetic, eventOf, scalarOf, tensor, type Tensor } from '../../support/eager-arithmetic.ts';

const m = eagerArithmetic();

type TestEvent = ReturnType<typeof eventOf>;
type Parameters = Readonly<Record<string, Tensor>>;

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

function expectClose(actual: number | undefined, expected: number, scale: number, where: string): void {
  expect(
    Math.abs((actual ?? NaN) - expected),
    `${where}: ${String(actual)} for ${String(expected)}`,
  ).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), scale));
}

interface Row {
  readonly logDensity: readonly (readonly unknown[])[];
  readonly mean: readonly number[] | null;
  readonly variance: readonly number[] | null;
  readonly entropy: number | null;
}

function check(name: string, parameters: Parameters, event: TestEvent, row: Row): void {
  const distribution = family(name);
  const axes = [event.axis, event.dual].slice(0, distribution.eventRank);
  for (const [x, expected] of row.logDensity) {
    const found = logDensityOf(m, distribution, tensor(axes, x), parameters, event).data[0];
    expectClose(found, Number(expected), 100, `${name} density`);
  }
  const { mean, variance, entropy } = distribution.moments;
  row.mean?.forEach((expected, k) => {
    expectClose(mean?.(m, parameters, event).data[k], expected, 10, `${name} mean`);
  });
  row.variance?.forEach((expected, k) => {
    expectClose(variance?.(m, parameters, event).data[k], expected, 10, `${name} variance`);
  });
  if (row.entropy !== null) expectClose(entropy?.(m, parameters, event).data[0], row.entropy, 100, 'entropy');
}

test('LowRankMvNormal', () => {
  for (const row of table.LowRankMvNormal) {
    const event = eventOf(row.mean.length, row.columns);
    const { mean, factor, diagonal } = row.parameters;
    const columns = event.columns?.axis ?? event.axis;
    const parameters = {
      mean: tensor([event.axis], mean),
      factor: tensor([event.axis, columns], factor),
      diagonal: tensor([event.axis], diagonal),
    };
    check('LowRankMvNormal', parameters, event, row);
  }
});

test('MvStudentT', () => {
  for (const row of table.MvStudentT) {
    const { df, mean, scale } = row.parameters;
    const event = eventOf(mean.length);
    const parameters = {
      df: scalarOf(df),
      mean: tensor([event.axis], mean),
      scale: tensor([event.axis, event.dual], scale),
    };
    check('MvStudentT', parameters, event, row);
  }
});

test.each(['Wishart', 'InverseWishart'] as const)('%s', (name) => {
  for (const row of table[name]) {
    const event = eventOf(row.size);
    const parameters = {
      df: scalarOf(row.parameters.df),
      scale: tensor([event.axis, event.dual], row.parameters.scale),
    };
    check(name, parameters, event, row);
    const axes = [event.axis, event.dual];
    const outside = Array.from({ length: row.size ** 2 }, (_, k) => (k === 0 ? -1 : 0));
    expect(logDensityOf(m, family(name), tensor(axes, outside), parameters, event).data[0]).toBe(-Infinity);
  }
});

test('the entropy of InverseWishart is minus the mean log density of its draws of 1 by 1', () => {
  // InverseWishart(n, s) is then InverseGamma(n / 2, s / 2), of entropy a + log(b) + lgamma(a) - (1 + a) digamma(a).
  const event = eventOf(1);
  const parameters = { df: scalarOf(6), scale: tensor([event.axis, event.dual], [4]) };
  const expected = 3 + Math.log(2) + Math.log(2) - 4 * (1.5 - 0.5772156649015329);
  expectClose(
    family('InverseWishart').moments.entropy?.(m, parameters, event).data[0],
    expected,
    1,
    'entropy',
  );
});

test('moments that do not exist', () => {
  const two = eventOf(2);
  const scale = tensor([two.axis, two.dual], [1, 0, 0, 1]);
  const mean = tensor([two.axis], [1, 2]);
  const t = family('MvStudentT').moments;
  expect(t.mean?.(m, { df: scalarOf(1), mean, scale }, two).data).toEqual([NaN, NaN]);
  expect(t.variance?.(m, { df: scalarOf(2), mean, scale }, two).data).toEqual([Infinity, Infinity]);
  const inverse = family('InverseWishart').moments;
  expect(inverse.mean?.(m, { df: scalarOf(3), scale }, two).data).toEqual([NaN, NaN, NaN, NaN]);
});

describe('LkjCholesky', () => {
  const at = (entries: readonly number[], size: number, concentration: number): number => {
    const event = eventOf(size);
    const x = tensor([event.axis, event.dual], entries);
    const parameters = { concentration: scalarOf(concentration) };
    return logDensityOf(m, family('LkjCholesky'), x, parameters, event).data[0] ?? NaN;
  };
  const grid = Array.from({ length: 200 }, (_, k) => -1 + (k + 0.5) / 100);

  test('of 2 by 2: the correlation r has a density proportional to (1 - r**2)**(concentration - 1)', () => {
    for (const c of [0.7, 1, 2.5]) {
      const density = (r: number): number => Math.exp(at([1, 0, r, Math.sqrt(1 - r * r)], 2, c));
      const ratio = density(0.6) / density(0.1);
      expect(ratio).toBeCloseTo(((1 - 0.36) / (1 - 0.01)) ** (c - 1), 12);
      if (c < 1) continue;
      expect(grid.reduce((sum, r) => sum + density(r) / 100, 0)).toBeCloseTo(1, 3);
    }
  });

  test('of 3 by 3: adds up to one over the entries below the diagonal', () => {
    // The density is even in each entry.
    const half = Array.from({ length: 10 }, (_, k) => (k + 0.5) / 10);
    let total = 0;
    for (const a of half)
      for (const b of half)
        for (const c of half) {
          if (b * b + c * c >= 1) continue;
          const rows = [1, 0, 0, a, Math.sqrt(1 - a * a), 0, b, c, Math.sqrt(1 - b * b - c * c)];
          total += Math.exp(at(rows, 3, 2.5)) * 0.2 ** 3;
        }
    expect(total).toBeCloseTo(1, 2);
  });

  test('is of triangles with rows of length 1 and a positive diagonal', () => {
    expect(at([1, 0, 0.6, 0.8], 2, 1)).toBeCloseTo(Math.log(0.5), 12);
    for (const outside of [
      [1, 0.1, 0.6, 0.8],
      [1, 0, 0.6, 0.9],
      [1, 0, 0.6, -0.8],
      [0.5, 0, 0.6, 0.8],
    ])
      expect(at(outside, 2, 1)).toBe(-Infinity);
    // One by one there is nothing to draw.
    expect(at([1], 1, 3) + 0).toBe(0);
  });
});

test('RelaxedCategorical of two is a logistic variate over the temperature', () => {
  const event = eventOf(2);
  const [temperature, difference] = [0.7, 0.9];
  const parameters = {
    temperature: scalarOf(temperature),
    logits: tensor([event.axis], [difference + 3, 3]),
  };
  const density = (x: number): number =>
    logDensityOf(m, family('RelaxedCategorical'), tensor([event.axis], [x, 1 - x]), parameters, event)
      .data[0] ?? NaN;
  for (const x of [1e-6, 0.02, 0.3, 0.5, 0.99]) {
    // logit(x) = (difference + logistic noise) / temperature
    const noise = temperature * Math.log(x / (1 - x)) - difference;
    const expected = -noise - 2 * Math.log1p(Math.exp(-noise)) + Math.log(temperature / (x * (1 - x)));
    expect(density(x)).toBeCloseTo(expected, 11);
  }
  expect(density(0)).toBe(-Infinity);
  const outside = tensor([event.axis], [0.4, 0.4]);
  expect(logDensityOf(m, family('RelaxedCategorical'), outside, parameters, event).data[0]).toBe(-Infinity);
});
