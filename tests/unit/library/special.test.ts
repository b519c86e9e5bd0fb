// Special functions against 50-digit values of mpmath, and identities.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as special from '../../../compiler/library/special/index.ts';
import table from '../../reference/special-functions.json' with { type: 'json' };

type Entry = readonly (number | string)[];

/** The spacing of doubles at x. */
function ulp(x: number): number {
  return 2 ** Math.max(Math.floor(Math.log2(Math.abs(x))) - 52, -1074);
}

/** Each row's error as a multiple of what is allowed, with the arguments of the worst. */
function worst(
  rows: readonly Entry[],
  compute: (...args: number[]) => number,
  allowed: (expected: number, argument: number) => number,
): { arguments: number[]; error: number } {
  let result = { arguments: [] as number[], error: 0 };
  for (const row of rows) {
    const numbers = row.map(Number);
    const inputs = numbers.slice(0, -1);
    const expected = numbers.at(-1) ?? NaN;
    const actual = compute(...inputs);
    const difference = Object.is(actual, expected) || actual === expected ? 0 : Math.abs(actual - expected);
    const error = difference === 0 ? 0 : difference / allowed(expected, inputs[0] ?? NaN);
    if (!(error <= result.error)) result = { arguments: inputs, error };
  }
  return result;
}

const relative = (tolerance: number) => (expected: number) => tolerance * Math.abs(expected);
/** 4 units in the last place for x > 0, or 1e-15 where the value is near a zero; looser by reflection. */
const tight = (expected: number, x: number): number =>
  x < 0
    ? 4e-15 * Math.max(1, Math.abs(expected))
    : Math.max(4 * ulp(expected), Math.abs(expected) < 0.1 ? 1e-15 : 0);

describe('against mpmath', () => {
  const cases: [string, readonly Entry[], (...args: number[]) => number, (e: number, x: number) => number][] =
    [
      ['lgamma', table.lgamma, special.lgamma, tight],
      ['digamma', table.digamma, special.digamma, tight],
      ['trigamma', table.trigamma, special.trigamma, tight],
      [
        'inverseLogMinusDigamma',
        table.inverseLogMinusDigamma,
        special.inverseLogMinusDigamma,
        relative(1e-13),
      ],
      ['erf', table.erf, special.erf, relative(1e-15)],
      ['erfc', table.erfc, special.erfc, relative(1e-14)],
      ['normalCdf', table.normalCdf, special.normalCdf, relative(2e-13)],
      ['normalQuantile', table.normalQuantile, special.normalQuantile, relative(1e-14)],
      ['logPoissonTerm', table.logPoissonTerm, special.logPoissonTerm, (e) => 2e-15 * Math.abs(e) + 1e-14],
      ['gammaP', table.gammaP, special.gammaP, relative(2e-13)],
      ['gammaQ', table.gammaQ, special.gammaQ, relative(2e-13)],
      ['logGammaP', table.logGammaP, special.logGammaP, relative(2e-13)],
      ['logGammaQ', table.logGammaQ, special.logGammaQ, relative(2e-13)],
      ['logGammaPSlope', table.logGammaPSlope, special.logGammaPSlope, relative(1e-11)],
      ['logGammaQSlope', table.logGammaQSlope, special.logGammaQSlope, relative(1e-11)],
      ['logBeta', table.logBeta, special.logBeta, (e) => 1e-14 * Math.max(1, Math.abs(e))],
      ['digammaDifference', table.digammaDifference, special.digammaDifference, relative(1e-12)],
      ['logBetaCdf', table.logBetaCdf, special.logBetaCdf, relative(2e-12)],
      ['logBetaCdfSlope', table.logBetaCdfSlope, special.logBetaCdfSlope, (e) => 1e-12 * Math.abs(e) + 1e-13],
      ['logStudentTCdf', table.logStudentTCdf, special.logStudentTCdf, relative(1e-12)],
      [
        'logStudentTCdfSlope',
        table.logStudentTCdfSlope,
        special.logStudentTCdfSlope,
        (e) => 1e-12 * Math.abs(e) + 1e-15,
      ],
      ['logScaledBesselI0', table.logScaledBesselI0, special.logScaledBesselI0, relative(1e-13)],
      ['besselRatioGap', table.besselRatioGap, special.besselRatioGap, relative(1e-13)],
      ['logVonMisesArc', table.logVonMisesArc, special.logVonMisesArc, relative(1e-13)],
      ['logVonMisesArcSlope', table.logVonMisesArcSlope, special.logVonMisesArcSlope, relative(1e-12)],
      ['logHalfNormalCdf', table.logHalfNormalCdf, special.logHalfNormalCdf, relative(1e-13)],
      ['logCauchyCdf', table.logCauchyCdf, special.logCauchyCdf, relative(1e-14)],
      ['logHalfCauchyCdf', table.logHalfCauchyCdf, special.logHalfCauchyCdf, relative(1e-14)],
    ];
  test.each(cases)('%s', (_name, rows, compute, allowed) => {
    expect(rows.length).toBeGreaterThan(5);
    const found = worst(rows, compute, allowed);
    expect(found.error, `at ${found.arguments.join(', ')}`).toBeLessThanOrEqual(1);
  });
});

