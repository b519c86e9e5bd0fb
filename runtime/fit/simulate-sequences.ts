// Draws along sequences, step by step: each step of all rows that are still running is one run of a kernel, with the
// values of earlier steps as its inputs. What is read after a sequence makes a second run of what is around it: the
// same key gives the same draws.

import {
  addRowArrays,
  dataKey,
  platePath,
  positionKey,
  rowsKey,
  totalRows,
  type RowCounts,
} from '../data/plates.ts';
import { endOf, fillOf } from '../data/sequences.ts';
import { prepareKernel } from '../model/kernel.ts';
import type {
  KernelDefinition,
  LagDefinition,
  ModelDefinition,
  NumericArray,
  PlateDefinition,
  Sizes,
  VariableDefinition,
} from '../model/definition.ts';
import { philox } from '../random/philox.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';

type Arrays = Readonly<Record<string, NumericArray>>;

/** What the rows of a draw are made from. */
export interface DrawSource {
  readonly definition: ModelDefinition;
  /** Without rows. */
  readonly sizes: Sizes;
  /** Params and all else that every kernel reads. */
  readonly shared: Arrays;
  /** How many rows an inner plate has in each of these rows of its parent. */
  rowsOf(plate: PlateDefinition, parents: Rows): readonly number[];
  /** How many steps, END among them, a sequence has in each of these rows at most; `cut`: that one is END then, whatever is drawn. */
  stepsOf(plate: PlateDefinition, parents: Rows): { readonly most: readonly number[]; readonly cut: boolean };
  /** Which rows of the inputs these are: of each of the parents so many, from this one on; null where no input says. */
  placesOf(
    plate: PlateDefinition,
    parents: Int32Array | null,
    counts: readonly number[],
    from: number,
  ): Int32Array | null;
  /** Values of an input for these rows of its plate. */
  input(variable: VariableDefinition, rows: Rows): NumericArray;
  /** A sequence does not come to its END. */
  endless(plate: PlateDefinition): never;
}

/** Rows that are drawn. */
export interface Rows {
  readonly count: number;
  /** Their numbers among those that the inputs are given for, -1 where there is none; null where no input says. */
  readonly places: Int32Array | null;
}

/** Rows of plates, and values by variable: of inputs too. */
export interface Drawn {
  readonly counts: RowCounts;
  readonly values: Arrays;
}

type Key = readonly [low: number, high: number];

/** `rows`: of outermost plates. */
export function drawModel(source: DrawSource, rows: number, key: Key): Drawn {
  const { definition } = source;
  const counts = emptyRecord<readonly number[]>();
  const places = emptyRecord<Int32Array | null>();
  for (const plate of definition.plates) {
    if (isInSequence(definition, plate.name)) continue;
    const own = plate.parent === null ? [rows] : source.rowsOf(plate, rowsIn(counts, places, plate.parent));
    const around = plate.parent === null ? null : (places[plate.parent] ?? null);
    counts[plate.name] = own;
    places[plate.name] = source.placesOf(plate, around, own, 0);
  }
  const values = inputsOf(source, null, counts, places);
  const level: Level = { sequence: null, counts, places, values, lags: {}, positions: {} };
  return drawLevel(source, definition.kernels.simulate, level, key, []);
}

type Places = Readonly<Record<string, Int32Array | null>>;

/** Null: outside every plate. */
function rowsIn(counts: RowCounts, places: Places, plate: string | null): Rows {
  return plate === null
    ? { count: 1, places: null }
    : { count: totalRows(required(counts, plate)), places: places[plate] ?? null };
}

/** Inputs whose innermost sequence it is. */
function inputsOf(
  source: DrawSource,
  sequence: string | null,
  counts: RowCounts,
  places: Places,
): Record<string, NumericArray> {
  const { definition } = source;
  const result = emptyRecord<NumericArray>();
  for (const variable of definition.variables)
    if (variable.role === 'given' && innermostSequence(definition, variable.plate) === sequence)
      result[variable.name] = source.input(variable, rowsIn(counts, places, variable.plate));
  return result;
}

