// The cheapest of all orders, by dynamic programming over sets (Held and Karp 1962; for elimination Bodlaender et al.
// 2012, "On exact algorithms for treewidth"): what a table holds when a node is summed out depends on which nodes went before
// it, not on their order. Nodes meet there that are joined by a path through those.

import { tableEntries, type MeetingGraph } from './graph.ts';

/** Sets are kept for every choice of so many nodes: 2 ** 12 of them take a few milliseconds. */
export const mostExact = 12;

/** `nodes`: at most `mostExact`; all others stay. Of orders that cost the same, one near the order written. */
export function cheapestOrder(
  graph: MeetingGraph,
  nodes: readonly number[],
): { readonly order: readonly number[]; readonly entries: number } {
  const full = 2 ** nodes.length - 1;
  const cost = new Float64Array(full + 1);
  const last = new Uint8Array(full + 1);
  const entriesAfter = tablesOf(graph, nodes);
  for (let set = 1; set <= full; set++) {
    let least = Infinity;
    let chosen = -1;
    for (let position = 0; position < nodes.length; position++) {
      if ((set & (1 << position)) === 0) continue;
      const before = set & ~(1 << position);
      const total = (cost[before] ?? 0) + entriesAfter(position, before);
      // Of equals the one written last goes last.
      if (chosen < 0 || total <= least) [least, chosen] = [total, position];
    }
    cost[set] = least;
    last[set] = chosen;
  }
  const order: number[] = [];
  for (let set = full; set !== 0;) {
    const position = last[set] ?? 0;
    order.unshift(nodes[position] ?? 0);
    set &= ~(1 << position);
  }
  return { order, entries: cost[full] ?? 0 };
}

/** Entries of the table of a node, by its position, when these others went before. */
function tablesOf(
  graph: MeetingGraph,
  nodes: readonly number[],
): (position: number, before: number) => number {
  const positions = new Map(nodes.map((node, position) => [node, position]));
  return (position, before) => {
    const met = new Set<number>();
    const open = [nodes[position] ?? 0];
    let passed = 1 << position;
    for (let node = open.pop(); node !== undefined; node = open.pop())
      for (const next of graph.neighbours[node] ?? []) {
        const other = positions.get(next);
        if (other === undefined || (before & (1 << other)) === 0) {
          if (other !== position) met.add(next);
        } else if ((passed & (1 << other)) === 0) {
          passed |= 1 << other;
          open.push(next);
        }
      }
    return tableEntries(graph, nodes[position] ?? 0, met);
  };
}
