// Which of many candidates is cheapest, while costs change: a binary heap whose outdated entries are passed over.

interface Entry {
  readonly name: string;
  readonly cost: number;
  /** Of equal costs the first comes first. */
  readonly position: number;
}

export interface Cheapest {
  /** Gives a candidate another cost. */
  readonly set: (name: string, cost: number) => void;
  /** Takes the cheapest out; null where none is left. */
  readonly take: () => string | null;
  readonly has: (name: string) => boolean;
}

export function cheapestOf(names: readonly string[], cost: (name: string) => number): Cheapest {
  const positions = new Map(names.map((name, position) => [name, position]));
  const costs = new Map<string, number>();
  const heap: Entry[] = [];

  const set = (name: string, value: number): void => {
    costs.set(name, value);
    const entry = { name, cost: value, position: positions.get(name) ?? 0 };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = heap[above];
      if (other === undefined || isBefore(other, entry)) break;
      heap[at] = other;
      at = above;
    }
    heap[at] = entry;
  };

  /** Takes the top entry out. */
  const pop = (): Entry | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const rightIsLess = left !== undefined && right !== undefined && isBefore(right, left);
      const least = rightIsLess ? right : left;
      if (least === undefined || isBefore(last, least)) break;
      heap[at] = least;
      at = 2 * at + (rightIsLess ? 2 : 1);
    }
    heap[at] = last;
    return top;
  };

  for (const name of names) set(name, cost(name));
  return {
    set,
    has: (name) => costs.has(name),
    take: () => {
      for (let entry = pop(); entry !== undefined; entry = pop())
        if (costs.get(entry.name) === entry.cost) {
          costs.delete(entry.name);
          return entry.name;
        }
      return null;
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.position < b.position);
}
