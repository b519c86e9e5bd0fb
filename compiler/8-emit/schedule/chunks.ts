// Whether a program's rows may come in chunks: one pass over them, in which every row is handled by itself, and sums that
// stay open until the last chunk. A second pass would need the totals of the first, so all rows again.

import type { Node, Program } from '../../ir/ops.ts';
import { topologicalOrder } from '../../ir/order.ts';
import { plateOf } from './plates.ts';
import { rowCrossing } from './reads.ts';
import type { Schedule } from './schedule.ts';

/** False as well for a program without rows, which has no pass at all. */
export function runsInChunks(program: Program, { stages, kept }: Schedule): boolean {
  const passes = stages.filter(({ root }) => root !== null);
  const tasks = passes.flatMap(({ regions }) => regions.flatMap(({ region }) => region.tasks));
  return (
    passes.length > 0 &&
    passes.every(({ time }) => time === 1) &&
    ![...kept.values()].includes('all') &&
    tasks.every(
      ({ reads }) => !reads.some(({ node, rows }) => rows === 'any' && plateOf(node.type) !== null),
    ) &&
    topologicalOrder(program.outputs.map(({ node }) => node)).every(isOfItsRows)
  );
}

/** Whether a row's value does not depend on where among all rows it is. How many there are is known from the first chunk on. */
function isOfItsRows(node: Node): boolean {
  switch (node.op) {
    case 'iota':
      return node.axis.plate === null;
    case 'input':
      // A param with an entry for each row is known of all of them at once.
      return plateOf(node.type) === null || !/^(param|free|basis)\./u.test(node.name);
    case 'random':
    case 'randomIndex':
    case 'randomCounts':
      return plateOf(node.type) === null;
    case 'reduceMax':
      return !(rowCrossing(node) && plateOf(node.type) === null);
    default:
      return true;
  }
}
