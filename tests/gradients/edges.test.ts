// Gradients at the edges of domains, where formulas written without care give NaN.

import { describe, expect, test } from 'vitest';
import { differentiate } from '../../compiler/6-differentiate/differentiate.ts';
import { createBuilder } from '../../compiler/ir/build.ts';
import type { Builder } from '../../compiler/ir/build.ts';
import { evaluate } from '../../compiler/ir/evaluate.ts';
import { logSumExp, softmax } from '../../compiler/ir/log-space.ts';
import type { Axis, Node } from '../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../compiler/ir/program.ts';
import { axes, expectGradient, parents, sizes } from './expect-gradient.ts';

const { i, k, rows, groups } = axes;

/** The gradient with respect to one operand over `own` at `values`. */
function gradientAt(
  own: readonly Axis[],
  values: readonly number[],
  build: (m: Builder, x: Node) => Node,
): readonly number[] {
  const m = createBuilder();
  const x = m.input('x', { dtype: 'f64', axes: own });
  const [gradient = m.num(NaN)] = differentiate(m, build(m, x), [x]);
  const program = makeProgram('gradient', [outputOf(m, 'g', gradient, own)]);
  const result = evaluate(program, { ...parents, x: { data: Float64Array.from(values) } }, sizes);
  // -0 + 0 is 0: the sign of a zero gradient means nothing.
  return [...(result.g ?? [])].map((g) => g + 0);
}

describe('edges', () => {
  test('a weight of zero hides an impossible event from the gradient', () => {
    expect(gradientAt([], [0], (m, p) => m.weighted(m.size(i.size), m.mul(m.num(0), m.log(p))))).toEqual([0]);
    expect(gradientAt([], [0], (m, p) => m.weighted(m.less(m.length(i), m.num(0)), m.log(p)))).toEqual([0]);
    expect(
      gradientAt([], [1], (m, p) => m.weighted(m.less(m.length(i), m.num(0)), m.log1p(m.neg(p)))),
    ).toEqual([0]);
  });

  test('the gradient of logSumExp is softmax, and zero where nothing is possible', () => {
    const values = [1, 2, 3];
    const total = values.reduce((sum, value) => sum + Math.exp(value), 0);
    const gradient = gradientAt([i], values, (m, x) => logSumExp(m, x, i));
    gradient.forEach((g, index) => {
      expect(g).toBeCloseTo(Math.exp(values[index] ?? NaN) / total, 14);
    });
    expect(gradientAt([i], [-Infinity, -Infinity, -Infinity], (m, x) => logSumExp(m, x, i))).toEqual([
      0, 0, 0,
    ]);
    expect(gradientAt([i], [-Infinity, 5, -Infinity], (m, x) => logSumExp(m, x, i))).toEqual([0, 1, 0]);
    expect(gradientAt([i], [1e300, 0, -1e300], (m, x) => logSumExp(m, x, i))).toEqual([1, 0, 0]);
  });

  test('nothing leaks from the branch of a select that is not taken', () => {
    const guarded = (m: Builder, x: Node): Node =>
      m.select(m.less(m.num(0), x), m.sqrt(x), m.mul(x, m.num(2)));
    expect(gradientAt([], [-1], guarded)).toEqual([2]);
    expect(gradientAt([], [0], guarded)).toEqual([2]);
  });

  test('of equal maxima the first takes the gradient', () => {
    expect(gradientAt([i], [2, 5, 5], (m, x) => m.reduceMax(x, i))).toEqual([0, 1, 0]);
    expect(gradientAt([i], [-Infinity, -Infinity, -Infinity], (m, x) => m.reduceMax(x, i))).toEqual([
      1, 0, 0,
    ]);
    expect(gradientAt([], [3], (m, x) => m.max(x, m.length(i)))).toEqual([1]);
    expect(gradientAt([], [3], (m, x) => m.max(m.length(i), x))).toEqual([0]);
  });

  test('powers at zero', () => {
    expect(gradientAt([], [0], (m, x) => m.pow(x, m.num(2)))).toEqual([0]);
    expect(gradientAt([], [0], (m, x) => m.pow(x, m.mul(m.num(0), m.length(i))))).toEqual([0]);
    expect(gradientAt([], [2], (m, b) => m.pow(m.mul(m.num(0), m.length(i)), b))).toEqual([0]);
  });

  test('a sum over an axis that the operand lacks counts once for each position', () => {
    expect(gradientAt([], [1], (m, x) => m.sum(x, i))).toEqual([3]);
    expect(gradientAt([groups], [1, 1, 1], (m, x) => m.sum(m.spreadRows(x, groups, rows), rows))).toEqual([
      2, 0, 2,
    ]);
    expect(gradientAt([], [1], (m, x) => m.sum(m.sumRows(x, rows, groups), groups))).toEqual([4]);
  });

  test('stopGradient stops, and a node that the output does not need has gradient zero', () => {
    expect(gradientAt([], [3], (m, x) => m.mul(m.stopGradient(x), x))).toEqual([3]);
    expect(gradientAt([i], [1, 2, 3], (m) => m.length(i))).toEqual([0, 0, 0]);
  });

  test('the gradient with respect to a value in between counts all paths', () => {
    const m = createBuilder();
    const x = m.input('x', { dtype: 'f64', axes: [] });
    const y = m.exp(x);
    const [gradient = m.num(NaN)] = differentiate(m, m.mul(y, m.log(y)), [y]);
    const program = makeProgram('gradient', [outputOf(m, 'g', gradient, [])]);
    expect(evaluate(program, { x: { data: Float64Array.of(0) } }, {}).g).toEqual(Float64Array.of(1));
  });

  test('what has no gradient refuses', () => {
    const m = createBuilder();
    const x = m.input('x', { dtype: 'f64', axes: [] });
    for (const y of [m.trigamma(x), m.sum(m.dirichletConcentration(x, i), i), m.randomGamma(x, [])])
      expect(() => differentiate(m, y, [x])).toThrow(/internal: .* is not differentiable/);
    expect(() => differentiate(m, m.input('v', { dtype: 'f64', axes: [i] }), [x])).toThrow(/internal/);
  });
});

test('softmax and second derivatives', () => {
  const values = Float64Array.of(0.3, -1.2, 2);
  expectGradient({ operands: [{ axes: [i], values }], build: (m, [x = m.num(0)]) => softmax(m, x, i) });
  // The gradient of a gradient, through Cholesky and both solves.
  const spd = Float64Array.of(2, 0.3, 0.1, 0.3, 1.5, -0.2, 0.1, -0.2, 1.8);
  expectGradient({
    operands: [{ axes: [i, k], values: spd }],
    build: (m, [a = m.num(0)]) => {
      const lower = m.cholesky(a, i, k);
      const y = m.solveLower(lower, m.add(m.positions(i), m.num(1)), i, k);
      const quadratic = m.sum(m.mul(y, y), k);
      const [gradient = m.num(NaN)] = differentiate(m, quadratic, [a]);
      return gradient;
    },
  });
});