/** Rows that are there while a kernel runs: of no sequence, or one step each of a sequence. */
interface Level {
  readonly sequence: string | null;
  readonly counts: RowCounts;
  readonly places: Places;
  /** By variable: what is drawn or given so far. */
  readonly values: Arrays;
  /** By name. */
  readonly lags: Arrays;
  /** Numbers of the steps, by sequence. */
  readonly positions: Arrays;
}

function isInSequence(definition: ModelDefinition, plate: string | null): boolean {
  return platePath(definition, plate).some(({ sequence }) => sequence !== null);
}

function innermostSequence(definition: ModelDefinition, plate: string | null): string | null {
  return platePath(definition, plate).findLast(({ sequence }) => sequence !== null)?.name ?? null;
}

// One level -----------------------------------------------------------------------------------------------------

/** `ended`: steps, as rows of the level, in which sequences within have none. */
function drawLevel(
  source: DrawSource,
  kernel: KernelDefinition,
  before: Level,
  key: Key,
  ended: readonly boolean[],
): Drawn {
  const { definition } = source;
  const after = definition.lags.filter(
    ({ at: place, sequence }) =>
      (place.kind === 'last' || place.kind === 'all') && outside(definition, sequence) === before.sequence,
  );
  const empty = after.map((lag) => [lag.name, emptyLag(source, lag, before.counts)] as const);
  let level: Level = { ...before, lags: mergeRecords<NumericArray>(before.lags, Object.fromEntries(empty)) };
  let values = runKernel(source, kernel, level, key);
  const known = mergeRecords<NumericArray>(level.values, values);
  const parts: Drawn[] = [];
  for (const [position, plate] of definition.plates.entries()) {
    if (plate.sequence === null || outside(definition, plate.name) !== before.sequence) continue;
    parts.push(drawSequence(source, plate, { ...level, values: known }, mixKey(key, position, 0), ended));
  }
  if (after.length > 0) {
    const lags = after.map((lag) => [lag.name, readAfter(source, lag, parts)] as const);
    level = { ...level, lags: mergeRecords<NumericArray>(level.lags, Object.fromEntries(lags)) };
    values = runKernel(source, kernel, level, key);
  }
  return {
    counts: mergeRecords<readonly number[]>(before.counts, ...parts.map(({ counts }) => counts)),
    values: mergeRecords<NumericArray>(values, ...parts.map((part) => part.values)),
  };
}

/** The sequence around a sequence. */
function outside(definition: ModelDefinition, sequence: string): string | null {
  const plate = definition.plates.find(({ name }) => name === sequence);
  return innermostSequence(definition, plate?.parent ?? null);
}

/** The kernel's draws, with plates that have no rows yet empty. */
function runKernel(source: DrawSource, definition: KernelDefinition, level: Level, key: Key): Arrays {
  const { plates } = source.definition;
  const counts = mergeRecords<readonly number[]>(level.counts);
  const sizes = mergeRecords<number>(source.sizes);
  for (const { name, parent } of plates) {
    counts[name] ??= new Array<number>(parent === null ? 1 : totalRows(required(counts, parent))).fill(0);
    sizes[rowsKey(name)] = totalRows(counts[name]);
  }
  const arrays = emptyRecord<NumericArray>();
  addRowArrays(source.definition, counts, arrays);
  for (const [name, positions] of Object.entries(level.positions)) arrays[positionKey(name)] = positions;
  for (const [name, values] of Object.entries(level.values)) {
    arrays[`value.${name}`] = values;
    arrays[dataKey(name)] = values;
  }
  for (const [name, values] of Object.entries(level.lags)) arrays[dataKey(name)] = values;
  arrays['key'] = Int32Array.of(...key);
  const kernel = prepareKernel(definition, sizes);
  kernel.run(mergeRecords<NumericArray>(source.shared, arrays));
  const drawn = emptyRecord<NumericArray>();
  for (const { name } of definition.outputs)
    drawn[name.slice('value.'.length)] = required(kernel.outputs, name);
  return drawn;
}

