// What happens to a component that loses its data or collapses onto too little of it.
//
//   lost       a level of a latent that explains less than a hundredth of one event
//   collapsed  a cell whose parameters are degenerate (see degenerate.ts) or not finite
//
// A component in either state starts again from a fresh seed of the data, a few times in a restart. After that,
// and where no latent picks the cell, it is held at its floor for the rest of the restart: pseudo-events of
// pooled data are mixed into its statistics at every M-step. So parameters are never NaN.
//
// A level that explains exactly nothing from the first step on has probability zero by the spec or by the start that
// was given: it is left alone, as EM keeps a probability that is exactly zero at zero.

import type { Stream } from '../random/stream.ts';
import type { ModelDefinition, Sizes } from '../model/definition.ts';
import { at, mergeRecords, required } from '../record.ts';
import {
  cellMatches,
  cellWeights,
  levelsOfCell,
  pooledPerEvent,
  rowWeights,
  type CellGroup,
  type LevelChoice,
} from './cells.ts';
import { coefficientCount } from './coefficients.ts';
import {
  closedFormUnits,
  degenerateUnits,
  isValid,
  probeShare,
  typeOf,
  unitValue,
  type ParamUnit,
} from './degenerate.ts';
import { floorCells, type CellReference } from './floor.ts';
import { reseed, type StartContext } from './initialise.ts';
import type { ParamArrays, Problem, Statistics } from './problem.ts';

/** Fresh seeds in one restart. */
const reseedLimit = 5;

/** A level with fewer expected events has lost its data. */
const lostBelow = 0.01;

/** Four times the probe, so that a cell held at it passes the test for degenerate parameters. */
const floorShare = 4 * probeShare;

export interface GuardedStep {
  readonly params: ParamArrays;
  /** The statistics and weights that they were found from. */
  readonly evidence: Statistics;
  /** The M-step did more than maximise: the objective may fall. */
  readonly disturbed: boolean;
}

/** M-steps of one restart, with memory of what was seeded again and what is held. */
export interface CollapseGuard {
  maximise(statistics: Statistics, params: ParamArrays): GuardedStep;
  /** Cells that are held at their floor. */
  heldCount(): number;
  /** Whether a held cell has a density, whose likelihood has no bound as the cell collapses; a probability has one. */
  holdsDensity(): boolean;
}

export function createCollapseGuard(context: StartContext, random: Stream): CollapseGuard {
  const { problem, groups, reference } = context;
  const perEvent = pooledPerEvent(groups, context.pooled);
  const held: CellReference[] = [];
  let reseeds = 0;
  let absent: readonly LevelChoice[] | null = null;
  const floor = (statistics: Statistics): Statistics =>
    held.length === 0 ? statistics : floorCells(statistics, groups, perEvent, floorShare, held);

  return {
    heldCount: () => held.length,
    holdsDensity: () => held.some(({ group }) => hasDensity(problem, at(groups, group))),
    maximise(given, before) {
      const statistics = floor(given);
      const params = problem.maximise(statistics, before);
      const units = degenerateUnits(problem, groups, statistics, perEvent, params, reference);
      absent ??= lostLevels(context, given, 0).map(({ choice }) => choice);
      const lost = lostLevels(context, statistics, lostBelow).filter(
        (cells) => !cells.references.every((cell) => isHeld(held, cell)),
      );
      const collapsed = responsibleCells(context, statistics, perEvent, before, params, units);
      const troubles = [...lost, ...collapsed].filter(({ choice }) => !isAmong(absent ?? [], choice));
      if (troubles.length === 0) {
        // Degenerate for a reason that no cell alone has: nothing to seed again, but no step to vouch for either.
        const unexplained = units.length > 0 && collapsed.length === 0;
        return {
          params: keepFinite(context, params, before),
          evidence: statistics,
          disturbed: held.length > 0 || unexplained,
        };
      }

      let repaired = given;
      for (const { choice, references } of troubles) {
        if (references.every((cell) => isHeld(held, cell))) continue;
        if (choice.size > 0 && reseeds < reseedLimit) {
          reseeds++;
          repaired = reseed(context, repaired, choice, random, 0.5);
        } else held.push(...references.filter((cell) => !isHeld(held, cell)));
      }
      const evidence = floor(repaired);
      return {
        params: keepFinite(context, problem.maximise(evidence, before), before),
        evidence,
        disturbed: true,
      };
    },
  };
}

function hasDensity({ definition }: Problem, { factor }: CellGroup): boolean {
  const variable = definition.variables.find(({ name }) => name === factor);
  return variable === undefined || variable.type.element === 'real';
}

/** Cells in trouble, and the levels of latents that choose them; without any, there is nothing to seed again. */
interface Trouble {
  readonly choice: LevelChoice;
  readonly references: readonly CellReference[];
}

function isHeld(held: readonly CellReference[], { group, cell }: CellReference): boolean {
  return held.some((other) => other.group === group && other.cell === cell);
}

/** Whether a choice of levels includes one of those. */
function isAmong(levels: readonly LevelChoice[], choice: LevelChoice): boolean {
  return levels.some((one) => [...one].every(([latent, level]) => choice.get(latent) === level));
}

