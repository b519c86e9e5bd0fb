// What the parts of one kernel share: where its inputs, outputs and values lie.

import type { Axis, DType, Node, Output } from '../../../ir/ops.ts';
import { addSizes, constantSize, constantValue, multiplySizes, symbolSize } from '../../../sizes/size.ts';
import type { Size } from '../../../sizes/size.ts';
import { innerAxes, plateOf, rowAxis } from '../../schedule/plates.ts';
import type { Schedule, ScheduledRegion } from '../../schedule/schedule.ts';
import { i32 } from '../encoder/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Blocks } from './blocks.ts';
import { recordsOf } from './chains/chain-pass.ts';
import { evenSize } from './chains/layout.ts';
import { chainAxesOf, stepByStep } from './chains/sections.ts';
import type { ChainAxes, StepByStep } from './chains/sections.ts';
import { constantIndex, rowSize, sizeOfAxes } from './memory-access.ts';
import { blockRowsOf, groupRowsOf, heldRows, mostLanes, MemoryPlan, tileRowsOf } from './memory-plan.ts';
import type { Index } from './value.ts';
import type { Place, Writer } from './writer.ts';

/** An array that the caller writes before a run or reads after it. */
export interface OutsideArray {
  readonly name: string;
  /** Of the slot with its address, as reserved; the next slot has that of row 0. */
  readonly slot: number;
  readonly bytes: 4 | 8;
  /** Of whose rows it has one each; null for none. */
  readonly plate: string | null;
  /** It has one row more. */
  readonly offsets: boolean;
}

export class KernelState {
  readonly plan = new MemoryPlan();
  readonly schedule: Schedule;
  /** How many vectors of two rows are computed together at most. */
  readonly mostVectors: number;
  readonly inputs: OutsideArray[] = [];
  readonly outputs: OutsideArray[] = [];
  readonly #records: ReadonlySet<Node>;
  /** Plates of sequences, which are gone along in groups smaller than a tile. */
  readonly #sequences: ReadonlySet<string>;
  readonly #bound = new Map<string, Place>();
  readonly #kept = new Map<Node, Place>();
  readonly #scratch = new Map<ScheduledRegion, ReadonlyMap<Node, Place>>();
  readonly #stepByStep = new Map<ScheduledRegion, StepByStep | null>();
  /** Values that are written as records besides. */
  readonly #factors = new Map<Node, Place>();
  readonly #chainAxes: ReadonlyMap<string, ChainAxes>;

