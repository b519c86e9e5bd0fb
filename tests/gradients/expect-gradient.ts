// Compares a program's gradient with central differences, in one place for all gradient tests.

import { expect } from 'vitest';
import { differentiate } from '../../compiler/6-differentiate/differentiate.ts';
import { makeAxis, plateAxis } from '../../compiler/ir/axis.ts';
import { createBuilder } from '../../compiler/ir/build.ts';
import type { Builder } from '../../compiler/ir/build.ts';
import { evaluate } from '../../compiler/ir/evaluate.ts';
import type { InputArray } from '../../compiler/ir/evaluate.ts';
import type { Axis, Node } from '../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../compiler/ir/program.ts';
import { verify } from '../../compiler/ir/verify.ts';
import { evaluateSize, symbolSize } from '../../compiler/sizes/size.ts';

export const axes = {
  i: makeAxis('i', symbolSize('I')),
  j: makeAxis('j', symbolSize('J')),
  k: makeAxis('k', symbolSize('I')),
  rows: plateAxis('row'),
  groups: plateAxis('group'),
} as const;

/** `group` holds the rows of `row`; the second group has none. */
export const sizes = { I: 3, J: 2, 'rows:row': 4, 'rows:group': 3 };
export const parents = { 'parent.row': { data: Int32Array.of(0, 0, 2, 2) } };

/** A reproducible stream of numbers in (0, 1), for points only. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

export function countOf(operandAxes: readonly Axis[]): number {
  return operandAxes.reduce(
    (product, axis) =>
      product * evaluateSize(axis.size, (name) => (sizes as Record<string, number>)[name] ?? NaN),
    1,
  );
}

export interface GradientCase {
  readonly operands: readonly { readonly axes: readonly Axis[]; readonly values: Float64Array }[];
  readonly build: (m: Builder, operands: readonly Node[]) => Node;
}

/**
 * The gradient of sum{ y * c }, c arbitrary, with respect to every operand element, against central differences
 * with h = cbrt(eps) * max(1, |x|); both within 1e-6 * max(1, |g|).
 */
export function expectGradient({ operands, build }: GradientCase): void {
  const m = createBuilder();
  const nodes = operands.map(({ axes: own }, index) =>
    m.input(`x${String(index)}`, { dtype: 'f64', axes: own }),
  );
  const y = build(m, nodes);
  const coefficients = m.input('c', { dtype: 'f64', axes: y.type.axes });
  let total = m.mul(y, coefficients);
  for (const axis of y.type.axes) total = m.sum(total, axis);
  const gradients = differentiate(m, total, nodes);
  const program = makeProgram('gradient', [
    outputOf(m, 'total', total, []),
    ...gradients.map((gradient, index) =>
      outputOf(m, `g${String(index)}`, gradient, operands[index]?.axes ?? []),
    ),
  ]);
  verify(program, 'differentiate');

  const random = numbersFrom(7);
  const c = Float64Array.from({ length: countOf(y.type.axes) }, () => 0.5 + random());
  const inputs: Record<string, InputArray> = { ...parents, c: { data: c } };
  operands.forEach(({ values }, index) => {
    inputs[`x${String(index)}`] = { data: values.slice() };
  });
  const at = (name: string, element: number): number =>
    evaluate(program, inputs, sizes)[name]?.[element] ?? NaN;

  const analytic = evaluate(program, inputs, sizes);
  for (const [index, { values }] of operands.entries()) {
    const point = inputs[`x${String(index)}`]?.data;
    if (point === undefined) throw new Error('an operand is missing');
    for (const [element, x] of values.entries()) {
      const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(x));
      point[element] = x + h;
      const above = at('total', 0);
      point[element] = x - h;
      const below = at('total', 0);
      point[element] = x;
      const numeric = (above - below) / (2 * h);
      const exact = analytic[`g${String(index)}`]?.[element] ?? NaN;
      const error = Math.abs(exact - numeric) / Math.max(1, Math.abs(numeric));
      expect(
        error,
        `operand ${String(index)}[${String(element)}]: ${String(exact)}, ${String(numeric)}`,
      ).toBeLessThan(1e-6);
    }
  }
}
