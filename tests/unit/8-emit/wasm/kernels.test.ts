import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAxis, plateAxis } from '../../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../../compiler/ir/build.ts';
import { evaluate } from '../../../../compiler/ir/evaluate.ts';
import type { Node } from '../../../../compiler/ir/ops.ts';
import { printProgram } from '../../../../compiler/ir/print.ts';
import { makeProgram, outputOf } from '../../../../compiler/ir/program.ts';
import { symbolSize } from '../../../../compiler/sizes/size.ts';
import type { WasmVariant } from '../../../../runtime/kernels/wasm/bundle.ts';
import { caseOf, randomPlan } from '../../../support/random-program.ts';
import type { RandomCase } from '../../../support/random-program.ts';
import { allocateOutputs } from '../../../support/run-kernel.ts';
import { wasmFactory } from '../../../support/run-wasm-kernel.ts';

/** Elements that differ by more than 1e-12 of the larger of 1 and their size; null where there is nothing to run. */
function differences({ program, inputs, sizes }: RandomCase, variant: WasmVariant): readonly string[] | null {
  const make = wasmFactory(program);
  if (make === null) return null;
  const found = allocateOutputs(program, sizes);
  const kernel = make(sizes, variant);
  // Twice: nothing of a run is left in the next.
  for (let run = 0; run < 2; run += 1) kernel(inputs, found, sizes);
  const wrapped = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, { data }]));
  const expected = evaluate(program, wrapped, sizes);
  return Object.entries(expected).flatMap(([name, values]) => {
    const mine = found[name];
    const wrong = values.findIndex((value, k) => {
      const other = mine?.[k] ?? Infinity;
      return !(Object.is(value, other) || Math.abs(value - other) <= 1e-12 * Math.max(1, Math.abs(value)));
    });
    return wrong < 0
      ? []
      : [`${name}[${String(wrong)}]: ${String(mine?.[wrong])}, not ${String(values[wrong])}`];
  });
}

test.each(['relaxed', 'plain'] as const)('%s kernels compute what the evaluator does', (variant) => {
  let compared = 0;
  fc.assert(
    fc.property(randomPlan(false), (plan) => {
      const given = caseOf(plan);
      const found = differences(given, variant);
      compared += found === null ? 0 : 1;
      expect(found ?? [], printProgram(given.program)).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
  expect(compared).toBeGreaterThan(0);
});

/** At the edges of what numbers are, and of what functions take. */
const edges = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  -2.5,
  3,
  1e-320,
  1e308,
  -1e308,
  710,
  -746,
  1e-17,
];

test.each(['relaxed', 'plain'] as const)(
  '%s kernels at infinities, NaN, zeros and outside domains',
  (variant) => {
    const m = createBuilder();
    const pairs = edges.flatMap((x) => edges.map((y) => [x, y] as const));
    const rows = plateAxis('row');
    const [x, y] = ['data.x', 'data.y'].map((name) => m.input(name, { dtype: 'f64', axes: [rows] })) as [
      Node,
      Node,
    ];
    const yes = m.less(x, y);
    const results: Record<string, Node> = {
      ...Object.fromEntries(unary.map((name) => [name, m[name](x)])),
      ...Object.fromEntries(binary.map((name) => [name, m[name](x, y)])),
      less: m.cast(yes, 'f64'),
      lessEqual: m.cast(m.lessEqual(x, y), 'f64'),
      equal: m.cast(m.equal(x, y), 'f64'),
      select: m.select(m.or(yes, m.not(m.equal(x, x))), x, y),
      multiplyAdd: m.add(m.mul(x, y), x),
    };
    const program = makeProgram(
      'edges',
      Object.entries(results).map(([name, node]) => outputOf(m, name, node, [rows])),
    );
    const inputs = {
      'data.x': Float64Array.from(pairs, ([left]) => left),
      'data.y': Float64Array.from(pairs, ([, right]) => right),
    };
    const sizes = { 'rows:row': pairs.length };
    expect(differences({ program, inputs, sizes }, variant)).toEqual([]);
  },
);

const unary = [
  'neg', 'exp', 'log', 'log1p', 'expm1', 'sqrt', 'abs', 'floor', 'tanh', 'sigmoid', 'softplus', 'lgamma',
] as const; // prettier-ignore
const binary = ['add', 'sub', 'mul', 'div', 'pow', 'max', 'min', 'weighted'] as const;

test('a maximum over rows or values that has NaN is NaN, and of nothing -Infinity', () => {
  const m = createBuilder();
  const [rows, a] = [plateAxis('row'), makeAxis('a', symbolSize('A'))];
  const x = m.input('data.x', { dtype: 'f64', axes: [rows, a] });
  const program = makeProgram('maxima', [
    outputOf(m, 'ofRow', m.reduceMax(x, a), [rows]),
    outputOf(m, 'ofAll', m.reduceMax(x, rows), [a]),
    outputOf(m, 'best', m.argMax(x, a), [rows]),
  ]);
  for (const [count, A] of [
    [0, 2],
    [19, 0],
    [33, 3],
  ] as const) {
    const values = Float64Array.from({ length: count * A }, (_, i) => (i === 50 ? NaN : Math.sin(i)));
    const sizes = { A, 'rows:row': count };
    expect(differences({ program, inputs: { 'data.x': values }, sizes }, 'plain')).toEqual([]);
  }
});
