// Expected statistics as cells. A cell is one configuration of the finite variables that pick a factor's
// parameters; its statistics are sums over the events in it. The statistics of an exponential family form a
// convex cone: sums and positive multiples of statistics are statistics of some data, whatever the family. So
// starts, re-seeding and floors are made of such sums, and need to know nothing of the family.

import { at, emptyRecord, required } from '../record.ts';
import type { ModelDefinition, Sizes, StatisticAxis, StatisticDefinition } from '../model/definition.ts';
import type { Statistics } from './problem.ts';

/** The `statistic` of posterior weights of rows, whose sums over rows are the events of a cell. */
export const rowWeights = 'rows';

export interface CellVariable {
  readonly kind: 'latent' | 'observed' | 'plate';
  readonly name: string;
  readonly size: number;
}

/** Where each element of one statistic's array belongs. */
export interface StatisticLayout {
  readonly name: string;
  /** `weight`, or the name of a component of T(x). */
  readonly statistic: string;
  readonly length: number;
  /** For each element: its cell in the group. */
  readonly cellOf: Int32Array;
  /** For each element: its position within the event. */
  readonly eventOf: Int32Array;
  readonly eventSize: number;
}

/** The statistics of one factor. */
export interface CellGroup {
  readonly factor: string;
  readonly variables: readonly CellVariable[];
  readonly cellCount: number;
  /** For each latent among the variables: its level in each cell. */
  readonly levelOf: ReadonlyMap<string, Int32Array>;
  readonly statistics: readonly StatisticLayout[];
}

/** A level for each of some latents: `{ kind: 2 }`. */
export type LevelChoice = ReadonlyMap<string, number>;

/** One group for each factor and set of cell variables. */
export function cellGroups(definition: ModelDefinition, sizes: Sizes): readonly CellGroup[] {
  const groups = new Map<string, StatisticDefinition[]>();
  for (const statistic of definition.statistics) {
    const axes = statistic.axes.filter(({ kind }) => kind !== 'event');
    const key = JSON.stringify([
      statistic.factor,
      ...axes.map(({ kind, variable }) => [kind, variable]).sort(),
    ]);
    groups.set(key, [...(groups.get(key) ?? []), statistic]);
  }
  return [...groups.values()].map((statistics) => buildGroup(statistics, sizes));
}

function buildGroup(statistics: readonly StatisticDefinition[], sizes: Sizes): CellGroup {
  const [first] = statistics;
  if (first === undefined) throw new Error('internal: a group without statistics');
  const variables = first.axes.flatMap(({ kind, variable, size }) =>
    kind === 'event' ? [] : [{ kind, name: variable, size: size(sizes) }],
  );
  const cellCount = variables.reduce((product, { size }) => product * size, 1);
  const levelOf = new Map<string, Int32Array>();
  let stride = cellCount;
  for (const { kind, name, size } of variables) {
    stride /= size;
    const inner = stride;
    if (kind === 'latent')
      levelOf.set(
        name,
        Int32Array.from({ length: cellCount }, (_, cell) => Math.floor(cell / inner) % size),
      );
  }
  return {
    factor: first.factor,
    variables,
    cellCount,
    levelOf,
    statistics: statistics.map((statistic) => layOut(statistic, variables, sizes)),
  };
}

function layOut(
  statistic: StatisticDefinition,
  variables: readonly CellVariable[],
  sizes: Sizes,
): StatisticLayout {
  const shape = statistic.axes.map(({ size }) => size(sizes));
  const length = shape.reduce((product, size) => product * size, 1);
  const eventAxes = statistic.axes.map(({ kind }) => kind === 'event');
  const cellOf = new Int32Array(length);
  const eventOf = new Int32Array(length);
  const index = shape.map(() => 0);
  for (let element = 0; element < length; element++) {
    let rest = element;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % at(shape, axis);
      rest = Math.floor(rest / at(shape, axis));
    }
    cellOf[element] = variables.reduce(
      (cell, variable) => cell * variable.size + at(index, axisOf(statistic.axes, variable)),
      0,
    );
    eventOf[element] = shape.reduce(
      (event, size, axis) => (eventAxes[axis] === true ? event * size + at(index, axis) : event),
      0,
    );
  }
  const cellCount = variables.reduce((product, { size }) => product * size, 1);
  return {
    name: statistic.name,
    statistic: statistic.statistic,
    length,
    cellOf,
    eventOf,
    eventSize: length / cellCount,
  };
}

