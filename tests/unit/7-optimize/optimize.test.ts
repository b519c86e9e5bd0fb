import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../../compiler/6-differentiate/differentiate.ts';
import { optimize, passes } from '../../../compiler/7-optimize/optimize.ts';
import type { Exactness } from '../../../compiler/7-optimize/rewrite.ts';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import type { Builder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import { logSumExp } from '../../../compiler/ir/log-space.ts';
import type { Axis, Node, OpName, Program } from '../../../compiler/ir/ops.ts';
import { topologicalOrder } from '../../../compiler/ir/order.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { constantSize } from '../../../compiler/sizes/size.ts';
import { spanOf } from '../../../compiler/source/source.ts';
import { f64, i32 } from '../ir/run.ts';

const i = makeAxis('i', constantSize(2));
const j = makeAxis('j', constantSize(3));
const rows = plateAxis('row');
const groups = plateAxis('group');

function optimized(program: Program, allowed: readonly Exactness[] = []): Program {
  return optimize(program, { checked: true, dump: () => undefined, allowed });
}

function programOf(m: Builder, value: Node, axes: readonly Axis[] = value.type.axes): Program {
  return makeProgram('test', [outputOf(m, 'y', value, axes)]);
}

function opsOf(program: Program): readonly OpName[] {
  return topologicalOrder(program.outputs.map((output) => output.node)).map((node) => node.op);
}

describe('the runner', () => {
  test('shows the program after each pass, and names the pass that broke it', () => {
    const m = createBuilder();
    const seen: string[] = [];
    optimize(programOf(m, f64(m, 'x', [i])), { checked: true, dump: (pass) => seen.push(pass) });
    expect(seen).toEqual(passes.map((pass) => pass.name));
    const x = f64(m, 'x', [i]);
    const broken = { ...programOf(m, m.exp(x)), inputs: [] };
    expect(() => optimized(broken)).toThrow('after lowering');
  });

  test('inputs, outputs and origins stay', () => {
    const m = createBuilder();
    const unused = m.input('unused', { dtype: 'f64', axes: [] });
    const span = spanOf({ path: 'a.gen', text: 'x' }, 0, 1);
    const y = m.withOrigin(span, () => m.exp(m.placeholder('eps', [i])));
    const z = m.withOrigin(span, () => m.sin(f64(m, 'x', [])));
    const result = optimized(makeProgram('p', [outputOf(m, 'y', y, [i]), outputOf(m, 'z', z, [])], [unused]));
    expect(result.inputs.map((input) => input.name)).toEqual(['x', 'unused']);
    expect(result.outputs.map(({ name, axes }) => [name, axes])).toEqual([
      ['y', [i]],
      ['z', []],
    ]);
    expect(result.outputs[1]?.node.origins).toEqual([span]);
    expect(evaluate(result, { x: { data: Float64Array.of(0) } }, {}).y).toEqual(Float64Array.of(1, 1));
  });
});

describe('placeholders', () => {
  test('vanish with all that they multiply', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [i]);
    const p = m.placeholder('p', [j]);
    const touched = m.sum(
      m.mul(m.sum(m.mul(m.gather(p, m.cast(m.iota(i), 'i32'), j), m.log(x)), i), m.num(3)),
      j,
    );
    const result = optimized(programOf(m, m.add(m.neg(x), m.div(touched, x))));
    expect(opsOf(result)).toEqual(['input', 'neg']);
  });

  test('leave the count of what was summed along their axes', () => {
    const m = createBuilder();
    const total = m.sum(m.sum(m.add(f64(m, 'x', [i]), m.placeholder('p', [j])), j), i);
    const result = optimized(programOf(m, total));
    expect(evaluate(result, { x: { data: Float64Array.of(1, 2) } }, {}).y).toEqual(Float64Array.of(9));
  });

  test('marks that stop gradients go', () => {
    const m = createBuilder();
    expect(opsOf(optimized(programOf(m, m.stopGradient(m.exp(f64(m, 'x', [i]))))))).toEqual(['input', 'exp']);
    const nothing = m.mul(m.stopGradient(m.placeholder('p', [])), m.log(f64(m, 'y', [])));
    expect(opsOf(optimized(programOf(m, nothing)))).toEqual(['constant']);
  });
});

describe('sums', () => {
  const m = createBuilder();
  const a = f64(m, 'a', [rows, i]);
  const b = f64(m, 'b', [rows]);
  const c = f64(m, 'c', [i]);

  test('invariant factors leave, what varies stays a contraction', () => {
    const inner = m.mul(m.neg(m.mul(a, c)), m.div(b, c));
    const [output] = optimized(programOf(m, m.sum(inner, rows))).outputs;
    const sums = topologicalOrder(output === undefined ? [] : [output.node]).filter(
      (node) => node.op === 'reduceSum',
    );
    expect(sums).toHaveLength(1);
    const product = sums[0]?.args[0];
    expect(product?.op).toBe('mul');
    expect(product?.args.map((factor) => (factor.op === 'input' ? factor.name : factor.op))).toEqual([
      'a',
      'b',
    ]);
  });

  test('a product that varies along the axis in all factors stays as it is', () => {
    const sum = m.sum(m.mul(m.mul(a, b), m.exp(a)), rows);
    expect(opsOf(optimized(programOf(m, sum)))).toEqual(['input', 'input', 'mul', 'exp', 'mul', 'reduceSum']);
  });
});

