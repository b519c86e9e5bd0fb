// Random small programs over the whole operation table, with nested plates, and inputs for them. Values stay
// bounded, and conditions and indices are exact, so that two ways to compute a program agree to rounding.

import fc from 'fast-check';
import { hasAxis, makeAxis, plateAxis, siblingAxis } from '../../compiler/ir/axis.ts';
import { createBuilder } from '../../compiler/ir/build.ts';
import type { Builder } from '../../compiler/ir/build.ts';
import type { Axis, Node, Program } from '../../compiler/ir/ops.ts';
import { makeProgram } from '../../compiler/ir/program.ts';
import { symbolSize } from '../../compiler/sizes/size.ts';
import type { NumericArray, Sizes } from '../../runtime/model/definition.ts';
import { elementCount } from './run-kernel.ts';

export interface RandomCase {
  readonly program: Program;
  readonly inputs: Record<string, NumericArray>;
  readonly sizes: Sizes;
}

interface Step {
  readonly op: number;
  readonly operands: readonly [number, number, number];
  readonly axis: number;
}

/** `outer` holds `inner`; `other` is a plate apart. Row counts at the edges of tiles and of groups of four. */
const rowCounts = [0, 1, 3, 4, 5, 255, 256, 257, 1000];

export interface RandomPlan {
  readonly draws: boolean;
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
  readonly rows: number;
  readonly otherRows: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly seed: number;
}

export function randomPlan(draws: boolean): fc.Arbitrary<RandomPlan> {
  const index = fc.nat({ max: 1000 });
  const step: fc.Arbitrary<Step> = fc.record({
    op: index,
    operands: fc.tuple(index, index, index),
    axis: index,
  });
  return fc.record({
    draws: fc.constant(draws),
    steps: fc.array(step, { minLength: 3, maxLength: 24 }),
    outputs: fc.array(index, { minLength: 1, maxLength: 4 }),
    rows: fc.constantFrom(...rowCounts),
    otherRows: fc.constantFrom(...rowCounts),
    a: fc.integer({ min: 1, max: 4 }),
    b: fc.integer({ min: 1, max: 3 }),
    c: fc.integer({ min: 0, max: 2 }),
    seed: fc.nat({ max: 1e6 }),
  });
}

export function caseOf(plan: RandomPlan): RandomCase {
  const program = buildProgram(plan.steps, plan.outputs, plan.draws);
  return { program, ...makeInputs(program, plan) };
}

const a = makeAxis('a', symbolSize('A'));
const b = makeAxis('b', symbolSize('B'));
const c = makeAxis('c', symbolSize('C'));
const a2 = siblingAxis(a, []);
const outer = plateAxis('outer');
const inner = plateAxis('inner');
const other = plateAxis('other');

function buildProgram(steps: readonly Step[], outputs: readonly number[], draws: boolean): Program {
  const m = createBuilder();
  const numbers: Node[] = [
    [],
    [a],
    [a, b],
    [outer],
    [outer, a],
    [outer, b, c],
    [inner],
    [inner, a],
    [other, b],
  ].map((axes, k) => m.input(`number${String(k)}`, { dtype: 'f64', axes }));
  const indices = (['a', 'b'] as const).flatMap((name) =>
    [[], [outer], [inner], [b], [outer, b]].map((axes, k) => ({
      axis: name === 'a' ? a : b,
      node: m.input(`index.${name}.${String(k)}`, { dtype: 'i32', axes }),
    })),
  );
  const conditions: Node[] = [
    m.equal(m.iota(a), indices[1]?.node ?? m.num(0)),
    m.less(m.iota(b), indices[7]?.node ?? m.num(0)),
    m.input('flag', { dtype: 'bool', axes: [inner] }),
    m.lessEqual(m.iota(outer), m.constant(2, 'i32')),
  ];
  const pick = <T>(list: readonly T[], position: number): T => {
    const found = list[position % list.length];
    if (found === undefined) throw new Error('an empty list');
    return found;
  };
  const rowIndices = [outer, inner].map((rows) =>
    m.input(`index.rows.${rows.plate ?? ''}`, { dtype: 'i32', axes: [rows] }),
  );
  const context: Context = { m, numbers, indices, conditions, rowIndices, pick };
  const known = draws ? [...makers, ...drawMakers] : makers;
  for (const step of steps) {
    // The latest values are the most likely operands, so that programs get deep.
    const at = (k: number): Node => pick(numbers.slice(-6 - (k % 5)), Math.floor(k / 5));
    const made = pick(known, step.op)(context, step.operands.map(at) as [Node, Node, Node], step);
    if (made !== null) numbers.push(made);
  }
  return makeProgram(
    'random',
    outputs.map((position, k) => {
      const node = pick(numbers.length > 9 ? numbers.slice(9).reverse() : numbers, position);
      const axes = position % 2 === 0 ? node.type.axes : node.type.axes.toReversed();
      return { name: `out${String(k)}`, node, axes };
    }),
  );
}