/** A key of its own for each sequence and step. */
function mixKey([low, high]: Key, sequence: number, step: number): Key {
  const block = new Uint32Array(4);
  philox(Uint32Array.of(step, sequence, 0, keySite), low, high, block);
  return [at(block, 0) | 0, at(block, 1) | 0];
}

/** Sites of models count from 0. */
const keySite = 0xfffffffe;

// Steps -----------------------------------------------------------------------------------------------------------

/** One step of the rows that were running: `rows` are those of the parent, in order. */
interface Slice extends Drawn {
  readonly rows: readonly number[];
  /** For each row of the parent its place among `rows`; -1: not running. */
  readonly place: Int32Array;
}

function drawSequence(
  source: DrawSource,
  plate: PlateDefinition,
  around: Level,
  key: Key,
  ended: readonly boolean[],
): Drawn {
  const { definition } = source;
  const { sequence } = plate;
  if (sequence === null) throw new Error(`internal: \`${plate.name}\` is no sequence`);
  const parents = rowsIn(around.counts, around.places, plate.parent);
  const outer = parents.count;
  const { most, cut } = source.stepsOf(plate, parents);
  const symbol = definition.variables.find(({ name }) => name === sequence.until);
  const end = symbol === undefined ? null : endOf(symbol, source.sizes);
  const slices: Slice[] = [];
  let running = Array.from({ length: outer }, (_, row) => row).filter((row) => ended[row] !== true);
  for (let step = 0; ; step++) {
    const beyond = running.some((row) => step >= at(most, row));
    if (beyond && end !== null && !cut) source.endless(plate);
    running = running.filter((row) => step < at(most, row));
    if (running.length === 0) break;
    const isLast = running.map((row) => end !== null && step === at(most, row) - 1);
    const slice = drawStep(source, plate, around, running, slices, step, mixKey(key, 0, step + 1), isLast);
    slices.push(slice);
    if (symbol === undefined) continue;
    const symbols = required(slice.values, symbol.name);
    running = running.filter((_, place) => symbols[place] !== end);
  }
  return joinSlices(source, plate, outer, slices);
}

function drawStep(
  source: DrawSource,
  plate: PlateDefinition,
  around: Level,
  rows: readonly number[],
  slices: readonly Slice[],
  step: number,
  key: Key,
  isLast: readonly boolean[],
): Slice {
  const { definition } = source;
  const { sequence, name: own } = plate;
  if (sequence === null) throw new Error(`internal: \`${own}\` is no sequence`);
  const parents = rowsIn(around.counts, around.places, plate.parent);
  const place = new Int32Array(parents.count).fill(-1);
  rows.forEach((row, index) => (place[row] = index));
  const steps = Array.from(place, (index) => (index < 0 ? 0 : 1));
  const lags = definition.lags.filter(
    ({ at: lag, sequence: of }) => of === own && (lag.kind === 'back' || lag.kind === 'absolute'),
  );
  // What is read of this very step by its number is drawn in a first run, as often as one depends on another.
  const sameStep = lags.filter(({ at: lag }) => lag.kind === 'absolute' && lag.step === step);
  let current: Arrays = {};
  const levelAt = (ended: readonly boolean[]): Level => {
    const counts = mergeRecords<readonly number[]>(around.counts, { [own]: steps });
    const places = mergeRecords<Int32Array | null>(around.places, {
      [own]: source.placesOf(plate, parents.places, steps, step),
    });
    addInnerRows(source, own, ended, counts, places);
    const read = lags.map((lag) => {
      const known = sameStep.includes(lag) && Object.hasOwn(current, lag.of) ? current[lag.of] : undefined;
      return [lag.name, known ?? readBack(source, lag, slices, rows, step, counts)] as const;
    });
    return {
      sequence: own,
      counts,
      places,
      values: mergeRecords<NumericArray>(around.values, inputsOf(source, own, counts, places)),
      lags: mergeRecords<NumericArray>(around.lags, Object.fromEntries(read)),
      positions: mergeRecords<NumericArray>(around.positions, {
        [own]: new Int32Array(rows.length).fill(step),
      }),
    };
  };
  const { until } = sequence;
  const end = until === null ? null : endOf(variableNamed(definition, until), source.sizes);
  let level = levelAt([]);
  let drawn: Drawn = { counts: level.counts, values: {} };
  for (let run = 0; run <= sameStep.length; run++) {
    let ended: readonly boolean[] = [];
    // A step END has no rows inside: whether it is one is drawn first, where that matters.
    if (until !== null && hasInside(definition, own)) {
      const symbols = required(runKernel(source, sequence.simulate, level, key), until);
      ended = Array.from(symbols, (symbol, row) => symbol === end || isLast[row] === true);
      level = levelAt(ended);
    }
    drawn = drawLevel(source, sequence.simulate, level, key, ended);
    current = mergeRecords<NumericArray>(inputsOf(source, own, level.counts, level.places), drawn.values);
    level = levelAt(ended);
  }
  return { rows, place, counts: drawn.counts, values: current };
}

