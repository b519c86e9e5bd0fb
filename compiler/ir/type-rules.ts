// The type of every operation's result. The builder gives nodes these types; `verify` checks them again.

import { equalSizes } from '../sizes/size.ts';
import { hasAxis, sameAxis, unionAxes, withoutAxis } from './axis.ts';
import type { Draft } from './draft.ts';
import type { Axis, Chain, ChainTerms, DType, Node, OpName, TensorType } from './ops.ts';

type TypeRule<K extends OpName> = (draft: Draft<K>) => TensorType | null;

/** Null: a leaf whose type is declared with it. Throws an internal error where operands do not fit. */
const typeRules: { readonly [K in OpName]: TypeRule<K> } = {
  input: () => null,
  constant: () => null,
  placeholder: () => null,
  size: () => ({ dtype: 'f64', axes: [] }),
  iota: ({ axis }) => ({ dtype: 'i32', axes: [axis] }),

  neg: arithmetic,
  exp: arithmetic,
  log: arithmetic,
  log1p: arithmetic,
  expm1: arithmetic,
  sqrt: arithmetic,
  abs: arithmetic,
  floor: arithmetic,
  sin: arithmetic,
  cos: arithmetic,
  tanh: arithmetic,
  sigmoid: arithmetic,
  softplus: arithmetic,
  lgamma: arithmetic,
  digamma: arithmetic,
  trigamma: arithmetic,
  inverseLogMinusDigamma: arithmetic,
  special: arithmetic,
  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: arithmetic,
  pow: arithmetic,
  max: arithmetic,
  min: arithmetic,
  weighted: arithmetic,

  less: comparison,
  lessEqual: comparison,
  equal: comparison,
  and: logic,
  or: logic,
  not: logic,
  select: (draft) => {
    const [condition, whenTrue, whenFalse] = draft.args;
    expectDType(draft, condition, 'bool');
    expectDType(draft, whenFalse, whenTrue.type.dtype);
    return { dtype: whenTrue.type.dtype, axes: argumentAxes(draft) };
  },
  cast: (draft) => {
    const [value] = draft.args;
    if (draft.dtype === 'bool' || draft.dtype === value.type.dtype)
      fail(draft, `does not cast ${value.type.dtype} to ${draft.dtype}`);
    return { dtype: draft.dtype, axes: value.type.axes };
  },
  stopGradient: arithmetic,

  reduceSum: (draft) => reduction(draft, 'f64'),
  reduceMax: (draft) => reduction(draft, 'f64'),
  argMax: (draft) => reduction(draft, 'i32'),
  rename: (draft) => {
    const [value] = draft.args;
    if (!equalSizes(draft.from.size, draft.to.size)) fail(draft, 'renames between axes of different sizes');
    return { dtype: value.type.dtype, axes: replaceAxis(draft, value, draft.from, draft.to) };
  },
  gather: (draft) => {
    const [base, index] = draft.args;
    expectAxis(draft, base, draft.axis);
    expectDType(draft, index, 'i32');
    return {
      dtype: base.type.dtype,
      axes: unionAxes(withoutAxis(base.type.axes, draft.axis), index.type.axes),
    };
  },
  scatterAdd: (draft) => {
    const [values, ...indices] = draft.args;
    expectDType(draft, values, 'f64');
    for (const index of indices) expectDType(draft, index, 'i32');
    if (indices.length !== draft.axes.length) fail(draft, 'needs an index for each axis');
    const axes = argumentAxes(draft);
    for (const axis of draft.keep)
      if (!hasAxis(axes, axis)) fail(draft, `keeps ${axis.name}, which it lacks`);
    for (const axis of draft.axes)
      if (hasAxis(draft.keep, axis)) fail(draft, `keeps ${axis.name}, which it adds along`);
    return { dtype: 'f64', axes: unionAxes(draft.keep, draft.axes) };
  },
  sumRows: (draft) => betweenRows(draft, draft.from, draft.to),
  spreadRows: (draft) => betweenRows(draft, draft.from, draft.to),

  cholesky: (draft) => {
    expectAxis(draft, draft.args[0], draft.row);
    expectAxis(draft, draft.args[0], draft.column);
    expectSquare(draft, draft.row, draft.column);
    return arithmetic(draft);
  },
  solveLower: (draft) => {
    const [lower, b] = draft.args;
    const { row, column } = draft;
    const [given, solved] = draft.transposed ? [column, row] : [row, column];
    expectAxis(draft, lower, row);
    expectAxis(draft, lower, column);
    expectSquare(draft, row, column);
    expectAxis(draft, b, given);
    if (hasAxis(b.type.axes, solved)) fail(draft, `solves for ${solved.name}, which its right side has`);
    const shared = withoutAxis(withoutAxis(lower.type.axes, row), column);
    arithmetic(draft);
    return { dtype: 'f64', axes: unionAxes(shared, withoutAxis(b.type.axes, given), [solved]) };
  },
  dirichletConcentration: (draft) => {
    expectAxis(draft, draft.args[0], draft.axis);
    return arithmetic(draft);
  },

  stationary: (draft) => {
    expectAxis(draft, draft.args[0], draft.row);
    expectAxis(draft, draft.args[0], draft.column);
    expectSquare(draft, draft.row, draft.column);
    return { dtype: 'f64', axes: withoutAxis(arithmetic(draft).axes, draft.row) };
  },
  stationarySlope: (draft) => {
    const [transitions, cotangent] = draft.args;
    expectAxis(draft, transitions, draft.row);
    expectAxis(draft, transitions, draft.column);
    expectAxis(draft, cotangent, draft.column);
    if (hasAxis(cotangent.type.axes, draft.row)) fail(draft, 'its cotangent has the axis of rows');
    return { dtype: 'f64', axes: withoutAxis(arithmetic(draft).axes, draft.row) };
  },
  chain: (draft) => {
    const { terms, conditions } = chainOperands(draft.args, draft);
    for (const condition of conditions) expectDType(draft, condition, 'bool');
    return {
      dtype: 'f64',
      axes: unionAxes(draft.to === null ? [] : [draft.to], otherAxes(draft, terms)),
    };
  },
  chainMarginal: (draft) => {
    const [cotangent, ...operands] = draft.args;
    const { terms } = chainOperands(operands, draft);
    const term = terms[draft.of];
    if (term === undefined) fail(draft, 'is of no term');
    if (hasAxis(cotangent.type.axes, draft.rows)) fail(draft, 'its cotangent has rows of steps');
    return { dtype: 'f64', axes: unionAxes([draft.rows], term.type.axes) };
  },
  chainScan: (draft) => {
    const [message, ...tables] = draft.args;
    if (message === undefined) fail(draft, 'has no operand');
    const others = otherAxes(draft, draft.args, draft.tables);
    const now = draft.states.map((state) => state.now);
    const axes = unionAxes([draft.rows], others);
    for (const axis of [...axes, ...now]) expectAxis(draft, message, axis);
    if (message.type.axes.length !== axes.length + now.length) fail(draft, 'its message has more axes');
    for (const [position, axis] of draft.tables.entries()) {
      const table = tables[position];
      if (table === undefined) fail(draft, 'lacks a table');
      if (axis === null) continue;
      expectAxis(draft, table, axis);
      if (hasAxis(table.type.axes, draft.rows)) fail(draft, 'picks from a table with rows');
    }
    const isPath = draft.pass === 'bestPath' || draft.pass === 'drawnPath';
    return { dtype: isPath ? 'i32' : 'f64', axes: isPath ? axes : unionAxes(axes, now) };
  },
  chainPart: (draft) => {
    const [forward] = draft.args;
    if (forward.op !== 'chainScan' || forward.pass !== 'forward') fail(draft, 'is of no pass forwards');
    const now = forward.states.map((state) => state.now);
    const axes = draft.part === 'emission' ? forward.type.axes : now.reduce(withoutAxis, forward.type.axes);
    return { dtype: 'f64', axes };
  },
  previousRow: (draft) => {
    const [value, first] = draft.args;
    expectAxis(draft, value, draft.rows);
    expectDType(draft, first, value.type.dtype);
    return { dtype: value.type.dtype, axes: argumentAxes(draft) };
  },
  store: (draft) => {
    for (const axis of draft.args[0].type.axes)
      if (!hasAxis(draft.axes, axis)) fail(draft, `has no place for axis ${axis.name}`);
    return { dtype: draft.args[0].type.dtype, axes: draft.axes };
  },

  random: (draft) => {
    arithmetic(draft);
    if (draft.args.length !== parameterCounts[draft.kind])
      fail(draft, `takes ${String(draft.args.length)} parameters`);
    return { dtype: 'f64', axes: unionAxes(argumentAxes(draft), draft.shape) };
  },
  randomIndex: (draft) => {
    const { dtype, axes } = reduction(draft, 'i32');
    return { dtype, axes: unionAxes(axes, draft.shape) };
  },
  randomCounts: (draft) => {
    const [n, probabilities] = draft.args;
    expectAxis(draft, probabilities, draft.axis);
    if (hasAxis(n.type.axes, draft.axis)) fail(draft, `counts draws apart along ${draft.axis.name}`);
    const { dtype, axes } = arithmetic(draft);
    return { dtype, axes: unionAxes(axes, draft.shape) };
  },
};

