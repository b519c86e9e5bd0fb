// The loops of one region, for a block of rows or for statements without rows.

import type { Axis } from '../../../ir/ops.ts';
import type { Block, LoopTree } from '../../schedule/loop-tree.ts';
import { brIf, forRange, i32, i64, i64x2, label, loop, when, type Expr } from '../encoder/index.ts';
import type { Blocks } from './blocks.ts';
import type { Section } from './chains/sections.ts';
import { constantIndex } from './memory-access.ts';
import { emitTask, finishReduction, loopBack, loopOver, startReduction } from './statements.ts';
import type { Index } from './value.ts';
import type { RowBlock, Writer } from './writer.ts';

export function emitBlock(w: Writer, block: Block, tree: LoopTree): void {
  for (const item of block.items) {
    if (item.kind === 'statement') {
      emitTask(w, item.group.task);
      continue;
    }
    const { axis, descending, body, reductions } = item;
    for (const { task } of reductions) startReduction(w, task.node);
    const inside = (index: Index): void => {
      w.loopIndices.set(axis.name, index);
      emitBlock(w, body, tree);
      w.loopIndices.delete(axis.name);
    };
    if (descending) loopBack(w, axis, inside);
    else loopOver(w, axis, inside);
    for (const { task } of reductions) finishReduction(w, task.node);
  }
}

/**
 * Rows from `first` on, block by block, then those that are left in pairs, of which the last may have one row only:
 *   for (; row + 8 <= last; row += 8) { ... } for (; row < last; row += 2) { ... }
 */
export function emitRowLoops(
  blocks: Blocks,
  writerFor: (vectors: number, row: RowBlock) => Writer,
  tree: LoopTree,
  axis: Axis,
  bounds: { readonly first: Index; readonly last: Index },
  vectors: number,
): void {
  const [first] = bounds.first.lanes;
  const [last] = bounds.last.lanes;
  if (first === undefined || last === undefined) throw new Error('internal: rows without bounds');
  const row = blocks.local('i32');
  const rowOf = (lane: number): Expr<'i32'> => (lane === 0 ? row : i32.add(row, i32.const(lane)));
  const index = (lanes: readonly Expr<'i32'>[]): Index => ({
    lanes,
    depth: blocks.depth,
    key: blocks.unique(),
  });
  const loopWhile = (condition: Expr<'i32'>, step: number, body: () => void): void => {
    blocks.open();
    body();
    const again = label('rows');
    const next = row.set(i32.add(row, i32.const(step)));
    const inside = blocks.close();
    blocks.add(when(condition, [loop(again, [...inside, next, brIf(again, condition)])]));
  };
  blocks.add(row.set(first));

  const lanes = 2 * vectors;
  loopWhile(i32.le_s(rowOf(lanes), last), lanes, () => {
    const rows = blocks.keepIndex(index(Array.from({ length: lanes }, (_, lane) => rowOf(lane))));
    const several = { axis, rows, first: index([row]), before: rowsBefore(rows), rest: null };
    emitBlock(writerFor(vectors, several), tree.root, tree);
  });

  loopWhile(i32.lt_s(row, last), 2, () => {
    const both = blocks.local('i32');
    const mask = blocks.local('v128');
    blocks.add(
      both.set(i32.lt_s(rowOf(1), last)),
      mask.set(i64x2.replace_lane(i64x2.const(-1n), i64.extend_i32_s(i32.sub(i32.const(0), both)), 1)),
    );
    // Without a row of its own the second lane has that of the first.
    const rows = blocks.keepIndex(index([row, i32.add(row, both)]));
    const rest = { lanes: [null, both], masks: [mask] };
    const pair = { axis, rows, first: index([row]), before: rowsBefore(rows), rest };
    emitBlock(writerFor(1, pair), tree.root, tree);
  });
}

/**
 * Rows one by one: what all lanes share, then for each chain its states in the lanes.
 *   for (; row < last; row += 1) { ... for (; state + 8 <= states; state += 8) { ... } }
 */
export function emitSections(
  blocks: Blocks,
  sections: readonly Section[],
  writerFor: (section: Section, vectors: number, row: RowBlock | null) => Writer,
  axis: Axis,
  bounds: { readonly first: Index; readonly last: Index },
  vectors: number,
): void {
  const [first] = bounds.first.lanes;
  const [last] = bounds.last.lanes;
  if (first === undefined || last === undefined) throw new Error('internal: rows without bounds');
  const row = blocks.local('i32');
  blocks.open();
  const index: Index = { lanes: [row], depth: blocks.depth, key: blocks.unique() };
  for (const section of sections) {
    const { lanes, region } = section;
    const writer = (together: number, block: RowBlock | null): Writer => {
      const w = writerFor(section, together, block);
      w.loopIndices.set(axis.name, index);
      return w;
    };
    if (lanes === null) {
      emitBlock(writer(1, null), region.tree.root, region.tree);
      continue;
    }
    const w = writer(1, null);
    const states = { first: constantIndex(0), last: w.size(lanes.size) };
    emitRowLoops(blocks, writer, region.tree, lanes, states, vectors);
  }
  const inside = blocks.close();
  blocks.add(forRange(row, first, last, inside));
}

function rowsBefore({ lanes, depth, key }: Index): Index {
  return { lanes: lanes.map((row) => i32.sub(row, i32.const(1))), depth, key: `before(${key})` };
}
