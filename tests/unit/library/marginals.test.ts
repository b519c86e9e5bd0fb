// Vectors with missing entries against conditioning by brute force: the present block of the density cut out, and the
// law of the missing entries from the inverse of the precision's block.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Marginals } from '../../../compiler/library/distribution.ts';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { eagerArithmetic, eventOf, scalarOf, tensor, type Tensor } from '../../support/eager-arithmetic.ts';

type Matrix = readonly (readonly number[])[];

const m = eagerArithmetic();

/** By Gauss and Jordan with pivots. */
function inverseOf(matrix: Matrix): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  const entry = (i: number, j: number): number => rows[i]?.[j] ?? NaN;
  for (let k = 0; k < n; k++) {
    const below = Array.from({ length: n - k }, (_, i) => i + k);
    const pivot = below.reduce((best, i) => (Math.abs(entry(i, k)) > Math.abs(entry(best, k)) ? i : best), k);
    const [a = [], b = []] = [rows[k], rows[pivot]];
    [rows[k], rows[pivot]] = [b, a];
    rows[k] = b.map((value) => value / entry(k, k));
    rows.forEach((row, i) => {
      const factor = row[k] ?? NaN;
      if (i !== k) rows[i] = row.map((value, j) => value - factor * entry(k, j));
    });
  }
  return rows.map((row) => row.slice(n));
}

const cut = (matrix: Matrix, rows: readonly number[], columns: readonly number[]): number[][] =>
  rows.map((i) => columns.map((j) => matrix[i]?.[j] ?? NaN));
const pick = (vector: readonly number[], at: readonly number[]): number[] => at.map((i) => vector[i] ?? NaN);
const times = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, j) => sum + value * (vector[j] ?? NaN), 0));
const dot = (a: readonly number[], b: readonly number[]): number => times([a], b)[0] ?? NaN;

interface Law {
  readonly mean: readonly number[];
  readonly covariance: Matrix;
}

/** Location and scale of the whole vector given the entries at `seen`, by the inverse of the whole precision's block. */
function brute({ mean, covariance }: Law, x: readonly number[], seen: readonly number[]): Law {
  const hidden = mean.map((_, i) => i).filter((i) => !seen.includes(i));
  const precision = inverseOf(covariance);
  const spread = inverseOf(cut(precision, hidden, hidden));
  const residual = pick(x, seen).map((value, k) => value - (pick(mean, seen)[k] ?? NaN));
  const pull = times(spread, times(cut(precision, hidden, seen), residual));
  return {
    mean: mean.map((mu, i) => (seen.includes(i) ? (x[i] ?? NaN) : mu - (pull[hidden.indexOf(i)] ?? NaN))),
    covariance: covariance.map((row, i) =>
      row.map((_, j) => spread[hidden.indexOf(i)]?.[hidden.indexOf(j)] ?? 0),
    ),
  };
}

interface Case extends Law {
  readonly factor: Matrix;
  readonly diagonal: readonly number[];
  readonly x: readonly number[];
  readonly seen: readonly number[];
}

const cases = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const entry = fc.double({ min: -2, max: 2, noNaN: true });
  const vector = fc.array(entry, { minLength: size, maxLength: size });
  return fc
    .record({
      mean: vector,
      x: vector,
      factor: fc.array(fc.array(entry, { minLength: 2, maxLength: 2 }), { minLength: size, maxLength: size }),
      diagonal: fc.array(fc.double({ min: 0.3, max: 2, noNaN: true }), { minLength: size, maxLength: size }),
      seen: fc.subarray(Array.from({ length: size }, (_, i) => i)),
    })
    .map((given): Case => ({
      ...given,
      covariance: given.factor.map((row, i) =>
        given.factor.map((other, j) => dot(row, other) + (i === j ? (given.diagonal[i] ?? NaN) : 0)),
      ),
    }));
});

interface Family {
  readonly name: string;
  parameters(given: Case): Readonly<Record<string, Tensor>>;
  /** Of the same family over the entries at `seen`. */
  restrict(given: Case): Case;
  /** By how much the covariance differs from the scale's block. */
  widening(given: Case): number;
}

const degrees = 4.5;
const restrict = (given: Case): Case => ({
  mean: pick(given.mean, given.seen),
  covariance: cut(given.covariance, given.seen, given.seen),
  factor: given.seen.map((i) => given.factor[i] ?? []),
  diagonal: pick(given.diagonal, given.seen),
  x: pick(given.x, given.seen),
  seen: given.seen.map((_, i) => i),
});