describe('identities', () => {
  const arbitrary = fc.double({ min: 1e-3, max: 1e4, noNaN: true });

  test('lgamma and digamma satisfy their recurrence', () => {
    fc.assert(
      fc.property(arbitrary, (x) => {
        const scale = Math.max(1, Math.abs(special.lgamma(x)), Math.abs(special.digamma(x)));
        expect(Math.abs(special.lgamma(x + 1) - special.lgamma(x) - Math.log(x)) / scale).toBeLessThan(2e-14);
        expect(Math.abs(special.digamma(x + 1) - special.digamma(x) - 1 / x) / scale).toBeLessThan(2e-15);
      }),
    );
  });

  test('inverses invert', () => {
    fc.assert(
      fc.property(arbitrary, (x) => {
        expect(special.inverseLogMinusDigamma(special.logMinusDigamma(x)) / x).toBeCloseTo(1, 12);
        expect(special.inverseDigamma(special.digamma(x)) / x).toBeCloseTo(1, 11);
      }),
    );
  });

  test('the shape of a gap far from 1', () => {
    expect(special.inverseLogMinusDigamma(1e-200)).toBe(0.5e200);
    expect(special.inverseLogMinusDigamma(1e200)).toBeCloseTo(1e-200, 210);
    expect(special.inverseLogMinusDigamma(1e-30) / 0.5e30).toBeCloseTo(1, 14);
    expect(special.inverseLogMinusDigamma(1e30) / 1e-30).toBeCloseTo(1, 14);
    expect(special.inverseLogMinusDigamma(0)).toBe(Infinity);
    expect(special.inverseLogMinusDigamma(Infinity)).toBe(0);
    expect(special.inverseLogMinusDigamma(-1)).toBeNaN();
  });

  test('the slope of log - digamma', () => {
    for (const x of [0.01, 0.7, 3, 9.99, 10, 55, 1e4]) {
      const h = 1e-5 * x;
      const central = (special.logMinusDigamma(x + h) - special.logMinusDigamma(x - h)) / (2 * h);
      expect(special.logMinusDigammaSlope(x) / central).toBeCloseTo(1, 8);
    }
  });

  test('the inverse of the incomplete gamma function in both tails', () => {
    const shape = fc.double({ min: Math.log(0.05), max: Math.log(1e5), noNaN: true }).map(Math.exp);
    const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
    fc.assert(
      fc.property(shape, probability, (a, p) => {
        const x = special.inverseGammaP(a, p);
        if (p <= 0.5) expect(special.gammaP(a, x) / p).toBeCloseTo(1, 11);
        else expect(special.gammaQ(a, x) / (1 - p)).toBeCloseTo(1, 11);
      }),
    );
    expect(special.inverseGammaP(2, 0)).toBe(0);
    expect(special.inverseGammaP(2, 1)).toBe(Infinity);
    expect(special.inverseGammaP(2, -0.1)).toBeNaN();
    // The median is nearly (Gamma(a + 1) / 2)**(1 / a): about 2**-1000, and then far below the smallest number.
    expect(Math.log2(special.inverseGammaP(1e-3, 0.5))).toBeCloseTo(-1000.83, 2);
    expect(special.inverseGammaP(1e-4, 0.5)).toBe(0);
  });

  test('the upper tail of a gamma variate ends far out, where factors are 1 but for rounding', () => {
    for (const [a, x] of [
      [6, 4.4625077355610074e22],
      [1, 2.8389684085450694e291],
      [5, 8.74596175693341e243],
    ] as const) {
      const tail = (a - 1) * Math.log(x) - x - special.lgamma(a);
      expect(special.logGammaQ(a, x) / tail).toBeCloseTo(1, 12);
      expect(special.gammaQ(a, x)).toBe(0);
    }
  });

  test('log1pMinus keeps its digits near 0 and where its two formulas meet', () => {
    for (const u of [1e-10, -1e-10])
      expect(special.log1pMinus(u) / (-u * u * (0.5 - u / 3))).toBeCloseTo(1, 14);
    for (const u of [-0.39, -0.2, 0.3, 0.69])
      expect(special.log1pMinus(u)).toBeCloseTo(Math.log1p(u) - u, 15);
  });

  test('the inverse of the Bessel ratio', () => {
    const concentration = fc.double({ min: Math.log(1e-6), max: Math.log(1e5), noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(concentration, (k) => {
        expect(special.inverseBesselRatio(special.besselRatio(k)) / k).toBeCloseTo(1, 9);
      }),
    );
    expect([0, 1, 1.1, -0.1].map(special.inverseBesselRatio)).toEqual([0, Infinity, NaN, NaN]);
  });

  test('quantiles of Beta logits, of Student t and of angles in both tails', () => {
    const shape = fc.double({ min: Math.log(0.02), max: Math.log(1e4), noNaN: true }).map(Math.exp);
    const probability = fc.double({ min: 1e-12, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(shape, shape, probability, (a, b, p) => {
        const y = special.betaQuantileLogit(p, 1 - p, a, b);
        expect(special.logBetaCdf(y, a, b)).toBeCloseTo(Math.log(p), 10);
        const t = special.studentTQuantile(p, a);
        if (Math.abs(t) < 1e100) expect(special.logStudentTCdf(t, a)).toBeCloseTo(Math.log(p), 10);
        // Plus and minus 0 are one median.
        const [upper, lower] = [special.studentTQuantile(1 - p, a), special.studentTQuantile(1 - (1 - p), a)];
        expect(upper === -lower).toBe(true);
        const x = special.vonMisesQuantile(Math.max(p, 1e-4), a);
        expect(special.logVonMisesArc(-Math.PI, x, a)).toBeCloseTo(Math.log(Math.max(p, 1e-4)), 9);
      }),
      { numRuns: 60 },
    );
    expect([special.betaQuantileLogit(0, 1, 2, 3), special.betaQuantileLogit(1, 0, 2, 3)]).toEqual([
      -Infinity,
      Infinity,
    ]);
    expect([0, 1].map((p) => special.studentTQuantile(p, 3))).toEqual([-Infinity, Infinity]);
    expect([0, 1].map((p) => special.vonMisesQuantile(p, 3))).toEqual([-Math.PI, Math.PI]);
  });

  test('tails of large shapes, where series would take too long', () => {
    // A Gamma variate of large shape is nearly normal: Wilson and Hilferty's cube root.
    for (const a of [1e7, 1e13]) {
      expect(special.logGammaP(a, a - 3 * Math.sqrt(a))).toBeCloseTo(special.logNormalCdf(-3), 2);
      expect(special.logGammaQ(a, a + 3 * Math.sqrt(a))).toBeCloseTo(special.logNormalCdf(-3), 2);
    }
    expect(special.logGammaP(99999.9, 99000)).toBeCloseTo(special.logGammaP(1e5, 99000.1), 1);
  });

  test('the shapes of a Beta from its means of logs', () => {
    const meanLog = special.digamma(2.5) - special.digamma(3.2);
    const meanLogRest = special.digamma(0.7) - special.digamma(3.2);
    expect(special.betaShape(meanLog, meanLogRest)).toBeCloseTo(2.5, 12);
    expect(special.betaShape(meanLogRest, meanLog)).toBeCloseTo(0.7, 12);
  });

  test('at the ends', () => {
    expect([0, -1, -7, Infinity, -Infinity].map(special.lgamma)).toEqual(Array(5).fill(Infinity));
    expect([NaN].map(special.lgamma)).toEqual([NaN]);
    expect([0, Infinity, -2, NaN].map(special.digamma)).toEqual([-Infinity, Infinity, NaN, NaN]);
    expect([0, Infinity, -3].map(special.trigamma)).toEqual([Infinity, 0, Infinity]);
    expect([-Infinity, -40, 40, Infinity].map(special.normalCdf)).toEqual([0, 0, 1, 1]);
    expect([0, 1, 2].map(special.normalQuantile)).toEqual([-Infinity, Infinity, NaN]);
    expect([-Infinity, 0, Infinity].map(special.erf)).toEqual([-1, 0, 1]);
    expect([-800, 0, 800].map(special.sigmoid)).toEqual([0, 0.5, 1]);
    expect([-800, 800].map(special.softplus)).toEqual([0, 800]);
    expect(special.logPoissonTerm(0, 0)).toBe(0);
    expect(special.logPoissonTerm(3, 0)).toBe(-Infinity);
  });
});

describe('dirichletConcentration', () => {
  /** By rows of stride 2, to see the strides at work. */
  function solve(meanLog: readonly number[]): number[] {
    const source = Float64Array.from(meanLog.flatMap((value) => [value, NaN]));
    const result = new Float64Array(meanLog.length + 1).fill(-1);
    special.dirichletConcentration(source, 0, 2, result, 1, 1, meanLog.length);
    expect(result[0]).toBe(-1);
    return [...result.subarray(1)];
  }
  const meanLogOf = (concentration: readonly number[]): number[] => {
    const total = special.digamma(concentration.reduce((sum, a) => sum + a, 0));
    return concentration.map((a) => special.digamma(a) - total);
  };

  test('finds the concentration whose means of logs are given', () => {
    const entry = fc.double({ min: Math.log(1e-3), max: Math.log(1e4), noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 40 }), (concentration) => {
        const meanLog = meanLogOf(concentration);
        meanLogOf(solve(meanLog)).forEach((value, k) => {
          expect(Math.abs(value - (meanLog[k] ?? NaN))).toBeLessThan(2e-14 * Math.max(1, -value));
        });
      }),
      { numRuns: 500 },
    );
    const [a, b, c] = solve(meanLogOf([0.3, 2, 10]));
    expect([a, b, c].map((value) => value?.toFixed(12))).toEqual(
      [0.3, 2, 10].map((value) => value.toFixed(12)),
    );
  });

  test('means of logs that no distribution has', () => {
    expect(solve([Math.log(0.5), Math.log(0.5)])).toEqual([Infinity, Infinity]);
    expect(solve([-1, NaN])).toEqual([NaN, NaN]);
  });
});
