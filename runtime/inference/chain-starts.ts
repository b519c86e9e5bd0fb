// Where the tables of states start that a sequence hands on from step to step. Which maximum a climb finds depends on
// whether states last from the start, more than on what is observed in them: a genome's regions last for thousands of
// letters, a geyser's for one eruption. So restarts take turns.

import type { ModelDefinition } from '../model/definition.ts';
import type { Stream } from '../random/stream.ts';
import { at, required } from '../record.ts';
import type { CellGroup, StatisticLayout } from './cells.ts';

/** `even`: every state is as likely next. `lasting`: states stay, some longer than others. `wild`: anything goes. */
export type Moves = 'even' | 'lasting' | 'wild';

const turns: readonly Moves[] = ['even', 'lasting', 'wild'];

/** Two restarts of each kind, as starts in clusters and in few rows alternate. */
export function movesOf(definition: ModelDefinition, restart: number): Moves {
  if (!definition.lags.some(({ hidden }) => hidden === true)) return 'even';
  return turns[Math.floor((restart - 1) / 2) % turns.length] ?? 'even';
}

/** Whether later steps read a latent. */
export function isChained(definition: ModelDefinition, latent: string): boolean {
  return definition.lags.some(({ hidden, of }) => hidden === true && of === latent);
}

/** Steps in a row, some to a tenth of all: their number is drawn on a logarithmic scale. */
export function stretch(rows: number, random: Stream): readonly number[] {
  const most = Math.max(2, rows / 10);
  const length = Math.min(rows, Math.ceil(2 * (most / 2) ** random.uniform()));
  const first = Math.floor(random.uniform() * (rows - length + 1));
  return Array.from({ length }, (_, step) => first + step);
}

/**
 * Sets a latent's own table, in place, where its cells are the states before; the events in each cell stay as many. Leaves
 * other tables alone.
 */
export function startMoves(
  definition: ModelDefinition,
  group: CellGroup,
  layout: StatisticLayout,
  latent: string,
  statistics: Readonly<Record<string, Float64Array>>,
  moves: Moves,
  random: Stream,
): void {
  const before = definition.lags.find(
    ({ hidden, of, name, at: place }) =>
      hidden === true &&
      of === latent &&
      place.kind === 'back' &&
      place.steps === 1 &&
      group.levelOf.has(name),
  );
  const levels = before === undefined ? undefined : group.levelOf.get(before.name);
  if (levels === undefined || moves === 'even') return;
  const values = required(statistics, layout.name);
  const states = layout.eventSize;
  const totals = new Float64Array(group.cellCount);
  values.forEach((value, element) => {
    const cell = at(layout.cellOf, element);
    totals[cell] = at(totals, cell) + value;
  });
  // Steps that a state lasts on average, from two to hundreds.
  const staying = Array.from({ length: states }, () => 1 - 0.5 * 0.004 ** random.uniform());
  const shares = values.map((_, element) => {
    if (moves === 'wild') return -Math.log(random.uniform());
    const from = at(levels, at(layout.cellOf, element));
    const stay = at(staying, from);
    return at(layout.eventOf, element) === from ? stay : (1 - stay) / Math.max(1, states - 1);
  });
  const sums = new Float64Array(group.cellCount);
  shares.forEach((share, element) => {
    const cell = at(layout.cellOf, element);
    sums[cell] = at(sums, cell) + share;
  });
  values.forEach((_, element) => {
    const cell = at(layout.cellOf, element);
    values[element] = (at(totals, cell) * at(shares, element)) / at(sums, cell);
  });
}
