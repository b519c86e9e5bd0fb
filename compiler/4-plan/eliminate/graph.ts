// Which latents meet in a table: two are neighbours where a factor, or what summing out another leaves, depends on
// both. Summing one out joins all its neighbours.

/** Nodes 0 to `count` - 1 are summed out; the others, of plates around, stay. */
export interface MeetingGraph {
  readonly count: number;
  readonly neighbours: readonly ReadonlySet<number>[];
  /** Numbers of values. */
  readonly levels: readonly number[];
}

/** `summed` first, in the order written; `scopes`: what meets in each factor. */
export function meetingGraph(
  summed: readonly string[],
  scopes: readonly ReadonlySet<string>[],
  levelsOf: (name: string) => number,
): MeetingGraph {
  const names = [...new Set([...summed, ...scopes.flatMap((scope) => [...scope])])];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const neighbours = names.map(() => new Set<number>());
  for (const scope of scopes) {
    const members = [...scope].flatMap((name) => numbers.get(name) ?? []);
    for (const one of members) for (const other of members) if (one !== other) neighbours[one]?.add(other);
  }
  return { count: summed.length, neighbours, levels: names.map(levelsOf) };
}

/** Sets of nodes to sum out that no path joins but those through nodes that stay; each in the order written. */
export function components({ count, neighbours }: MeetingGraph): readonly (readonly number[])[] {
  const seen = new Set<number>();
  const found: (readonly number[])[] = [];
  for (let first = 0; first < count; first++) {
    if (seen.has(first)) continue;
    const component = [first];
    seen.add(first);
    // It grows while it is gone through.
    for (const node of component)
      for (const next of neighbours[node] ?? [])
        if (next < count && !seen.has(next)) {
          seen.add(next);
          component.push(next);
        }
    found.push(component.sort((a, b) => a - b));
  }
  return found;
}

/** Entries of the table over a node and others. */
export function tableEntries(graph: MeetingGraph, node: number, others: Iterable<number>): number {
  let entries = graph.levels[node] ?? 1;
  for (const other of others) entries *= graph.levels[other] ?? 1;
  return entries;
}
