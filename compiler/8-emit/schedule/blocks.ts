// A sequence that lies in no plate may have any length. What its loops hand to one another is therefore kept for a block of
// steps, and the blocks are visited twice: upwards, when each leaves what the next one starts from, and downwards, when it
// is computed again from there and passes backwards go on from the block above. So memory grows with the size of a block and
// with their number, not with the length: C. Tarnas and R. Hughey (1998), Reduced space hidden Markov model training. A
// sequence of one block is visited once.

import type { Node } from '../../ir/ops.ts';
import { plateOf } from './plates.ts';
import { isPass, rowCrossing } from './reads.ts';
import type { Region } from './regions.ts';
import type { Keeping, Stage } from './schedule.ts';

export interface Blocks {
  /** The steps. */
  readonly plate: string;
  /** What runs at each visit, in order. They follow one another in the schedule. */
  readonly stages: readonly Stage[];
  /** So many of them run on the way up: all that decides what is handed on. */
  readonly upwards: number;
  /** Values whose last row a block hands to the next, which finds it before its first. */
  readonly forwards: readonly Node[];
  /** Values whose row before the first a block hands to the one before, which finds it as its last. */
  readonly backwards: readonly Node[];
}

interface Cut {
  readonly stages: readonly Stage[];
  readonly kept: ReadonlyMap<Node, Keeping>;
  readonly blocks: readonly Blocks[];
}

/** Whether a region is a pass along a sequence that lies in no plate. */
export function isWholePass({ pass, plate, root }: Region): boolean {
  return pass && plate === root;
}

/** Where steps can be gone along in blocks, stages change places for it, and values are kept for a block. */
export function cutIntoBlocks(stages: readonly Stage[], kept: ReadonlyMap<Node, Keeping>): Cut {
  const plates = new Set(
    stages.flatMap(({ regions, root }) => (regions.some(({ region }) => isWholePass(region)) ? [root] : [])),
  );
  let found: Cut = { stages, kept, blocks: [] };
  for (const plate of plates) if (plate !== null) found = cutSequence(found, plate) ?? found;
  return found;
}

function cutSequence({ stages, kept, blocks }: Cut, plate: string): Cut | null {
  const stageOf = new Map<Node, Stage>();
  for (const stage of stages)
    for (const { node, kind } of tasksOf(stage)) if (kind === 'value') stageOf.set(node, stage);
  const sources = (stage: Stage): readonly Stage[] =>
    tasksOf(stage)
      .flatMap(({ reads }) => reads.map(({ node }) => stageOf.get(node) ?? stage))
      .filter((source) => source !== stage);
  const isHandedOn = (node: Node): boolean =>
    stageOf.has(node) && plateOf(node.type) === plate && kept.get(node) === 'all';

  const own = stages.filter((stage) =>
    tasksOf(stage).some(({ node, reads }) => isHandedOn(node) || reads.some((read) => isHandedOn(read.node))),
  );
  const later = new Set<Stage>();
  for (const stage of stages)
    if (!own.includes(stage) && sources(stage).some((source) => own.includes(source) || later.has(source)))
      later.add(stage);
  if (own.some((stage) => stage.root !== plate || sources(stage).some((source) => later.has(source))))
    return null;

  const tasks = own.flatMap(tasksOf);
  const reads = tasks.flatMap((task) => task.reads).filter(({ node }) => stageOf.has(node));
  if (reads.some(({ node, rows }) => rows === 'any' && plateOf(node.type) !== null)) return null;
  // A sum over all steps is known after the last block.
  if (
    reads.some(
      ({ node }) => kept.get(node) === 'accumulator' && own.some((stage) => stage === stageOf.get(node)),
    )
  )
    return null;
  // A maximum starts anew with each call of its pass.
  if (tasks.some(({ node }) => node.op === 'reduceMax' && rowCrossing(node))) return null;

  const passes = tasks.flatMap(({ node, kind }) => (kind === 'value' && isPass(node) ? [node] : []));
  const goesBack = (node: Node): boolean =>
    node.op === 'chainScan' && node.pass !== 'forward' && node.pass !== 'best';
  const backwards = passes.filter(goesBack);
  // What a pass backwards leaves is known of the row before the block too.
  const readBefore = reads.flatMap(({ node, rows }) =>
    rows === 'before' && isHandedOn(node) && !goesBack(node) ? [node] : [],
  );
  const forwards = new Set<Node>([
    ...passes.filter((node) => node.op === 'chainScan' && !goesBack(node)),
    ...readBefore,
  ]);
  const needed = new Set<Stage>();
  const need = (stage: Stage): void => {
    if (!own.includes(stage) || needed.has(stage)) return;
    needed.add(stage);
    sources(stage).forEach(need);
  };
  for (const stage of own) if (computes(stage, forwards)) need(stage);
  // Sums of rows begin at zero in every block, and what is only known downwards cannot be handed upwards.
  if ([...forwards].some((node) => node.op === 'sumRows')) return null;
  if ([...needed].some((stage) => computes(stage, new Set(backwards)))) return null;
  const visited = [...own.filter((stage) => needed.has(stage)), ...own.filter((stage) => !needed.has(stage))];

  const ofBlock = [...kept].map(([node, keeping]): [Node, Keeping] => [
    node,
    isHandedOn(node) ? 'block' : keeping,
  ]);
  const others = stages.filter((stage) => !own.includes(stage));
  return {
    stages: [...others.filter((stage) => !later.has(stage)), ...visited, ...later],
    kept: new Map(ofBlock),
    blocks: [...blocks, { plate, stages: visited, upwards: needed.size, forwards: [...forwards], backwards }],
  };
}

function computes(stage: Stage, nodes: ReadonlySet<Node>): boolean {
  return tasksOf(stage).some(({ node, kind }) => kind === 'value' && nodes.has(node));
}

function tasksOf({ regions }: Stage): Region['tasks'] {
  return regions.flatMap(({ region }) => region.tasks);
}