function axisOf(axes: readonly StatisticAxis[], { kind, name }: CellVariable): number {
  return axes.findIndex((axis) => axis.kind === kind && axis.variable === name);
}

/** Expected number of events in each cell. */
export function cellWeights(group: CellGroup, statistics: Statistics): Float64Array {
  const weights = new Float64Array(group.cellCount);
  const layout =
    group.statistics.find(({ statistic }) => statistic === 'weight') ??
    // A table has no separate weight: each event is counted once along its categories.
    group.statistics.find(({ statistic }) => statistic === 'count') ??
    group.statistics.find(({ statistic }) => statistic === rowWeights);
  if (layout === undefined) return weights.fill(1);
  const values = required(statistics, layout.name);
  if (layout.statistic === 'weight') {
    // Where entries may be missing each has its own number of events: the largest tells.
    values.forEach((value, element) => {
      const cell = at(layout.cellOf, element);
      weights[cell] = Math.max(at(weights, cell), value);
    });
    return weights;
  }
  // As many as there are rows, at every M-step: no call for each.
  const { cellOf } = layout;
  for (let element = 0; element < values.length; element++) {
    const cell = at(cellOf, element);
    weights[cell] = at(weights, cell) + at(values, element);
  }
  return weights;
}

/** The level of each latent in a cell. */
export function levelsOfCell({ levelOf }: CellGroup, cell: number): LevelChoice {
  return new Map([...levelOf].map(([latent, levels]) => [latent, at(levels, cell)]));
}

/** Whether the cell's latents include all that are chosen, at the levels chosen. */
export function cellMatches({ levelOf }: CellGroup, cell: number, choice: LevelChoice): boolean {
  for (const [latent, level] of choice) if (levelOf.get(latent)?.[cell] !== level) return false;
  return true;
}

/**
 * For each cell its statistics per event when the latents are ignored: cells that differ in latents only are
 * summed; where these hold no events, all cells are.
 */
export function pooledPerEvent(groups: readonly CellGroup[], statistics: Statistics): Statistics {
  const pooled = emptyRecord<Float64Array>();
  for (const group of groups) {
    const weights = cellWeights(group, statistics);
    const { poolOf, poolCount } = poolsOf(group);
    const poolWeights = new Float64Array(poolCount);
    weights.forEach((weight, cell) => {
      const pool = at(poolOf, cell);
      poolWeights[pool] = at(poolWeights, pool) + weight;
    });
    const total = poolWeights.reduce((sum, weight) => sum + weight, 0);
    for (const layout of group.statistics) {
      const values = required(statistics, layout.name);
      const sums = new Float64Array(poolCount * layout.eventSize);
      const totals = new Float64Array(layout.eventSize);
      values.forEach((value, element) => {
        const event = at(layout.eventOf, element);
        const slot = at(poolOf, at(layout.cellOf, element)) * layout.eventSize + event;
        sums[slot] = at(sums, slot) + value;
        totals[event] = at(totals, event) + value;
      });
      pooled[layout.name] = Float64Array.from({ length: layout.length }, (_, element) => {
        const event = at(layout.eventOf, element);
        const pool = at(poolOf, at(layout.cellOf, element));
        const weight = at(poolWeights, pool);
        if (weight > 0) return at(sums, pool * layout.eventSize + event) / weight;
        return total > 0 ? at(totals, event) / total : 0;
      });
    }
  }
  return pooled;
}

/** Numbers the configurations of the cell variables that are no latents. */
function poolsOf(group: CellGroup): { readonly poolOf: Int32Array; readonly poolCount: number } {
  const fixed = group.variables.filter(({ kind }) => kind !== 'latent');
  const poolOf = Int32Array.from({ length: group.cellCount }, (_, cell) => {
    let rest = cell;
    let pool = 0;
    let stride = 1;
    for (const variable of [...group.variables].reverse()) {
      if (variable.kind !== 'latent') {
        pool += (rest % variable.size) * stride;
        stride *= variable.size;
      }
      rest = Math.floor(rest / variable.size);
    }
    return pool;
  });
  return { poolOf, poolCount: fixed.reduce((product, { size }) => product * size, 1) };
}

export function copyStatistics(statistics: Statistics): Record<string, Float64Array> {
  const copy = emptyRecord<Float64Array>();
  for (const name of Object.keys(statistics)) copy[name] = Float64Array.from(required(statistics, name));
  return copy;
}
