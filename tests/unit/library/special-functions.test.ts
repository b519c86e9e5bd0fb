// Every special function that formulas may use: its gradient against finite differences.

import { describe, expect, test } from 'vitest';
import { numberArithmetic } from '../../../compiler/library/number-arithmetic.ts';
import { undifferentiated } from '../../../compiler/library/special-functions/special-function.ts';
import { specialFunctions } from '../../../compiler/library/special-functions.ts';

/** Points to differentiate at, far from where a function has no slope; a function without points fails the test. */
const points: Readonly<Record<string, readonly (readonly number[])[]>> = {
  logNormalCdf: [[-40], [-10.5], [-9.5], [-1], [0], [0.3], [4], [9]],
  logHalfNormalCdf: [[1e-3], [0.3], [0.7], [2], [9]],
  logCauchyCdf: [[-1e4], [-2], [0], [0.9], [1.1], [30]],
  logHalfCauchyCdf: [[1e-3], [0.9], [1.1], [30]],
  logGammaP: [
    [0.01, 0.3],
    [0.7, 1e-4],
    [2.5, 1.3],
    [2.5, 9],
    [80, 60],
    [80, 110],
  ],
  logGammaQ: [
    [0.01, 0.3],
    [0.7, 1e-4],
    [2.5, 1.3],
    [2.5, 9],
    [80, 60],
    [80, 110],
    [80, 900],
  ],
  logBeta: [
    [0.3, 0.7],
    [3, 40],
    [1e-3, 12],
    [500, 300],
  ],
  logBetaCdf: [
    [-30, 0.5, 3],
    [-1, 0.5, 3],
    [0.3, 8, 2],
    [2, 0.2, 0.2],
    [-3, 60, 90],
  ],
  logStudentTCdf: [
    [-50, 0.5],
    [-2, 3],
    [-0.1, 12],
    [0.4, 1],
    [3, 200],
  ],
  logScaledBesselI0: [[1e-3], [0.7], [12], [29.9], [31], [500]],
  logVonMisesArc: [
    [-3.1, -3, 2],
    [-2, 0.4, 0.3],
    [0.2, 0.9, 40],
    [1, 4.5, 5],
    [-1, 4, 3],
  ],
  vonMisesQuantile: [
    [1e-3, 2],
    [0.2, 0.4],
    [0.7, 15],
  ],
  logBinomialTerm: [
    [0, 4, 0.3],
    [4, 4, 0.3],
    [3, 20, 0.01],
    [700, 1000, 0.65],
  ],
  logRising: [
    [0.01, 3],
    [2.5, 4],
    [9.5, 30],
    [12, 7],
    [1e6, 50],
  ],
  logBetaBinomialCdf: [
    [0, 9, 1.3, 2.1],
    [7, 9, 1.3, 2.1],
    [3, 10, 0.5, 0.5],
    [20, 100, 40, 90],
    [9, 9, 1, 1],
  ],
  logBetaBinomialCdfSlopeAlpha: [],
  logBetaBinomialCdfSlopeBeta: [],
};

describe.each([...specialFunctions])('%s', (name, { evaluate, partials }) => {
  const own = points[name] ?? [];
  // What is not differentiated has nothing to be tested here.
  test('has points at which it is tested', () => {
    expect(
      partials.every((partial) => partial === null || partial === undifferentiated) || own.length > 0,
    ).toBe(true);
  });
  test.each(own.map((point) => [point]))('its partial derivatives at %j', (point) => {
    const m = numberArithmetic();
    partials.forEach((partial, position) => {
      if (partial === null || partial === undifferentiated) return;
      const at = point[position] ?? NaN;
      const step = 1e-4 * Math.max(1e-2, Math.abs(at));
      const moved = (by: number): number =>
        evaluate(...point.map((x, i) => (i === position ? x + by * step : x)));
      // Five points: the error is of the fourth order in the step.
      const slope = (moved(-2) - 8 * moved(-1) + 8 * moved(1) - moved(2)) / (12 * step);
      const found = partial(m, point, evaluate(...point));
      expect(Math.abs(found - slope)).toBeLessThan(1e-7 * Math.max(1e-6, Math.abs(slope)) + 1e-9);
    });
  });
});
