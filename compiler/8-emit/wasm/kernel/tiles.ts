// One pass over the rows of an outermost plate and the plates in it, tile by tile.

import type { Node } from '../../../ir/ops.ts';
import { addSizes, constantSize, multiplySizes, symbolSize } from '../../../sizes/size.ts';
import type { Size } from '../../../sizes/size.ts';
import { innerAxes, plateOf } from '../../schedule/plates.ts';
import { rowCrossing } from '../../schedule/reads.ts';
import type { Stage } from '../../schedule/schedule.ts';
import {
  brIf,
  call,
  forRange,
  i32,
  label,
  loop,
  memory,
  select,
  statements,
  when,
  type Expr,
  type Statement,
} from '../encoder/index.ts';
import type { FunctionBuilder } from '../encoder/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import { Blocks } from './blocks.ts';
import type { ChainFunctions } from './chains/index.ts';
import { emitChainPass } from './chains/chain-pass.ts';
import type { KernelState } from './kernel-state.ts';
import { laneOf } from './value.ts';
import type { Index } from './value.ts';
import { loadIndex, rowBytes, sizeOfAxes } from './memory-access.ts';
import type { Section } from './chains/sections.ts';
import { emitRowLoops, emitSections } from './region.ts';
import { blockRowsOf } from './memory-plan.ts';
import { scattersByRow } from './statements.ts';
import { levelsLength } from './tile-sums.ts';
import type { TileSumFunctions } from './tile-sums.ts';
import type { Place, Writer } from './writer.ts';

/** Outermost rows in a tile; the runtime's constant of this name. */
const tileRows = 256;

/** Steps in a group of sequences; the runtime's constant of this name. */
const groupRows = 512;

/** The plates of sequences in rows of another plate. */
function groupedPlates({ regions }: Stage): readonly string[] {
  return [...new Set(regions.flatMap(({ region }) => (region.pass ? [region.plate ?? ''] : [])))];
}

/** A sum over all rows of a pass, and where its parts lie. */
interface RowSum {
  readonly length: Size;
  /** For both lanes of vectors; null where rows add to elements of their choice. */
  readonly pairs: number | null;
  readonly tile: number;
  readonly levels: number;
  readonly total: number;
  /** The address of the number of tiles so far. */
  readonly ended: number;
}

interface RowMaximum {
  readonly length: Size;
  readonly pairs: number;
  readonly total: number;
}

export interface PassSums {
  readonly sums: readonly RowSum[];
  readonly maxima: readonly RowMaximum[];
  /** Where rows add. */
  readonly places: ReadonlyMap<Node, Place>;
}

/**
 * How many vectors of two rows a loop computes together, for a function that computes so many values for each row. More of
 * them share the loads and jumps of inner loops: on the mixtures of `npm run bench`, eight take a fifth less time than
 * four, and four less than two thirds of that of two. But large functions take long to compile.
 */
function vectorsFor(values: number): number {
  return values <= 60 ? 8 : values <= 150 ? 4 : values <= 400 ? 2 : 1;
}

export function planSums(state: KernelState, stage: Stage): PassSums {
  const { plan } = state;
  const sums: RowSum[] = [];
  const maxima: RowMaximum[] = [];
  const places = new Map<Node, Place>();
  const stepByStep = new Set(
    stage.regions
      .filter((region) => state.stepByStep(region) !== null)
      .flatMap(({ region }) => region.tasks.map(({ node }) => node)),
  );
  const crossing = stage.regions
    .flatMap(({ region }) => region.tasks)
    .filter((task) => task.kind === 'value' && rowCrossing(task.node) && plateOf(task.node.type) === null)
    .map((task) => task.node);
  for (const node of crossing) {
    const { axes } = node.type;
    const length = sizeOfAxes(axes);
    const total = state.array('f64', axes);
    state.setPlace(node, total);
    const place = { dtype: 'f64', axes: total.axes, depth: 0 } as const;
    if (node.op === 'reduceMax') {
      const pairs = plan.array(length, 16);
      maxima.push({ length, pairs, total: total.slot });
      places.set(node, { ...place, slot: pairs, bytes: 16, layout: 'pairs' });
      continue;
    }
    const pairs = stepByStep.has(node) || scattersByRow(node) ? null : plan.array(length, 16);
    const tile = plan.array(length, 8);
    const levels = plan.array(levelsLength(length), 8);
    sums.push({ length, pairs, tile, levels, total: total.slot, ended: plan.variable() });
    places.set(
      node,
      pairs === null
        ? { ...place, slot: tile, bytes: 8, layout: 'plain' }
        : { ...place, slot: pairs, bytes: 16, layout: 'pairs' },
    );
  }
  return { sums, maxima, places };
}