/** Levels that explain no more events than `most`. */
function lostLevels(
  { problem, groups }: StartContext,
  statistics: Statistics,
  most: number,
): readonly Trouble[] {
  const found: Trouble[] = [];
  for (const { variable, levels, isNumber } of problem.definition.latents) {
    if (isNumber === true) continue;
    const own = groups.filter(({ levelOf }) => levelOf.has(variable));
    if (own.length === 0) continue;
    const counts = new Float64Array(levels(problem.sizes));
    // The group with most events tells: a branch of an `if` has those alone for which it holds.
    for (const group of own)
      levelCounts(group, variable, counts.length, statistics).forEach((count, level) => {
        counts[level] = Math.max(at(counts, level), count);
      });
    counts.forEach((count, level) => {
      if (count > most) return;
      const choice = new Map([[variable, level]]);
      found.push({
        choice,
        references: own.flatMap((group) => cellsAt(groups.indexOf(group), group, choice)),
      });
    });
  }
  return found;
}

/** Events of one group at each level of a latent. */
function levelCounts(
  group: CellGroup,
  variable: string,
  levels: number,
  statistics: Statistics,
): Float64Array {
  const counts = new Float64Array(levels);
  const levelOf = group.levelOf.get(variable);
  cellWeights(group, statistics).forEach((weight, cell) => {
    const level = levelOf?.[cell] ?? 0;
    counts[level] = at(counts, level) + weight;
  });
  return counts;
}

function cellsAt(position: number, group: CellGroup, choice: LevelChoice): readonly CellReference[] {
  const cells = Array.from({ length: group.cellCount }, (_, cell) => cell);
  return cells.filter((cell) => cellMatches(group, cell, choice)).map((cell) => ({ group: position, cell }));
}

/** The cells whose floor, each alone, moves one of the units. */
function responsibleCells(
  context: StartContext,
  statistics: Statistics,
  perEvent: Statistics,
  before: ParamArrays,
  params: ParamArrays,
  units: readonly ParamUnit[],
): readonly Trouble[] {
  if (units.length === 0) return [];
  const { problem, groups } = context;
  const found: Trouble[] = [];
  groups.forEach((group, position) => {
    for (let cell = 0; cell < group.cellCount; cell++) {
      const reference = { group: position, cell };
      const probed = problem.maximise(
        floorCells(statistics, groups, perEvent, probeShare, [reference]),
        before,
      );
      const moves = units.some((unit) => !sameNumbers(unitValue(probed, unit), unitValue(params, unit)));
      if (moves) found.push({ choice: levelsOfCell(group, cell), references: [reference] });
    }
  });
  return found;
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.every((x, i) => Object.is(x, at(b, i)));
}

/** Units that are still invalid, because not even the pooled data have events for them, stay as they were. */
function keepFinite({ problem }: StartContext, params: ParamArrays, before: ParamArrays): ParamArrays {
  const invalid = closedFormUnits(problem).filter(
    (unit) => !isValid(typeOf(problem, unit.param), unitValue(params, unit)),
  );
  if (invalid.length === 0) return params;
  const result = mergeRecords(params);
  for (const unit of invalid) {
    const kept = Float64Array.from(required(result, unit.param));
    kept.set(unitValue(before, unit), unit.from);
    result[unit.param] = kept;
  }
  return result;
}

/** Whether each component has the events that its parameters need: see `eventsNeeded`. */
export function hasSupport(
  { definition, sizes }: Problem,
  groups: readonly CellGroup[],
  statistics: Statistics,
): boolean {
  return groups
    .filter(({ levelOf }) => levelOf.size > 0)
    .every((group) =>
      // A cell without any event adds nothing to the likelihood, so nothing without a bound either.
      componentWeights(definition, group, statistics).every(
        (weight) => weight === 0 || weight >= eventsNeeded(definition, sizes, group),
      ),
    );
}

/** Events of each cell; levels that are numbers share their params, so their cells are one component. */
function componentWeights(
  definition: ModelDefinition,
  group: CellGroup,
  statistics: Statistics,
): readonly number[] {
  const weights = [...cellWeights(group, statistics)];
  const labels = [...group.levelOf].filter(
    ([name]) => !definition.latents.some(({ variable, isNumber }) => variable === name && isNumber === true),
  );
  if (labels.length === group.levelOf.size) return weights;
  const components = new Map<string, number>();
  weights.forEach((weight, cell) => {
    const key = labels.map(([, levels]) => String(levels[cell])).join();
    components.set(key, (components.get(key) ?? 0) + weight);
  });
  return [...components.values()];
}

/**
 * Events below which a component says little about its own parameters: twice the points that just span its
 * space, so 2 (D + 1) for a full covariance in D dimensions, and 4 for a location with a scale. A likelihood
 * without a bound has high, spurious maxima at fewer: D + 1 points nearly in a plane are enough for one. A regression
 * on C coefficients with a scale needs 2 (C + 1).
 */
function eventsNeeded(definition: ModelDefinition, sizes: Sizes, { factor, statistics }: CellGroup): number {
  const coefficients = coefficientCount(definition, sizes, factor);
  if (statistics.some(({ statistic }) => statistic === rowWeights))
    return coefficients === 0 ? 0 : 2 * (coefficients + 1);
  const own = statistics.filter(({ statistic }) => statistic !== 'weight' && statistic !== 'count');
  if (own.length < 2) return 0;
  const lengths = own.map(({ eventSize }) => eventSize);
  const dimension = Math.min(...lengths);
  const hasPairs = lengths.some((size) => size > dimension);
  return 2 * ((hasPairs ? dimension : 1) + 1);
}
