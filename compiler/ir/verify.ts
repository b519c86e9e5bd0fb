// Whether a program is well formed. Run after every pass when checking is on, so that the pass that broke the
// program is named.

import { hasAxis, sameAxis } from './axis.ts';
import type { Axis, Node, Program, TensorType } from './ops.ts';
import { topologicalOrder } from './order.ts';
import { printType } from './print.ts';
import { typeOf } from './type-rules.ts';

/** Throws an internal error that says what is wrong, at which operation, and after which step. */
export function verify(program: Program, after: string): void {
  try {
    verifyProgram(program);
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/^internal: /, '') : String(error);
    throw new Error(`internal: ${program.name} after ${after}: ${problem}`, { cause: error });
  }
}

function verifyProgram(program: Program): void {
  // Fails on a cycle.
  const order = topologicalOrder(program.outputs.map((output) => output.node));
  const sizes = new Map<string, string>();
  const draws = new Map<number, Node>();
  for (const node of order) {
    verifyType(node);
    for (const axis of node.type.axes) verifyAxis(axis, sizes);
    if (node.op === 'random' || node.op === 'randomIndex' || node.op === 'randomCounts') {
      if (draws.has(node.site)) throw new Error(`two draws at site ${String(node.site)}`);
      draws.set(node.site, node);
    }
  }
  verifyInputs(program, order);
  for (const { name, node, axes } of program.outputs)
    if (axes.length !== node.type.axes.length || !axes.every((axis) => hasAxis(node.type.axes, axis)))
      throw new Error(
        `output ${name} over [${axes.map((axis) => axis.name).join(', ')}] is ${printType(node.type)}`,
      );
  if (new Set(program.outputs.map((output) => output.name)).size !== program.outputs.length)
    throw new Error('two outputs of one name');
}

function verifyType(node: Node): void {
  const expected = typeOf(node);
  if (expected !== null && !sameType(node.type, expected))
    throw new Error(`${node.op} is ${printType(node.type)}, should be ${printType(expected)}`);
  const names = new Set(node.type.axes.map((axis) => axis.name));
  if (names.size !== node.type.axes.length) throw new Error(`${node.op} has an axis twice`);
  const firstInner = node.type.axes.findIndex((axis) => axis.plate === null);
  if (firstInner >= 0 && node.type.axes.slice(firstInner).some((axis) => axis.plate !== null))
    throw new Error(`${node.op} has a row axis after others`);
}

function verifyAxis(axis: Axis, sizes: Map<string, string>): void {
  const description = `${axis.size.key} ${axis.plate ?? ''}`;
  const known = sizes.get(axis.name);
  if (known !== undefined && known !== description) throw new Error(`two axes are named ${axis.name}`);
  sizes.set(axis.name, description);
}

function verifyInputs(program: Program, order: readonly Node[]): void {
  const byName = new Map(program.inputs.map((input) => [input.name, input]));
  if (byName.size !== program.inputs.length) throw new Error('two inputs of one name');
  for (const node of order)
    if (node.op === 'input' && byName.get(node.name) !== node)
      throw new Error(`input ${node.name} is not listed`);
}

function sameType(left: TensorType, right: TensorType): boolean {
  return (
    left.dtype === right.dtype &&
    left.axes.length === right.axes.length &&
    left.axes.every((axis, index) => {
      const other = right.axes[index];
      return other !== undefined && sameAxis(axis, other);
    })
  );
}
