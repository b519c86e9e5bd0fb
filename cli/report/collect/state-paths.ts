// The states of sequences: decoded and posterior, cut into the pieces that a report draws, beside what was observed.

import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import { platePath } from '../../../runtime/data/plates.ts';
import { endedBy } from '../../../runtime/data/sequences.ts';
import type { ChainView, PathColumn, PathPiece, StatePathView } from '../views.ts';
import { attempt } from './attempt.ts';
import { chainVariables, type ChainVariable } from './chains.ts';
import { columnLabels } from './columns.ts';
import type { ReportContext } from './context.ts';
import { flatRows, placeOf } from './flat-rows.ts';
import { isFiniteScalar, isSummedNumber, levelNames } from './level-names.ts';
import { overviewOf } from './path-overview.ts';
import { levelRows } from './predictions.ts';

/** Of longer sequences, alone or among others, a part is drawn step by step. */
const mostSteps = 1200;
const mostStepsOfOne = 200;
const partSteps = 300;
const mostPieces = 3;
const mostTexts = 5;
const mostColumns = 3;
/** A category with more levels is no axis: its levels are words. */
const mostLevels = 12;
const mostStates = 200;

export function statePathViews(context: ReportContext): StatePathView[] {
  const { model, fit } = context;
  const { definition } = fit;
  if (definition.kernels.posterior === null || definition.kernels.decode === null) return [];
  const hidden = chainVariables(model, fit).filter(
    ({ definition: own }) =>
      (isFiniteScalar(own) || isSummedNumber(own)) &&
      levelNames(fit, own).length <= mostStates &&
      isHidden(context, own),
  );
  const sequences = new Set(hidden.map(({ definition: own }) => own.plate));
  const posterior = attempt(() => fit.posterior(context.data));
  if (posterior === null) return [];
  return [...sequences].flatMap((plate) => {
    const chains = hidden
      .filter(({ definition: own }) => own.plate === plate)
      .flatMap((chain) => pathsOf(context, chain, posterior[chain.definition.name]));
    return plate === null || chains.length === 0 ? [] : [viewOf(context, plate, chains)];
  });
}

function isHidden({ fit, data }: ReportContext, variable: VariableDefinition): boolean {
  if (variable.role === 'latent' || data[variable.name] === undefined) return true;
  return flatRows(fit.definition, variable, data[variable.name], fit.levels, fit.sizes).values.some(
    Number.isNaN,
  );
}

/** A chain with what the fit says of all its steps, one sequence after another. */
interface Paths {
  readonly chain: ChainVariable;
  readonly levels: readonly string[];
  readonly states: Int32Array;
  readonly probabilities: Float64Array;
  readonly counts: readonly (readonly number[])[];
}

function pathsOf({ fit, decoded }: ReportContext, chain: ChainVariable, posterior: unknown): Paths[] {
  const own = chain.definition;
  if (posterior === undefined || decoded[own.name] === undefined) return [];
  const levels = levelNames(fit, own);
  const { values, counts } = flatRows(fit.definition, own, decoded[own.name], fit.levels, fit.sizes);
  const lowest = own.type.element === 'int' ? (own.type.lower?.value ?? 0) : 0;
  return [
    {
      chain,
      levels,
      states: Int32Array.from(values, (value) => value - lowest),
      probabilities: levelRows(fit, own, posterior, levels.length).values,
      counts,
    },
  ];
}

function viewOf(context: ReportContext, plate: string, all: readonly Paths[]): StatePathView {
  const [{ counts, states } = { counts: [], states: new Int32Array() }] = all;
  const lengths = counts.at(-1) ?? [];
  const observed = observedOf(context, plate);
  const starts = startsOf(lengths);
  const alone = counts.length === 1;
  const [most, part] = alone ? [mostSteps, partSteps] : [mostStepsOfOne, mostStepsOfOne];
  // Sequences of one step are drawn where there are no others.
  const least = Math.min(
    2,
    lengths.reduce((longest, length) => Math.max(longest, length), 0),
  );
  const found = Array.from(lengths.keys()).filter((index) => (lengths[index] ?? 0) >= Math.max(1, least));
  const pieces = found
    .slice(0, observed.words === null ? mostPieces : mostTexts)
    .map((index) => pieceOf(index, lengths[index] ?? 0, starts[index] ?? 0));
  const first = alone ? found[0] : undefined;
  const long = first !== undefined && (lengths[first] ?? 0) > most;

  function pieceOf(index: number, of: number, start: number): PathPiece {
    const shown = Math.min(of, of > most ? part : most);
    const from = of > shown ? partStart(states.subarray(start, start + of), shown) : 0;
    const dataStart = observed.starts?.[index] ?? start;
    const dataSteps = observed.lengths?.[index] ?? of;
    const cut = <T extends Float64Array | Int32Array>(array: T, width: number): T =>
      array.slice((start + from) * width, (start + from + shown) * width) as T;
    return {
      place: placeOf(index, counts.slice(0, -1), context.sampled.stride),
      from,
      of,
      // The END step of a sequence has a state, and is not in the data.
      values: observed.values.map((values, column) =>
        Float64Array.from({ length: shown }, (_, step) =>
          from + step < dataSteps
            ? (values[dataStart + from + step] ?? NaN)
            : (observed.atEnd[column] ?? NaN),
        ),
      ),
      states: all.map((paths) => cut(paths.states, 1)),
      probabilities: all.map((paths) => cut(paths.probabilities, paths.levels.length)),
      words: observed.words?.slice(dataStart + from, dataStart + Math.min(from + shown, dataSteps)) ?? null,
    };
  }

  return {
    sequence: plate,
    plates: platesAround(context, plate),
    chains: all.map((paths) => chainView(context, paths)),
    columns: observed.columns,
    sequences: lengths.length,
    steps: states.length,
    pieces,
    overview: long
      ? overviewOf(
          observed.columns.map(({ levels }, column) =>
            levels === null ? (observed.values[column] ?? null) : null,
          ),
          all.map((paths) => ({ states: paths.states, levels: paths.levels.length })),
          states.length,
        )
      : null,
  };
}