function hasInside(definition: ModelDefinition, sequence: string): boolean {
  return definition.plates.some(
    ({ name }) => name !== sequence && platePath(definition, name).some((around) => around.name === sequence),
  );
}

/** Rows of the plates within each step, those of inner sequences apart; none where a step has `ended` the sequence. */
function addInnerRows(
  source: DrawSource,
  sequence: string,
  ended: readonly boolean[],
  counts: Record<string, readonly number[]>,
  places: Record<string, Int32Array | null>,
): void {
  const { definition } = source;
  for (const plate of definition.plates) {
    const { name, parent } = plate;
    if (plate.sequence !== null || innermostSequence(definition, name) !== sequence) continue;
    const wanted = source.rowsOf(plate, rowsIn(counts, places, parent));
    const own = parent === sequence ? wanted.map((count, row) => (ended[row] === true ? 0 : count)) : wanted;
    counts[name] = own;
    places[name] = source.placesOf(plate, parent === null ? null : (places[parent] ?? null), own, 0);
  }
}

// Reads -----------------------------------------------------------------------------------------------------------

/** Values of an earlier step for the rows that are running. */
function readBack(
  source: DrawSource,
  lag: LagDefinition,
  slices: readonly Slice[],
  rows: readonly number[],
  step: number,
  counts: RowCounts,
): NumericArray {
  const variable = variableNamed(source.definition, lag.of);
  const wanted = lag.at.kind === 'back' ? step - lag.at.steps : lag.at.kind === 'absolute' ? lag.at.step : -1;
  const slice = wanted < 0 || wanted >= step ? undefined : slices[wanted];
  const length = totalRows(required(counts, variable.plate ?? '')) * elementsOf(variable, source.sizes);
  if (slice === undefined) return valuesLike(variable, length).fill(fillOf(variable, source.sizes));
  const values = required(slice.values, lag.of);
  const width = values.length / slice.rows.length;
  const result = valuesLike(variable, rows.length * width);
  rows.forEach((row, index) => {
    const from = at(slice.place, row) * width;
    result.set(values.subarray(from, from + width), index * width);
  });
  return result;
}

/** What is read of a sequence after it. */
function readAfter(source: DrawSource, lag: LagDefinition, parts: readonly Drawn[]): NumericArray {
  const part = parts.find(({ values }) => Object.hasOwn(values, lag.of));
  if (part === undefined) throw new Error(`internal: \`${lag.of}\` was not drawn`);
  const variable = variableNamed(source.definition, lag.of);
  const values = required(part.values, lag.of);
  if (lag.at.kind === 'all') return values;
  const lengths = required(part.counts, lag.sequence);
  const width = values.length / Math.max(1, totalRows(lengths));
  const result = valuesLike(variable, lengths.length * width).fill(fillOf(variable, source.sizes));
  let start = 0;
  lengths.forEach((length, row) => {
    start += length;
    if (length > 0) result.set(values.subarray((start - 1) * width, start * width), row * width);
  });
  return result;
}

