// What a gradient rule is, and the helpers that rules share.

import { hasAxis } from '../../ir/axis.ts';
import type { Builder } from '../../ir/build.ts';
import type { Axis, Node, OpName, Ops } from '../../ir/ops.ts';

/**
 * The cotangent of one operand, given the cotangent of the result. A cotangent may lack axes of its value: it is
 * constant along them. It never has axes that its value lacks.
 */
export type OperandRule<K extends OpName> = (m: Builder, cotangent: Node, node: Node<K>) => Node;

/** One rule for each operand; null where the result does not vary smoothly with it, so that its gradient is zero. */
export type VjpRule<K extends OpName> = ForEach<Ops[K]['args'], OperandRule<K> | null>;

/** For operations that take any number of operands. */
export type EachOperand<K extends OpName> = (position: number) => OperandRule<K> | null;

type ForEach<Operands extends readonly unknown[], Value> = { readonly [I in keyof Operands]: Value };

type AnyRule = (m: Builder, cotangent: Node, node: Node) => Node;

/** Rules of element-wise operations: the operand repeats along the axes that it lacks, so its cotangents add up. */
export const only = <K extends OpName>(rule: OperandRule<K>): OperandRule<K> => summed(0, rule);
export const left = only;
export const right = <K extends OpName>(rule: OperandRule<K>): OperandRule<K> => summed(1, rule);
export const third = <K extends OpName>(rule: OperandRule<K>): OperandRule<K> => summed(2, rule);

export function summed<K extends OpName>(position: number, rule: OperandRule<K>): OperandRule<K> {
  return (m, cotangent, node) => {
    const anyNode: Node = node as Node;
    const operand = anyNode.args[position];
    if (operand === undefined) throw new Error(`internal: ${anyNode.op} has no operand ${String(position)}`);
    return sumTo(m, rule(m, cotangent, node), anyNode.type.axes, operand.type.axes);
  };
}

/** Sums a value that is meant over `from` (though it may lack some of it) over what `to` lacks. */
export function sumTo(m: Builder, value: Node, from: readonly Axis[], to: readonly Axis[]): Node {
  let sum = value;
  for (const axis of from) if (!hasAxis(to, axis)) sum = m.sum(sum, axis);
  return sum;
}

/** A rule for what is never differentiated today; reaching it is a bug of ours. */
export function refuse(reason: string): AnyRule {
  return (_, __, node) => {
    throw new Error(`internal: ${node.op} is not differentiable: ${reason}`);
  };
}
