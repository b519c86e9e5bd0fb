// Folding at build time: only what is exact, for NaN and infinities too (up to the sign of a zero). Everything
// else is a rewrite rule of phase 7. A folded value may lack axes that the operation would have had: it is
// constant along them.

import { equalSizes } from '../sizes/size.ts';
import { hasAxis, sameAxis } from './axis.ts';
import type { Builder } from './build.ts';
import type { Draft } from './draft.ts';
import type { Node, OpName } from './ops.ts';
import { binaryFunctions, comparisons, unaryFunctions } from './scalar-functions.ts';
import type { BinaryFunction, Comparison, UnaryFunction } from './scalar-functions.ts';

type FoldRule<K extends OpName> = (m: Builder, draft: Draft<K>) => Node | null;

const foldRules: { readonly [K in OpName]?: FoldRule<K> } = {
  // -(-x) = x, -(a - b) = b - a
  neg: (m, { args: [a] }) => {
    if (a.op === 'neg') return a.args[0];
    return a.op === 'sub' ? m.sub(a.args[1], a.args[0]) : null;
  },
  add: (_, { args: [a, b] }) => (isNumber(a, 0) ? b : isNumber(b, 0) ? a : null),
  sub: (m, { args: [a, b] }) => (isNumber(b, 0) ? a : isNumber(a, 0) ? m.neg(b) : null),
  mul: (m, { args: [a, b] }) => {
    if (isNumber(a, 1)) return b;
    if (isNumber(b, 1)) return a;
    if (isNumber(a, -1)) return m.neg(b);
    return isNumber(b, -1) ? m.neg(a) : null;
  },
  div: (m, { args: [a, b] }) => (isNumber(b, 1) ? a : isNumber(b, -1) ? m.neg(a) : null),
  // A square is a product: exact, differentiable at 0 and fast.
  pow: (m, { args: [a, b] }) => {
    if (isNumber(b, 0)) return m.num(1);
    if (isNumber(b, 1)) return a;
    return isNumber(b, 2) ? m.mul(a, a) : null;
  },
  max: (_, { args: [a, b] }) => (a === b ? a : null),
  min: (_, { args: [a, b] }) => (a === b ? a : null),
  weighted: (m, { args: [weight, logValue] }) => {
    if (weight.op !== 'constant') return null;
    return weight.value === 0 ? m.num(0) : m.mul(weight, logValue);
  },
  and: (m, { args: [a, b] }) => {
    if (isNumber(a, 0) || isNumber(b, 0)) return m.constant(0, 'bool');
    return a === b || isNumber(b, 1) ? a : isNumber(a, 1) ? b : null;
  },
  or: (m, { args: [a, b] }) => {
    if (isNumber(a, 1) || isNumber(b, 1)) return m.constant(1, 'bool');
    return a === b || isNumber(b, 0) ? a : isNumber(a, 0) ? b : null;
  },
  not: (m, { args: [a] }) => {
    if (a.op === 'constant') return m.constant(a.value === 0 ? 1 : 0, 'bool');
    return a.op === 'not' ? a.args[0] : null;
  },
  select: (m, { args: [condition, whenTrue, whenFalse] }) => {
    if (condition.op === 'constant') return condition.value === 0 ? whenFalse : whenTrue;
    if (whenTrue === whenFalse) return whenTrue;
    return condition.op === 'not' ? m.select(condition.args[0], whenFalse, whenTrue) : null;
  },
  cast: (m, { args: [a], dtype }) => {
    if (a.op === 'constant') return m.constant(dtype === 'i32' ? Math.trunc(a.value) : a.value, dtype);
    // There and back: i32 -> f64 -> i32 and bool -> f64 -> i32 lose nothing.
    return a.op === 'cast' ? m.cast(a.args[0], dtype) : null;
  },
  stopGradient: (_, { args: [a] }) =>
    a.op === 'constant' || a.op === 'size' || a.op === 'stopGradient' ? a : null,
  rename: (m, { args: [a], from, to }) => {
    if (a.op === 'iota') return m.iota(to);
    if (a.op !== 'rename' || !sameAxis(a.to, from)) return null;
    return m.rename(a.args[0], a.from, to);
  },
  // The positions of another axis pick every entry in order: the same values read along that axis.
  gather: (m, { args: [base, index], axis }) => {
    if (index.op !== 'iota') return null;
    if (sameAxis(index.axis, axis)) return base;
    const whole = equalSizes(index.axis.size, axis.size) && !hasAxis(base.type.axes, index.axis);
    return whole ? m.rename(base, axis, index.axis) : null;
  },
};

/** A simpler node of the same value, or null. */
export function fold<K extends OpName>(m: Builder, draft: Draft<K>): Node | null {
  return foldConstants(m, draft) ?? foldRules[draft.op]?.(m, draft) ?? null;
}

function foldConstants(
  m: Builder,
  { op, args }: { readonly op: OpName; readonly args: readonly Node[] },
): Node | null {
  const [first, second] = args;
  if (first?.op !== 'constant') return null;
  if (isUnary(op)) return m.num(unaryFunctions[op](first.value));
  if (second?.op !== 'constant') return null;
  if (isBinary(op)) return m.num(binaryFunctions[op](first.value, second.value));
  return isComparison(op) ? m.constant(comparisons[op](first.value, second.value) ? 1 : 0, 'bool') : null;
}

function isUnary(op: OpName): op is UnaryFunction {
  return Object.hasOwn(unaryFunctions, op);
}

function isBinary(op: OpName): op is BinaryFunction {
  return Object.hasOwn(binaryFunctions, op);
}

function isComparison(op: OpName): op is Comparison {
  return Object.hasOwn(comparisons, op);
}

/** Whether a node is this constant; 0 stands for -0 too. */
function isNumber(node: Node, value: number): boolean {
  return node.op === 'constant' && node.value === value;
}