/** The terms, and the conditions that some of them have. */
export function chainOperands(
  operands: readonly Node[],
  { conditions }: ChainTerms,
): { readonly terms: readonly Node[]; readonly conditions: readonly Node[] } {
  return { terms: operands.slice(0, conditions.length), conditions: operands.slice(conditions.length) };
}

/** Axes of a chain's operands that are neither rows nor states. */
export function otherAxes(
  { rows, to, states }: Chain,
  operands: readonly Node[],
  besides: readonly (Axis | null)[] = [],
): readonly Axis[] {
  const own = [rows, ...(to === null ? [] : [to]), ...states.flatMap(({ now, before }) => [now, before])];
  const known = [...own, ...besides.filter((axis) => axis !== null)];
  return unionAxes(...operands.map(({ type }) => type.axes)).filter((axis) => !hasAxis(known, axis));
}

const parameterCounts: Readonly<Record<Draft<'random'>['kind'], number>> = {
  uniform: 0,
  normal: 0,
  gamma: 1,
  poisson: 1,
  binomial: 2,
};

export function typeOf<K extends OpName>(draft: Draft<K>): TensorType | null {
  return typeRules[draft.op](draft);
}

type AnyDraft = { readonly op: OpName; readonly args: readonly Node[] };

function arithmetic(draft: AnyDraft): TensorType {
  for (const argument of draft.args) expectDType(draft, argument, 'f64');
  return { dtype: 'f64', axes: argumentAxes(draft) };
}

