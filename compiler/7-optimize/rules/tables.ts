// Work moves from rows to what the rows are read from: f(table[index]) = f(table)[index], and
// f(spread(parent)) = spread(f(parent)). Exact, and cheaper where a table has no rows of its own:
//
//   log(face[k, v][roll[row]]) : a logarithm for each row and k  ->  log(face)[roll] : one for each k and v

import { hasAxis, sameAxis } from '../../ir/axis.ts';
import type { Builder } from '../../ir/build.ts';
import { opKinds } from '../../ir/op-kinds.ts';
import { rebuild } from '../../ir/rebuild.ts';
import type { Axis, Node, OpName } from '../../ir/ops.ts';
import type { RewriteRule } from '../rewrite.ts';

const elementWise = (Object.keys(opKinds) as OpName[]).filter((op) => opKinds[op] === 'elementWise');

const isRow = (axis: Axis): boolean => axis.plate !== null;

/** Read by an index that varies along rows, from a table that does not. */
function tableRead(node: Node): Node<'gather'> | null {
  if (node.op !== 'gather') return null;
  const [table, index] = node.args;
  return index.type.axes.some(isRow) && !table.type.axes.some(isRow) ? node : null;
}

/** Every operand is read from a table by one index, or varies neither along rows nor along what the index has. */
function afterRead(m: Builder, node: Node): Node | null {
  const read = firstOf(node.args, tableRead);
  if (read === null) return null;
  const [, index] = read.args;
  const tables: Node[] = [];
  for (const operand of node.args) {
    const table = tableRead(operand);
    if (table !== null && table.args[1] === index && sameAxis(table.axis, read.axis)) {
      tables.push(table.args[0]);
      continue;
    }
    const { axes } = operand.type;
    // On the table's axis such an operand would meet other elements than it met along the index.
    if (hasAxis(axes, read.axis) || index.type.axes.some((axis) => hasAxis(axes, axis)) || axes.some(isRow))
      return null;
    tables.push(operand);
  }
  return m.gather(rebuild(m, node, tables), index, read.axis);
}

/** Every operand is spread from the same parent rows, or has no rows. */
function afterSpread(m: Builder, node: Node): Node | null {
  const spread = firstOf(node.args, (operand) => (operand.op === 'spreadRows' ? operand : null));
  if (spread === null) return null;
  const { from, to } = spread;
  const parents: Node[] = [];
  for (const operand of node.args) {
    if (operand.op === 'spreadRows' && sameAxis(operand.to, to) && sameAxis(operand.from, from))
      parents.push(operand.args[0]);
    else if (operand.type.axes.some(isRow)) return null;
    else parents.push(operand);
  }
  return m.spreadRows(rebuild(m, node, parents), from, to);
}

function firstOf<T>(nodes: readonly Node[], find: (node: Node) => T | null): T | null {
  for (const node of nodes) {
    const found = find(node);
    if (found !== null) return found;
  }
  return null;
}

export const tableRules: readonly RewriteRule[] = [
  {
    name: 'element-wise-after-gather',
    exactness: 'exact',
    roots: elementWise,
    pattern: null,
    apply: afterRead,
  },
  {
    name: 'element-wise-after-spread',
    exactness: 'exact',
    roots: elementWise,
    pattern: null,
    apply: afterSpread,
  },
];
