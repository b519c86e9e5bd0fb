// Samplers of counts, of vectors and of matrices: 100,000 seeded draws of each, made by emitted kernels, against the
// law of the draws or of what they are projected to.

import { describe, expect, test } from 'vitest';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import { eventOf, parameterAxes } from '../../../compiler/ir/matrices.ts';
import type { Program } from '../../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { gammaP, normalCdf } from '../../../compiler/library/special/index.ts';
import { constantSize } from '../../../compiler/sizes/size.ts';
import { createStream } from '../../../runtime/random/stream.ts';
import { eagerArithmetic, eventOf as testEventOf, tensor } from '../../support/eager-arithmetic.ts';
import { chiSquare, kolmogorovSmirnov } from '../../support/goodness-of-fit.ts';
import { compileProgram } from '../../support/run-kernel.ts';

const count = 100_000;
const level = 0.001;

type Parameters = Readonly<Record<string, readonly number[]>>;

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

/** Draws for each row; `size`: of the event, `columns`: of a parameter that has its own. */
function drawing(
  name: string,
  parameters: Parameters,
  size: number,
  columns: number,
): {
  readonly program: Program;
  readonly inputs: Readonly<Record<string, Float64Array>>;
  readonly width: number;
} {
  const distribution = family(name);
  const m = createBuilder();
  const event = eventOf(
    m,
    makeAxis('e', constantSize(size)),
    undefined,
    makeAxis('columns', constantSize(columns)),
  );
  const values = Object.fromEntries(
    Object.entries(distribution.parameters).map(([parameter, definition]) => [
      parameter,
      m.input(parameter, { dtype: 'f64', axes: parameterAxes(definition, event) }),
    ]),
  );
  const rows = plateAxis('row');
  const axes = [rows, ...[event.axis, event.dual].slice(0, distribution.eventRank)];
  const draw = m.cast(distribution.sample(m, values, event, [rows]), 'f64');
  return {
    program: makeProgram('draws', [outputOf(m, 'draw', draw, axes)]),
    inputs: Object.fromEntries(
      Object.entries(parameters).map(([parameter, value]) => [parameter, Float64Array.from(value)]),
    ),
    width: size ** distribution.eventRank,
  };
}

/** The events, flat, of as many rows. */
function draws(name: string, parameters: Parameters, size = 1, columns = 1, n = count): number[][] {
  const { program, inputs, width } = drawing(name, parameters, size, columns);
  const key = Int32Array.of(42, 7);
  const { draw = [] } = compileProgram(program).run({ ...inputs, key }, { 'rows:row': n });
  return Array.from({ length: n }, (_, row) => [...draw.slice(row * width, (row + 1) * width)]);
}