  constructor(schedule: Schedule, mostVectors: number) {
    this.schedule = schedule;
    this.mostVectors = mostVectors;
    const tasks = schedule.stages.flatMap(({ regions }) => regions.flatMap(({ region }) => region.tasks));
    this.#chainAxes = chainAxesOf(schedule);
    const passes = schedule.stages.flatMap(({ regions }) => regions.filter(({ region }) => region.pass));
    this.#sequences = new Set(
      passes.flatMap(({ region }) => (region.plate === region.root ? [] : [region.plate ?? ''])),
    );
    this.#records = new Set(recordsOf(tasks.filter(({ kind }) => kind === 'value').map(({ node }) => node)));
  }

  /** The size symbol of the rows that arrays of a tile have room for. */
  rowsInTile(plate: string): string {
    return this.#sequences.has(plate) ? groupRowsOf(plate) : tileRowsOf(plate);
  }

  /** How a region of steps is computed whose states are in the lanes; null: its rows are. */
  stepByStep(region: ScheduledRegion): StepByStep | null {
    const known = this.#stepByStep.get(region);
    if (known !== undefined) return known;
    const axes = this.#chainAxes.get(region.region.plate ?? '');
    const found = axes === undefined ? null : stepByStep(region, axes);
    this.#stepByStep.set(region, found);
    for (const { left, right } of found?.outerSums ?? [])
      for (const node of [left, right])
        if (!this.#factors.has(node)) this.#factors.set(node, this.recordArray('f64', node.type.axes, true));
    return found;
  }

  /** The records of a factor of a sum over rows; null for what is none. */
  factor(node: Node): Place | null {
    return this.#factors.get(node) ?? null;
  }

  /** An array without rows, or of all rows. */
  array(dtype: DType, axes: readonly Axis[]): Place {
    const slot = this.plan.array(sizeOfAxes(axes), 8);
    return { slot, dtype, bytes: 8, axes: this.#inOrder(axes), layout: 'plain', depth: 0 };
  }

  /** The states of a step last. */
  #inOrder(axes: readonly Axis[]): readonly Axis[] {
    const isLast = (axis: Axis): boolean =>
      [...this.#chainAxes.values()].some(({ now }) => now.some(({ name }) => name === axis.name));
    return [...axes.filter((axis) => !isLast(axis)), ...axes.filter(isLast)];
  }

  /** An array of the rows of a tile. */
  tileArray(dtype: DType, axes: readonly Axis[]): Place {
    const rows = symbolSize(this.rowsInTile(rowAxis(axes)?.plate ?? ''));
    const slot = this.plan.array(multiplySizes(sizeOfAxes(innerAxes(axes)), rows), 8);
    return { slot, dtype, bytes: 8, axes, layout: 'tile', depth: 0 };
  }

  /** An array of rows, of the tile or all of them, as passes along sequences go along them. */
  recordArray(dtype: DType, axes: readonly Axis[], ofTile: boolean): Place {
    const rows = rowAxis(axes);
    const around = rows === null ? [] : [rows];
    const inner = this.#inOrder(innerAxes(axes));
    const [others, states] = [inner.slice(0, -1), inner.slice(-1)];
    const count = ofTile ? symbolSize(this.rowsInTile(rows?.plate ?? '')) : sizeOfAxes(around);
    const length = [sizeOfAxes(others), count, evenSize(sizeOfAxes(states))].reduce(multiplySizes);
    const inOrder = [...others, ...around, ...states];
    const layout = ofTile ? 'tileRecords' : 'records';
    return { slot: this.plan.array(length, 8), dtype, bytes: 8, axes: inOrder, layout, depth: 0 };
  }

  /** The rows of a block of a sequence, and one before them. The second slot has the address where row 0 would be. */
  blockArray(node: Node): Place {
    const { dtype, axes } = node.type;
    const place: Place = {
      slot: 0,
      dtype,
      bytes: 8,
      axes: this.#inOrder(axes),
      layout: this.#records.has(node) ? 'records' : 'plain',
      depth: 0,
    };
    const count = addSizes(symbolSize(blockRowsOf(plateOf(node.type) ?? '')), constantSize(1));
    return { ...place, slot: 4 + this.plan.array(multiplySizes(count, rowSize(place)), 8) };
  }

  outputPlace({ name, node, axes }: Output): Place {
    return this.#bind('outputs', name, node.type.dtype, axes, false);
  }

  /** `offset.<plate>`, `parent.<plate>`. */
  structure(name: 'offset' | 'parent', plate: string): Place {
    const of = name === 'parent' ? plate : this.schedule.plates.parent(plate);
    const axis = this.schedule.plates.axes.get(of ?? '');
    if (axis === undefined) throw new Error(`internal: no rows around ${plate}`);
    return this.#bind('inputs', `${name}.${plate}`, 'i32', [axis], name === 'offset');
  }

  /** The array that outlives a region; null for none. */
  place(node: Node): Place | null {
    if (node.op === 'input') return this.#bind('inputs', node.name, node.type.dtype, node.type.axes, false);
    const known = this.#kept.get(node);
    if (known !== undefined) return known;
    const keeping = this.schedule.kept.get(node);
    if (keeping === undefined || keeping === 'accumulator') return null;
    const place = this.#keptArray(node, keeping);
    this.#kept.set(node, place);
    return place;
  }

  #keptArray(node: Node, keeping: 'value' | 'tile' | 'block' | 'all'): Place {
    const { dtype, axes } = node.type;
    if (keeping === 'block') return this.blockArray(node);
    if (keeping !== 'value' && this.#records.has(node))
      return this.recordArray(dtype, axes, keeping === 'tile');
    if (keeping === 'tile') return this.tileArray(dtype, axes);
    // What a pass writes besides has its rows side by side, as in a tile.
    return this.array(
      dtype,
      node.op === 'chainPart' ? [...innerAxes(axes), ...axes.filter(({ plate }) => plate !== null)] : axes,
    );
  }

  setPlace(node: Node, place: Place): void {
    this.#kept.set(node, place);
  }

  /** What statements of a region are written with. */
  writer(
    region: ScheduledRegion,
    blocks: Blocks,
    arithmetic: Arithmetic,
    changes: Pick<Writer, 'vectors' | 'row' | 'accumulator' | 'firstRow'>,
  ): Writer {
    const computed = new Set(
      region.region.tasks.filter((task) => task.kind === 'value').map((task) => task.node),
    );
    return {
      blocks,
      arithmetic,
      inlines: changes.vectors === mostLanes / 2,
      inlined: region.inlined,
      scratch: this.#scratchOf(region, blocks.depth),
      place: (node) => this.place(node),
      keptPlace: (node) => (computed.has(node) ? this.place(node) : null),
      factor: (node) => this.factor(node),
      storage: (node) => region.storage.get(node) ?? { array: null, around: 0, variable: true },
      outputPlace: ({ output }) => {
        if (output === null) throw new Error('internal: a task without an output');
        return this.outputPlace(output);
      },
      reciprocal: (node) => this.schedule.reciprocals.get(node) ?? null,
      parentRows: (plate) => this.structure('parent', plate),
      offsets: (plate) => this.structure('offset', plate),
      rowsInTile: (plate) => this.rowsInTile(plate),
      size: (size) => this.sizeIn(blocks, size),
      address: (slot) => this.slotIn(blocks, slot),
      loopIndices: new Map(),
      open: new Map(),
      ...changes,
    };
  }

  /** A size, read from its slot once. */
  sizeIn(blocks: Blocks, size: Size): Index {
    const value = constantValue(size);
    return value === null ? this.slotIn(blocks, this.plan.size(size)) : constantIndex(value);
  }

  slotIn(blocks: Blocks, slot: number): Index {
    return blocks.keepIndex({ lanes: [i32.load(i32.const(slot), 0)], depth: 0, key: `slot ${String(slot)}` });
  }

  #bind(
    from: 'inputs' | 'outputs',
    name: string,
    dtype: DType,
    axes: readonly Axis[],
    offsets: boolean,
  ): Place {
    const key = `${from} ${name}`;
    const known = this.#bound.get(key);
    if (known !== undefined) return known;
    const rows = rowAxis(axes);
    const bytes = dtype === 'f64' ? 8 : 4;
    const held = rows === null ? constantSize(1) : symbolSize(heldRows(rows.plate ?? ''));
    const inner = sizeOfAxes(innerAxes(axes));
    const length = multiplySizes(inner, offsets ? addSizes(held, constantSize(1)) : held);
    const slot = this.plan.array(length, bytes);
    this[from].push({ name, slot, bytes, plate: rows?.plate ?? null, offsets });
    const place: Place = { slot: slot + 4, dtype, bytes, axes, layout: 'plain', depth: 0 };
    this.#bound.set(key, place);
    return place;
  }

  /** `depth`: of the block whose steps write the arrays anew. */
  #scratchOf(region: ScheduledRegion, depth: number): ReadonlyMap<Node, Place> {
    const known = this.#scratch.get(region) ?? this.#planScratch(region);
    this.#scratch.set(region, known);
    const placed = [...known].map(([node, place]): [Node, Place] => {
      const around = region.storage.get(node)?.around ?? 0;
      return [node, place.layout === 'block' ? { ...place, depth: around + depth } : place];
    });
    return new Map(placed);
  }

  #planScratch(region: ScheduledRegion): ReadonlyMap<Node, Place> {
    const scratch = new Map<Node, Place>();
    const inRows = region.region.plate !== null;
    for (const [node, { array, around }] of region.storage) {
      if (array === null) continue;
      const outer = inRows ? null : this.place(node);
      if (outer !== null && outer.axes.length > 0) {
        scratch.set(node, outer);
        continue;
      }
      const { dtype } = node.type;
      const lanes = inRows ? mostLanes : 1;
      const slot = this.plan.array(multiplySizes(constantSize(lanes), sizeOfAxes(array)), 8);
      const layout = inRows ? 'block' : 'plain';
      scratch.set(node, { slot, dtype, bytes: 8, axes: array, layout, depth: around });
    }
    return scratch;
  }
}