interface Context {
  readonly m: Builder;
  readonly numbers: readonly Node[];
  readonly indices: readonly { readonly axis: Axis; readonly node: Node }[];
  readonly conditions: readonly Node[];
  /** Into rows of the outer plate, for each of its rows and of the inner plate's. */
  readonly rowIndices: readonly Node[];
  readonly pick: <T>(list: readonly T[], position: number) => T;
}

type Maker = (context: Context, operands: readonly [Node, Node, Node], step: Step) => Node | null;

const rowsOf = (node: Node): Axis | null => node.type.axes.find((axis) => axis.plate !== null) ?? null;
const loops = (node: Node): readonly Axis[] => node.type.axes.filter((axis) => axis.plate === null);

/** The values over the same rows: repeated to inner rows, summed from others. */
function overSameRows(m: Builder, nodes: readonly Node[]): readonly Node[] {
  const plates = nodes.map((node) => rowsOf(node)?.plate ?? null);
  const wanted = plates.includes('inner') ? inner : plates.includes('outer') ? outer : null;
  return nodes.map((node) => {
    const rows = rowsOf(node);
    if (rows === null || wanted === null || rows.plate === wanted.plate) return node;
    if (rows.plate === 'outer') return m.spreadRows(node, outer, inner);
    return m.mul(m.sum(node, rows), m.num(1 / 512));
  });
}

const combined =
  (build: (m: Builder, x: Node, y: Node, z: Node) => Node): Maker =>
  ({ m }, operands) => {
    const [x = m.num(0), y = m.num(0), z = m.num(0)] = overSameRows(m, operands);
    return loops(m.add(m.add(x, y), z)).length > 3 ? null : build(m, x, y, z);
  };

const alone =
  (build: (m: Builder, x: Node) => Node): Maker =>
  ({ m }, [x]) =>
    build(m, x);