/** (first row, last row): goes over these rows, which begin where a tile begins. */
export function emitPass(
  pass: FunctionBuilder<readonly ['i32', 'i32'], 'none'>,
  state: KernelState,
  stage: Stage,
  { sums, maxima, places }: PassSums,
  functions: TileSumFunctions,
  arithmetic: Arithmetic,
  chains: () => ChainFunctions,
): void {
  const { plates } = state.schedule;
  const root = stage.root ?? '';
  const blocks = new Blocks(pass);
  const slot = (address: number): Expr<'i32'> => laneOf(state.slotIn(blocks, address), 0);
  const size = (of: Size): Expr<'i32'> => laneOf(state.sizeIn(blocks, of), 0);
  const clear = (place: Place, length: Size): Statement =>
    memory.fill(slot(place.slot), i32.const(0), size(multiplySizes(constantSize(8), length)));
  for (const { pairs, length } of maxima) blocks.add(call(functions.clearLargest, slot(pairs), size(length)));

  const nodes = stage.regions
    .flatMap(({ region }) => region.tasks)
    .filter((task) => task.kind === 'value')
    .map((task) => task.node);
  const keeping = (node: Node): string | undefined => state.schedule.kept.get(node);
  const placeOf = (node: Node): Place => {
    const place = state.place(node);
    if (place === null) throw new Error('internal: a sum over rows is nowhere');
    return place;
  };
  const clearBlock = (node: Node): Statement => {
    const place = placeOf(node);
    const rows = addSizes(symbolSize(blockRowsOf(root)), constantSize(1));
    return memory.fill(slot(place.slot - 4), i32.const(0), size(multiplySizes(rowBytes(place), rows)));
  };
  for (const node of nodes)
    if (node.op === 'sumRows' && keeping(node) === 'all')
      blocks.add(clear(placeOf(node), sizeOfAxes(node.type.axes)));
    else if (node.op === 'sumRows' && keeping(node) === 'block') blocks.add(clearBlock(node));

  const first = blocks.local('i32');
  const last = pass.param(1);
  blocks.open();
  const end = blocks.local('i32');
  const next = i32.add(first, i32.const(tileRows));
  blocks.add(end.set(select(i32.lt_u(next, last), next, last)));
  const group = groupOf(state, stage, blocks, first, end);
  if (group !== null) blocks.open();
  const own = group ?? { first, end };
  const bounds = new Map<string, { readonly first: Index; readonly last: Index }>([
    [
      root,
      {
        first: { lanes: [own.first], depth: blocks.depth, key: blocks.unique() },
        last: { lanes: [own.end], depth: blocks.depth, key: blocks.unique() },
      },
    ],
  ]);
  const vectors = Math.min(state.mostVectors, vectorsFor(nodes.length));
  const common = {
    accumulator: (node: Node) => places.get(node) ?? placeOf(node),
    firstRow: (plate: string) => boundsOf(plate).first,
  };
  const boundsOf = (plate: string): { readonly first: Index; readonly last: Index } => {
    const known = bounds.get(plate);
    if (known !== undefined) return known;
    const parent = plates.parent(plate);
    const axis = plates.axes.get(parent ?? '');
    if (parent === null || axis === undefined) throw new Error(`internal: no rows around ${plate}`);
    const around = boundsOf(parent);
    const offsets = state.structure('offset', plate);
    const [region] = stage.regions;
    if (region === undefined) throw new Error('internal: a pass without rows');
    const w = state.writer(region, blocks, arithmetic, { ...common, vectors, row: null });
    const found = {
      first: loadIndex(w, offsets, new Map([[axis.name, around.first]])),
      last: loadIndex(w, offsets, new Map([[axis.name, around.last]])),
    };
    bounds.set(plate, found);
    return found;
  };
  // Before any loop over rows opens: all of them are variables of the loop over tiles.
  for (const plate of plates.axes.keys()) if (plates.root(plate) === root) boundsOf(plate);
  for (const node of nodes)
    if (node.op === 'sumRows' && keeping(node) === 'tile') {
      const rows = symbolSize(state.rowsInTile(plateOf(node.type) ?? ''));
      blocks.add(clear(placeOf(node), multiplySizes(sizeOfAxes(innerAxes(node.type.axes)), rows)));
    }

  for (const region of stage.regions) {
    const plate = region.region.plate ?? '';
    if (region.region.pass) {
      const around = boundsOf(plates.parent(plate) ?? '');
      emitChainPass(state, blocks, chains(), region.region, {
        first: laneOf(around.first, 0),
        last: laneOf(around.last, 0),
        offsets: state.structure('offset', plate),
        firstRow: laneOf(boundsOf(plate).first, 0),
      });
      continue;
    }
    const axis = plates.axes.get(plate);
    if (axis === undefined) throw new Error(`internal: no rows of ${plate}`);
    const byStep = state.stepByStep(region);
    if (byStep !== null) {
      const ofSection = (section: Section, together: number, row: Writer['row']): Writer =>
        state.writer(section.region, blocks, arithmetic, { ...common, vectors: together, row });
      emitSections(blocks, byStep.sections, ofSection, axis, boundsOf(plate), vectors);
      for (const { node, left, right } of byStep.outerSums) {
        const [records, others, target] = [state.factor(left), state.factor(right), places.get(node)];
        if (records === null || others === null || target === undefined)
          throw new Error('internal: a sum of products is nowhere');
        const { first: from, last: to } = boundsOf(plate);
        blocks.add(
          call(
            chains().addOuterProducts,
            slot(records.slot),
            size(rowBytes(records)),
            slot(others.slot),
            size(rowBytes(others)),
            i32.sub(laneOf(to, 0), laneOf(from, 0)),
            size(sizeOfAxes(innerAxes(left.type.axes))),
            size(sizeOfAxes(innerAxes(right.type.axes))),
            slot(target.slot),
          ),
        );
      }
      continue;
    }
    const writerFor = (together: number, row: Writer['row']): Writer =>
      state.writer(region, blocks, arithmetic, { ...common, vectors: together, row });
    emitRowLoops(blocks, writerFor, region.tree, axis, boundsOf(plate), vectors);
  }
  if (group !== null) {
    const rows = blocks.close();
    blocks.add(group.loop(rows));
  }
  for (const { length, pairs, tile, levels, ended } of sums) {
    const count = size(length);
    if (pairs !== null) blocks.add(call(functions.addPairs, slot(pairs), slot(tile), count));
    blocks.add(call(functions.endTile, slot(tile), slot(levels), i32.const(ended), count));
  }
  const tile = blocks.close();
  const before = blocks.close();
  pass.body(() => [...before, forRange(first, pass.param(0), last, tile, tileRows)]);
}

