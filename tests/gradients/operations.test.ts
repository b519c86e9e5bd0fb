// Every operation's gradient against central differences, from the operation list: an operation without an entry
// here does not compile, and each declares the domain in which it is smooth.

import { describe, expect, test } from 'vitest';
import { vjpRules } from '../../compiler/6-differentiate/vjp-rules/index.ts';
import type { Builder } from '../../compiler/ir/build.ts';
import type { Axis, Node, OpName } from '../../compiler/ir/ops.ts';
import { axes, countOf, expectGradient, numbersFrom } from './expect-gradient.ts';

const { i, j, k, rows, groups } = axes;

/** Makes the values of an operand over some axes. */
type Domain = (random: () => number, operandAxes: readonly Axis[]) => Float64Array;

interface OperationCase {
  readonly domains: readonly Domain[];
  /** Axes of each operand, one list for each way to try. */
  readonly shapes: readonly (readonly (readonly Axis[])[])[];
  readonly build: (m: Builder, operands: readonly Node[]) => Node;
}

const between =
  (lower: number, upper: number): Domain =>
  (random, own) =>
    Float64Array.from({ length: countOf(own) }, () => lower + (upper - lower) * random());

/** The last two axes hold positive definite matrices. */
const positiveDefinite: Domain = (random, own) => {
  const n = countOf(own.slice(-1));
  const all = new Float64Array(countOf(own));
  for (let start = 0; start < all.length; start += n * n) {
    const factor = Array.from({ length: n * n }, () => random() - 0.5);
    for (let r = 0; r < n; r += 1)
      for (let c = 0; c < n; c += 1) {
        let dot = r === c ? 1 : 0;
        for (let p = 0; p < n; p += 1) dot += (factor[r * n + p] ?? 0) * (factor[c * n + p] ?? 0);
        all[start + r * n + c] = dot;
      }
  }
  return all;
};

/** The last two axes hold matrices with a diagonal away from zero. */
const lowerFactor: Domain = (random, own) => {
  const n = countOf(own.slice(-1));
  return between(-1, 1)(random, own).map((value, index) =>
    Math.floor(index / n) % n === index % n ? 1 + Math.abs(value) : value,
  );
};

const unaryShapes = [[[]], [[i]], [[rows, i]]];
const binaryShapes = [
  [[i], [i]],
  [[], [i]],
  [[i, j], [j]],
  [[i], [j]],
  [[rows], [i]],
];

type UnaryName = { [K in OpName]: (typeof vjpRules)[K]['length'] extends 1 ? K : never }[OpName];

function unary(op: UnaryName & keyof Builder, domain: Domain): OperationCase {
  const build = (m: Builder, [a]: readonly Node[]): Node => (m[op] as (a: Node) => Node)(given(a));
  return { domains: [domain], shapes: unaryShapes, build };
}

type BinaryName = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'min' | 'weighted';

function binary(op: BinaryName, left: Domain, right: Domain): OperationCase {
  return { domains: [left, right], shapes: binaryShapes, build: (m, [a, b]) => m[op](given(a), given(b)) };
}

function given(node: Node | undefined): Node {
  if (node === undefined) throw new Error('an operand is missing');
  return node;
}

/** A whole-number index along rows or `j`, below 3. */
const index = (m: Builder, along: Axis): Node =>
  m.cast(m.sub(m.num(2), m.floor(m.mul(m.num(0.7), m.positions(along)))), 'i32');

/** Not differentiable, and why; the tests below check that such rules are null or refuse. */
const leaf = 'a leaf';
const step = 'a step: gradient zero';
const refused = 'refused';