const makers: readonly Maker[] = [
  alone((m, x) => m.tanh(x)),
  alone((m, x) => m.exp(m.sin(x))),
  alone((m, x) => m.log(m.add(m.num(1.5), m.sin(x)))),
  alone((m, x) => m.log1p(m.abs(m.cos(x)))),
  alone((m, x) => m.expm1(m.neg(m.abs(m.tanh(x))))),
  alone((m, x) => m.sigmoid(x)),
  alone((m, x) => m.softplus(m.tanh(x))),
  alone((m, x) => m.lgamma(m.add(m.num(2.5), m.tanh(x)))),
  alone((m, x) => m.digamma(m.add(m.num(2.5), m.tanh(x)))),
  alone((m, x) => m.trigamma(m.add(m.num(2.5), m.tanh(x)))),
  alone((m, x) => m.inverseLogMinusDigamma(m.add(m.num(1.5), m.tanh(x)))),
  alone((m, x) => m.stopGradient(m.sqrt(m.add(m.num(2), m.sin(x))))),
  combined((m, x, y) => m.add(x, m.tanh(y))),
  combined((m, x, y) => m.sub(m.tanh(x), y)),
  combined((m, x, y) => m.mul(m.sin(x), m.cos(y))),
  combined((m, x, y) => m.div(m.sin(x), m.add(m.num(1.5), m.sin(y)))),
  combined((m, x, y) => m.max(x, y)),
  combined((m, x, y) => m.min(m.tanh(x), y)),
  combined((m, x, y) => m.pow(m.add(m.num(1.5), m.sin(x)), m.cos(y))),
  combined((m, x, y, z) => m.add(m.mul(m.tanh(x), m.tanh(y)), m.tanh(z))),
  ({ m, conditions, pick }, [x, y], { axis }) => {
    const [condition, left = x, right = y] = overSameRows(m, [m.cast(pick(conditions, axis), 'f64'), x, y]);
    if (condition === undefined) return null;
    const holds = m.equal(condition, m.num(1));
    const built = m.weighted(m.cast(m.not(m.and(holds, m.or(holds, holds))), 'f64'), left);
    return loops(m.add(built, right)).length > 3 ? null : m.add(m.select(holds, left, right), built);
  },
  // Along axes.
  ({ m, pick }, [x], { axis }) =>
    x.type.axes.length === 0 ? null : m.mul(m.sum(x, pick(x.type.axes, axis)), m.num(0.25)),
  ({ m }, [x]) => {
    const rows = rowsOf(x);
    return rows === null ? null : m.mul(m.sum(m.mul(m.tanh(x), m.sin(x)), rows), m.num(1 / 256));
  },
  ({ m }, [x, y]) => {
    const [left = x, right = y] = overSameRows(m, [x, y]);
    const product = m.mul(m.tanh(left), m.tanh(right));
    const rows = rowsOf(product);
    return rows === null ? null : m.mul(m.sum(product, rows), m.num(1 / 256));
  },
  ({ m, pick }, [x], { axis }) =>
    x.type.axes.length === 0 ? null : m.max(m.num(-3), m.reduceMax(x, pick(x.type.axes, axis))),
  ({ m, numbers }, _, { axis }) => {
    const input = numbers[axis % 9];
    return input !== undefined && hasAxis(input.type.axes, a) ? m.cast(m.argMax(input, a), 'f64') : null;
  },
  ({ m, pick, indices }, [x], { axis }) => {
    const chosen = pick(indices, axis);
    if (!hasAxis(x.type.axes, chosen.axis)) return null;
    const [base = x, index = chosen.node] = alignIndex(m, x, chosen.node);
    return m.gather(base, index, chosen.axis);
  },
  ({ m, pick, rowIndices }, [x], { axis }) =>
    rowsOf(x)?.plate === 'outer' ? m.gather(m.tanh(x), pick(rowIndices, axis), outer) : null,
  ({ m, pick, indices }, [x], { axis, op }) => {
    const chosen = pick(indices, axis);
    const [values = x, index = chosen.node] = alignIndex(m, x, chosen.node);
    const all = m.add(values, m.cast(index, 'f64')).type.axes;
    const keep = all.filter((other, k) => other.name !== chosen.axis.name && ((op >> k) & 1) === 1);
    return m.mul(m.scatterAdd(m.tanh(values), [index], [chosen.axis], keep), m.num(1 / 64));
  },
  ({ m }, [x]) => (rowsOf(x)?.plate === 'inner' ? m.tanh(m.sumRows(x, inner, outer)) : null),
  ({ m }, [x]) => (rowsOf(x)?.plate === 'outer' ? m.spreadRows(m.tanh(x), outer, inner) : null),
  ({ m }, [x]) =>
    hasAxis(x.type.axes, a) && !hasAxis(x.type.axes, a2) ? m.sub(x, m.rename(m.sin(x), a, a2)) : null,
  ({ m }, [x]) => (hasAxis(x.type.axes, a2) ? m.sum(x, a2) : null),
  // Matrices.
  ({ m }, [x, y], { axis }) => {
    const [left = x, right = y] = overSameRows(m, [x, y]);
    if (!hasAxis(left.type.axes, a) || hasAxis(left.type.axes, a2) || hasAxis(right.type.axes, a2))
      return null;
    const v = m.tanh(left);
    const diagonal = m.select(m.equal(m.iota(a), m.iota(a2)), m.num(2), m.num(0));
    const factor = m.cholesky(m.add(m.mul(v, m.rename(v, a, a2)), diagonal), a, a2);
    if (axis % 3 === 0) return m.sum(m.tanh(factor), a2);
    const b = m.broadcast(m.tanh(right), [a]);
    if (axis % 3 === 1) return m.rename(m.solveLower(factor, b, a, a2), a2, a);
    return m.solveLowerTransposed(factor, m.rename(b, a, a2), a, a2);
  },
  ({ m, pick }, [x], { axis }) => {
    const candidates = loops(x).filter((other) => other.name !== 'c');
    if (candidates.length === 0) return null;
    return m.log(m.dirichletConcentration(m.sub(m.tanh(x), m.num(4)), pick(candidates, axis)));
  },
];

