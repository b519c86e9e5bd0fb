// Reverse-mode differentiation of a graph, ahead of time: the gradient is more graph, in the same builder, and
// is optimised like all other code. Forward values are shared, because the builder interns.

import type { Builder } from '../ir/build.ts';
import type { Node, OpName } from '../ir/ops.ts';
import { topologicalOrder } from '../ir/order.ts';
import { variadicRules, vjpRules } from './vjp-rules/index.ts';
import type { OperandRule } from './vjp-rules/rule.ts';

/**
 * The gradient of `output` (one number) with respect to each of the nodes: inputs, placeholders or values in
 * between (all paths through them count). A gradient may lack axes of its node: it is constant along them, and
 * the constant 0 where the output does not depend on the node.
 */
export function differentiate(m: Builder, output: Node, withRespectTo: readonly Node[]): readonly Node[] {
  if (output.type.axes.length > 0 || output.type.dtype !== 'f64')
    throw new Error('internal: only one number of type f64 is differentiated');
  const order = topologicalOrder([output]);
  const active = activeNodes(order, withRespectTo);

  const cotangents = new Map<Node, Node>([[output, m.num(1)]]);
  for (const node of order.toReversed()) {
    const cotangent = cotangents.get(node);
    if (cotangent === undefined || !active.has(node)) continue;
    const rules = rulesOf(node);
    m.withOriginsOf(node, () => {
      for (const [position, operand] of node.args.entries()) {
        const rule = rules[position];
        if (rule === undefined || rule === null || !active.has(operand)) continue;
        const contribution = rule(m, cotangent, node);
        const before = cotangents.get(operand);
        cotangents.set(operand, before === undefined ? contribution : m.add(before, contribution));
      }
    });
  }
  return withRespectTo.map((node) => cotangents.get(node) ?? m.num(0));
}

/** Nodes whose cotangents are needed: those that vary smoothly with one of the `roots`. */
function activeNodes(order: readonly Node[], roots: readonly Node[]): ReadonlySet<Node> {
  const active = new Set(roots);
  for (const node of order) {
    const varies = rulesOf(node).some((rule, position) => {
      const operand = node.args[position];
      return rule !== null && operand !== undefined && active.has(operand);
    });
    if (varies) active.add(node);
  }
  return active;
}

function rulesOf<K extends OpName>(node: Node<K>): readonly (OperandRule<K> | null)[] {
  const variadic = variadicRules[node.op];
  return variadic === undefined ? vjpRules[node.op] : node.args.map((_, position) => variadic(position));
}
