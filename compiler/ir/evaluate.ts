// The reference evaluator: what a program means, in plain loops over f64. Every backend is tested against it.
// Clarity over speed; an array is let go after its last use.

import { evaluateSize } from '../sizes/size.ts';
import { evaluateNode } from './evaluate-rules.ts';
import type { Environment } from './evaluate-rules.ts';
import { makeShape, offsetsOf } from './named-array.ts';
import type { NamedArray } from './named-array.ts';
import type { Node, Program } from './ops.ts';
import { topologicalOrder } from './order.ts';
import type { RandomStream } from './random-stream.ts';

export interface InputArray {
  readonly data: Float64Array | Int32Array;
}

export interface EvaluateOptions {
  /** Needed by programs that draw. */
  readonly stream?: RandomStream;
}

/**
 * The outputs by name, each in the order of its axes. `inputs`: arrays by name, among them `parent.<plate>` (for
 * each row its row in the parent plate) for every inner plate whose rows are summed or spread. `sizes`: values
 * of all size symbols, `rows:<plate>` among them.
 */
export function evaluate(
  program: Program,
  inputs: Readonly<Record<string, InputArray>>,
  sizes: Readonly<Record<string, number>>,
  options: EvaluateOptions = {},
): Record<string, Float64Array> {
  const values = new Map<Node, NamedArray>();
  const environment: Environment = {
    array: (name) => {
      const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      if (input === undefined) throw new Error(`internal: ${program.name} needs the array ${name}`);
      return input.data;
    },
    size: (size) =>
      evaluateSize(size, (symbol) => {
        const value = Object.hasOwn(sizes, symbol) ? sizes[symbol] : undefined;
        if (value === undefined) throw new Error(`internal: ${program.name} needs the size ${symbol}`);
        return value;
      }),
    stream: options.stream ?? null,
    operandsOf: (node) => node.args.map(valueOf),
  };

  const order = topologicalOrder(program.outputs.map((output) => output.node));
  const usesLeft = countUses(program, order);
  const valueOf = (node: Node): NamedArray => {
    const value = values.get(node);
    if (value === undefined) throw new Error(`internal: ${node.op} is used before its value is known`);
    return value;
  };
  const release = (node: Node): void => {
    const left = (usesLeft.get(node) ?? 0) - 1;
    usesLeft.set(node, left);
    if (left === 0) values.delete(node);
  };

  const results = new Map<string, Float64Array>();
  for (const node of order) {
    values.set(node, evaluateNode(node, node.args.map(valueOf), environment));
    node.args.forEach(release);
    if (node.op === 'chainPart') node.args[0].args.forEach(release);
    for (const output of program.outputs) {
      if (output.node !== node) continue;
      const shape = makeShape(output.axes, (axis) => environment.size(axis.size));
      const value = valueOf(node);
      results.set(
        output.name,
        Float64Array.from(offsetsOf(shape, value), (offset) => value.data[offset] ?? NaN),
      );
      release(node);
    }
  }
  return Object.fromEntries(results);
}

function countUses(program: Program, order: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>();
  const use = (node: Node): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  for (const node of order) {
    node.args.forEach(use);
    // Made anew from the operands of its pass.
    if (node.op === 'chainPart') node.args[0].args.forEach(use);
  }
  for (const output of program.outputs) use(output.node);
  return uses;
}
