import { expect, test } from 'vitest';
import type { Objective } from '../../../../runtime/inference/lbfgs.ts';
import { polishByNewton } from '../../../../runtime/inference/newton.ts';

const at = (x: Float64Array, i: number): number => x[i] ?? Number.NaN;

/** The log likelihood of counts 3, 5 and 10 under rates exp(a), exp(a + b), exp(a + 2 b), far from 0 by a constant. */
const counts: Objective = (p) => {
  const y = [3, 5, 10];
  const eta = y.map((_, i) => at(p, 0) + i * at(p, 1));
  const rest = y.map((count, i) => count - Math.exp(eta[i] ?? NaN));
  return {
    value: y.reduce((sum, count, i) => sum + count * (eta[i] ?? NaN) - Math.exp(eta[i] ?? NaN), 1e6),
    gradient: Float64Array.of(
      rest.reduce((a, b) => a + b, 0),
      rest.reduce((sum, x, i) => sum + i * x, 0),
    ),
  };
};

test('from where the value is flat to rounding, the gradient goes to 0', () => {
  const point = polishByNewton(counts, Float64Array.of(1.05, 0.6));
  expect(Math.max(...counts(point).gradient.map(Math.abs))).toBeLessThan(1e-12);
});

test('a direction that nothing tells stays', () => {
  const sum: Objective = (p) => {
    const s = at(p, 0) + at(p, 1) - 1;
    return { value: -s * s, gradient: Float64Array.of(-2 * s, -2 * s) };
  };
  const point = polishByNewton(sum, Float64Array.of(0.6, 0.4 + 1e-6));
  expect(at(point, 0) + at(point, 1)).toBeCloseTo(1, 14);
  expect(Math.abs(at(point, 0) - 0.6)).toBeLessThan(1e-5);
});

test('a start from which steps lead nowhere is given back', () => {
  const saddle: Objective = (p) => ({ value: at(p, 0) ** 2, gradient: Float64Array.of(2 * at(p, 0)) });
  const start = Float64Array.of(1);
  expect(polishByNewton(saddle, start)).toBe(start);
  const empty = new Float64Array(0);
  expect(polishByNewton(() => ({ value: 0, gradient: empty }), empty)).toBe(empty);
});
