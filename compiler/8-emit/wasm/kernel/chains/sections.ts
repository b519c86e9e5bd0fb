// Rows of steps whose values are of states: computed step by step, the states in the lanes of vectors, as passes along
// sequences read and write them. Elsewhere rows are in the lanes, and each element of a row has a loop.
//
// The statements of such a region fall into sections: first those of the step alone, then for each chain those that have its
// states. What has other axes besides, and not the states, goes with what reads it.

import type { Axis, Node } from '../../../../ir/ops.ts';
import type { Group } from '../../../schedule/groups.ts';
import { buildLoopTree } from '../../../schedule/loop-tree.ts';
import { nestAxes, rowCrossing } from '../../../schedule/reads.ts';
import type { Schedule, ScheduledRegion } from '../../../schedule/schedule.ts';
import { planStorage } from '../../../schedule/storage.ts';
import { hasChainFunction } from './chain-pass.ts';
import { outerSumsOf } from './outer-sums.ts';
import type { OuterSum } from './outer-sums.ts';

export interface Section {
  /** In the lanes; null: what all lanes share. */
  readonly lanes: Axis | null;
  /** Its statements, without the loop over the axis in the lanes. */
  readonly region: ScheduledRegion;
}

/** How a region of steps is computed step by step. */
export interface StepByStep {
  readonly sections: readonly Section[];
  /** Made after all its rows: they are in no section. */
  readonly outerSums: readonly OuterSum[];
}

/** The states of the chains along a plate: those of a step come last in arrays, those before it are in lanes too. */
export interface ChainAxes {
  readonly now: readonly Axis[];
  readonly before: readonly Axis[];
}

/** By plate. */
export function chainAxesOf(schedule: Schedule): ReadonlyMap<string, ChainAxes> {
  const found = new Map<string, { now: Axis[]; before: Axis[] }>();
  const addTo = (known: Axis[], axis: Axis): void => {
    if (!known.some(({ name }) => name === axis.name)) known.push(axis);
  };
  for (const { regions } of schedule.stages)
    for (const { region } of regions)
      for (const { node } of region.tasks) {
        if (node.op !== 'chainScan' || !hasChainFunction(node)) continue;
        const known = found.get(node.rows.plate ?? '') ?? { now: [], before: [] };
        found.set(node.rows.plate ?? '', known);
        for (const { now, before } of node.states) {
          addTo(known.now, now);
          addTo(known.before, before);
        }
      }
  return found;
}

/** Null where statements need rows in their lanes. */
export function stepByStep(scheduled: ScheduledRegion, { now, before }: ChainAxes): StepByStep | null {
  if (scheduled.region.pass) return null;
  const axes = [...now, ...before.filter((axis) => !now.some(({ name }) => name === axis.name))];
  const outerSums = outerSumsOf(
    scheduled,
    now.map(({ name }) => name),
  );
  const groups = scheduled.groups.filter(({ task }) => !outerSums.some(({ node }) => node === task.node));
  const sectionOf = new Map<Group, Axis | null>();
  const ownGroup = new Map<Node, Group>();
  for (const group of groups) if (group.task.kind !== 'output') ownGroup.set(group.task.node, group);
  for (const group of groups) {
    if (!isSimple(group)) return null;
    const axis = axes.find((each) => group.task.nest.outer.some(({ name }) => name === each.name)) ?? null;
    sectionOf.set(group, axis);
  }
  // From the last to the first, since readers come later.
  for (const group of [...groups].reverse()) {
    if (sectionOf.get(group) !== null || nestAxes(group.task.nest).length === 0) continue;
    const readers = groups.filter((other) => other.reads.some((read) => read.node === group.task.node));
    const [section = null, ...others] = new Set(readers.map((reader) => sectionOf.get(reader) ?? null));
    if (section === null || others.length > 0 || rowCrossing(group.task.node)) return null;
    sectionOf.set(group, section);
  }
  for (const group of groups) {
    const own = sectionOf.get(group) ?? null;
    for (const read of group.reads) {
      const source = ownGroup.get(read.node);
      const section = source === undefined ? null : (sectionOf.get(source) ?? null);
      if (source === undefined || section === null) continue;
      const hasLanes = source.task.nest.outer.some(({ name }) => name === section.name);
      if (section !== own || (hasLanes && read.along.get(section.name) !== section.name)) return null;
    }
  }
  const sections = [null, ...axes].flatMap((lanes) => {
    const own = groups.filter((group) => (sectionOf.get(group) ?? null) === lanes).map(withoutLoop(lanes));
    if (own.length === 0) return [];
    const tree = buildLoopTree(loopsLast(own), false);
    return [{ lanes, region: { ...scheduled, groups: own, tree, storage: planStorage(tree) } }];
  });
  return { sections, outerSums };
}

/** Whether it is computed as well with one row at a time, and adds to nothing but sums. */
function isSimple({ task: { node, nest, kind } }: Group): boolean {
  const { outer, reduced, sequential, inner, filled } = nest;
  if (kind !== 'value') return true;
  if (rowCrossing(node))
    return node.op === 'reduceSum' || node.op === 'sumRows' || (node.op === 'scatterAdd' && isByRow(node));
  return reduced === null && sequential === null && inner.length + filled.length === 0 && outer.length <= 2;
}

/** Whether the elements that are added to differ in nothing but what the row says and what stays. */
function isByRow(node: Node<'scatterAdd'>): boolean {
  return node.args.slice(1).every(({ type }) => type.axes.every((axis) => axis.plate !== null));
}

/** What needs no loop as early as what it reads allows: then loops after it can be shared. */
function loopsLast(groups: readonly Group[]): readonly Group[] {
  const own = new Set(groups.map(({ task }) => task.node));
  const known = new Set<Node>();
  const placed: Group[] = [];
  const waiting = [...groups];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ reads, task }) =>
      reads.every(({ node }) => node === task.node || known.has(node) || !own.has(node)),
    );
    const next = ready.find(({ task }) => nestAxes(task.nest).length === 0) ?? ready[0] ?? waiting[0];
    if (next === undefined) break;
    waiting.splice(waiting.indexOf(next), 1);
    placed.push(next);
    known.add(next.task.node);
  }
  return placed;
}

function withoutLoop(lanes: Axis | null): (group: Group) => Group {
  return (group) => {
    const outer = group.task.nest.outer.filter(({ name }) => name !== lanes?.name);
    return { ...group, task: { ...group.task, nest: { ...group.task.nest, outer } } };
  };
}