const drawMakers: readonly Maker[] = [
  ({ m }, [x]) => m.mul(m.tanh(x), m.randomNormal([b])),
  ({ m }) => m.randomUniform([outer, a]),
  ({ m, numbers }, _, { axis }) => {
    const input = numbers[axis % 9];
    return input === undefined ? null : m.log(m.randomGamma(m.add(m.num(0.1), m.mul(input, input)), [b]));
  },
  ({ m, numbers }, _, { axis }) => {
    const input = numbers[axis % 9];
    return input === undefined ? null : m.randomPoisson(m.add(m.num(3), input), []);
  },
  ({ m, numbers }, _, { axis }) => {
    const input = numbers[axis % 9];
    if (input === undefined || !hasAxis(input.type.axes, a)) return null;
    const weights = m.exp(input);
    return m.cast(m.randomIndex(m.div(weights, m.sum(weights, a)), a, [b]), 'f64');
  },
  ({ m, numbers }, _, { axis }) => {
    const input = numbers[axis % 9];
    return input === undefined ? null : m.randomBinomial(m.num(12), m.sigmoid(input), [b]);
  },
  ({ m, numbers }, _, { axis }) => {
    const input = numbers[axis % 9];
    if (input === undefined || !hasAxis(input.type.axes, a)) return null;
    const weights = m.exp(input);
    return m.randomCounts(m.num(20), m.div(weights, m.sum(weights, a)), a, [b]);
  },
];

function alignIndex(m: Builder, value: Node, index: Node): readonly Node[] {
  const [rows, wanted] = [rowsOf(value), rowsOf(index)];
  if (rows === null || wanted === null || rows.plate === wanted.plate) return [value, index];
  if (rows.plate === 'inner' && wanted.plate === 'outer') return [value, m.spreadRows(index, outer, inner)];
  if (rows.plate === 'outer' && wanted.plate === 'inner') return [m.spreadRows(value, outer, inner), index];
  return [m.mul(m.sum(value, rows), m.num(1 / 512)), index];
}

function makeInputs(
  program: Program,
  plan: RandomPlan,
): { inputs: Record<string, NumericArray>; sizes: Sizes } {
  let state = plan.seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  const offset = new Int32Array(plan.rows + 1);
  const parents: number[] = [];
  for (let row = 0; row < plan.rows; row += 1) {
    for (let count = Math.floor(uniform() * 4); count > 0; count -= 1) parents.push(row);
    offset[row + 1] = parents.length;
  }
  const sizes: Sizes = {
    A: plan.a,
    B: plan.b,
    C: plan.c,
    'rows:outer': plan.rows,
    'rows:inner': parents.length,
    'rows:other': plan.otherRows,
  };
  const inputs: Record<string, NumericArray> = {
    'parent.inner': Int32Array.from(parents),
    'offset.inner': offset,
    key: Int32Array.of(plan.seed, 7),
  };
  for (const { name, type } of program.inputs) {
    const count = elementCount(type.axes, sizes);
    if (type.dtype === 'f64') inputs[name] = Float64Array.from({ length: count }, () => 2 * uniform() - 1);
    else {
      const limits = { 'index.a': plan.a, 'index.b': plan.b, 'index.r': plan.rows };
      const limit = Object.entries(limits).find(([start]) => name.startsWith(start))?.[1] ?? 2;
      inputs[name] = Int32Array.from({ length: count }, () => Math.floor(uniform() * limit));
    }
  }
  return { inputs, sizes };
}
