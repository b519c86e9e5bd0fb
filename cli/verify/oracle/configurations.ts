// Every configuration of what is hidden, one by one. What no term joins is gone through apart, and what is inside rows or steps
// after what is around them, since given that, rows are apart: a sum over rows and steps of products, no cleverer than that.

import type { Site } from './sites.ts';
import { leafOf, scopeOf, type Table } from './tables.ts';
import { logSumExp } from './textbook-math.ts';

/** Sites that are gone through together, given those of the nodes around. */
export interface Node {
  readonly sites: readonly Site[];
  /** Factors whose sites all have a level here, in nats. */
  readonly factors: readonly Table[];
  /** What is averaged, not multiplied. */
  readonly averaged: readonly Table[];
  /** Apart from one another once the sites have levels. */
  readonly children: readonly Node[];
}

interface Part {
  readonly table: Table;
  readonly scope: ReadonlySet<Site>;
  readonly isAveraged: boolean;
}

/** The root has no sites of its own. */
export function nodeOf(
  sites: readonly Site[],
  factors: readonly Table[],
  averaged: readonly Table[] = [],
): Node {
  const parts = (tables: readonly Table[], isAveraged: boolean): readonly Part[] =>
    tables.map((table) => ({ table, scope: scopeOf(table), isAveraged }));
  return build([], sites, [...parts(factors, false), ...parts(averaged, true)]);
}

function build(own: readonly Site[], rest: readonly Site[], parts: readonly Part[]): Node {
  const open = new Set(rest);
  const isSettled = ({ scope }: Part): boolean => !meet(scope, open);
  const settled = parts.filter(isSettled);
  const unsettled = parts.filter((part) => !isSettled(part));
  return {
    sites: own,
    factors: settled.filter(({ isAveraged }) => !isAveraged).map(({ table }) => table),
    averaged: settled.filter(({ isAveraged }) => isAveraged).map(({ table }) => table),
    children: componentsOf(rest, unsettled).map((component) => {
      const outermost = Math.min(...[...component].map(({ path }) => path.length));
      const isOuter = ({ path }: Site): boolean => path.length === outermost;
      const members = rest.filter((site) => component.has(site));
      return build(
        members.filter(isOuter),
        members.filter((site) => !isOuter(site)),
        unsettled.filter(({ scope }) => meet(scope, component)),
      );
    }),
  };
}

/** Sites that terms join, directly or by others. */
function componentsOf(sites: readonly Site[], parts: readonly Part[]): readonly ReadonlySet<Site>[] {
  const componentOf = new Map(sites.map((site) => [site, new Set([site])]));
  for (const { scope } of parts) {
    const joined = new Set([...scope].flatMap((site) => componentOf.get(site) ?? []));
    const all = new Set([...joined].flatMap((component) => [...component]));
    for (const site of all) componentOf.set(site, all);
  }
  return [...new Set(componentOf.values())];
}

function meet(some: ReadonlySet<Site>, others: ReadonlySet<Site>): boolean {
  for (const site of some) if (others.has(site)) return true;
  return false;
}

/** At most this many sums of terms are looked at to go through a node once. */
export function configurationsOf({ sites, children }: Node): number {
  const own = sites.reduce((product, { levels }) => product * levels, 1);
  return (
    own *
    Math.max(
      1,
      children.reduce((sum, child) => sum + configurationsOf(child), 0),
    )
  );
}

/** Calls `visit` with each configuration of the node's own sites, which have their levels meanwhile. */
function forEachConfiguration({ sites }: Node, visit: () => void): void {
  const descend = (depth: number): void => {
    const site = sites[depth];
    if (site === undefined) {
      visit();
      return;
    }
    // One that has a level already is held at it.
    if (site.level !== null) {
      descend(depth + 1);
      return;
    }
    for (let level = 0; level < site.levels; level++) {
      site.level = level;
      descend(depth + 1);
    }
    site.level = null;
  };
  descend(0);
}

function logWeight({ factors }: Node): number {
  let log = 0;
  for (const factor of factors) log += leafOf(factor).value;
  return log;
}

/** The log of the sum over all configurations of the product of the factors, given the levels around. */
export function logTotal(node: Node): number {
  const logs: number[] = [];
  forEachConfiguration(node, () => {
    let log = logWeight(node);
    for (const child of node.children) if (log > -Infinity) log += logTotal(child);
    logs.push(log);
  });
  return logSumExp(logs);
}

/** Visits every configuration of every node with its posterior probability, not one that is impossible. */
export function forEachWeighted(
  node: Node,
  visit: (node: Node, probability: number) => void,
  around = 1,
): void {
  const total = logTotal(node);
  forEachConfiguration(node, () => {
    let log = logWeight(node) - total;
    for (const child of node.children) if (log > -Infinity) log += logTotal(child);
    const probability = around * Math.exp(log);
    if (!(probability > 0)) return;
    visit(node, probability);
    for (const child of node.children) forEachWeighted(child, visit, probability);
  });
}

export interface Best {
  readonly log: number;
  readonly levels: ReadonlyMap<Site, number>;
}

/** The configuration with the largest product of factors; of several one. */
export function mostProbable(node: Node): Best {
  let best: Best = { log: -Infinity, levels: new Map() };
  forEachConfiguration(node, () => {
    let log = logWeight(node);
    const levels = new Map(node.sites.map((site) => [site, site.level ?? Number.NaN]));
    for (const child of node.children) {
      const inner = mostProbable(child);
      log += inner.log;
      for (const [site, level] of inner.levels) levels.set(site, level);
    }
    if (log > best.log) best = { log, levels };
  });
  return best;
}