/** A part in which something happens: around the first change of state. */
function partStart(states: Int32Array, shown: number): number {
  const change = states.findIndex((state, step) => step > 0 && state !== states[step - 1]);
  if (change < 0) return 0;
  return Math.max(0, Math.min(change - Math.floor(shown / 2), states.length - shown));
}

interface Observed {
  readonly columns: readonly PathColumn[];
  readonly values: readonly Float64Array[];
  /** By column, its value at the END step: NaN but for what ends the sequence. */
  readonly atEnd: readonly number[];
  readonly words: readonly string[] | null;
  /** Where each sequence starts, and its steps; null where nothing is observed at steps. */
  readonly starts: readonly number[] | null;
  readonly lengths: readonly number[] | null;
}

/** What is observed at the steps: numbers and small categories, or words. */
function observedOf(context: ReportContext, plate: string): Observed {
  const { fit, data, model } = context;
  const chains = new Set(chainVariables(model, fit).map(({ definition }) => definition.name));
  const columns: PathColumn[] = [];
  const values: Float64Array[] = [];
  const atEnd: number[] = [];
  let words: string[] | null = null;
  let lengths: readonly number[] | null = null;
  const variables = fit.definition.variables.filter(
    ({ name, role, plate: own }) =>
      (role === 'observe' || role === 'given') && own === plate && data[name] !== undefined,
  );
  for (const variable of variables) {
    const flat = flatRows(fit.definition, variable, data[variable.name], fit.levels, fit.sizes);
    lengths = flat.counts.at(-1) ?? lengths;
    const levels =
      variable.type.element === 'category' || variable.type.element === 'bool'
        ? levelNames(fit, variable)
        : null;
    if (chains.has(variable.name)) continue;
    if (levels !== null && levels.length > mostLevels) {
      if (flat.elements === 1) words ??= Array.from(flat.values, (code) => levels[code] ?? '');
      continue;
    }
    const known = Object.hasOwn(context.columns, variable.name) ? context.columns[variable.name] : undefined;
    const shape = variable.type.shape.map((size) => size(fit.sizes));
    // The column of a lone variable is named by the file it is in: its own name says more.
    const labels = columnLabels(variable.name, shape, shape.length === 0 ? undefined : known);
    labels.slice(0, mostColumns - columns.length).forEach((label, element) => {
      columns.push({ label, levels });
      atEnd.push(
        levels === null || endedBy(fit.definition, variable.name) === null ? NaN : levels.length - 1,
      );
      values.push(
        Float64Array.from(
          { length: flat.rows },
          (_, row) => flat.values[row * flat.elements + element] ?? NaN,
        ),
      );
    });
  }
  return { columns, values, atEnd, words, starts: lengths === null ? null : startsOf(lengths), lengths };
}

function chainView(
  { fit }: ReportContext,
  { chain, levels, states, probabilities, counts }: Paths,
): ChainView {
  const size = levels.length;
  const expected = new Float64Array(size);
  const decoded = new Float64Array(size);
  const visits = new Float64Array(size);
  const longest = new Float64Array(size);
  probabilities.forEach((probability, cell) => {
    expected[cell % size] = (expected[cell % size] ?? 0) + probability;
  });
  let step = 0;
  for (const length of counts.at(-1) ?? []) {
    let stay = 0;
    for (const end = step + length, start = step; step < end; step++) {
      const state = states[step] ?? 0;
      const stays = step > start && state === states[step - 1];
      stay = stays ? stay + 1 : 1;
      decoded[state] = (decoded[state] ?? 0) + 1;
      if (!stays) visits[state] = (visits[state] ?? 0) + 1;
      longest[state] = Math.max(longest[state] ?? 0, stay);
    }
  }
  const [table, another] = chain.tables;
  const values = table === undefined || another !== undefined ? undefined : fit.arrays[table];
  return {
    variable: chain.definition.name,
    levels,
    expected,
    decoded,
    visits,
    longest,
    stay:
      values === undefined
        ? null
        : Float64Array.from({ length: size }, (_, level) => 1 / (1 - (values[level * size + level] ?? NaN))),
  };
}

function startsOf(lengths: readonly number[]): number[] {
  let next = 0;
  return lengths.map((length) => (next += length) - length);
}

/** Names of the plates around a sequence, outermost first. */
function platesAround({ fit }: ReportContext, sequence: string): string[] {
  return platePath(fit.definition, sequence)
    .slice(0, -1)
    .map(({ name }) => name);
}
