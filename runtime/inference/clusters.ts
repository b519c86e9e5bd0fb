// Groups of rows to seed the levels of a latent with: k-means on what each row contributes to the statistics.
//
// A row's features are the means of the first statistic of each factor that the latent picks parameters of (its
// location, counts or rate, whatever the family), each scaled to unit variance. So the rule needs no distance
// between values of a family, only its statistics. Centres begin by the k-means++ rule (Arthur and Vassilvitskii
// 2007), which differs from restart to restart; a sample of the rows serves, as only starts are wanted.

import type { Stream } from '../random/stream.ts';
import { at, required } from '../record.ts';
import { cellWeights, rowWeights, type CellGroup, type StatisticLayout } from './cells.ts';
import type { Statistics } from './problem.ts';

/** Rows looked at: enough to find components, few enough to cost little. */
export const sampledRows = 300;

/** Lloyd's steps: assignments need not settle. */
const steps = 10;

export type Features = readonly Float64Array[];

/** What one row contributes: `statistics` of that row alone under the symmetric parameters. */
export function rowFeatures(
  groups: readonly CellGroup[],
  latent: string,
  statistics: Statistics,
): Float64Array {
  const features: number[] = [];
  for (const group of groups) {
    const first = group.statistics.find(
      ({ statistic }) => statistic !== 'weight' && statistic !== rowWeights,
    );
    if (first === undefined || !group.levelOf.has(latent)) continue;
    const values = required(statistics, first.name);
    const weights = elementWeights(group, first, statistics);
    // Cells that differ in latents alone hold the same data: those of level 0 of all of them tell it.
    const lowest = [...group.levelOf.values()];
    values.forEach((value, element) => {
      const cell = at(first.cellOf, element);
      if (lowest.some((levels) => levels[cell] !== 0)) return;
      const weight = at(weights, element);
      features.push(weight > 0 ? value / weight : NaN);
    });
  }
  return Float64Array.from(features);
}

/** For each element of a statistic the number of events in it: those of its cell, or of its own entry of the event. */
function elementWeights(group: CellGroup, layout: StatisticLayout, statistics: Statistics): Float64Array {
  const weight = group.statistics.find(({ statistic }) => statistic === 'weight');
  const cells = cellWeights(group, statistics);
  if (weight === undefined || weight.eventSize === 1)
    return Float64Array.from(layout.cellOf, (cell) => at(cells, cell));
  const counts = new Float64Array(group.cellCount * weight.eventSize);
  required(statistics, weight.name).forEach((value, element) => {
    counts[at(weight.cellOf, element) * weight.eventSize + at(weight.eventOf, element)] = value;
  });
  // The repeats come first among the axes of an event, and a statistic may have more after them.
  const inner = layout.eventSize / weight.eventSize;
  return Float64Array.from(layout.cellOf, (cell, element) =>
    at(counts, cell * weight.eventSize + Math.floor(at(layout.eventOf, element) / inner)),
  );
}

/** In place: each feature to mean 0 and variance 1; what a row lacks, and what does not vary, becomes 0. */
export function standardise(features: Features): void {
  const count = features[0]?.length ?? 0;
  for (let f = 0; f < count; f++) {
    const present = features.map((row) => at(row, f)).filter((value) => Number.isFinite(value));
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
    const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (const row of features) row[f] = Number.isFinite(at(row, f)) ? (at(row, f) - mean) * scale : 0;
  }
}

/** Positions in `features` by cluster; none is empty as long as there are `count` different rows. */
export function cluster(features: Features, count: number, random: Stream): readonly (readonly number[])[] {
  const centres = spreadCentres(features, count, random);
  let members: number[][] = [];
  for (let step = 0; step < steps; step++) {
    members = centres.map(() => []);
    features.forEach((row, position) => {
      members[nearest(row, centres)]?.push(position);
    });
    members.forEach((positions, k) => {
      const centre = centres[k];
      if (positions.length === 0 || centre === undefined) return;
      centre.fill(0);
      for (const position of positions)
        features[position]?.forEach((value, f) => {
          centre[f] = at(centre, f) + value / positions.length;
        });
    });
  }
  return members;
}

function spreadCentres(features: Features, count: number, random: Stream): Float64Array[] {
  const pick = (position: number): Float64Array => Float64Array.from(features[position] ?? []);
  const centres = [pick(Math.floor(random.uniform() * features.length))];
  const gaps = features.map((row) => distance(row, centres[0] ?? row));
  while (centres.length < count) {
    const total = gaps.reduce((sum, gap) => sum + gap, 0);
    let left = random.uniform() * total;
    let chosen = Math.floor(random.uniform() * features.length);
    if (total > 0)
      chosen = Math.max(
        0,
        gaps.findIndex((gap) => (left -= gap) <= 0),
      );
    const centre = pick(chosen);
    centres.push(centre);
    features.forEach((row, position) => {
      gaps[position] = Math.min(gaps[position] ?? 0, distance(row, centre));
    });
  }
  return centres;
}

function nearest(row: Float64Array, centres: readonly Float64Array[]): number {
  let best = 0;
  let gap = Infinity;
  centres.forEach((centre, k) => {
    const own = distance(row, centre);
    if (own < gap) [best, gap] = [k, own];
  });
  return best;
}

/** Squared. */
function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += (at(a, f) - at(b, f)) ** 2;
  return sum;
}
