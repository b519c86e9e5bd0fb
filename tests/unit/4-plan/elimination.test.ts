// Orders of elimination against all orders there are, on graphs of every kind; and how long planning takes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheapestOrder } from '../../../compiler/4-plan/eliminate/exact.ts';
import { components, meetingGraph, type MeetingGraph } from '../../../compiler/4-plan/eliminate/graph.ts';
import { greedyOrder } from '../../../compiler/4-plan/eliminate/greedy.ts';
import { analyse } from '../../../compiler/pipeline.ts';

/** Entries of all tables of an order, table by table as they are made. */
function entriesOf({ neighbours, levels }: MeetingGraph, order: readonly number[]): number {
  const meeting = neighbours.map((around) => new Set(around));
  let total = 0;
  for (const node of order) {
    const around = [...(meeting[node] ?? [])];
    total += around.reduce((product, other) => product * (levels[other] ?? 1), levels[node] ?? 1);
    for (const one of around) {
      meeting[one]?.delete(node);
      for (const other of around) if (other !== one) meeting[one]?.add(other);
    }
  }
  return total;
}

function leastOfAll(graph: MeetingGraph, nodes: readonly number[]): number {
  if (nodes.length === 0) return 0;
  const visit = (order: readonly number[], left: readonly number[]): number =>
    left.length === 0
      ? entriesOf(graph, order)
      : Math.min(
          ...left.map((next) =>
            visit(
              [...order, next],
              left.filter((other) => other !== next),
            ),
          ),
        );
  return visit([], nodes);
}

/** Nodes `v0`, ... of these numbers of levels, each pair of which is a factor. */
function graphOf(
  levels: readonly number[],
  pairs: readonly (readonly [number, number])[],
  staying = 0,
): MeetingGraph {
  const names = levels.map((_, index) => `v${String(index)}`);
  const scopes = pairs.map(([a, b]) => new Set([names[a] ?? '', names[b] ?? '']));
  return meetingGraph(
    names.slice(0, levels.length - staying),
    [...scopes, ...names.map((name) => new Set([name]))],
    (name) => levels[names.indexOf(name)] ?? 1,
  );
}

const all = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function grid(rows: number, columns: number): readonly (readonly [number, number])[] {
  return all(rows * columns).flatMap((node): (readonly [number, number])[] => [
    ...(node % columns === columns - 1 ? [] : [[node, node + 1] as const]),
    ...(node + columns >= rows * columns ? [] : [[node, node + columns] as const]),
  ]);
}

describe('the order of few latents', () => {
  test('is the cheapest of all orders', () => {
    const pair = fc.tuple(fc.nat(6), fc.nat(6)).filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 7, maxLength: 7 }),
        fc.array(pair, { maxLength: 14 }),
        fc.integer({ min: 1, max: 2 }),
        (levels, pairs, staying) => {
          const graph = graphOf(levels, pairs, staying);
          for (const nodes of components(graph)) {
            const { order, entries } = cheapestOrder(graph, nodes);
            expect([...order].sort((a, b) => a - b)).toEqual(nodes);
            expect(entriesOf(graph, order)).toBe(entries);
            expect(entries).toBe(leastOfAll(graph, nodes));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('of orders that cost the same, the one written', () => {
    expect(cheapestOrder(graphOf([2, 2, 2], []), all(3)).order).toEqual([0, 1, 2]);
  });
});

describe('the order of many latents', () => {
  const count = 30;
  test.each([
    ['a chain', all(count - 1).map((node) => [node, node + 1] as const), 29 * 16 + 4],
    ['a star', all(count - 1).map((node) => [0, node + 1] as const), 29 * 16 + 4],
    ['a tree', all(count - 1).map((node) => [Math.floor(node / 2), node + 1] as const), 29 * 16 + 4],
  ])('of %s takes no larger table than a factor', (_, pairs, least) => {
    const levels = all(count).map(() => 4);
    const graph = graphOf(levels, pairs);
    expect(entriesOf(graph, greedyOrder(graph, all(count)))).toBe(least);
  });

  test('of a clique is any', () => {
    const pairs = all(14).flatMap((a) => all(14).flatMap((b) => (a < b ? [[a, b] as const] : [])));
    const graph = graphOf(
      all(14).map(() => 2),
      pairs,
    );
    expect(entriesOf(graph, greedyOrder(graph, all(14)))).toBe(2 ** 15 - 2);
  });

  test('of a grid is as good as the best', () => {
    const graph = graphOf(
      all(14).map((node) => 2 + (node % 2)),
      grid(2, 7),
    );
    const best = cheapestOrder(graph, all(14)).entries;
    expect(entriesOf(graph, greedyOrder(graph, all(14)))).toBe(best);
  });

  test('of a wide grid makes tables over no more latents than a row has and one', () => {
    const graph = graphOf(
      all(36).map(() => 2),
      grid(6, 6),
    );
    // Row by row the tables are over 7 latents.
    expect(entriesOf(graph, greedyOrder(graph, all(36)))).toBeLessThan(36 * 2 ** 7);
  });
});

describe('planning', () => {
  const plannedIn = (text: string): number => {
    const start = performance.now();
    const { derivations, diagnostics } = analyse({ path: 'model.gen', text });
    expect([derivations.length, diagnostics.map(({ message }) => message)]).toEqual([1, []]);
    return performance.now() - start;
  };
  const model = (latents: readonly string[]): string =>
    `model M { param p: unit plate row {\n${latents.join('\n')}\n} }`;
  const node = (index: number, p: string): string =>
    `latent z${String(index)}: bool ~ Bernoulli(${p}) observe x${String(index)}: real ~ Normal(z${String(index)}, 1)`;

  test('a hundred latents in a chain', () => {
    const chain = all(100).map((i) => node(i, i === 0 ? 'p' : `if z${String(i - 1)} then 0.8 else p`));
    expect(plannedIn(model(chain))).toBeLessThan(5000);
  });

  test('a hundred latents in a grid', () => {
    const nodes = all(100).map((i) => {
      const left = i % 10 > 0 ? [`z${String(i - 1)}`] : [];
      const above = i >= 10 ? [`z${String(i - 10)}`] : [];
      return node(
        i,
        [...left, ...above].reduce((p, other) => `(if ${other} then 0.8 else ${p})`, 'p'),
      );
    });
    expect(plannedIn(model(nodes))).toBeLessThan(5000);
  });
});
