// An order for more latents than all orders of can be compared: what looks cheapest next is summed out, by each of a
// few rules in turn, and the last nodes in the best order of all. The cheapest of what the rules find is taken. Rules: the
// smallest table (min-weight), and the fewest entries of pairs that did not meet before (weighted min-fill; Kjaerulff 1990).

import { cheapestOf } from './cheapest.ts';
import { cheapestOrder, mostExact } from './exact.ts';
import { tableEntries, type MeetingGraph } from './graph.ts';

interface Found {
  readonly order: readonly number[];
  /** Of all its tables. */
  readonly entries: number;
}

interface Rule {
  /** Less is better; `meeting`: the neighbours at that point. */
  readonly weigh: (graph: MeetingGraph, node: number, meeting: readonly Set<number>[]) => number;
  /** Whether joining the neighbours of a node changes what their neighbours weigh. */
  readonly reachesFurther: boolean;
}

const minWeight: Rule = {
  weigh: (graph, node, meeting) => tableEntries(graph, node, meeting[node] ?? []),
  reachesFurther: false,
};

const minFill: Rule = {
  weigh(graph, node, meeting) {
    let fill = 0;
    const around = [...(meeting[node] ?? [])];
    around.forEach((one, index) => {
      for (const other of around.slice(index + 1))
        if (meeting[one]?.has(other) !== true) fill += (graph.levels[one] ?? 1) * (graph.levels[other] ?? 1);
    });
    return fill;
  },
  reachesFurther: true,
};

/** Pairs of neighbours beyond which counting them takes longer than it may gain. */
const mostPairs = 20_000;

export function greedyOrder(graph: MeetingGraph, nodes: readonly number[]): readonly number[] {
  const backwards = [...nodes].reverse();
  const found = [climb(graph, nodes, minWeight), climb(graph, backwards, minWeight)];
  const pairs = nodes.reduce((sum, node) => sum + (graph.neighbours[node]?.size ?? 0) ** 2, 0);
  if (pairs <= mostPairs) found.push(climb(graph, nodes, minFill), climb(graph, backwards, minFill));
  return found.reduce((best, other) => (other.entries < best.entries ? other : best)).order;
}

/** Of equals the first of `nodes` comes first. */
function climb(graph: MeetingGraph, nodes: readonly number[], rule: Rule): Found {
  const meeting = graph.neighbours.map((around) => new Set(around));
  const weigh = (node: number): number => rule.weigh(graph, node, meeting);
  const cheapest = cheapestOf(nodes, weigh);
  const order: number[] = [];
  let entries = 0;
  while (nodes.length - order.length > mostExact) {
    const node = cheapest.take();
    if (node === null) break;
    const around = meeting[node] ?? new Set();
    order.push(node);
    entries += tableEntries(graph, node, around);
    join(meeting, node, around);
    const changed = new Set(around);
    if (rule.reachesFurther)
      for (const one of around) for (const other of meeting[one] ?? []) changed.add(other);
    for (const one of changed) if (cheapest.has(one)) cheapest.set(one, weigh(one));
  }
  const gone = new Set(order);
  const rest = cheapestOrder(
    { ...graph, neighbours: meeting },
    nodes.filter((node) => !gone.has(node)).sort((a, b) => a - b),
  );
  return { order: [...order, ...rest.order], entries: entries + rest.entries };
}

/** What is left when a node is summed out: its neighbours meet one another. */
function join(meeting: readonly Set<number>[], node: number, around: ReadonlySet<number>): void {
  for (const one of around) {
    const own = meeting[one];
    own?.delete(node);
    for (const other of around) if (other !== one) own?.add(other);
  }
}