const cases: Readonly<Record<OpName, OperationCase | string>> = {
  input: leaf,
  constant: leaf,
  size: leaf,
  iota: leaf,
  placeholder: leaf,

  neg: unary('neg', between(-2, 2)),
  exp: unary('exp', between(-2, 2)),
  log: unary('log', between(0.3, 3)),
  log1p: unary('log1p', between(-0.6, 3)),
  expm1: unary('expm1', between(-2, 2)),
  sqrt: unary('sqrt', between(0.3, 3)),
  abs: {
    domains: [between(-2, 2)],
    shapes: unaryShapes,
    build: (m, [a]) => m.abs(given(a)),
  },
  floor: step,
  sin: unary('sin', between(-3, 3)),
  cos: unary('cos', between(-3, 3)),
  tanh: unary('tanh', between(-2, 2)),
  sigmoid: unary('sigmoid', between(-3, 3)),
  softplus: unary('softplus', between(-3, 3)),
  lgamma: unary('lgamma', between(0.4, 5)),
  digamma: unary('digamma', between(0.4, 5)),
  trigamma: refused,
  inverseLogMinusDigamma: unary('inverseLogMinusDigamma', between(0.2, 2)),
  // Each special function has its own finite differences in tests/unit/library/special-functions.test.ts.
  special: {
    domains: [between(-3, 3)],
    shapes: unaryShapes,
    build: (m, [a]) => m.special('logNormalCdf', given(a)),
  },
  add: binary('add', between(-2, 2), between(-2, 2)),
  sub: binary('sub', between(-2, 2), between(-2, 2)),
  mul: binary('mul', between(-2, 2), between(-2, 2)),
  div: binary('div', between(-2, 2), between(0.5, 2)),
  pow: binary('pow', between(0.4, 2), between(-2, 3)),
  max: binary('max', between(-2, 2), between(-2, 2)),
  min: binary('min', between(-2, 2), between(-2, 2)),
  weighted: binary('weighted', between(0.1, 2), between(-3, 1)),

  less: step,
  lessEqual: step,
  equal: step,
  and: step,
  or: step,
  not: step,
  select: {
    domains: [between(-1, 1), between(-2, 2), between(-2, 2)],
    shapes: [
      [[i], [i], [i]],
      [[i], [j], []],
      [[], [i], [i, j]],
    ],
    build: (m, [a, b, c]) => m.select(m.less(given(a), m.num(0)), given(b), given(c)),
  },
  cast: step,
  stopGradient: step,

  reduceSum: {
    domains: [between(-2, 2)],
    shapes: [[[i]], [[rows, i, j]]],
    build: (m, [a]) => m.sum(given(a), i),
  },
  reduceMax: {
    domains: [between(-2, 2)],
    shapes: [[[i]], [[rows, i, j]]],
    build: (m, [a]) => m.reduceMax(given(a), i),
  },
  argMax: step,
  rename: {
    domains: [between(-2, 2)],
    shapes: [[[i]], [[i, j]]],
    build: (m, [a]) => m.rename(given(a), i, k),
  },
  gather: {
    domains: [between(-2, 2)],
    shapes: [[[i]], [[i, j]], [[rows, i]]],
    build: (m, [a]) => m.gather(given(a), m.add(index(m, j), m.num(0)), i),
  },
  scatterAdd: {
    domains: [between(-2, 2)],
    shapes: [[[rows]], [[rows, j]], [[j]], [[]]],
    build: (m, [a]) => m.scatterAdd(given(a), [index(m, rows)], [i], [j]),
  },
  sumRows: {
    domains: [between(-2, 2)],
    shapes: [[[rows]], [[rows, i]], [[i]]],
    build: (m, [a]) => m.sumRows(given(a), rows, groups),
  },
  spreadRows: {
    domains: [between(-2, 2)],
    shapes: [[[groups]], [[groups, i]]],
    build: (m, [a]) => m.spreadRows(given(a), groups, rows),
  },

  cholesky: {
    domains: [positiveDefinite],
    shapes: [[[i, k]], [[rows, i, k]], [[j, i, k]]],
    build: (m, [a]) => m.cholesky(given(a), i, k),
  },
  solveLower: {
    domains: [lowerFactor, between(-2, 2)],
    shapes: [
      [[i, k], [i]],
      [[j, i, k], [i]],
      [
        [i, k],
        [rows, i],
      ],
      [
        [j, i, k],
        [i, j],
      ],
    ],
    build: (m, [lower, b]) => m.solveLower(given(lower), given(b), i, k),
  },
  stationary: {
    domains: [between(0.2, 1)],
    shapes: [[[i, k]], [[rows, i, k]]],
    // Rows that sum to one, whatever the entries.
    build: (m, [a]) => m.stationary(m.div(given(a), m.sum(given(a), k)), i, k),
  },
  stationarySlope: refused,
  chain: {
    domains: [between(-2, 2), between(-2, 2)],
    shapes: [
      [
        [rows, i],
        [k, i],
      ],
      [
        [rows, i],
        [rows, k, i],
      ],
      [
        [rows, i, j],
        [k, i],
      ],
      [[i], [k, i, j]],
    ],
    build: (m, terms) =>
      m.chain(
        { rows, to: groups, states: [{ now: i, before: k }] },
        'logSum',
        terms.map((node) => ({ node, condition: null })),
      ),
  },
  chainMarginal: refused,
  chainScan: refused,
  chainPart: refused,
  previousRow: refused,
  store: refused,
  dirichletConcentration: refused,
  random: refused,
  randomIndex: step,
  randomCounts: step,
};

describe('gradients of operations', () => {
  for (const [op, entry] of Object.entries(cases) as [OpName, OperationCase | string][]) {
    if (typeof entry === 'string') continue;
    test.each(
      entry.shapes.map((shape) => [shape.map((own) => own.map((axis) => axis.name).join(' ')), shape]),
    )(`${op} %s`, (_, shape) => {
      for (let seed = 1; seed <= 3; seed += 1) {
        const random = numbersFrom(seed);
        const operands = shape.map((own, position) => ({
          axes: own,
          values: entry.domains[position]?.(random, own) ?? new Float64Array(countOf(own)),
        }));
        expectGradient({ operands, build: entry.build });
      }
    });
  }

  test('steps have no rule, leaves no operands', () => {
    for (const [op, entry] of Object.entries(cases) as [OpName, OperationCase | string][]) {
      if (entry === step) expect(vjpRules[op].every((rule) => rule === null)).toBe(true);
      if (entry === leaf) expect(vjpRules[op]).toEqual([]);
    }
  });
});

test('solveLower transposed', () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const random = numbersFrom(seed);
    const operands = [
      { axes: [j, i, k], values: lowerFactor(random, [j, i, k]) },
      { axes: [rows, k], values: between(-2, 2)(random, [rows, k]) },
    ];
    expectGradient({
      operands,
      build: (m, [lower, b]) => m.solveLowerTransposed(given(lower), given(b), i, k),
    });
  }
});
