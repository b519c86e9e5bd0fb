// Cuts a program into regions: statements without rows, and loops over the rows of one plate.
//
// Time alternates: even times are statements without rows, odd times are passes over the data. A sum over rows
// that is made in pass 1 is known at time 2, and rows that need it are computed in pass 3. Within a pass, the
// plates of one outermost plate are handled tile by tile; a tile is a sequence of row loops, because a value of
// an outer row that sums inner rows is known only when the inner loop has ended.

import type { Node } from '../../ir/ops.ts';
import { innerAxes, plateOf } from './plates.ts';
import type { PlateTree } from './plates.ts';
import type { Read } from './reads.ts';
import { isExpression, isPass, rowCrossing } from './reads.ts';
import type { Task, TaskList } from './tasks.ts';

export interface Region {
  readonly time: number;
  /** Whose rows the loop runs over; null for statements without rows. */
  readonly plate: string | null;
  /** The outermost plate around it. */
  readonly root: string | null;
  /** Order of the row loops within a tile. */
  readonly position: number;
  /** A pass along the steps of sequences, which computes its one value and what is written beside it. */
  readonly pass: boolean;
  readonly tasks: readonly Task[];
}

interface Place {
  readonly time: number;
  readonly plate: string | null;
  readonly root: string | null;
  position: number;
  /** Of a pass along sequences and what it writes beside: nothing else joins it. */
  readonly pass: boolean;
}

/** Regions in the order they run; the tasks of each in the order they were listed. */
export function cutIntoRegions({ tasks, taskOf }: TaskList, plates: PlateTree): readonly Region[] {
  const placeOf = new Map<Task, Place>();
  const places: Place[] = [];
  const at = (task: Task): Place => {
    const place = placeOf.get(task);
    if (place === undefined) throw new Error(`internal: ${task.node.op} is read before it is placed`);
    return place;
  };
  for (const task of tasks) {
    const whole =
      task.node.op === 'chainPart' && task.kind === 'value' ? taskOf.get(task.node.args[0]) : undefined;
    if (whole !== undefined) {
      placeOf.set(task, at(whole));
      continue;
    }
    const time = earliestTime(task, taskOf, plates, at);
    const position = earliestPosition(task, time, taskOf, at);
    const root = task.plate === null ? null : plates.root(task.plate);
    const same = places.filter((p) => p.time === time && p.root === root);
    const pass = task.kind === 'value' && isPass(task.node);
    const open = pass
      ? undefined
      : same.find((p) => !p.pass && p.plate === task.plate && p.position >= position);
    const place = open ?? { time, plate: task.plate, root, position: same.length, pass };
    if (open === undefined) places.push(place);
    placeOf.set(task, place);
  }
  delayTasks(tasks, taskOf, placeOf, places);
  return places
    .map((place) => ({ ...place, tasks: tasks.filter((task) => placeOf.get(task) === place) }))
    .filter((region) => region.tasks.length > 0)
    .sort((a, b) => a.time - b.time || compareText(a.root ?? '', b.root ?? '') || a.position - b.position);
}

function earliestTime(
  task: Task,
  taskOf: ReadonlyMap<Node, Task>,
  plates: PlateTree,
  at: (task: Task) => Place,
): number {
  let earliest = task.plate === null ? 0 : 1;
  for (const read of task.reads) {
    const source = taskOf.get(read.node);
    if (source === undefined) continue;
    const { time } = at(source);
    const ends = readsBeyondTile(read, task.plate, plates.root(task.plate ?? ''));
    earliest = Math.max(earliest, time + distance(task, source, ends, plates));
  }
  return earliest;
}

/** Whether what is read may be of rows of another tile. */
export function readsBeyondTile({ rows }: Read, plate: string | null, root: string | null): boolean {
  return rows === 'any' || (rows === 'before' && plate === root);
}

/** How much later than what it reads a task can run at the earliest. */
function distance(task: Task, source: Task, anyRow: boolean, plates: PlateTree): number {
  if (source.plate === null) return task.plate === null ? 0 : 1;
  if (task.plate === null) return 1;
  // A sequence that is no row of a plate goes through all tiles.
  const isWhole = (each: Task): boolean =>
    each.kind === 'value' && isPass(each.node) && plates.root(each.plate ?? '') === each.plate;
  const rowsEnd = plateOf(source.node.type) === null || anyRow || isWhole(source) || isWhole(task);
  return rowsEnd || plates.root(source.plate) !== plates.root(task.plate) ? 2 : 0;
}

/** The first row loop of a tile in which everything read there is known. */
function earliestPosition(
  task: Task,
  time: number,
  taskOf: ReadonlyMap<Node, Task>,
  at: (task: Task) => Place,
): number {
  let earliest = 0;
  for (const read of task.reads) {
    const source = taskOf.get(read.node);
    if (source === undefined || source.plate === null || at(source).time !== time) continue;
    const sameLoop =
      source.plate === task.plate &&
      read.rows === 'same' &&
      !rowCrossing(source.node) &&
      !isPass(source.node);
    earliest = Math.max(earliest, at(source).position + (sameLoop ? 0 : 1));
  }
  return earliest;
}

/**
 * Moves values to the last row loop before they are needed, so that fewer are kept between loops. A value stays
 * where it is if something larger would have to be kept for it instead.
 */
function delayTasks(
  tasks: readonly Task[],
  taskOf: ReadonlyMap<Node, Task>,
  placeOf: Map<Task, Place>,
  places: readonly Place[],
): void {
  const readers = new Map<Node, { readonly task: Task; readonly sameRow: boolean }[]>();
  for (const task of tasks)
    for (const read of task.reads) {
      const entry = { task, sameRow: read.rows === 'same' };
      readers.set(read.node, [...(readers.get(read.node) ?? []), entry]);
    }
  const order = (place: Place | undefined): number =>
    place === undefined ? 0 : place.time * 1e6 + place.position;
  for (const task of [...tasks].reverse()) {
    const here = placeOf.get(task);
    if (task.kind !== 'value' || task.plate === null || here === undefined) continue;
    if (rowCrossing(task.node) || isPass(task.node)) continue;
    const last = Math.min(
      ...(readers.get(task.node) ?? []).map((reader) =>
        reader.sameRow && reader.task.plate === task.plate
          ? order(placeOf.get(reader.task))
          : order(placeOf.get(reader.task)) - 1,
      ),
    );
    const later = places
      .filter((p) => !p.pass && p.plate === task.plate && order(p) > order(here) && order(p) <= last)
      .sort((a, b) => order(b) - order(a))[0];
    if (later === undefined) continue;
    const mustStay = task.reads.some((read) => {
      const source = taskOf.get(read.node);
      if (source === undefined || source.plate === null || plateOf(read.node.type) === null) return false;
      const others = (readers.get(read.node) ?? []).filter((reader) => reader.task !== task);
      const moves =
        source.plate === task.plate &&
        isExpression(source.node) &&
        others.every((reader) => order(placeOf.get(reader.task)) >= order(later));
      return !moves && innerAxes(read.node.type.axes).length > innerAxes(task.node.type.axes).length;
    });
    if (!mustStay) placeOf.set(task, later);
  }
}

/** By code unit, so that the order does not depend on a locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