interface Group {
  readonly first: Expr<'i32'>;
  readonly end: Expr<'i32'>;
  /** Runs the statements for each group of a tile. */
  readonly loop: (rows: readonly Statement[]) => Statement;
}

/**
 * Sequences of a tile that passes go along together: as many outermost rows as have no more than `groupRows` steps, or
 * one. What a pass writes is then read from the cache. Null where no sequences lie in rows.
 */
function groupOf(
  state: KernelState,
  stage: Stage,
  blocks: Blocks,
  tileFirst: Expr<'i32'>,
  tileEnd: Expr<'i32'>,
): Group | null {
  const plates = groupedPlates(stage);
  if (plates.length === 0) return null;
  const [first, end] = [blocks.local('i32'), blocks.local('i32')];
  /** The first row that a plate has in an outermost row. */
  const rowsBefore = (plate: string, outermost: Expr<'i32'>): Expr<'i32'> =>
    state.schedule.plates.path(plate).reduce((row, inner) => {
      const { slot } = state.structure('offset', inner);
      return i32.load(i32.add(laneOf(state.slotIn(blocks, slot), 0), i32.shl(row, i32.const(2))), 0);
    }, outermost);
  const limits = plates.map((plate) => {
    const limit = blocks.local('i32');
    return {
      start: limit.set(i32.add(rowsBefore(plate, first), i32.const(groupRows))),
      fits: i32.le_s(rowsBefore(plate, i32.add(end, i32.const(1))), limit),
    };
  });
  const fits = limits.reduce<Expr<'i32'>>((all, each) => i32.and(all, each.fits), i32.const(1));
  const [groups, more] = [label('groups'), label('more')];
  const grow = end.set(i32.add(end, i32.const(1)));
  return {
    first,
    end,
    loop: (rows) =>
      statements(
        first.set(tileFirst),
        loop(groups, [
          ...limits.map(({ start }) => start),
          end.set(first),
          loop(more, [grow, when(i32.lt_u(end, tileEnd), [brIf(more, fits)])]),
          ...rows,
          first.set(end),
          brIf(groups, i32.lt_u(first, tileEnd)),
        ]),
      ),
  };
}

/** What ends the pass, after its last row. */
export function emitEndOfPass(
  end: FunctionBuilder<readonly [], 'none'>,
  state: KernelState,
  { sums, maxima }: PassSums,
  functions: TileSumFunctions,
): void {
  const blocks = new Blocks(end);
  const slot = (address: number): Expr<'i32'> => laneOf(state.slotIn(blocks, address), 0);
  const size = (of: Size): Expr<'i32'> => laneOf(state.sizeIn(blocks, of), 0);
  for (const { length, levels, total, ended } of sums)
    blocks.add(call(functions.finish, slot(total), slot(levels), i32.const(ended), size(length)));
  for (const { length, pairs, total } of maxima)
    blocks.add(call(functions.largest, slot(pairs), slot(total), size(length)));
  const statements = blocks.close();
  end.body(() => statements);
}
