// Programs as text: one numbered value a line, in an order that depends on the program alone.
//
//   program score
//   %0 = input "data.x" : f64[rows:eruption, x]
//   %1 = exp %0 : f64[rows:eruption, x]
//   output logLikelihood[rows:eruption, x] = %1

import { attributesOf } from './draft.ts';
import type { Axis, Node, Program, TensorType } from './ops.ts';
import { topologicalOrder } from './order.ts';

export function printProgram(program: Program): string {
  const numbers = new Map<Node, number>();
  const lines = [`program ${program.name}`];
  for (const node of topologicalOrder(program.outputs.map((output) => output.node))) {
    const operands = node.args.map((argument) => `%${String(numbers.get(argument))}`).join(', ');
    const words = [node.op, attributesOf(node), operands].filter((word) => word !== '').join(' ');
    lines.push(`%${String(numbers.size)} = ${words} : ${printType(node.type)}`);
    numbers.set(node, numbers.size);
  }
  for (const input of program.inputs)
    if (!numbers.has(input)) lines.push(`unused input ${JSON.stringify(input.name)}`);
  for (const { name, node, axes } of program.outputs)
    lines.push(`output ${name}${printAxes(axes)} = %${String(numbers.get(node))}`);
  return `${lines.join('\n')}\n`;
}

/** `f64[rows:eruption, k]`; a scalar is `f64`. */
export function printType(type: TensorType): string {
  return `${type.dtype}${printAxes(type.axes)}`;
}

function printAxes(axes: readonly Axis[]): string {
  return axes.length === 0 ? '' : `[${axes.map((axis) => axis.name).join(', ')}]`;
}
