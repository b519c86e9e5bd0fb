// A program -> the loops that compute it, and where each value is kept. Nothing here depends on the language in
// which the loops are written.

import type { Node, Program } from '../../ir/ops.ts';
import { topologicalOrder } from '../../ir/order.ts';
import { cutIntoBlocks, isWholePass } from './blocks.ts';
import type { Blocks } from './blocks.ts';
import { groupTasks } from './groups.ts';
import type { GroupedRegion } from './groups.ts';
import { buildLoopTree } from './loop-tree.ts';
import type { LoopTree } from './loop-tree.ts';
import { plateOf, plateTree } from './plates.ts';
import type { PlateNesting, PlateTree } from './plates.ts';
import { rowCrossing } from './reads.ts';
import { cutIntoRegions, readsBeyondTile } from './regions.ts';
import type { Region } from './regions.ts';
import { planStorage } from './storage.ts';
import type { LocalStorage } from './storage.ts';
import { listTasks } from './tasks.ts';

/** How a value reaches regions other than the one that computes it. */
export type Keeping =
  /** Without rows: a variable or an array. */
  | 'value'
  /** The sum or maximum of rows, known when the pass has ended. */
  | 'accumulator'
  /** An array of the tile's rows. */
  | 'tile'
  /** An array of the rows of a block of steps. */
  | 'block'
  /** An array of all rows. */
  | 'all';

export interface ScheduledRegion extends GroupedRegion {
  readonly tree: LoopTree;
  readonly storage: ReadonlyMap<Node, LocalStorage>;
}

/** Statements without rows, or the row loops of one outermost plate that are run for each tile. */
export interface Stage {
  /** Even: statements without rows; odd: a pass over the data. See regions.ts. */
  readonly time: number;
  readonly root: string | null;
  readonly regions: readonly ScheduledRegion[];
}

export interface Schedule {
  /** In the order they run. */
  readonly stages: readonly Stage[];
  /** Stages that run block by block. */
  readonly blocks: readonly Blocks[];
  readonly kept: ReadonlyMap<Node, Keeping>;
  readonly plates: PlateTree;
  readonly reciprocals: ReadonlyMap<Node, Node>;
}

/** `around`: the plate around each plate of the model. */
export function scheduleProgram(program: Program, around: PlateNesting = new Map()): Schedule {
  const plates = plateTree(topologicalOrder(program.outputs.map((output) => output.node)), around);
  const list = listTasks(program);
  const regions = cutIntoRegions(list, plates);
  const keptByAll = keptValues(regions);
  const inOrder: { root: string | null; time: number; regions: ScheduledRegion[] }[] = [];
  for (const region of regions) {
    const grouped = groupTasks(region, (node) => keptByAll.has(node));
    const tree = buildLoopTree(grouped.groups);
    const scheduled = { ...grouped, tree, storage: planStorage(tree) };
    const open = inOrder.at(-1);
    // A sequence that is no row of a plate is gone along in blocks, not tile by tile.
    const joins = ![region, ...(open?.regions.map((each) => each.region) ?? [])].some(isWholePass);
    if (joins && open?.time === region.time && open.root === region.root) open.regions.push(scheduled);
    else inOrder.push({ root: region.root, time: region.time, regions: [scheduled] });
  }
  const { stages, kept, blocks } = cutIntoBlocks(inOrder, keptByAll);
  return { stages, blocks, kept, plates, reciprocals: list.reciprocals };
}

function keptValues(regions: readonly Region[]): ReadonlyMap<Node, Keeping> {
  const computedIn = new Map<Node, Region>();
  const kept = new Map<Node, Keeping>();
  for (const region of regions)
    for (const task of region.tasks) {
      if (task.kind === 'value') {
        computedIn.set(task.node, region);
        // Sums over rows are never variables of the loop over them.
        if (rowCrossing(task.node))
          kept.set(task.node, plateOf(task.node.type) === null ? 'accumulator' : 'tile');
        // A pass writes arrays, whoever reads them.
        if (region.pass) kept.set(task.node, region.plate === region.root ? 'all' : 'tile');
      }
    }
  for (const region of regions)
    for (const task of region.tasks)
      for (const read of task.reads) {
        const source = computedIn.get(read.node);
        if (source === undefined || source === region || kept.get(read.node) === 'accumulator') continue;
        if (source.plate === null) kept.set(read.node, 'value');
        else if (source.time !== region.time || readsBeyondTile(read, region.plate, region.root))
          kept.set(read.node, 'all');
        else if (kept.get(read.node) !== 'all') kept.set(read.node, 'tile');
      }
  return kept;
}