const families: readonly Family[] = [
  {
    name: 'MvNormal',
    parameters({ mean, covariance }) {
      const { axis, dual } = eventOf(mean.length);
      return { mean: tensor([axis], mean), covariance: tensor([axis, dual], covariance) };
    },
    restrict,
    widening: () => 1,
  },
  {
    name: 'LowRankMvNormal',
    parameters({ mean, factor, diagonal }) {
      const { axis, columns } = eventOf(mean.length, 2);
      if (columns === null) throw new Error('no columns');
      return {
        mean: tensor([axis], mean),
        factor: tensor([axis, columns.axis], factor),
        diagonal: tensor([axis], diagonal),
      };
    },
    restrict,
    widening: () => 1,
  },
  {
    name: 'MvStudentT',
    parameters({ mean, covariance }) {
      const { axis, dual } = eventOf(mean.length);
      return {
        df: scalarOf(degrees),
        mean: tensor([axis], mean),
        scale: tensor([axis, dual], covariance),
      };
    },
    restrict,
    // (df + quadratic form) / (df + entries - 2)
    widening(given) {
      const { mean, covariance, x } = restrict(given);
      const residual = x.map((value, i) => value - (mean[i] ?? NaN));
      const quadratic = dot(residual, times(inverseOf(covariance), residual));
      return (degrees + quadratic) / (degrees + x.length - 2);
    },
  },
];

function marginalsOf(name: string): Marginals {
  const marginals = findDistribution(name)?.marginals ?? null;
  if (marginals === null) throw new Error(`no marginals of ${name}`);
  return marginals;
}

const within = (tolerance: number, actual: number, expected: number): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected)));
};

describe.each(families)('$name', (family) => {
  const { name } = family;
  const marginals = marginalsOf(name);
  const distribution = findDistribution(name);
  if (distribution === null) throw new Error(`no ${name}`);

  /** Missing entries hold any number at all. */
  const shown = ({ x, seen }: Case): { x: Tensor; present: Tensor } => {
    const { axis } = eventOf(x.length);
    return {
      x: tensor(
        [axis],
        x.map((value, i) => (seen.includes(i) ? value : 1e6)),
      ),
      present: tensor(
        [axis],
        x.map((_, i) => (seen.includes(i) ? 1 : 0)),
      ),
    };
  };

  test('the density of the present entries is that of the family over them', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { x, present } = shown(given);
        const event = eventOf(given.x.length, 2);
        const density = marginals.logDensity(m, x, present, family.parameters(given), event).data[0] ?? NaN;
        if (given.seen.length === 0) expect(density + 0).toBe(0);
        else {
          const block = family.restrict(given);
          const over = eventOf(block.x.length, 2);
          const at = tensor([over.axis], block.x);
          const expected = logDensityOf(m, distribution, at, family.parameters(block), over).data[0] ?? NaN;
          within(1e-11, density, expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('mean and covariance given the present entries', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { x, present } = shown(given);
        const event = eventOf(given.x.length, 2);
        const found = marginals.conditional(m, x, present, family.parameters(given), event);
        const expected = brute(given, given.x, given.seen);
        const widening = family.widening(given);
        given.x.forEach((_, i) => {
          within(1e-11, m.at(found.mean, event.axis, scalarOf(i)).data[0] ?? NaN, expected.mean[i] ?? NaN);
          given.x.forEach((_unused, j) => {
            const row = m.at(found.covariance, event.axis, scalarOf(i));
            const target = widening * (expected.covariance[i]?.[j] ?? NaN);
            const hidden = !given.seen.includes(i) && !given.seen.includes(j);
            within(1e-11, m.at(row, event.dual, scalarOf(j)).data[0] ?? NaN, hidden ? target : 0);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  test('expected statistics are those of the conditional law', () => {
    if (marginals.statistics === null) {
      expect(distribution.statistics).toBeNull();
      return;
    }
    const event = eventOf(3);
    const mean = tensor([event.axis], [1, -2, 0.5]);
    const covariance = tensor([event.axis, event.dual], [0, 0, 0, 0, 2, 0.3, 0, 0.3, 1]);
    const statistics = marginals.statistics(m, { mean, covariance }, event);
    expect(statistics.x?.data).toEqual([1, -2, 0.5]);
    expect(statistics.xx?.data).toEqual([1, -2, 6, 0.5, -0.7, 1.25]);
  });
});