/** Chi-square over a hundred ranges of equal probability: cheaper than a distribution function at every draw. */
function expectQuantiles(values: readonly number[], quantile: (p: number) => number): void {
  const bins = 100;
  const ends = Array.from({ length: bins - 1 }, (_, k) => quantile((k + 1) / bins));
  const found = Array<number>(bins).fill(0);
  for (const value of values) {
    let [low, high] = [0, bins - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (ends[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    found[low] = (found[low] ?? NaN) + 1;
  }
  expect(
    chiSquare(
      found,
      found.map(() => 1 / bins),
    ),
  ).toBeGreaterThan(level);
}

const first = (event: readonly number[]): number => event[0] ?? NaN;

/** What is drawn by the reference evaluator too, bit by bit. */
function expectSameDraws(name: string, parameters: Parameters, size = 1, columns = 1): void {
  const { program, inputs } = drawing(name, parameters, size, columns);
  const arrays = Object.entries(inputs).map(([key, data]) => [key, { data }] as const);
  const { draw } = evaluate(
    program,
    Object.fromEntries(arrays),
    { 'rows:row': 40 },
    { stream: createStream(42, 7) },
  );
  expect([...(draw ?? [])]).toEqual(draws(name, parameters, size, columns, 40).flat());
}

const counts: [string, Parameters][] = [
  ['Binomial', { n: [12], p: [0.3] }],
  ['Binomial', { n: [150], p: [0.4] }],
  ['Binomial', { n: [90], p: [0.85] }],
  ['Binomial', { n: [1], p: [0.5] }],
  ['NegativeBinomial', { mean: [4.5], dispersion: [1.7] }],
  ['NegativeBinomial', { mean: [1], dispersion: [0.05] }],
  ['Geometric', { p: [0.3] }],
  ['Geometric', { p: [0.95] }],
  ['BetaBinomial', { n: [14], alpha: [0.4], beta: [0.8] }],
  ['BetaBinomial', { n: [60], alpha: [9], beta: [4] }],
  ['ZeroInflatedPoisson', { zero: [0.35], rate: [3.3] }],
  ['DiscreteUniform', { lower: [-4], upper: [6] }],
];
describe.each(counts)('%s %o', (name, parameters) => {
  test('follows its distribution function', () => {
    const numbers = Object.fromEntries(
      Object.entries(parameters).map(([key, [value]]) => [key, value ?? NaN]),
    );
    const cdf = (k: number): number => family(name).quantiles?.cdf(k, numbers) ?? NaN;
    // From -10 on.
    const found = Array<number>(400).fill(0);
    for (const k of draws(name, parameters).map(first)) found[k + 10] = (found[k + 10] ?? NaN) + 1;
    const probabilities = found.map((_, k) => cdf(k - 10) - cdf(k - 11));
    expect(found.reduce((sum, value) => sum + value, 0)).toBe(count);
    expect(chiSquare(found, probabilities)).toBeGreaterThan(level);
  });

  test('draws the same in kernels and in the reference evaluator', () => {
    expectSameDraws(name, parameters);
  });
});

test('certain outcomes', () => {
  const all = (name: string, parameters: Parameters): Set<number> =>
    new Set(draws(name, parameters, 1, 1, 500).map(first));
  expect(all('Binomial', { n: [7], p: [0] })).toEqual(new Set([0]));
  expect(all('Binomial', { n: [7], p: [1] })).toEqual(new Set([7]));
  expect(all('Binomial', { n: [0], p: [0.4] })).toEqual(new Set([0]));
  expect(all('Geometric', { p: [1] })).toEqual(new Set([0]));
  expect(all('NegativeBinomial', { mean: [0], dispersion: [2] })).toEqual(new Set([0]));
  expect(all('ZeroInflatedPoisson', { zero: [1], rate: [5] })).toEqual(new Set([0]));
  expect(all('DiscreteUniform', { lower: [3], upper: [3] })).toEqual(new Set([3]));
  expect(all('Delta', { x: [2.5] })).toEqual(new Set([2.5]));
});

test('OrderedLogistic follows its masses', () => {
  const parameters = { predictor: [0.4], cutpoints: [-0.7, 1.1] };
  const event = testEventOf(2);
  const m = eagerArithmetic();
  const own = { predictor: tensor([], [0.4]), cutpoints: tensor([event.axis], [-0.7, 1.1]) };
  const masses = [0, 1, 2].map((k) =>
    Math.exp(logDensityOf(m, family('OrderedLogistic'), tensor([], [k]), own, event).data[0] ?? NaN),
  );
  const found = [0, 0, 0];
  for (const k of draws('OrderedLogistic', parameters, 2).map(first)) found[k] = (found[k] ?? NaN) + 1;
  expect(chiSquare(found, masses)).toBeGreaterThan(level);
});

describe('vectors of counts', () => {
  const cases: [string, Parameters][] = [
    ['Multinomial', { n: [4], p: [0.2, 0.5, 0.3] }],
    ['DirichletMultinomial', { n: [4], concentration: [0.6, 2, 1.1] }],
  ];
  test.each(cases)('%s: every composition as often as its mass says', (name, parameters) => {
    const event = testEventOf(3);
    const m = eagerArithmetic();
    const own = Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [
        key,
        tensor(value.length === 1 ? [] : [event.axis], value),
      ]),
    );
    const tally = new Map<string, number>();
    for (const x of draws(name, parameters, 3)) tally.set(x.join(), (tally.get(x.join()) ?? 0) + 1);
    const outcomes = [...tally.keys()];
    const masses = outcomes.map((key) => {
      const x = tensor([event.axis], key.split(',').map(Number));
      return Math.exp(logDensityOf(m, family(name), x, own, event).data[0] ?? NaN);
    });
    expect(outcomes).toHaveLength(15);
    expect(masses.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(
      chiSquare(
        outcomes.map((key) => tally.get(key) ?? 0),
        masses,
      ),
    ).toBeGreaterThan(level);
    expectSameDraws(name, parameters, 3);
  });

  test('never a category of probability 0, however many', () => {
    const parameters = { n: [1e6], p: [0, 0.7, 0, 0.3, 0] };
    for (const x of draws('Multinomial', parameters, 5, 1, 200)) {
      expect([x[0], x[2], x[4]]).toEqual([0, 0, 0]);
      expect(x.reduce((sum, value) => sum + value, 0)).toBe(1e6);
    }
  });
});

describe('RelaxedCategorical', () => {
  const logits = [0.2, -0.5, 1];
  test('the largest entry is a Categorical of the logits', () => {
    const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
    const found = [0, 0, 0];
    for (const x of draws('RelaxedCategorical', { temperature: [0.7], logits }, 3)) {
      const largest = x.indexOf(Math.max(...x));
      found[largest] = (found[largest] ?? NaN) + 1;
    }
    expect(
      chiSquare(
        found,
        logits.map((value) => Math.exp(value) / total),
      ),
    ).toBeGreaterThan(level);
  });

  test('of two is a logistic variate over the temperature', () => {
    const parameters = { temperature: [1.6], logits: [1.3, 0.4] };
    const noise = draws('RelaxedCategorical', parameters, 2).map(
      ([x = NaN, y = NaN]) => 1.6 * Math.log(x / y) - 0.9,
    );
    expect(kolmogorovSmirnov(noise, (z) => 1 / (1 + Math.exp(-z)))).toBeGreaterThan(level);
  });
});

type Matrix = readonly (readonly number[])[];
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const quadratic = (matrix: Matrix, a: readonly number[]): number =>
  dot(
    a,
    matrix.map((row) => dot(row, a)),
  );
const square = (flat: readonly number[], size: number): number[][] =>
  Array.from({ length: size }, (_, i) => flat.slice(i * size, (i + 1) * size));
/** Of 3 by 3, by cofactors. */
function inverse(matrix: Matrix): number[][] {
  const at = (i: number, j: number): number => matrix[i % 3]?.[j % 3] ?? NaN;
  const cofactor = (i: number, j: number): number =>
    at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  const determinant = at(0, 0) * cofactor(0, 0) + at(0, 1) * cofactor(0, 1) + at(0, 2) * cofactor(0, 2);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}

const directions: readonly (readonly number[])[] = [
  [1, 0, 0],
  [0.4, -1, 2],
  [-0.7, 0.3, 0.5],
];
const mean = [1, -2, 0.5];
const scale = [2, 0.6, -0.3, 0.6, 1, 0.2, -0.3, 0.2, 0.8];

describe('projections of vectors', () => {
  test('LowRankMvNormal is normal along each direction', () => {
    const factor = [0.9, -0.2, 0.3, 1.1, -0.4, 0.5];
    const diagonal = [0.5, 1.2, 0.3];
    const xs = draws('LowRankMvNormal', { mean, factor, diagonal }, 3, 2);
    for (const a of directions) {
      const along = [0, 1].map((column) =>
        dot(
          a,
          [0, 1, 2].map((i) => factor[i * 2 + column] ?? NaN),
        ),
      );
      const variance =
        dot(along, along) +
        dot(
          a.map((value) => value * value),
          diagonal,
        );
      const standard = xs.map((x) => (dot(a, x) - dot(a, mean)) / Math.sqrt(variance));
      expect(kolmogorovSmirnov(standard, normalCdf)).toBeGreaterThan(level);
    }
  });

  test('MvStudentT is a Student t along each direction', () => {
    const xs = draws('MvStudentT', { df: [3.5], mean, scale }, 3);
    const { quantiles } = family('StudentT');
    for (const a of directions) {
      const parameters = { df: 3.5, mean: dot(a, mean), scale: Math.sqrt(quadratic(square(scale, 3), a)) };
      const quantile = (p: number): number => quantiles?.quantile(p, parameters) ?? NaN;
      expectQuantiles(
        xs.map((x) => dot(a, x)),
        quantile,
      );
    }
  });
});

describe('matrices', () => {
  const chiSquared =
    (df: number) =>
    (x: number): number =>
      gammaP(df / 2, x / 2);

  // Mardia, Kent and Bibby (1979), theorem 3.4.2 and corollary 3.4.6.1.
  test('Wishart: quadratic forms of it and of its inverse are chi-square', () => {
    const xs = draws('Wishart', { df: [4.5], scale }, 3).map((x) => square(x, 3));
    const own = square(scale, 3);
    const [inverseOfOwn = [], ...inverseOfDraws] = [own, ...xs].map(inverse);
    for (const a of directions) {
      const direct = xs.map((x) => quadratic(x, a) / quadratic(own, a));
      expect(kolmogorovSmirnov(direct, chiSquared(4.5))).toBeGreaterThan(level);
      const inverted = inverseOfDraws.map((x) => quadratic(inverseOfOwn, a) / quadratic(x, a));
      expect(kolmogorovSmirnov(inverted, chiSquared(2.5))).toBeGreaterThan(level);
    }
    expectSameDraws('Wishart', { df: [4.5], scale }, 3);
  });

  test('InverseWishart: the same with the inverse', () => {
    const xs = draws('InverseWishart', { df: [6.5], scale }, 3).map((x) => square(x, 3));
    const own = square(scale, 3);
    const [inverseOfOwn = [], ...inverseOfDraws] = [own, ...xs].map(inverse);
    for (const a of directions) {
      const direct = xs.map((x) => quadratic(own, a) / quadratic(x, a));
      expect(kolmogorovSmirnov(direct, chiSquared(4.5))).toBeGreaterThan(level);
      const inverted = inverseOfDraws.map((x) => quadratic(x, a) / quadratic(inverseOfOwn, a));
      expect(kolmogorovSmirnov(inverted, chiSquared(6.5))).toBeGreaterThan(level);
    }
    expectSameDraws('InverseWishart', { df: [6.5], scale }, 3);
  });

  // Lewandowski, Kurowicka and Joe (2009), section 2: each correlation r has (r + 1) / 2 Beta(b, b), b = concentration - 1 + D / 2.
  test('LkjCholesky: each correlation is a Beta', () => {
    const size = 4;
    const triangles = draws('LkjCholesky', { concentration: [1.3] }, size).map((x) => square(x, size));
    const { quantiles } = family('Beta');
    const shape = 1.3 - 1 + size / 2;
    const quantile = (p: number): number =>
      2 * (quantiles?.quantile(p, { alpha: shape, beta: shape }) ?? NaN) - 1;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) {
        const correlations = triangles.map((rows) => dot(rows[i] ?? [], rows[j] ?? []));
        expectQuantiles(correlations, quantile);
      }
    for (const rows of triangles.slice(0, 100))
      rows.forEach((row, i) => {
        expect(dot(row, row)).toBeCloseTo(1, 12);
        expect(row[i]).toBeGreaterThan(0);
        expect(row.slice(i + 1)).toEqual(row.slice(i + 1).map(() => 0));
      });
  });
});
