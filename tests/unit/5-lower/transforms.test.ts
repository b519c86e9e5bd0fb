// Free coordinates of params: any numbers give a value of the declared type, the way back gives the numbers that
// lead there, and slopes are those of finite differences.

import { describe, expect, test } from 'vitest';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { createContext, valueAxes, variable, type Context } from '../../../compiler/5-lower/context.ts';
import { constrain, unconstrain } from '../../../compiler/5-lower/transforms.ts';
import { differentiate } from '../../../compiler/6-differentiate/differentiate.ts';
import type { Node } from '../../../compiler/ir/ops.ts';
import { checkSpec } from '../../support/check-spec.ts';
import { run } from '../ir/run.ts';

function contextOf(type: string): Context {
  const [model] = checkSpec(
    `model M { param p: ${type} plate row { observe x: real ~ Normal(0, 1) } }`,
  ).models;
  const derivation = model === undefined ? null : planInference(model).value;
  if (derivation === null) throw new Error(`no derivation with ${type}`);
  return createContext(derivation);
}

function apply(type: string, way: typeof constrain, values: readonly number[]): readonly number[] {
  const context = contextOf(type);
  const param = variable(context, 'p');
  const input = context.m.input('in', { dtype: 'f64', axes: valueAxes(param) });
  return run(context.m, way(context, param, input), { inputs: { in: values } }, valueAxes(param));
}

/** Numbers of either sign, large and small. */
const numbers = (count: number, scale: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => scale * Math.sin(3 + 7 * i + scale));

const types: readonly (readonly [string, number])[] = [
  ['real', 1],
  ['positive[3]', 3],
  ['unit[2]', 2],
  ['real<upper: 3>', 1],
  ['simplex[4]', 4],
  ['simplex<support: [[true, true, false], [false, true, true]]>[2, 3]', 6],
  ['ordered[4]', 4],
  ['unitVector[3]', 3],
  ['unitVector[2, 3]', 6],
  ['covariance[3]', 9],
  ['cholesky[3]', 9],
  ['correlation[2]', 4],
  ['correlation[4]', 16],
  ['correlation[2, 3]', 18],
];

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((x, i) => {
    expect(Math.abs(x - (expected[i] ?? NaN)), `${String(x)} for ${String(expected[i])}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[i] ?? NaN)),
    );
  });
}

describe.each(types)('%s', (type, count) => {
  test.each([0.1, 1, 4])('there and back, at %d', (scale) => {
    const value = apply(type, constrain, numbers(count, scale));
    expect(value.every((x) => Number.isFinite(x))).toBe(true);
    const again = apply(type, constrain, apply(type, unconstrain, value));
    expectNear(again, value, 1e-11);
  });

  test('slopes', () => {
    const context = contextOf(type);
    const { m } = context;
    const param = variable(context, 'p');
    const axes = valueAxes(param);
    const input = m.input('in', { dtype: 'f64', axes });
    const weights = m.input('weights', { dtype: 'f64', axes });
    const sum = axes.reduce<Node>(
      (total, axis) => m.sum(total, axis),
      m.mul(constrain(context, param, input), weights),
    );
    const [gradient] = differentiate(m, sum, [input]);
    const at = numbers(count, 0.7);
    const w = numbers(count, 1.3);
    const found = run(m, gradient ?? m.num(NaN), { inputs: { in: at, weights: w } }, axes);
    const step = 1e-5;
    const slopes = at.map((_, i) => {
      const [up = NaN, down = NaN] = [step, -step].map(
        (by) => run(m, sum, { inputs: { in: at.map((x, k) => (k === i ? x + by : x)), weights: w } })[0],
      );
      return (up - down) / (2 * step);
    });
    expectNear(found, slopes, 1e-8);
  });
});

test('a unit vector has length 1, and a correlation a diagonal of ones and a determinant', () => {
  expect(Math.hypot(...apply('unitVector[5]', constrain, numbers(5, 2)))).toBeCloseTo(1, 14);
  const [a = NaN, b = NaN, c = NaN, d = NaN] = apply('correlation[2]', constrain, [9, 9, 3, 9]);
  expect([a, d]).toEqual([1, 1]);
  expect(b).toBe(c);
  expect(b).toBeCloseTo(3 / Math.sqrt(10), 14);
});

test('every correlation is reached, from one point', () => {
  // Row-major lower triangles; the last is all but singular.
  const matrices = [
    [1, -0.9, 0.3, -0.9, 1, -0.5, 0.3, -0.5, 1],
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    [1, 0.99999, 0.5, 0.99999, 1, 0.5, 0.5, 0.5, 1],
  ];
  for (const matrix of matrices)
    expectNear(
      apply('correlation[3]', constrain, apply('correlation[3]', unconstrain, matrix)),
      matrix,
      1e-11,
    );
  const free = [0, 0, 0, 1.5, 0, 0, -2, 0.3, 0];
  expectNear(apply('correlation[3]', unconstrain, apply('correlation[3]', constrain, free)), free, 1e-12);
});

test('structural zeros stay zero', () => {
  const type = 'simplex<support: [[true, true, false], [false, false, true]]>[2, 3]';
  const value = apply(type, constrain, [1, 2, 50, 700, 700, -3]);
  expect([value[2], value[3], value[4], value[5]]).toEqual([0, 0, 0, 1]);
  expect((value[1] ?? NaN) / (value[0] ?? NaN)).toBeCloseTo(Math.E, 13);
  expect(apply(type, unconstrain, value).every((x) => Number.isFinite(x))).toBe(true);
});
