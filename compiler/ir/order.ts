// Walking the graph without recursion, so that long chains cannot overflow the stack.

import type { Node } from './ops.ts';

/** Every node that the roots need, each once, arguments before the nodes that use them; the same at each run. */
export function topologicalOrder(roots: readonly Node[]): readonly Node[] {
  const order: Node[] = [];
  // False while a node's arguments are being visited, so that a cycle is found rather than followed.
  const done = new Map<Node, boolean>();
  const stack: { readonly node: Node; next: number }[] = [];
  const enter = (node: Node): void => {
    const state = done.get(node);
    if (state === true) return;
    if (state === false) throw new Error(`internal: a cycle through ${node.op}`);
    done.set(node, false);
    stack.push({ node, next: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const argument = frame.node.args[frame.next];
      frame.next += 1;
      if (argument !== undefined) {
        enter(argument);
        continue;
      }
      done.set(frame.node, true);
      order.push(frame.node);
      stack.pop();
    }
  }
  return order;
}
