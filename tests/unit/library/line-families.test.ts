// The continuous families of one number against scipy and mpmath: densities, both tails, quantiles, moments; and what
// a density, its cdf, its tails and their gradients must be to each other.

import { describe, expect, test } from 'vitest';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { numberArithmetic } from '../../../compiler/library/number-arithmetic.ts';
import table from '../../reference/distributions.json' with { type: 'json' };

type Entry = number | string | null;
interface Row {
  readonly parameters: Readonly<Record<string, number>>;
  readonly logDensity: readonly (readonly Entry[])[];
  readonly logTails: readonly (readonly Entry[])[];
  readonly quantile: readonly (readonly Entry[])[];
  readonly mean: Entry;
  readonly variance: Entry;
}

const m = numberArithmetic();

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

const tables: readonly (readonly [string, readonly Row[]])[] = Object.entries(table).flatMap(
  ([name, rows]) =>
    Array.isArray(rows) && rows.some((row) => 'logTails' in row) ? [[name, rows as unknown as Row[]]] : [],
);

/** Equal up to the tolerance, relative to the larger of the value and `scale`. */
function expectClose(actual: number, expected: Entry, tolerance: number, scale: number, where: string): void {
  const target = Number(expected);
  if (!Number.isFinite(target)) expect(actual, where).toBe(target);
  else
    expect(
      Math.abs(actual - target),
      `${where}: ${String(actual)} for ${String(target)}`,
    ).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(target), scale));
}

test('every continuous family of one number has rows', () => {
  expect(tables.length).toBeGreaterThanOrEqual(19);
});

