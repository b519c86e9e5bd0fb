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
  SequenceDefinition,
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
  /** How many rows an inner plate has in this many rows of its parent. */
  rowsOf(plate: PlateDefinition, outer: number): readonly number[];
  /** How many steps, END among them, a sequence has in each of this many rows at most; `cut`: that one is END then, whatever is drawn. */
  stepsOf(plate: PlateDefinition, outer: number): { readonly most: readonly number[]; readonly cut: boolean };
  /** Values of an input for so many rows of its plate. */
  input(variable: VariableDefinition, rows: number, counts: RowCounts): NumericArray;
  /** Values of an input of a sequence at a step of these rows. */
  inputAt(variable: VariableDefinition, rows: readonly number[], step: number, inner: number): NumericArray;
  /** A sequence does not come to its END. */
  endless(plate: PlateDefinition): never;
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
  for (const plate of definition.plates) {
    if (isInSequence(definition, plate.name)) continue;
    counts[plate.name] =
      plate.parent === null ? [rows] : source.rowsOf(plate, totalRows(required(counts, plate.parent)));
  }
  const inputs = emptyRecord<NumericArray>();
  for (const variable of definition.variables) {
    if (variable.role !== 'given' || isInSequence(definition, variable.plate)) continue;
    const rowCount = variable.plate === null ? 1 : totalRows(required(counts, variable.plate));
    inputs[variable.name] = source.input(variable, rowCount, counts);
  }
  const around: Level = { sequence: null, counts, values: inputs, lags: {}, positions: {} };
  return drawLevel(source, definition.kernels.simulate, around, key, []);
}

/** Rows that are there while a kernel runs: of no sequence, or one step each of a sequence. */
interface Level {
  readonly sequence: string | null;
  readonly counts: RowCounts;
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
  const outer = plate.parent === null ? 1 : totalRows(required(around.counts, plate.parent));
  const { most, cut } = source.stepsOf(plate, outer);
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
  const outer = plate.parent === null ? 1 : totalRows(required(around.counts, plate.parent));
  const place = new Int32Array(outer).fill(-1);
  rows.forEach((row, index) => (place[row] = index));
  const counts = mergeRecords<readonly number[]>(around.counts);
  counts[own] = Array.from(place, (index) => (index < 0 ? 0 : 1));
  const inside = definition.plates.filter(
    ({ name, sequence: steps }) => steps === null && innermostSequence(definition, name) === own,
  );
  for (const { name, parent } of inside)
    counts[name] = source.rowsOf(plateNamed(definition, name), totalRows(required(counts, parent ?? '')));
  const given = definition.variables.filter(
    (variable) => variable.role === 'given' && innermostSequence(definition, variable.plate) === own,
  );
  const inputs = given.map((variable) => {
    const inner = totalRows(required(counts, variable.plate ?? ''));
    return [variable.name, source.inputAt(variable, rows, step, inner)] as const;
  });
  const values = mergeRecords<NumericArray>(around.values, Object.fromEntries(inputs));
  const lags = definition.lags.filter(
    ({ at: lag, sequence: of }) => of === own && (lag.kind === 'back' || lag.kind === 'absolute'),
  );
  const positions = mergeRecords<NumericArray>(around.positions, {
    [own]: new Int32Array(rows.length).fill(step),
  });
  // What is read of this very step by its number is drawn in a first run, as often as one depends on another.
  const sameStep = lags.filter(({ at: lag }) => lag.kind === 'absolute' && lag.step === step);
  let current: Arrays = Object.fromEntries(inputs);
  let drawn: Drawn = { counts, values: current };
  for (let run = 0; run <= sameStep.length; run++) {
    const read = lags.map((lag) => {
      const known = sameStep.includes(lag) ? lookUpValues(current, lag.of) : null;
      return [lag.name, known ?? readBack(source, lag, slices, rows, step, counts)] as const;
    });
    const lagged = mergeRecords<NumericArray>(around.lags, Object.fromEntries(read));
    const level: Level = { sequence: own, counts, values, lags: lagged, positions };
    drawn = drawEnding(source, sequence, level, key, inside, isLast);
    current = mergeRecords<NumericArray>(Object.fromEntries(inputs), drawn.values);
  }
  return { rows, place, counts: drawn.counts, values: current };
}

/** A step END has no rows inside: whether it is one is drawn first, where that matters. */
function drawEnding(
  source: DrawSource,
  { until, simulate }: SequenceDefinition,
  level: Level,
  key: Key,
  inside: readonly PlateDefinition[],
  isLast: readonly boolean[],
): Drawn {
  const { definition } = source;
  const hasInner =
    inside.length > 0 ||
    definition.plates.some(
      ({ name, sequence }) => sequence !== null && outside(definition, name) === level.sequence,
    );
  if (until === null || !hasInner) return drawLevel(source, simulate, level, key, []);
  const symbols = required(runKernel(source, simulate, level, key), until);
  const end = endOf(variableNamed(definition, until), source.sizes);
  const ended = Array.from(symbols, (symbol, row) => symbol === end || isLast[row] === true);
  const counts = mergeRecords<readonly number[]>(level.counts);
  for (const { name, parent } of inside) {
    const outer = required(counts, parent ?? '');
    const before = required(level.counts, name);
    counts[name] =
      parent === level.sequence
        ? before.map((count, row) => (ended[row] === true ? 0 : count))
        : source.rowsOf(plateNamed(definition, name), totalRows(outer));
  }
  return drawLevel(source, simulate, { ...level, counts }, key, ended);
}

function lookUpValues(values: Arrays, name: string): NumericArray | null {
  return Object.hasOwn(values, name) ? required(values, name) : null;
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

function plateNamed({ plates }: ModelDefinition, name: string): PlateDefinition {
  const found = plates.find((plate) => plate.name === name);
  if (found === undefined) throw new Error(`internal: no plate \`${name}\``);
  return found;
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