/** Before there is anything to read. */
function emptyLag(
  source: DrawSource,
  { of, plate, at: place, sequence }: LagDefinition,
  counts: RowCounts,
): NumericArray {
  const variable = variableNamed(source.definition, of);
  const rows = plate === null ? 1 : totalRows(required(counts, plate));
  const own = source.definition.plates.find(({ name }) => name === sequence);
  const steps = place.kind === 'all' ? (own?.size?.(source.sizes) ?? 0) : 1;
  return valuesLike(variable, rows * steps * elementsOf(variable, source.sizes)).fill(
    fillOf(variable, source.sizes),
  );
}

function variableNamed({ variables }: ModelDefinition, name: string): VariableDefinition {
  const found = variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`internal: no variable \`${name}\``);
  return found;
}

function elementsOf({ type }: VariableDefinition, sizes: Sizes): number {
  return type.shape.reduce((product, size) => product * size(sizes), 1);
}

function valuesLike({ type }: VariableDefinition, length: number): NumericArray {
  return type.element === 'category' || type.element === 'bool'
    ? new Int32Array(length)
    : new Float64Array(length);
}

// Steps put together ------------------------------------------------------------------------------------------------

/** The steps of each row one after the other, with all that is inside them. */
function joinSlices(
  source: DrawSource,
  plate: PlateDefinition,
  outer: number,
  slices: readonly Slice[],
): Drawn {
  const { definition } = source;
  const lengths = new Array<number>(outer).fill(0);
  for (const { rows } of slices) for (const row of rows) lengths[row] = at(lengths, row) + 1;
  const counts = emptyRecord<readonly number[]>();
  counts[plate.name] = lengths;
  const values = emptyRecord<NumericArray>();
  const inside = definition.plates.filter(
    ({ name }) => name !== plate.name && platePath(definition, name).some((each) => each.name === plate.name),
  );
  for (const { name, parent } of inside) {
    const blocks = slices.map((slice) => offsetsWithin(definition, plate.name, parent, slice));
    const joined: number[] = [];
    eachStep(outer, slices, (slice, place, step) => {
      const offsets = at(blocks, step);
      joined.push(...required(slice.counts, name).slice(at(offsets, place), at(offsets, place + 1)));
    });
    counts[name] = joined;
  }
  for (const variable of definition.variables) {
    const within = platePath(definition, variable.plate).some(({ name }) => name === plate.name);
    if (!within || variable.role === 'param') continue;
    const width = elementsOf(variable, source.sizes);
    const blocks = slices.map((slice) => offsetsWithin(definition, plate.name, variable.plate, slice));
    const total = slices.reduce((sum, slice) => sum + required(slice.values, variable.name).length, 0);
    const joined = valuesLike(variable, total);
    let next = 0;
    eachStep(outer, slices, (slice, place, step) => {
      const offsets = at(blocks, step);
      const [from, to] = [at(offsets, place) * width, at(offsets, place + 1) * width];
      joined.set(required(slice.values, variable.name).subarray(from, to), next);
      next += to - from;
    });
    values[variable.name] = joined;
  }
  return { counts, values };
}

/** Row by row, the steps in which it was running. */
function eachStep(
  outer: number,
  slices: readonly Slice[],
  visit: (slice: Slice, place: number, step: number) => void,
): void {
  for (let row = 0; row < outer; row++)
    for (const [step, slice] of slices.entries()) {
      const place = at(slice.place, row);
      if (place < 0) break;
      visit(slice, place, step);
    }
}

/** Where the rows of `plate` begin that lie in each step of the slice; one entry more at the end. */
function offsetsWithin(
  definition: ModelDefinition,
  sequence: string,
  plate: string | null,
  slice: Slice,
): Int32Array {
  let offsets = Int32Array.from({ length: slice.rows.length + 1 }, (_, row) => row);
  const path = platePath(definition, plate);
  const inner = path.slice(path.findIndex(({ name }) => name === sequence) + 1);
  for (const { name } of inner) {
    const starts = new Int32Array(required(slice.counts, name).length + 1);
    required(slice.counts, name).forEach((count, row) => (starts[row + 1] = at(starts, row) + count));
    offsets = offsets.map((row) => at(starts, row));
  }
  return offsets;
}
