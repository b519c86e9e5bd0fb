// Truncated and censored families: against mpmath and scipy, against what a density must be, and their draws.

import { describe, expect, test } from 'vitest';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import { cutFamily, findFamily } from '../../../compiler/library/derived/index.ts';
import { readCutName } from '../../../compiler/library/derived/cut.ts';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { distributions } from '../../../compiler/library/distributions/index.ts';
import { numberArithmetic } from '../../../compiler/library/number-arithmetic.ts';
import { familiesWithQuantiles } from '../../../compiler/library/special/quantile-names.ts';
import { createStream } from '../../../runtime/random/stream.ts';
import table from '../../reference/cuts.json' with { type: 'json' };
import { examples } from '../../support/example-parameters.ts';
import { chiSquare, kolmogorovSmirnov } from '../../support/goodness-of-fit.ts';

const m = numberArithmetic();

function family(name: string): Distribution {
  const found = findFamily(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

type Parameters = Readonly<Record<string, number>>;

const density = (name: string, x: number, parameters: Parameters): number =>
  logDensityOf(m, family(name), x, parameters, null);

function expectClose(actual: number, expected: number, tolerance: number, where: string): void {
  const error = Math.abs(actual - expected);
  expect(error, `${where}: ${String(actual)} for ${String(expected)}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(expected), 1),
  );
}

/** Numbers by parameter, where a row has them. */
function numbersOf(parameters: Readonly<Record<string, number | undefined>>): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

describe('against mpmath', () => {
  test.each(table.rows.map((row) => [`${row.family} ${JSON.stringify(row.parameters)}`, row] as const))(
    '%s',
    (where, { family: name, parameters: given, ...row }) => {
      const parameters = numbersOf(given);
      const { quantiles, moments } = family(name);
      // Far out, a density is the difference of numbers that are as large as the square of the distance.
      for (const [x = NaN, expected = NaN] of row.logDensity)
        expectClose(density(name, x, parameters), expected, 1e-11, `density of ${where} at ${String(x)}`);
      for (const [x = NaN, expected = NaN] of row.cdf)
        expectClose(quantiles?.cdf(x, parameters) ?? NaN, expected, 1e-11, `cdf of ${where} at ${String(x)}`);
      if (row.mean === undefined) return;
      expectClose(moments.mean?.(m, parameters, null) ?? NaN, row.mean, 1e-8, `mean of ${where}`);
      expectClose(moments.variance?.(m, parameters, null) ?? NaN, row.variance, 1e-7, `variance of ${where}`);
    },
  );
});

/** Trapezoids, which converge fast: the families here are smooth between their ends. */
function integral(f: (x: number) => number, from: number, to: number): number {
  const count = 40_000;
  const width = (to - from) / count;
  let sum = (f(from) + f(to)) / 2;
  for (let i = 1; i < count; i++) sum += f(from + i * width);
  return sum * width;
}

describe('densities add up to one', () => {
  const continuous: readonly [string, Parameters, number, number][] = [
    ['Truncated(Normal, lower)', { mean: 0.5, sd: 2, lower: 0 }, 0, 30],
    ['Truncated(Normal, lower, upper)', { mean: 0.5, sd: 2, lower: 20, upper: 22 }, 20, 22],
    ['Truncated(Gamma, lower, upper)', { shape: 2.5, rate: 1.5, lower: 0.3, upper: 2 }, 0.3, 2],
  ];
  test.each(continuous)('%s %o', (name, parameters, from, to) => {
    const total = integral((x) => Math.exp(density(name, x, parameters)), from, to);
    expectClose(total, 1, 1e-7, name);
    const mean = integral((x) => x * Math.exp(density(name, x, parameters)), from, to);
    const { moments } = family(name);
    if (moments.mean !== null) expectClose(moments.mean(m, parameters, null), mean, 1e-6, name);
  });

  test('Truncated(Poisson, lower)', () => {
    const parameters = { rate: 3.2, lower: 2 };
    const total = Array.from({ length: 200 }, (_, k) =>
      Math.exp(density('Truncated(Poisson, lower)', k, parameters)),
    );
    expectClose(
      total.reduce((sum, p) => sum + p, 0),
      1,
      1e-12,
      'Poisson',
    );
    expect(total.slice(0, 2)).toEqual([0, 0]);
  });

  const censored: readonly [string, Parameters, number, number][] = [
    ['Censored(Normal, lower, upper)', { mean: 0.5, sd: 2, lower: -1, upper: 2 }, -1, 2],
    ['Censored(Gamma, lower, upper)', { shape: 2.5, rate: 1.5, lower: 0.5, upper: 3 }, 0.5, 3],
    ['Censored(Truncated(Normal, lower), upper)', { mean: 0.5, sd: 2, lower: 0, upper: 3 }, 0, 3],
  ];
  test.each(censored)('%s %o', (name, parameters, from, to) => {
    const atBounds = ['lower', 'upper']
      // The lower bound of the part in the last row has no mass.
      .filter((side) => readCutName(name)?.bounds[side === 'lower' ? 'lower' : 'upper'])
      .map((side) => parameters[side] ?? NaN);
    const mass = atBounds.map((x) => Math.exp(density(name, x, parameters)));
    // Just inside, where there is no mass.
    const inside = (x: number): number =>
      Math.exp(density(name, Math.min(Math.max(x, from + 1e-9), to - 1e-9), parameters));
    expectClose(integral(inside, from, to) + mass.reduce((sum, p) => sum + p, 0), 1, 1e-7, name);
    const { moments } = family(name);
    if (moments.mean === null || moments.variance === null) return;
    const moment = (power: number): number =>
      integral((x) => x ** power * inside(x), from, to) +
      atBounds.reduce((sum, x, i) => sum + x ** power * (mass[i] ?? NaN), 0);
    expectClose(moments.mean(m, parameters, null), moment(1), 1e-7, name);
    expectClose(moments.variance(m, parameters, null), moment(2) - moment(1) ** 2, 1e-7, name);
  });
});

test('values outside are impossible', () => {
  expect(density('Truncated(Normal, lower)', -1e-9, { mean: 0, sd: 1, lower: 0 })).toBe(-Infinity);
  expect(density('Truncated(Poisson, upper)', 1.5, { rate: 2, upper: 4 })).toBe(-Infinity);
  expect(density('Truncated(Gamma, lower)', -0.5, { shape: 2, rate: 1, lower: -1 })).toBe(-Infinity);
  expect(density('Censored(Normal, upper)', 2.1, { mean: 0, sd: 1, upper: 2 })).toBe(-Infinity);
  expect(density('Censored(Gamma, lower, upper)', -1, { shape: 2, rate: 1, lower: -1, upper: 5 })).toBe(
    -Infinity,
  );
  expect(density('Truncated(Normal, lower)', NaN, { mean: 0, sd: 1, lower: 0 })).toBe(-Infinity);
});

/** Univariate families with tails at the parameters of their example. */
const parts = examples.flatMap(({ family: name, parameters, event }) => {
  const part = distributions.get(name);
  if (part === undefined || event !== null || part.tails === null) return [];
  if (!(familiesWithQuantiles as readonly string[]).includes(name)) return [];
  const numbers = Object.entries(parameters).map(([key, { data }]) => [key, data[0] ?? NaN] as const);
  return [{ part, parameters: Object.fromEntries(numbers) }];
});

/** Some quantiles are slow. */
const drawsOf = (name: string): number => (['Normal', 'Gamma', 'Poisson'].includes(name) ? 100_000 : 5000);

describe('every family with tails', () => {
  test('there are some', () => {
    expect(parts.map(({ part }) => part.name)).toEqual(expect.arrayContaining(['Normal', 'Poisson']));
  });

  describe.each(parts.map(({ part, parameters }) => [part.name, part, parameters] as const))(
    '%s',
    (name, part, own) => {
      const at = (p: number): number => part.quantiles?.quantile(p, own) ?? NaN;
      // Between two quantiles, and from one on.
      const [low, high] = [at(0.3), at(0.95)];
      const made = cutFamily('Truncated', part, { lower: true, upper: true });
      const names = made?.forms[0].names.slice(-2) ?? [];
      const parameters: Parameters = { ...own, [names[0] ?? '']: low, [names[1] ?? '']: high };

      test('truncated, cdf and quantile invert, and the cdf is that of the part', () => {
        const { quantiles } = made ?? part;
        const cdf = (x: number): number => part.quantiles?.cdf(x, own) ?? NaN;
        const below = part.discrete ? cdf(low - 1) : cdf(low);
        for (const p of [0, 1e-9, 0.01, 0.3, 0.5, 0.9, 0.999, 1]) {
          const x = quantiles?.quantile(p, parameters) ?? NaN;
          expect(x).toBeGreaterThanOrEqual(low);
          expect(x).toBeLessThanOrEqual(high);
          const found = quantiles?.cdf(x, parameters) ?? NaN;
          expectClose(found, (cdf(x) - below) / (cdf(high) - below), 1e-10, `${name} at ${String(x)}`);
          if (part.discrete) expect(found).toBeGreaterThanOrEqual(p * (1 - 1e-12));
          else expectClose(found, p, 1e-9, `${name} at ${String(p)}`);
        }
      });

      test('draws', () => {
        const stream = numberArithmetic(createStream(5, 0));
        const draws = Array.from({ length: drawsOf(name) }, () =>
          (made ?? part).sample(stream, parameters, null, []),
        );
        expect(Math.min(...draws.slice(0, 5000))).toBeGreaterThanOrEqual(low);
        expect(Math.max(...draws.slice(0, 5000))).toBeLessThanOrEqual(high);
        const cdf = (x: number): number => made?.quantiles?.cdf(x, parameters) ?? NaN;
        if (!part.discrete) {
          expect(kolmogorovSmirnov(draws, cdf)).toBeGreaterThan(0.001);
          return;
        }
        const counts = Array<number>(high + 1).fill(0);
        for (const x of draws) counts[x] = (counts[x] ?? NaN) + 1;
        const probabilities = counts.map((_, x) => (x < low ? 0 : cdf(x) - (x === low ? 0 : cdf(x - 1))));
        expect(chiSquare(counts.slice(low), probabilities.slice(low))).toBeGreaterThan(0.001);
      });

      test('censored draws have the mass of what is beyond at the bounds', () => {
        const censored = cutFamily('Censored', part, { lower: true, upper: true });
        const stream = numberArithmetic(createStream(6, 0));
        const draws = Array.from(
          { length: 20_000 },
          () => censored?.sample(stream, parameters, null, []) ?? NaN,
        );
        const cdf = (x: number): number => part.quantiles?.cdf(x, own) ?? NaN;
        const share = draws.filter((x) => x === low).length / draws.length;
        expect(Math.abs(share - cdf(low))).toBeLessThan(0.02);
        expect(
          Math.exp(censored === null ? NaN : logDensityOf(m, censored, low, parameters, null)),
        ).toBeCloseTo(cdf(low), 9);
      });
    },
  );
});

test('draws from the far tail', () => {
  const stream = numberArithmetic(createStream(8, 0));
  const parameters = { mean: 0, sd: 1, lower: 12 };
  const cut = family('Truncated(Normal, lower)');
  const draws = Array.from({ length: 100_000 }, () => cut.sample(stream, parameters, null, []));
  expect(kolmogorovSmirnov(draws, (x) => cut.quantiles?.cdf(x, parameters) ?? NaN)).toBeGreaterThan(0.001);
});

describe('names', () => {
  test('say what a family is made of', () => {
    expect(readCutName('Truncated(Normal, lower)')).toEqual({
      kind: 'Truncated',
      part: 'Normal',
      bounds: { lower: true, upper: false },
    });
    expect(readCutName('Censored(Truncated(Normal, lower), lower, upper)')).toEqual({
      kind: 'Censored',
      part: 'Truncated(Normal, lower)',
      bounds: { lower: true, upper: true },
    });
    for (const name of ['Normal', 'Truncated(Normal)', 'Mixture(Normal, lower)', 'Truncated'])
      expect(readCutName(name)).toBeNull();
  });

  test('a family is made once, and bounds that meet a parameter of their name get another', () => {
    expect(findFamily('Truncated(Normal, lower)')).toBe(findFamily('Truncated(Normal, lower)'));
    expect(family('Censored(Truncated(Normal, lower), lower)').forms.map(({ names }) => names)).toEqual([
      ['mean', 'sd', 'lower', 'outer lower'],
      ['mean', 'variance', 'lower', 'outer lower'],
      ['mean', 'precision', 'lower', 'outer lower'],
    ]);
  });

  test('nothing is made of families without tails', () => {
    expect(findFamily('Truncated(MvNormal, lower)')).toBeNull();
    expect(findFamily('Censored(Nonsense, upper)')).toBeNull();
  });
});
