// The computed values and outputs of a program, as the scheduler's units of work.

import type { Axis, Node, Output, Program } from '../../ir/ops.ts';
import { topologicalOrder } from '../../ir/order.ts';
import { innerAxes, plateOf } from './plates.ts';
import { computedOver, identityReads, isLeaf, isView, nestOf, readsOf } from './reads.ts';
import type { Nest, Read } from './reads.ts';

export interface Task {
  /** `load` copies a value of the row from a larger array, to be used more than once. */
  readonly kind: 'value' | 'output' | 'load';
  /** The value computed, stored or copied. */
  readonly node: Node;
  /** Where an output goes. */
  readonly output: Output | null;
  /** Over whose rows it runs; null for none. */
  readonly plate: string | null;
  readonly nest: Nest;
  readonly reads: readonly Read[];
}

export interface TaskList {
  /** Values come before what reads them. */
  readonly tasks: readonly Task[];
  readonly taskOf: ReadonlyMap<Node, Task>;
  /** For triangular solves inside rows with a factor that no row changes: 1 / its diagonal, along `row`. */
  readonly reciprocals: ReadonlyMap<Node, Node>;
}

export function listTasks(program: Program): TaskList {
  const tasks: Task[] = [];
  const taskOf = new Map<Node, Task>();
  const reciprocals = new Map<Node, Node>();
  const diagonals = new Map<string, Node>();
  const seen: Node[] = [];

  const addValue = (node: Node): void => {
    if (isLeaf(node) || isView(node) || taskOf.has(node)) return;
    checkRows(node);
    const reads = [...readsOf(node)];
    if (node.op === 'solveLower' && plateOf(node.type) !== null && plateOf(node.args[0].type) === null) {
      const [factor] = node.args;
      if (!seen.includes(factor)) seen.push(factor);
      const key = `${String(seen.indexOf(factor))} ${node.row.name} ${node.column.name}`;
      const reciprocal = diagonals.get(key) ?? reciprocalDiagonal(factor, node.row, node.column);
      diagonals.set(key, reciprocal);
      reciprocals.set(node, reciprocal);
      topologicalOrder([reciprocal]).forEach(addValue);
      const solved = node.transposed ? node.row : node.column;
      const along = innerAxes(reciprocal.type.axes).map((axis): [string, string] => [
        axis.name,
        axis.name === node.row.name ? solved.name : axis.name,
      ]);
      reads.push({ node: reciprocal, along: new Map(along), rows: 'same' });
    }
    const task: Task = {
      kind: 'value',
      node,
      output: null,
      plate: computedOver(node),
      nest: nestOf(node),
      reads,
    };
    tasks.push(task);
    taskOf.set(node, task);
  };

  for (const output of program.outputs) {
    topologicalOrder([output.node]).forEach(addValue);
    tasks.push({
      kind: 'output',
      node: output.node,
      output,
      plate: plateOf(output.node.type),
      nest: { outer: innerAxes(output.axes), reduced: null, sequential: null, inner: [], filled: [] },
      reads: identityReads(output.node),
    });
  }
  return { tasks, taskOf, reciprocals };
}

/** Rows are read one by one: only sums, maxima and `gather` go along them. */
function checkRows(node: Node): void {
  const along = [
    ...(node.op === 'argMax' || node.op === 'randomIndex' ? [node.axis] : []),
    ...(node.op === 'scatterAdd' ? node.axes : []),
    ...(node.op === 'dirichletConcentration' || node.op === 'randomCounts' ? [node.axis] : []),
    ...(node.op === 'stationary' || node.op === 'stationarySlope' ? [node.row, node.column] : []),
    ...(node.op === 'cholesky' || node.op === 'solveLower' ? [node.row, node.column] : []),
  ];
  const rows = along.find((axis) => axis.plate !== null);
  if (rows !== undefined) throw new Error(`internal: kernels do not compute ${node.op} along ${rows.name}`);
}

/** A copy of a value's row to the row's own memory. */
export function loadTask(node: Node): Task {
  const outer = innerAxes(node.type.axes);
  return {
    kind: 'load',
    node,
    output: null,
    plate: plateOf(node.type),
    nest: { outer, reduced: null, sequential: null, inner: [], filled: [] },
    reads: [],
  };
}

/** 1 / factor[row, column = row]: a division for each matrix in place of one for each row of data. */
function reciprocalDiagonal(factor: Node, row: Axis, column: Axis): Node {
  const { origins } = factor;
  const position: Node<'iota'> = {
    op: 'iota',
    args: [],
    axis: row,
    origins,
    type: { dtype: 'i32', axes: [row] },
  };
  const axes = factor.type.axes.filter((axis) => axis.name !== column.name);
  const type = { dtype: 'f64', axes } as const;
  const diagonal: Node<'gather'> = { op: 'gather', args: [factor, position], axis: column, origins, type };
  const one: Node<'constant'> = {
    op: 'constant',
    args: [],
    value: 1,
    origins,
    type: { dtype: 'f64', axes: [] },
  };
  return { op: 'div', args: [one, diagonal], origins, type };
}
