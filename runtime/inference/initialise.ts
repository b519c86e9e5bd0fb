// Where restarts begin: statistics made from the data by a rule that holds for every exponential family, since
// sums and positive multiples of statistics are statistics.
//
// Under symmetric parameters the posterior of the latents is uniform (as far as the model lets it), and all
// components have the same, pooled statistics. A level of a latent is told apart by a seed: the statistics of
// some rows of its plate under the same parameters, a cluster of rows that are alike (clusters.ts) or a few random
// ones, by turns, for neither finds every maximum. It starts at
//     (1 - sharpness) * pooled + sharpness * seed,
// both scaled to the pooled number of events; a cell of two latents takes the mean of their seeds.
// Tables of the latents themselves, which see no data yet, are multiplied by random factors. Along a sequence there is more
// to tell climbs apart: whether states last (chain-starts.ts).

import { firstChunk } from '../data/chunks.ts';
import { outermostPlates, platePath, rowsKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
import { prepareKernel, copyOutput } from '../model/kernel.ts';
import type { NumericArray } from '../model/definition.ts';
import type { Stream } from '../random/stream.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';
import {
  cellMatches,
  cellWeights,
  copyStatistics,
  rowWeights,
  type CellGroup,
  type LevelChoice,
  type StatisticLayout,
} from './cells.ts';
import { isChained, startMoves, stretch, type Moves } from './chain-starts.ts';
import { cluster, rowFeatures, sampledRows, standardise, type Features } from './clusters.ts';
import { coefficientCount, servesClosedForm } from './coefficients.ts';
import { rowsSeenAt } from './missing.ts';
import { paramInputs, type ParamArrays, type Problem, type Statistics } from './problem.ts';
import { rowValues } from './row-values.ts';

/** Rows in a seed: with a few, seeds differ in width as well as in place; a regression needs one for each coefficient. */
const fewestRows = 2;
const mostRows = 10;

function rowsOfSeed({ problem: { definition, sizes }, groups }: StartContext): number {
  const needed = groups.map(({ factor }) => coefficientCount(definition, sizes, factor));
  return Math.min(mostRows, Math.max(fewestRows, ...needed));
}

export interface StartContext {
  readonly problem: Problem;
  readonly groups: readonly CellGroup[];
  readonly symmetric: ParamArrays;
  /** Statistics of all rows at the symmetric parameters, and posterior weights of rows where steps go over them. */
  readonly pooled: Statistics;
  /** What the closed forms find there. */
  readonly reference: ParamArrays;
  /** Rows of a latent's plate that are alike, for each of its levels. */
  readonly clusters: (latent: string, levels: number, random: Stream) => readonly (readonly number[])[];
}

/**
 * Statistics to start a restart from. `sharpness` in (0, 1): how far components start from the pooled data.
 * `seeds`: whether levels start from clusters of rows or from a few rows each.
 */
export function startStatistics(
  context: StartContext,
  random: Stream,
  sharpness: number,
  seeds: 'clusters' | 'rows',
  moves: Moves = 'even',
): Statistics {
  const { problem, groups, pooled } = context;
  const start = copyStatistics(pooled);
  const few = seedRows(context, random);
  // States that last are told apart by stretches of steps.
  const rowsOf = (latent: string): readonly number[] =>
    moves === 'lasting' && isChained(problem.definition, latent)
      ? stretch(rowCount(problem, latent), random)
      : few(latent);
  let hasClusters = false;
  const clustered = clusteredLatents(problem, random);
  for (const { variable, levels } of problem.definition.latents) {
    const clusters =
      seeds === 'clusters' && clustered.includes(variable)
        ? context.clusters(variable, levels(problem.sizes), random)
        : [];
    if (clusters.length > 0) hasClusters = true;
    const seen = rowsSeenAt(problem, variable, levels(problem.sizes));
    for (let level = 0; level < levels(problem.sizes); level++) {
      // Rows that have the level say best where it is.
      const own = seen?.[level] ?? [];
      const alike = own.length > 0 ? own : (clusters[level] ?? []);
      const seed = seedStatistics(context, variable, alike.length > 0 ? alike : rowsOf(variable), pooled);
      for (const group of groups) {
        const latents = group.variables.filter(({ kind }) => kind === 'latent');
        if (!latents.some(({ name }) => name === variable)) continue;
        const choice = new Map([[variable, level]]);
        const count = choiceWeight(group, pooled, choice);
        addScaled(start, group, choice, pooled, -sharpness / latents.length);
        addToCount(start, group, choice, seed, (sharpness / latents.length) * count, pooled);
      }
    }
  }
  for (const group of groups) {
    const own = ownTable(problem, group);
    const isSeen =
      own !== null && rowsSeenAt(problem, own.latent, own.layout.eventSize)?.every((rows) => rows.length > 0);
    if (isSeen !== true) {
      if (own !== null) startMoves(problem.definition, group, own.layout, own.latent, start, moves, random);
      jitterOwnTable(problem, group, start, random);
    }
    const rows = group.statistics.find(({ statistic }) => statistic === rowWeights);
    // Gradients climb too far towards the few rows of a seed; a cluster has more.
    if (rows !== undefined && !hasClusters && !servesClosedForm(problem.definition, group.factor))
      jitterRows(group, rows, start, required(pooled, rows.name), random);
  }
  return start;
}

/** One latent of each plate: clusters tell what its rows differ in most, which is the same for all latents of theirs. */
function clusteredLatents(problem: Problem, random: Stream): readonly string[] {
  const byPlate = new Map<string | null, string[]>();
  for (const { variable } of problem.definition.latents) {
    const plate = seedPlate(problem, variable);
    byPlate.set(plate, [...(byPlate.get(plate) ?? []), variable]);
  }
  return [...byPlate.values()].flatMap((own) =>
    own.length === 1 ? own : [at(own, Math.floor(random.uniform() * own.length))],
  );
}

/** Puts a fresh seed in place of the cells chosen, each as heavy as such cells are on average. */
export function reseed(
  context: StartContext,
  statistics: Statistics,
  choice: LevelChoice,
  random: Stream,
  sharpness: number,
): Statistics {
  const { problem, groups, pooled } = context;
  const result = copyStatistics(statistics);
  const [latent] = choice.keys();
  if (latent === undefined) return result;
  const seed = seedStatistics(context, latent, seedRows(context, random)(latent), pooled);
  for (const group of groups) {
    restoreOwnTable(problem, group, result, choice);
    const sizes = group.variables
      .filter(({ kind, name }) => kind === 'latent' && choice.has(name))
      .map(({ size }) => size);
    if (sizes.length < choice.size) continue;
    const total = cellWeights(group, statistics).reduce((sum, weight) => sum + weight, 0);
    const count = sizes.reduce((share, size) => share / size, total);
    addScaled(result, group, choice, result, -1);
    addToCount(result, group, choice, pooled, (1 - sharpness) * count, pooled);
    addToCount(result, group, choice, seed, sharpness * count, pooled);
  }
  return result;
}

/** Weights of a factor's rows, told apart at random; those of each row add up to what they did. */
function jitterRows(
  group: CellGroup,
  layout: StatisticLayout,
  statistics: Record<string, Float64Array>,
  before: Float64Array,
  random: Stream,
): void {
  const after = before.map((weight) => weight * Math.exp(random.normal()));
  const rows = layout.length / group.cellCount;
  const [sums, found] = [new Float64Array(rows), new Float64Array(rows)];
  after.forEach((weight, element) => {
    const row = at(layout.eventOf, element);
    sums[row] = at(sums, row) + at(before, element);
    found[row] = at(found, row) + weight;
  });
  statistics[layout.name] = after.map((weight, element) => {
    const row = at(layout.eventOf, element);
    return at(found, row) > 0 ? (weight * at(sums, row)) / at(found, row) : weight;
  });
}

/** Different rows for the levels of a latent, as long as there are enough. */
function seedRows(context: StartContext, random: Stream): (latent: string) => readonly number[] {
  const used = new Map<string, Set<number>>();
  const count = rowsOfSeed(context);
  return (latent) => {
    const taken = used.get(latent) ?? new Set<number>();
    used.set(latent, taken);
    return Array.from({ length: count }, () => {
      let row = randomRow(context, latent, random);
      for (let attempt = 0; taken.has(row) && attempt < 20; attempt++)
        row = randomRow(context, latent, random);
      taken.add(row);
      return row;
    });
  };
}

/** Clusters of a sample of rows; the features of the sample are computed once for all restarts. */
export function clusterFinder(
  problem: Problem,
  groups: readonly CellGroup[],
  symmetric: ParamArrays,
): StartContext['clusters'] {
  const found = new Map<string, { readonly rows: readonly number[]; readonly features: Features }>();
  const sample = (latent: string): { readonly rows: readonly number[]; readonly features: Features } => {
    const count = rowCount(problem, latent);
    const sampled = Math.min(count, sampledRows);
    const rows = Array.from({ length: sampled }, (_, i) => Math.floor((i * count) / sampled));
    const stepped = steppedOver(problem, groups, latent);
    const features = rows.map((row) =>
      Float64Array.of(
        ...rowFeatures(groups, latent, seedStatistics({ problem, symmetric }, latent, [row], null)),
        ...rowValues(problem.definition, stepped, seedData(problem, latent, [row])),
      ),
    );
    standardise(features);
    return { rows, features };
  };
  return (latent, levels, random) => {
    if (seedPlate(problem, latent) === null) return [];
    const { rows, features } = found.get(latent) ?? sample(latent);
    found.set(latent, { rows, features });
    if ((features[0]?.length ?? 0) === 0) return [];
    return cluster(features, levels, random).map((members) => members.map((position) => at(rows, position)));
  };
}

/** Variables of the factors that the latent picks params of, whose gradient steps go over the rows. */
function steppedOver(
  { definition }: Problem,
  groups: readonly CellGroup[],
  latent: string,
): readonly string[] {
  const factors = groups
    .filter(({ factor, levelOf }) => levelOf.has(latent) && !servesClosedForm(definition, factor))
    .map(({ factor }) => factor);
  return definition.statistics.flatMap(({ factor, statistic, axes }) => {
    if (statistic !== rowWeights || !factors.includes(factor)) return [];
    const own = axes.find(({ kind }) => kind === 'event')?.variable;
    return own === undefined ? [] : [own];
  });
}

function randomRow({ problem }: StartContext, latent: string, random: Stream): number {
  return Math.floor(random.uniform() * rowCount(problem, latent));
}

/**
 * The plate whose rows tell levels of the latent apart: its own, or an outermost one if it is outside them all.
 * Null where no plate is there.
 */
function seedPlate({ definition }: Problem, latent: string): string | null {
  const declared =
    definition.latents.find(({ variable }) => variable === latent)?.entryOf?.variable ?? latent;
  const own = definition.variables.find(({ name }) => name === declared)?.plate ?? null;
  return own ?? outermostPlates(definition)[0]?.name ?? null;
}

/** Rows to seed from: without a plate all that is observed is one row. */
function rowCount(problem: Problem, latent: string): number {
  const plate = seedPlate(problem, latent);
  return plate === null ? 1 : required(problem.sizes, rowsKey(plate));
}

function seedData(problem: Problem, latent: string, rows: readonly number[]): ShapedData {
  const plate = seedPlate(problem, latent);
  return plate === null ? firstChunk(problem.data) : problem.data.take(plate, rows);
}

/** Statistics of a few rows at the symmetric parameters; where `pooled` is given, their weights too, all others 0. */
function seedStatistics(
  { problem, symmetric }: Pick<StartContext, 'problem' | 'symmetric'>,
  latent: string,
  rows: readonly number[],
  pooled: Statistics | null,
): Statistics {
  const plate = seedPlate(problem, latent);
  const subset = seedData(problem, latent, rows);
  const kernel = prepareKernel(problem.definition.kernels.expectation, subset.sizes);
  kernel.run(mergeRecords<NumericArray>(problem.inputs, subset.arrays, paramInputs(symmetric)));
  const statistics = emptyRecord<Float64Array>();
  for (const { name, statistic, axes } of problem.definition.statistics) {
    if (statistic !== rowWeights) {
      statistics[name] = copyOutput(kernel, name);
      continue;
    }
    if (pooled === null) continue;
    const before = required(pooled, name);
    const own = axes.find(({ kind }) => kind === 'event')?.variable;
    const inner = problem.definition.variables.find((variable) => variable.name === own)?.plate ?? null;
    const isChosen = rowsWithin(problem, inner, plate, rows);
    const scope = before.length / Math.max(1, isChosen.length);
    statistics[name] = before.map((weight, element) =>
      at(isChosen, Math.floor(element / scope)) === 1 ? weight : 0,
    );
  }
  return statistics;
}

/** For each row of a plate, 1 where it lies in one of these rows of another around it; all do where that is not around it. */
function rowsWithin(
  { definition, sizes, data }: Problem,
  inner: string | null,
  outer: string | null,
  rows: readonly number[],
): Uint8Array {
  if (inner === null) return Uint8Array.of(1);
  const count = required(sizes, rowsKey(inner));
  const path = platePath(definition, inner).map(({ name }) => name);
  const depth = outer === null ? -1 : path.indexOf(outer);
  if (depth < 0) return new Uint8Array(count).fill(1);
  const chosen = new Set(rows);
  const isWithin = new Uint8Array(count);
  let [outerBefore, before] = [0, 0];
  for (const chunk of data.chunks()) {
    const parents = path.slice(depth + 1).map((name) => required(chunk.arrays, `parent.${name}`));
    const inChunk = required(chunk.sizes, rowsKey(inner));
    for (let row = 0; row < inChunk; row++) {
      const outerRow = parents.reduceRight((child, parent) => at(parent, child), row);
      if (chosen.has(outerBefore + outerRow)) isWithin[before + row] = 1;
    }
    outerBefore += required(chunk.sizes, rowsKey(outer ?? ''));
    before += inChunk;
  }
  return isWithin;
}

/** Events in the cells chosen. */
function choiceWeight(group: CellGroup, statistics: Statistics, choice: LevelChoice): number {
  return cellWeights(group, statistics).reduce(
    (sum, weight, cell) => (cellMatches(group, cell, choice) ? sum + weight : sum),
    0,
  );
}

/** target += factor * source on the cells chosen. */
function addScaled(
  target: Record<string, Float64Array>,
  group: CellGroup,
  choice: LevelChoice,
  source: Statistics,
  factor: number,
): void {
  const matches = Array.from({ length: group.cellCount }, (_, cell) => cellMatches(group, cell, choice));
  for (const { name, cellOf } of group.statistics) {
    const to = required(target, name);
    const from = required(source, name);
    cellOf.forEach((cell, element) => {
      if (at(matches, cell)) to[element] = at(to, element) + factor * at(from, element);
    });
  }
}

/** Adds the source's cells, scaled to hold `count` events together; `fallback` instead where it has none. */
function addToCount(
  target: Record<string, Float64Array>,
  group: CellGroup,
  choice: LevelChoice,
  source: Statistics,
  count: number,
  fallback: Statistics,
): void {
  const weight = choiceWeight(group, source, choice);
  if (weight > 0) addScaled(target, group, choice, source, count / weight);
  else if (source !== fallback) addToCount(target, group, choice, fallback, count, fallback);
}

/** The count table of a latent's own distribution, if the group is one: along its events run the latent's levels. */
function ownTable(
  problem: Problem,
  group: CellGroup,
): { readonly layout: StatisticLayout; readonly latent: string } | null {
  const definition = problem.definition.statistics.find(
    ({ factor, statistic }) => factor === group.factor && statistic === 'count',
  );
  const event = definition?.axes.find(({ kind }) => kind === 'event');
  const latent = problem.definition.latents.find(({ variable }) => variable === event?.variable);
  const layout = group.statistics.find(({ name }) => name === definition?.name);
  return latent === undefined || layout === undefined ? null : { layout, latent: latent.variable };
}

/** Multiplies the entries of a latent's table by random factors about one; the events in each cell stay as many. */
function jitterOwnTable(
  problem: Problem,
  group: CellGroup,
  statistics: Record<string, Float64Array>,
  random: Stream,
): void {
  const own = ownTable(problem, group);
  if (own === null) return;
  const values = required(statistics, own.layout.name);
  const before = cellWeightsOf(own.layout, values, group.cellCount);
  values.forEach((value, element) => {
    values[element] = value * Math.exp(0.3 * random.normal());
  });
  const after = cellWeightsOf(own.layout, values, group.cellCount);
  values.forEach((value, element) => {
    const cell = at(own.layout.cellOf, element);
    if (at(after, cell) > 0) values[element] = (value * at(before, cell)) / at(after, cell);
  });
}

/** Gives a level that is seeded again the average share of its latent's own table. */
function restoreOwnTable(
  problem: Problem,
  group: CellGroup,
  statistics: Record<string, Float64Array>,
  choice: LevelChoice,
): void {
  const own = ownTable(problem, group);
  const level = own === null ? undefined : choice.get(own.latent);
  if (own === null || level === undefined) return;
  const values = required(statistics, own.layout.name);
  const totals = cellWeightsOf(own.layout, values, group.cellCount);
  values.forEach((_, element) => {
    if (at(own.layout.eventOf, element) === level)
      values[element] = at(totals, at(own.layout.cellOf, element)) / own.layout.eventSize;
  });
}

function cellWeightsOf(layout: StatisticLayout, values: Float64Array, cellCount: number): Float64Array {
  const weights = new Float64Array(cellCount);
  values.forEach((value, element) => {
    const cell = at(layout.cellOf, element);
    weights[cell] = at(weights, cell) + value;
  });
  return weights;
}
