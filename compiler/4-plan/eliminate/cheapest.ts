// Which of many candidates is cheapest, while costs change: a binary heap whose outdated entries are passed over.

interface Entry<Candidate> {
  readonly candidate: Candidate;
  readonly cost: number;
  /** Of equal costs the first comes first. */
  readonly position: number;
}

export interface Cheapest<Candidate> {
  /** Gives a candidate another cost. */
  readonly set: (candidate: Candidate, cost: number) => void;
  /** Takes the cheapest out; null where none is left. */
  readonly take: () => Candidate | null;
  readonly has: (candidate: Candidate) => boolean;
}

export function cheapestOf<Candidate>(
  candidates: readonly Candidate[],
  cost: (candidate: Candidate) => number,
): Cheapest<Candidate> {
  const positions = new Map(candidates.map((candidate, position) => [candidate, position]));
  const costs = new Map<Candidate, number>();
  const heap: Entry<Candidate>[] = [];

  const set = (candidate: Candidate, value: number): void => {
    costs.set(candidate, value);
    const entry = { candidate, cost: value, position: positions.get(candidate) ?? 0 };
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
  const pop = (): Entry<Candidate> | undefined => {
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

  for (const candidate of candidates) set(candidate, cost(candidate));
  return {
    set,
    has: (candidate) => costs.has(candidate),
    take: () => {
      for (let entry = pop(); entry !== undefined; entry = pop())
        if (costs.get(entry.candidate) === entry.cost) {
          costs.delete(entry.candidate);
          return entry.candidate;
        }
      return null;
    },
  };
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.position < b.position);
}