test('logarithms of a table are taken once, not for each row', () => {
  const m = createBuilder();
  const read = m.log(m.at(f64(m, 'face', [i, j]), j, i32(m, 'roll', [rows])));
  const result = optimized(programOf(m, m.add(read, m.num(0.5))));
  expect(opsOf(result).at(-1)).toBe('gather');
});

test('rounding rules only on request', () => {
  const m = createBuilder();
  const program = programOf(m, m.log1p(m.exp(f64(m, 'x', []))));
  expect(opsOf(optimized(program))).toEqual(['input', 'exp', 'log1p']);
  expect(opsOf(optimized(program, ['rounding']))).toEqual(['input', 'softplus']);
});

describe('random programs', () => {
  const sizes = { 'rows:row': 4, 'rows:group': 2 };
  const inputs = {
    s: { data: Float64Array.of(0.7) },
    x: { data: Float64Array.of(0.3, -1.1) },
    y: { data: Float64Array.of(1.5, -0.2, 0.4, 0.9, -0.6, 0.1) },
    z: { data: Float64Array.of(0.2, 0.5, -0.3, 1.2, 0.8, -0.9, 0.6, -0.1) },
    g: { data: Float64Array.of(0.4, -0.8) },
    index: { data: Int32Array.of(2, 0, 1, 2) },
    'parent.row': { data: Int32Array.of(0, 1, 1, 0) },
  };

  /** Grows a graph: each step applies an operation to two values made before. */
  function grow(m: Builder, steps: readonly (readonly [number, number, number])[]): Node {
    const index = i32(m, 'index', [rows]);
    const values = [f64(m, 's', []), f64(m, 'x', [i]), f64(m, 'y', [i, j]), f64(m, 'z', [rows, i]), f64(m, 'g', [groups]), m.placeholder('eps', [i]), m.num(2)]; // prettier-ignore
    const operations: readonly ((a: Node, b: Node) => Node)[] = [
      (a, b) => m.add(a, b),
      (a, b) => m.sub(a, b),
      (a, b) => m.mul(a, b),
      (a, b) => m.div(a, m.add(m.num(2), m.tanh(b))),
      (a) => m.neg(a),
      (a) => m.tanh(a),
      (a) => m.exp(m.tanh(a)),
      (a) => m.log(m.add(m.num(1), m.exp(m.tanh(a)))),
      (a, b) => m.select(m.less(a, b), a, m.neg(b)),
      (a, b) => m.weighted(m.less(a, m.num(0)), b),
      (a) => m.sum(a, i),
      (a) => m.sum(a, j),
      (a) => m.sum(a, rows),
      (a) => m.maximum(a, i),
      (a) => m.gather(a, index, j),
      (a) => m.spreadRows(a, groups, rows),
      (a, b) => logSumExp(m, m.add(a, b), i),
      (a) => m.scatterAdd(a, [index], [j], [i]),
    ];
    for (const [operation, left, right] of steps) {
      const [a = m.num(1), b = m.num(1)] = [values[left % values.length], values[right % values.length]];
      const rowKinds = new Set(
        [...a.type.axes, ...b.type.axes].filter((axis) => axis.plate !== null).map((axis) => axis.name),
      );
      const spreads = operation % operations.length === 15;
      // Rows of two plates do not meet; a group is spread only where there are no rows yet.
      if (rowKinds.size > 1 || (spreads && rowKinds.has(rows.name))) continue;
      const made = operations[operation % operations.length]?.(a, b);
      // Keeps values small, so that sums of many do not cancel.
      if (made !== undefined) values.push(m.tanh(made));
    }
    return values.at(-1) ?? m.num(0);
  }

  const step = fc.tuple(fc.nat(17), fc.nat(40), fc.nat(40));
  const equal = (a: number, b: number): boolean =>
    Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

  test.each<{ allowed: readonly Exactness[] }>([{ allowed: [] }, { allowed: ['rounding', 'finite'] }])(
    'mean the same when optimised, gradients included ($allowed)',
    ({ allowed }) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 3, maxLength: 25 }), (steps) => {
          const m = createBuilder();
          const value = grow(m, steps);
          let total = value;
          for (const axis of value.type.axes) total = m.sum(total, axis);
          const roots = [m.placeholder('eps', [i]), f64(m, 'x', [i]), f64(m, 'z', [rows, i])];
          const gradients = differentiate(m, total, roots);
          const program = makeProgram('random', [
            outputOf(m, 'value', value, value.type.axes),
            ...gradients.map((gradient, k) =>
              outputOf(m, `g${String(k)}`, gradient, roots[k]?.type.axes ?? []),
            ),
          ]);
          const expected = evaluate(program, inputs, sizes);
          const actual = evaluate(optimized(program, allowed), inputs, sizes);
          for (const [name, values] of Object.entries(expected))
            values.forEach((wanted, element) => {
              const got = actual[name]?.[element] ?? NaN;
              expect(
                equal(wanted, got),
                `${name}[${String(element)}]: ${String(wanted)} became ${String(got)}`,
              ).toBe(true);
            });
        }),
        { numRuns: 200 },
      );
    },
  );
});
