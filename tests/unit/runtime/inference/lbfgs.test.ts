import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maximiseByLbfgs, type Objective } from '../../../../runtime/inference/lbfgs.ts';

const options = { iterations: 500, tolerance: 0 };
const at = (x: Float64Array, i: number): number => x[i] ?? Number.NaN;

/** -(1 - x)^2 - 100 (y - x^2)^2: maximum 0 at (1, 1). */
const rosenbrock: Objective = (p) => {
  const [x, y] = [at(p, 0), at(p, 1)];
  return {
    value: -((1 - x) ** 2) - 100 * (y - x * x) ** 2,
    gradient: Float64Array.of(2 * (1 - x) + 400 * x * (y - x * x), -200 * (y - x * x)),
  };
};

test('the valley of Rosenbrock', () => {
  const { point, converged } = maximiseByLbfgs(rosenbrock, Float64Array.of(-1.2, 1), options);
  expect(converged).toBe(true);
  expect(at(point, 0)).toBeCloseTo(1, 6);
  expect(at(point, 1)).toBeCloseTo(1, 6);
});

test('a quadratic whose axes differ by a factor of a million', () => {
  const scales = Float64Array.from({ length: 12 }, (_, i) => 10 ** (i / 2));
  const objective: Objective = (p) => ({
    value: -p.reduce((sum, x, i) => sum + (at(scales, i) * (x - i) ** 2) / 2, 0),
    gradient: p.map((x, i) => -at(scales, i) * (x - i)),
  });
  const { point } = maximiseByLbfgs(objective, new Float64Array(12), options);
  point.forEach((x, i) => {
    expect(x).toBeCloseTo(i, 5);
  });
});

test('a domain with an edge: values that are not finite are stepped back from', () => {
  // log(x) - x, -Infinity from 0 down: maximum at 1.
  const objective: Objective = (p) => ({
    value: at(p, 0) > 0 ? Math.log(at(p, 0)) - at(p, 0) : Number.NaN,
    gradient: Float64Array.of(1 / at(p, 0) - 1),
  });
  expect(at(maximiseByLbfgs(objective, Float64Array.of(1e-3), options).point, 0)).toBeCloseTo(1, 6);
});

test('the value never falls, wherever it starts', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (x, y) => {
        const start = Float64Array.of(x, y);
        for (const iterations of [1, 2, 5, 20]) {
          const { value } = maximiseByLbfgs(rosenbrock, start, { iterations, tolerance: 0 });
          expect(value).toBeGreaterThanOrEqual(rosenbrock(start).value);
        }
      },
    ),
  );
});

test('at a maximum nothing is done', () => {
  const result = maximiseByLbfgs(rosenbrock, Float64Array.of(1, 1), options);
  expect(result.iterations).toBe(0);
  expect([...result.point]).toEqual([1, 1]);
});

test.each([1e-12, 1e-6, 1e6, 1e12])(
  'units do not matter: a location and a log scale in units of %d',
  (unit) => {
    const data = [-3, -1, 0, 1, 2, 7].map((x) => x * unit);
    const start = Float64Array.of(0, Math.log(3 * unit));
    // Of a Cauchy distribution: the value and the slopes are those of data in other units.
    const objective: Objective = (p) => {
      const [location, scale] = [at(p, 0), Math.exp(at(p, 1))];
      let [value, slope, logSlope] = [0, 0, 0];
      for (const x of data) {
        const z = (x - location) / scale;
        value -= Math.log(scale / unit) + Math.log1p(z * z);
        slope += (2 * z) / (1 + z * z) / scale;
        logSlope += -1 + (2 * z * z) / (1 + z * z);
      }
      return { value, gradient: Float64Array.of(slope, logSlope) };
    };
    const groups = [[0, 1] as const, [1, 2] as const];
    const { point, iterations } = maximiseByLbfgs(objective, start, { ...options, groups });
    const { gradient } = objective(point);
    expect(Math.abs(at(gradient, 0) * unit)).toBeLessThan(1e-6);
    expect(Math.abs(at(gradient, 1))).toBeLessThan(1e-6);
    expect(iterations).toBeLessThan(60);
  },
);
