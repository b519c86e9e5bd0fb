// The same operation on other operands, in another builder too: how passes copy what they do not change.

import type { Builder } from './build.ts';
import type { Draft } from './draft.ts';
import { opKinds } from './op-kinds.ts';
import type { Node, OpName, Program } from './ops.ts';
import { topologicalOrder } from './order.ts';
import { makeProgram, outputOf } from './program.ts';

type RebuildRule<K extends OpName> = (m: Builder, node: Node<K>, operands: readonly [Node, Node]) => Node;

/** Operations that the builder makes differently where an operand lacks an axis. */
const rebuildRules: { readonly [K in OpName]?: RebuildRule<K> } = {
  input: (m, node) => m.input(node.name, node.type),
  placeholder: (m, node) => m.placeholder(node.name, node.type.axes),
  constant: (m, node) => m.constant(node.value, node.type.dtype),
  reduceSum: (m, { axis }, [a]) => m.sum(a, axis),
  reduceMax: (m, { axis }, [a]) => m.reduceMax(a, axis),
  argMax: (m, { axis }, [a]) => m.argMax(a, axis),
  rename: (m, { from, to }, [a]) => m.rename(a, from, to),
  gather: (m, { axis }, [base, index]) => m.gather(base, index, axis),
  sumRows: (m, { from, to }, [a]) => m.sumRows(a, from, to),
  spreadRows: (m, { from, to }, [a]) => m.spreadRows(a, from, to),
  previousRow: (m, node, [a, first]) => m.previousRow(a, first, node),
};

/**
 * `node` with these operands, which have the values of its own operands' kind and may lack some of their axes
 * (being constant along them). The result then may lack axes too.
 */
export function rebuild(m: Builder, node: Node, operands: readonly Node[]): Node {
  const special = applySpecial(m, node, operands);
  if (special !== null) return special;
  const fitting =
    opKinds[node.op] === 'elementWise'
      ? operands
      : operands.map((operand, position) => m.broadcast(operand, node.args[position]?.type.axes ?? []));
  return m.make({ ...node, args: fitting } as Draft);
}

function applySpecial<K extends OpName>(m: Builder, node: Node<K>, operands: readonly Node[]): Node | null {
  const rule = rebuildRules[node.op];
  // Leaves have no operands, and their rules read none.
  const [first = node as Node, second = first] = operands;
  return rule === undefined ? null : rule(m, node, [first, second]);
}

/**
 * A program with every node replaced by what `visit` makes of it from its replaced operands. Origins carry over;
 * inputs stay, outputs keep their axes, and what no output needs is gone.
 */
export function mapProgram(
  m: Builder,
  program: Program,
  visit: (node: Node, operands: readonly Node[]) => Node,
): Program {
  const replaced = new Map<Node, Node>();
  const replacementOf = (node: Node): Node => {
    const replacement = replaced.get(node);
    if (replacement === undefined) throw new Error(`internal: ${node.op} is not replaced yet`);
    return replacement;
  };
  for (const node of topologicalOrder(program.outputs.map((output) => output.node)))
    replaced.set(
      node,
      m.withOriginsOf(node, () => visit(node, node.args.map(replacementOf))),
    );
  const outputs = program.outputs.map(({ name, node, axes }) => outputOf(m, name, replacementOf(node), axes));
  const inputs = program.inputs.map((input) => m.input(input.name, input.type));
  return { ...makeProgram(program.name, outputs), inputs };
}
