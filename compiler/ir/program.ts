// Programs from their outputs.

import { hasAxis } from './axis.ts';
import type { Builder } from './build.ts';
import type { Axis, Node, Output, Program } from './ops.ts';
import { topologicalOrder } from './order.ts';

/** An output stored in the order of `axes`; the value is repeated along those that it lacks. */
export function outputOf(m: Builder, name: string, value: Node, axes: readonly Axis[]): Output {
  const surplus = value.type.axes.find((axis) => !hasAxis(axes, axis));
  if (surplus !== undefined)
    throw new Error(`internal: output ${name} has no place for axis ${surplus.name}`);
  return { name, node: m.broadcast(value, axes), axes };
}

/** A program with the inputs that its outputs need, then those of `unused` that they do not. */
export function makeProgram(
  name: string,
  outputs: readonly Output[],
  unused: readonly Node<'input'>[] = [],
): Program {
  const inputs = topologicalOrder(outputs.map((output) => output.node)).filter((node) => node.op === 'input');
  const rest = unused.filter((input) => !inputs.some((other) => other.name === input.name));
  return { name, inputs: [...inputs, ...rest], outputs };
}
