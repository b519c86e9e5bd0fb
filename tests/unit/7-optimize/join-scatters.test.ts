// The gradient of a table read by two indices: what it adds goes to its element at once, where the indices allow it.

import { expect, test } from 'vitest';
import { differentiate } from '../../../compiler/6-differentiate/differentiate.ts';
import { optimize } from '../../../compiler/7-optimize/optimize.ts';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import type { Builder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import type { Axis, Node, Program } from '../../../compiler/ir/ops.ts';
import { topologicalOrder } from '../../../compiler/ir/order.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { constantSize } from '../../../compiler/sizes/size.ts';
import { f64, i32 } from '../ir/run.ts';

const classes = makeAxis('class', constantSize(2));
const levels = makeAxis('level', constantSize(3));
const documents = plateAxis('document');
const tokens = plateAxis('token');

const bindings = {
  inputs: {
    table: Float64Array.of(0.5, -1, 2, 0.25, 3, -0.5),
    class: Int32Array.of(1, 0),
    level: Int32Array.of(2, 0, 0, 1, 2),
    levels: Int32Array.of(0, 2, 1, 1, 2, 0, 0, 1, 2, 2),
    scale: Float64Array.of(1, 2, 3, 4, 5),
    'parent.token': Int32Array.of(0, 0, 0, 1, 1),
  },
  sizes: { 'rows:document': 2, 'rows:token': 5 },
};

/** The gradient of a sum of reads with respect to the table, and how many sums into arrays it takes. */
function gradientOf(read: (m: Builder, table: Node) => Node): {
  values: unknown;
  plain: unknown;
  scatters: number;
} {
  const m = createBuilder();
  const table = f64(m, 'table', [classes, levels]);
  const value = read(m, table);
  const total = value.type.axes.reduce((sum: Node, axis: Axis) => m.sum(sum, axis), value);
  const [gradient = m.num(0)] = differentiate(m, total, [table]);
  const program = makeProgram('p', [outputOf(m, 'y', gradient, [classes, levels])]);
  const better = optimize(program, { checked: true, dump: () => undefined });
  const run = (each: Program): unknown => {
    const inputs = Object.fromEntries(
      Object.entries(bindings.inputs).map(([name, data]) => [name, { data }] as const),
    );
    return [...(evaluate(each, inputs, bindings.sizes)['y'] ?? [])];
  };
  const scatters = topologicalOrder(better.outputs.map(({ node }) => node)).filter(
    ({ op }) => op === 'scatterAdd',
  ).length;
  return { values: run(better), plain: run(program), scatters };
}

const ofDocument = (m: Builder): Node => m.spreadRows(i32(m, 'class', [documents]), documents, tokens);

test('by the class of the document and the level of the token: one sum', () => {
  const { values, plain, scatters } = gradientOf((m, table) => {
    const row = m.gather(table, ofDocument(m), classes);
    return m.mul(m.gather(row, i32(m, 'level', [tokens]), levels), f64(m, 'scale', [tokens]));
  });
  expect(scatters).toBe(1);
  expect(values).toEqual(plain);
  // Tokens 1 to 3 are of a document of class 1, tokens 4 and 5 of one of class 0.
  expect(values).toEqual([0, 4, 5, 5, 0, 1]);
});

test('the outer index varies along an axis that the inner sum takes away: two sums', () => {
  const each = makeAxis('each', constantSize(2));
  const { values, plain } = gradientOf((m, table) => {
    const row = m.gather(table, m.iota(each), classes);
    return m.gather(row, m.input('levels', { dtype: 'i32', axes: [tokens, each] }), levels);
  });
  expect(values).toEqual(plain);
  expect((values as number[]).reduce((sum, value) => sum + value, 0)).toBe(10);
});