function logic(draft: AnyDraft): TensorType {
  for (const argument of draft.args) expectDType(draft, argument, 'bool');
  return { dtype: 'bool', axes: argumentAxes(draft) };
}

function comparison(draft: AnyDraft & { readonly args: readonly [Node, Node] }): TensorType {
  const [left, right] = draft.args;
  expectDType(draft, right, left.type.dtype);
  if (left.type.dtype === 'bool') fail(draft, 'compares bools');
  return { dtype: 'bool', axes: argumentAxes(draft) };
}

function reduction(
  draft: AnyDraft & { readonly args: readonly [Node]; readonly axis: Axis },
  dtype: DType,
): TensorType {
  const [value] = draft.args;
  expectDType(draft, value, 'f64');
  expectAxis(draft, value, draft.axis);
  return { dtype, axes: withoutAxis(value.type.axes, draft.axis) };
}

function betweenRows(draft: AnyDraft & { readonly args: readonly [Node] }, from: Axis, to: Axis): TensorType {
  const [value] = draft.args;
  if (from.plate === null || to.plate === null) fail(draft, 'takes axes that are not rows of a plate');
  if (draft.op === 'sumRows') expectDType(draft, value, 'f64');
  return { dtype: value.type.dtype, axes: replaceAxis(draft, value, from, to) };
}

function argumentAxes(draft: AnyDraft): readonly Axis[] {
  const [only] = draft.args;
  if (draft.args.length === 1 && only !== undefined) return only.type.axes;
  return unionAxes(...draft.args.map((argument) => argument.type.axes));
}

function replaceAxis(draft: AnyDraft, value: Node, from: Axis, to: Axis): readonly Axis[] {
  expectAxis(draft, value, from);
  if (hasAxis(value.type.axes, to)) fail(draft, `its operand already has axis ${to.name}`);
  return unionAxes(value.type.axes.map((axis) => (sameAxis(axis, from) ? to : axis)));
}

function expectAxis(draft: AnyDraft, value: Node, axis: Axis): void {
  if (!hasAxis(value.type.axes, axis)) fail(draft, `an operand lacks axis ${axis.name}`);
}

function expectSquare(draft: AnyDraft, row: Axis, column: Axis): void {
  if (!equalSizes(row.size, column.size)) fail(draft, 'its matrix is not square');
}

function expectDType(draft: AnyDraft, value: Node, dtype: DType): void {
  if (value.type.dtype !== dtype) fail(draft, `an operand is ${value.type.dtype}, not ${dtype}`);
}

function fail(draft: AnyDraft, problem: string): never {
  throw new Error(`internal: ${draft.op}: ${problem}`);
}
