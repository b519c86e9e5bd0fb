// Places the statements of one region into loops. Greedy: each statement goes, in order, to the end of the
// deepest loops that it can share with statements before it, and opens loops for the rest of its axes. New loops
// open as early as what they read allows, so that later statements find it known in more of the loops there are; or, where
// statements come in an order that has loops as late as can be, at the end.
//
// A statement can stand in a block if everything it reads is known there: computed earlier in the block or in a
// block around it (then it is a local variable), or in loops that have ended (then it is kept in an array).

import type { Axis, Node } from '../../ir/ops.ts';
import type { Group } from './groups.ts';
import type { Read } from './reads.ts';

export interface Block {
  readonly items: (Statement | Loop)[];
  /** The loops around the block, outermost first. */
  readonly path: readonly Loop[];
}

export interface Statement {
  readonly kind: 'statement';
  readonly group: Group;
}

export interface Loop {
  readonly kind: 'loop';
  readonly axis: Axis;
  readonly descending: boolean;
  readonly body: Block;
  /** The sums and maxima that the loop computes: their variables start before it. */
  readonly reductions: Group[];
}

/** Where a value becomes known. */
export interface Location {
  readonly block: Block;
  /** The item of the block after which it is known. */
  readonly item: Statement | Loop;
  /** A variable of the block holds it; otherwise an array, filled along axes of the statement's own loops. */
  readonly local: boolean;
}

export interface LoopTree {
  readonly root: Block;
  readonly locations: ReadonlyMap<Node, Location>;
  /** The block in which each group's expression is evaluated. */
  readonly blockOf: ReadonlyMap<Group, Block>;
}

/** `early`: whether new loops open as early as they can, or where their first statement comes. */
export function buildLoopTree(groups: readonly Group[], early = true): LoopTree {
  const root: Block = { items: [], path: [] };
  const blocks: Block[] = [root];
  const parents = new Map<Block, { readonly block: Block; readonly item: Loop }>();
  const locations = new Map<Node, Location>();
  const blockOf = new Map<Group, Block>();

  /** The place in a block after everything that is read. */
  const firstPlace = (block: Block, reads: readonly Read[]): number => {
    let place = 0;
    for (const read of reads) {
      const location = locations.get(read.node);
      let at = location?.block;
      let item = location?.item;
      while (at !== undefined && at !== block)
        ({ block: at, item } = parents.get(at) ?? { block: undefined, item });
      if (at === block && item !== undefined) place = Math.max(place, block.items.indexOf(item) + 1);
    }
    return place;
  };

  const openLoop = (block: Block, axis: Axis, descending: boolean, reads: readonly Read[]): Loop => {
    const path: Loop[] = [...block.path];
    const body: Block = { items: [], path };
    const loop: Loop = { kind: 'loop', axis, descending, reductions: [], body };
    path.push(loop);
    parents.set(body, { block, item: loop });
    blocks.push(body);
    block.items.splice(early ? firstPlace(block, reads) : block.items.length, 0, loop);
    return loop;
  };

  /** For a block and those around it: the item that leads from each towards the first. */
  const chainOf = (block: Block): ReadonlyMap<Block, number> => {
    const chain = new Map<Block, number>([[block, Infinity]]);
    for (let at = parents.get(block); at !== undefined; at = parents.get(at.block))
      chain.set(at.block, at.block.items.indexOf(at.item));
    return chain;
  };

  /** Whether a value can be read at the end of a block; if so, whether it is still a variable there. */
  const readable = (read: Read, chain: ReadonlyMap<Block, number>): 'variable' | 'array' | null => {
    const location = locations.get(read.node);
    if (location === undefined) return 'variable';
    let { block, item } = location;
    for (let towards = chain.get(block); towards === undefined; towards = chain.get(block)) {
      const above = parents.get(block);
      if (above === undefined) return null;
      ({ block, item } = above);
    }
    if (block.items.indexOf(item) >= (chain.get(block) ?? -1)) return null;
    // Elements of other steps of a shared loop are not there.
    for (const loop of block.path) {
      const follows = read.along.get(loop.axis.name);
      if (follows !== undefined && follows !== loop.axis.name) return null;
    }
    return block === location.block && location.local ? 'variable' : 'array';
  };

  for (const group of groups) {
    const { nest } = group.task;
    const outer = nest.outer;
    let best: { readonly block: Block; readonly score: number } | null = null;
    for (const block of blocks) {
      const depth = sharedDepth(block, outer, nest.reduced);
      if (depth === null) continue;
      const chain = chainOf(block);
      const kinds = group.reads.map((read) => readable(read, chain));
      if (kinds.includes(null)) continue;
      const variables = kinds.filter((kind) => kind === 'variable').length;
      const inOrder = block.path.every((loop, index) => loop.axis.name === outer[index]?.name) ? 1 : 0;
      const score = depth * 1e6 + variables * 10 + inOrder;
      // Of equals the last: what follows is likely to read this.
      if (best === null || score >= best.score) best = { block, score };
    }
    if (best === null) throw new Error('internal: a statement has no place');

    let { block } = best;
    for (const axis of outer)
      if (!block.path.some((loop) => loop.axis.name === axis.name))
        block = openLoop(block, axis, false, group.reads).body;
    if (nest.reduced !== null) {
      const open = block.path.at(-1);
      const loop =
        open?.axis.name === nest.reduced.name ? open : openLoop(block, nest.reduced, false, group.reads);
      loop.reductions.push(group);
      block = loop.body;
    }
    if (nest.sequential !== null) {
      const { axis, descending } = nest.sequential;
      block = openLoop(block, axis, descending, group.reads).body;
    }
    const statement: Statement = { kind: 'statement', group };
    block.items.push(statement);
    blockOf.set(group, block);
    if (group.task.kind === 'output') continue;
    const around = nest.reduced === null ? undefined : parents.get(block);
    locations.set(group.task.node, {
      block: around?.block ?? block,
      item: around?.item ?? statement,
      local: nest.filled.length === 0,
    });
  }
  return { root, locations, blockOf };
}

/** How many loops of the block a nest shares; null where it cannot stand in them. */
function sharedDepth(block: Block, outer: readonly Axis[], reduced: Axis | null): number | null {
  const { path } = block;
  const isOuter = (loop: Loop): boolean => outer.some((axis) => axis.name === loop.axis.name);
  if (path.every(isOuter)) return path.length;
  // A loop that is summed over is the innermost, and within all the others.
  const last = path.at(-1);
  const summed = last !== undefined && last.axis.name === reduced?.name;
  return summed && path.length === outer.length + 1 && path.slice(0, -1).every(isOuter) ? path.length : null;
}
