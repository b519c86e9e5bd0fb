// Writes the loops of one region, for one row or several at once, or for statements without rows.

import type { Lanes } from './lanes.ts';
import type { Block, LoopTree } from '../schedule/loop-tree.ts';
import { atom, binary, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Scopes } from './scopes.ts';
import { emitTask, startReduction } from './statements.ts';
import { keep } from './writing.ts';
import type { Writing } from './writing.ts';
import type { Axis, Node } from '../../ir/ops.ts';

/** A comment that tells where a value comes from; null for none. */
export type Describe = (node: Node) => string | null;

export function emitBlock(w: Writing, block: Block, tree: LoopTree, describe: Describe): void {
  let described: string | null = null;
  for (const item of block.items) {
    if (item.kind === 'statement') {
      const { task } = item.group;
      const text = task.kind === 'load' ? null : describe(task.node);
      if (text !== null && text !== described) {
        w.scopes.write(`// ${text}`);
        described = text;
      }
      emitTask(w, task);
      continue;
    }
    const { axis, descending, body, reductions } = item;
    for (const { task } of reductions) startReduction(w, task.node);
    w.scopes.open();
    const index = atom(w.scopes.claim(axis.name), w.scopes.depth);
    w.loopIndices.set(axis.name, index);
    emitBlock(w, body, tree, describe);
    w.loopIndices.delete(axis.name);
    const size = w.workspace.sizeOfAxes([axis]).text;
    w.scopes.close(
      descending
        ? `for (let ${index.text} = ${size} - 1; ${index.text} >= 0; ${index.text}--)`
        : `for (let ${index.text} = 0; ${index.text} < ${size}; ${index.text}++)`,
    );
    for (const { task } of reductions) keep(w, task.node, w.variableName(task.node));
  }
}

/** What changes between the loop that handles several rows and the one for the rest. */
export type WritingFor = (lanes: number, row: Writing['row']) => Writing;

export interface RowLoops {
  readonly axis: Axis;
  readonly variable: string;
  readonly first: string;
  readonly last: string;
  /** Rows handled at once, before the rest is handled one by one. */
  readonly lanes: Lanes;
}

/** `for (; row + 7 < last; row += 8) { ... } for (; row < last; row++) { ... }` */
export function emitRowLoops(
  scopes: Scopes,
  variant: WritingFor,
  tree: LoopTree,
  rows: RowLoops,
  describe: Describe,
): void {
  const { variable, first, last } = rows;
  scopes.write(`let ${variable} = ${first};`);
  for (const lanes of rows.lanes === 1 ? [1] : [rows.lanes, 1]) {
    scopes.open();
    const row = atom(variable, scopes.depth);
    const indices: Expression[] = [row];
    for (let lane = 1; lane < lanes; lane += 1) {
      const index = binary('+', row, numberLiteral(lane));
      scopes.prefer(index, `${variable}${String(lane)}`);
      indices.push(index);
    }
    emitBlock(variant(lanes, { axis: rows.axis, indices }), tree.root, tree, describe);
    scopes.close(
      lanes === 1
        ? `for (; ${variable} < ${last}; ${variable}++)`
        : `for (; ${variable} + ${String(lanes - 1)} < ${last}; ${variable} += ${String(lanes)})`,
    );
  }
}