describe.each(tables)('%s', (name, rows) => {
  const distribution = family(name);
  const { tails, quantiles, moments } = distribution;
  if (tails === null || quantiles === null) throw new Error('univariate');

  test.each(rows.map((row) => [row.parameters, row] as const))('%o', (parameters, row) => {
    const where = (what: string, at: Entry): string => `${name} ${what} at ${String(at)}`;
    for (const [x = NaN, expected = null] of row.logDensity)
      expectClose(
        logDensityOf(m, distribution, Number(x), parameters, null),
        expected,
        1e-12,
        1,
        where('density', x),
      );
    for (const [x = NaN, lower = null, upper = null] of row.logTails) {
      // A mean far from 0 costs the digits of x - mean: they are in x itself.
      const scale = name === 'Normal' && (parameters['mean'] ?? 0) > 1e5 ? 1e3 : 1e-300;
      const at = Number(x);
      expectClose(tails.logCdf(m, at, parameters), lower, 1e-11, scale, where('log cdf', x));
      expectClose(tails.logSurvival(m, at, parameters), upper, 1e-11, scale, where('log survival', x));
    }
    for (const [p = NaN, expected = null] of row.quantile)
      expectClose(quantiles.quantile(Number(p), parameters), expected, 1e-11, 1e-9, where('quantile', p));
    const { mean, variance } = moments;
    if (mean !== null && row.mean !== null)
      expectClose(mean(m, parameters, null), row.mean, 1e-12, 1e-12, 'mean');
    if (variance !== null && row.variance !== null)
      expectClose(variance(m, parameters, null), row.variance, 1e-10, 1e-12, 'variance');
  });

  /** Points inside, by quantiles, where the rounding of x is little against its spread. */
  const points = rows.flatMap(({ parameters }) =>
    [1e-6, 0.03, 0.3, 0.45, 0.6, 0.97].flatMap((p) => {
      const x = quantiles.quantile(p, parameters);
      return hazardAt(x, parameters) < 1e8 ? [[parameters, p, x] as const] : [];
    }),
  );

  /** How far a relative change of x moves the log of the smaller tail. */
  function hazardAt(x: number, parameters: Readonly<Record<string, number>>): number {
    if (tails === null) return NaN;
    const tail = Math.min(tails.logCdf(m, x, parameters), tails.logSurvival(m, x, parameters));
    return Math.exp(logDensityOf(m, distribution, x, parameters, null) - tail) * Math.abs(x);
  }

  test('the cdf and the quantile invert each other', () => {
    expect(points.length).toBeGreaterThan(9);
    for (const [parameters, p, x] of points) {
      // An angle wraps by way of pi, whose rounding is that of x.
      const tolerance = 1e-12 + (name === 'VonMises' ? 1e-14 : 1e-15) * hazardAt(x, parameters);
      expect(Math.abs(quantiles.cdf(x, parameters) / p - 1), JSON.stringify([parameters, p, x])).toBeLessThan(
        tolerance,
      );
    }
    expect(quantiles.quantile(-0.1, rows[0]?.parameters ?? {})).toBeNaN();
    expect(quantiles.quantile(1.1, rows[0]?.parameters ?? {})).toBeNaN();
  });

  test('the tails add up to one', () => {
    for (const [parameters, , x] of points) {
      const sum = Math.exp(tails.logCdf(m, x, parameters)) + Math.exp(tails.logSurvival(m, x, parameters));
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  test('the entropy is the mean of -log density', () => {
    const { entropy } = moments;
    if (entropy === null) return;
    for (const { parameters } of rows) {
      if (points.every(([own]) => own !== parameters)) continue;
      // Over x = quantile(u), by equal steps of t with u = 1 / (1 + exp(-pi sinh(t))).
      let sum = 0;
      for (let t = -3; t <= 3; t += 1 / 32) {
        const u = 1 / (1 + Math.exp(-Math.PI * Math.sinh(t)));
        const x = quantiles.quantile(u, parameters);
        const log = logDensityOf(m, distribution, x, parameters, null);
        if (Number.isFinite(log)) sum -= (Math.PI / 32) * Math.cosh(t) * u * (1 - u) * log;
      }
      const found = entropy(m, parameters, null);
      expect(Math.abs(sum - found), JSON.stringify(parameters)).toBeLessThan(1e-3);
    }
  });

  test('the slope of the cdf is the density', () => {
    for (const [parameters, p, x] of points) {
      if (hazardAt(x, parameters) > 1e5) continue;
      const density = Math.exp(logDensityOf(m, distribution, x, parameters, null));
      // Small against both the distance to the ends and the width.
      const h = 1e-4 * Math.min(p, 1 - p) * Math.min(1 / density, Math.abs(x) || 1);
      const cdf = (at: number): number => Math.exp(tails.logCdf(m, at, parameters));
      const slope = (cdf(x + h) - cdf(x - h)) / (2 * h);
      expect(Math.abs(slope / density - 1), `${JSON.stringify(parameters)} at ${String(x)}`).toBeLessThan(
        1e-3,
      );
    }
  });
});

describe('beyond the support', () => {
  const at = (name: string, parameters: Readonly<Record<string, number>>, x: number): number[] => {
    const { tails } = family(name);
    return [
      logDensityOf(m, family(name), x, parameters, null),
      tails?.logCdf(m, x, parameters) ?? NaN,
      tails?.logSurvival(m, x, parameters) ?? NaN,
    ].map((value) => value + 0);
  };
  test.each([
    ['LogNormal', { mean: 0, sd: 1 }],
    ['HalfNormal', { scale: 1 }],
    ['HalfCauchy', { scale: 1 }],
    ['Exponential', { rate: 1 }],
    ['Gamma', { shape: 2, rate: 1 }],
    ['InverseGamma', { shape: 2, scale: 1 }],
    ['ChiSquared', { df: 3 }],
    ['Weibull', { shape: 2, scale: 1 }],
    ['Pareto', { scale: 1, shape: 2 }],
    ['Beta', { alpha: 2, beta: 3 }],
    ['Kumaraswamy', { a: 2, b: 3 }],
    ['Uniform', { lower: 0, upper: 1 }],
  ])('%s below its support', (name, parameters) => {
    expect(at(name, parameters, -1)).toEqual([-Infinity, -Infinity, 0]);
  });
  test.each([
    ['Beta', { alpha: 2, beta: 3 }],
    ['Kumaraswamy', { a: 2, b: 3 }],
    ['Uniform', { lower: 0, upper: 1 }],
    ['VonMises', { mean: 0.4, concentration: 2 }],
  ])('%s above its support', (name, parameters) => {
    expect(at(name, parameters, 4)).toEqual([-Infinity, 0, -Infinity]);
  });
  test('at the ends', () => {
    expect(at('Beta', { alpha: 1, beta: 1 }, 0)).toEqual([0, -Infinity, 0]);
    expect(at('Beta', { alpha: 1, beta: 2 }, 0)[0]).toBeCloseTo(Math.LN2, 15);
    expect(at('Beta', { alpha: 2, beta: 1 }, 1)).toEqual([Math.log(2), 0, -Infinity]);
    expect(at('Kumaraswamy', { a: 1, b: 1 }, 1)).toEqual([0, 0, -Infinity]);
    expect(at('Weibull', { shape: 1, scale: 2 }, 0)[0]).toBe(-Math.LN2);
    expect(at('HalfNormal', { scale: 1 }, 0)[1]).toBe(-Infinity);
    expect(at('LogNormal', { mean: 0, sd: 1 }, 0)[0]).toBe(-Infinity);
    expect(at('VonMises', { mean: 0, concentration: 0 }, Math.PI)[0]).toBeCloseTo(-Math.log(2 * Math.PI), 14);
  });
});

describe('extreme parameters', () => {
  const density = (name: string, x: number, parameters: Readonly<Record<string, number>>): number =>
    logDensityOf(m, family(name), x, parameters, null);
  test('of Student t, from far tails to nearly normal', () => {
    // -(df + 1) log|t| + df / 2 log(df) - log B(1/2, df / 2)
    expect(density('StudentT', 1e200, { df: 2, mean: 0, scale: 1 })).toBeCloseTo(-3 * 200 * Math.log(10), 9);
    expect(density('StudentT', 1.7, { df: 1e14, mean: 0, scale: 1 })).toBeCloseTo(
      -0.5 * Math.log(2 * Math.PI) - 0.5 * 1.7 * 1.7,
      12,
    );
    expect(density('Cauchy', 1e250, { location: 0, scale: 1 })).toBeCloseTo(
      -Math.log(Math.PI) - 500 * Math.log(10),
      9,
    );
  });
  test('of von Mises, from even to narrow', () => {
    const narrow = { mean: 1, concentration: 1e12 };
    // As a normal density with variance 1 / k.
    expect(density('VonMises', 1 + 2e-6, narrow)).toBeCloseTo(
      0.5 * Math.log(1e12 / (2 * Math.PI)) - 0.5 * 4,
      4,
    );
  });
  test('moments that do not exist', () => {
    const variance = (name: string, parameters: Readonly<Record<string, number>>): number | undefined =>
      family(name).moments.variance?.(m, parameters, null);
    const mean = (name: string, parameters: Readonly<Record<string, number>>): number | undefined =>
      family(name).moments.mean?.(m, parameters, null);
    expect(variance('StudentT', { df: 1.5, mean: 0, scale: 1 })).toBe(Infinity);
    expect(mean('StudentT', { df: 0.5, mean: 0, scale: 1 })).toBeNaN();
    expect([mean('Pareto', { scale: 1, shape: 1 }), variance('Pareto', { scale: 1, shape: 2 })]).toEqual([
      Infinity,
      Infinity,
    ]);
    expect([
      mean('InverseGamma', { shape: 1, scale: 1 }),
      variance('InverseGamma', { shape: 2, scale: 1 }),
    ]).toEqual([Infinity, Infinity]);
    for (const name of ['Cauchy', 'HalfCauchy', 'VonMises'])
      expect([family(name).moments.mean, family(name).moments.variance]).toEqual([null, null]);
  });
});
