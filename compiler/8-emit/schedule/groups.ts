// Groups the tasks of a region into statements: a value that one statement uses once, at each step of the same
// loops, is written into that statement's expression. Also finds the arrays from outside whose rows are copied
// first, because loops would read them again and again.

import type { Node } from '../../ir/ops.ts';
import { innerAxes, plateOf } from './plates.ts';
import { isExpression, isLeaf, nestAxes, rowCrossing } from './reads.ts';
import type { Read } from './reads.ts';
import type { Region } from './regions.ts';
import { loadTask } from './tasks.ts';
import type { Task } from './tasks.ts';

export interface Group {
  readonly task: Task;
  /** What the statement reads, the values written into it looked through. */
  readonly reads: readonly Read[];
}

export interface GroupedRegion {
  readonly region: Region;
  /** In an order in which each comes after what it reads. */
  readonly groups: readonly Group[];
  readonly inlined: ReadonlySet<Node>;
  /** Values that this region computes or copies. */
  readonly own: ReadonlySet<Node>;
}

/** `readElsewhere`: whether another region, or an output, reads the value. */
export function groupTasks(region: Region, readElsewhere: (node: Node) => boolean): GroupedRegion {
  const computed = new Set(region.tasks.filter((task) => task.kind === 'value').map((task) => task.node));
  const readers = new Map<Node, { readonly task: Task; readonly read: Read }[]>();
  for (const task of region.tasks)
    for (const read of task.reads) {
      const entries = readers.get(read.node) ?? [];
      entries.push({ task, read });
      readers.set(read.node, entries);
    }

  const inlined = new Set<Node>();
  for (const node of computed) {
    const [only, ...more] = readers.get(node) ?? [];
    if (only === undefined || more.length > 0 || readElsewhere(node) || !isExpression(node)) continue;
    if (rowCrossing(node) || !followsEveryLoop(only.task, only.read)) continue;
    inlined.add(node);
  }

  const loads: Task[] = [];
  for (const [node, entries] of readers) {
    if (computed.has(node) || plateOf(node.type) !== region.plate || region.plate === null) continue;
    // A pass goes along the arrays as they are.
    if (region.pass) continue;
    if (isLeaf(node) && node.op !== 'input') continue;
    const ofRow = entries.filter(({ read }) => read.rows === 'same');
    // A copy has this row only.
    if (ofRow.length < entries.length) continue;
    const again = ofRow.some(({ task }) => nestAxes(task.nest).length > innerAxes(node.type.axes).length);
    if (again || ofRow.length > 1) loads.push(loadTask(node));
  }

  // A copy is made right before its first use, so that it may join the loops around it.
  const tasks: Task[] = [];
  const waiting = new Map(loads.map((load) => [load.node, load]));
  for (const task of region.tasks) {
    for (const read of task.reads) {
      const load = waiting.get(read.node);
      if (load !== undefined) tasks.push(load);
      waiting.delete(read.node);
    }
    tasks.push(task);
  }

  const taskOf = new Map(
    region.tasks.filter((task) => task.kind === 'value').map((task) => [task.node, task]),
  );
  const lookThrough = (read: Read): readonly Read[] => {
    const task = taskOf.get(read.node);
    if (!inlined.has(read.node) || task === undefined) return [read];
    return task.reads.flatMap((inner) => lookThrough({ ...inner, along: compose(inner.along, read.along) }));
  };
  return {
    region,
    groups: tasks
      .filter((task) => task.kind !== 'value' || !inlined.has(task.node))
      .map((task) => ({ task, reads: task.reads.flatMap(lookThrough) })),
    inlined,
    own: new Set([...computed, ...loads.map((load) => load.node)]),
  };
}

/** Whether a value is read exactly once for each of its elements. */
function followsEveryLoop(task: Task, read: Read): boolean {
  const followed = [...read.along.values()];
  return (
    read.rows === 'same' &&
    !followed.includes(null) &&
    new Set(followed).size === followed.length &&
    followed.length === nestAxes(task.nest).length
  );
}

function compose(inner: Read['along'], outer: Read['along']): Read['along'] {
  return new Map([...inner].map(([axis, via]) => [axis, via === null ? null : (outer.get(via) ?? null)]));
}
