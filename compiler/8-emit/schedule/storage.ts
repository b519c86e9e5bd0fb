// Which values of a region need memory of their own beside variables, and along which axes.

import type { Axis, Node } from '../../ir/ops.ts';
import type { LoopTree } from './loop-tree.ts';

export interface LocalStorage {
  /** Axes of an array that holds the value for later loops of the region; null: no array. */
  readonly array: readonly Axis[] | null;
  /** How many loops write the array anew at each of their steps. */
  readonly around: number;
  /** Whether a variable that holds the value is read. */
  readonly variable: boolean;
}

/** Loops around both the value and all that read its array need no axis: each step writes the array anew. */
export function planStorage(tree: LoopTree): ReadonlyMap<Node, LocalStorage> {
  const shared = new Map<Node, number>();
  const variables = new Set<Node>();
  for (const [group, block] of tree.blockOf)
    for (const read of group.reads) {
      const location = tree.locations.get(read.node);
      if (location === undefined) continue;
      const { path } = location.block;
      let common = 0;
      while (common < path.length && path[common] === block.path[common]) common += 1;
      if (common === path.length && location.local) variables.add(read.node);
      else shared.set(read.node, Math.min(common, shared.get(read.node) ?? common));
    }

  const storage = new Map<Node, LocalStorage>();
  for (const [group, block] of tree.blockOf) {
    const { task } = group;
    if (task.kind === 'output') continue;
    const location = tree.locations.get(task.node);
    if (location === undefined) continue;
    const { sequential, filled } = task.nest;
    const { path } = location.block;
    let common = shared.get(task.node) ?? null;
    // The steps of a triangular solve read those before.
    if (sequential !== null) common = Math.min(common ?? path.length, path.length - 1);
    if (filled.length > 0) common ??= block.path.length;
    const kept = common === null ? null : path.slice(common).map((loop) => loop.axis);
    const axes = task.node.type.axes.filter((axis) =>
      [...(kept ?? []), ...filled].some((other) => other.name === axis.name),
    );
    storage.set(task.node, {
      array: kept === null ? null : axes,
      around: common ?? 0,
      variable: variables.has(task.node),
    });
  }
  return storage;
}
