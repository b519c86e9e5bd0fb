// Contractions along chains of finite states: filtering forwards, smoothing backwards, the most probable path, and paths
// drawn from the posterior. L. Rabiner (1989), A tutorial on hidden Markov models; the scaling is that of its section V.A,
// with logarithms of the observations' densities shifted by their largest, so that no length under- or overflows.

import type { ChainLayout } from './layout.ts';
import { offsetsAlong, stridesOf, tableStrides } from './layout.ts';
import { planMoves } from './moves.ts';
import type { Move } from './moves.ts';

/**
 * Rows of sequences, one after another: those of sequence s are `offsets[s]` to `offsets[s + 1]`. Or a block of the rows of
 * one sequence, which has `length` of them. Passes forwards begin it with what the row before it holds; passes backwards find
 * the last row written, unless the sequence ends with it, and write the row before the first, unless it begins there.
 */
export type SequenceRange = { readonly first: number; readonly last: number } & (
  { readonly offsets: Int32Array } | { readonly offsets: null; readonly length: number }
);

/** Values of rows, from row `firstRow` on. */
export interface RowValues {
  readonly data: Float64Array;
  readonly firstRow: number;
}

export interface RowIndices {
  readonly data: Int32Array;
  readonly firstRow: number;
}

/** A table of every row (`firstRow`: that of its first slice), one for all, or some of which `index` picks a row's. */
export interface TableValues {
  readonly data: Float64Array;
  readonly firstRow: number | null;
  readonly index: RowIndices | null;
}

export interface Chain {
  /**
   * `unary`: logarithms of what depends on the states of one step alone; `tables`: nonnegative numbers. Writes the
   * probabilities of the states given the observations so far, the logarithms of the scales (whose sum is the log
   * likelihood), and what observations are worth in units of the scale.
   */
  forward(
    range: SequenceRange,
    unary: RowValues,
    tables: readonly TableValues[],
    filtered: RowValues,
    logScale: RowValues | null,
    emission: RowValues | null,
  ): void;
  /** `emission`: from `forward`. Writes what filtered probabilities are multiplied by to be those given all observations. */
  backward(
    range: SequenceRange,
    emission: RowValues,
    tables: readonly TableValues[],
    smoothing: RowValues,
  ): void;
  /** `tables`: logarithms, as `unary`. Writes the log joint of the best path into each state. */
  best(range: SequenceRange, unary: RowValues, tables: readonly TableValues[], score: RowValues): void;
  /** `score`: from `best`. Writes the best path, states as positions among all combinations. */
  bestPath(range: SequenceRange, score: RowValues, tables: readonly TableValues[], path: RowIndices): void;
  /** `filtered`: from `forward`; `tables`: as there. `pick`: an index drawn with these weights, at a row and element. */
  drawnPath(
    range: SequenceRange,
    filtered: RowValues,
    tables: readonly TableValues[],
    path: RowIndices,
    pick: (weights: Float64Array, row: number, element: number) => number,
  ): void;
}

/** Sums below this may have lost digits to underflow: the step is made again with logarithms. */
const smallest = 1e-280;

export function createChain(layout: ChainLayout): Chain {
  const { other, states } = layout;
  const now = states.map((state) => state.now);
  const before = states.map((state) => state.before);
  const count = (axes: readonly number[]): number => offsetsAlong(layout, axes, () => 0).length;
  /** Combinations of the states, and what is carried along beside them. */
  const [width, others] = [count(now), count(other)];
  const size = width * others;
  const forwardMoves = planMoves(layout, 'forward');
  const backwardMoves = planMoves(layout, 'backward');
  const largest = [...forwardMoves, ...backwardMoves].reduce(
    (most, move) => Math.max(most, move.count),
    size,
  );
  const [left, right] = [new Float64Array(largest), new Float64Array(largest)];
  const strides = layout.tables.map((table) => tableStrides(layout, table));
  const bases = new Int32Array(layout.tables.length);

  // Before the first step each state counts as 0: nothing reads it there.
  const start = new Float64Array(size);
  const logStart = new Float64Array(size).fill(-Infinity);
  for (let group = 0; group < others; group++) {
    start[group * width] = 1;
    logStart[group * width] = 0;
  }

  const setBases = (tables: readonly TableValues[], row: number): void => {
    for (let table = 0; table < tables.length; table++) {
      const values = tables[table];
      const own = strides[table];
      if (values === undefined || own === undefined) continue;
      const { index, firstRow } = values;
      const slice = index === null ? 0 : at(index.data, row - index.firstRow) * own.slice;
      bases[table] = slice + (firstRow === null ? 0 : (row - firstRow) * own.count);
    }
  };

  /** The moves of a step from a message in `from` at `offset`; the buffer that holds the result. */
  const step = (
    moves: readonly Move[],
    apply: typeof addUp,
    from: Float64Array,
    offset: number,
    tables: readonly TableValues[],
    row: number,
  ): Float64Array => {
    setBases(tables, row);
    let [source, start0] = [from, offset];
    for (const move of moves) {
      const target = source === left ? right : left;
      apply(move, source, start0, target, tables, bases);
      [source, start0] = [target, 0];
    }
    return source;
  };

  // For the way back along a path: entries of the message before a step that lead to each combination after it.
  const free = before.filter((axis) => !now.includes(axis));
  const beforeStrides = stridesOf(layout, [...other, ...before]);
  const after = [...other, ...now];
  const fixedFrom = offsetsAlong(layout, after, beforeStrides);
  const freeFrom = offsetsAlong(layout, free, beforeStrides);
  const fixedTables = strides.map(({ along }) => offsetsAlong(layout, after, along));
  const freeTables = strides.map(({ along }) => offsetsAlong(layout, free, along));
  const weights = new Float64Array(freeFrom.length);
  const lastWeights = new Float64Array(width);
  const worth = new Float64Array(width);

  /** Walks back from the last row; `choose` picks one of the entries in `weights`. */
  const walkBack = (
    range: SequenceRange,
    message: RowValues,
    tables: readonly TableValues[],
    path: RowIndices,
    combine: (left: number, right: number) => number,
    choose: (weights: Float64Array, row: number, element: number) => number,
  ): void => {
    eachSequence(range, (first, last, begins, ends) => {
      for (let group = 0; group < others; group++) {
        const place = (row: number): number => (row - path.firstRow) * others + group;
        if (ends) {
          const offset = (last - 1 - message.firstRow) * size + group * width;
          for (let i = 0; i < width; i++) lastWeights[i] = at(message.data, offset + i);
          path.data[place(last - 1)] = choose(lastWeights, last - 1, group);
        }
        let entry = group * width + at(path.data, place(last - 1));
        for (let row = last - 1; row >= (begins ? first + 1 : first); row--) {
          setBases(tables, row);
          const offset = (row - 1 - message.firstRow) * size + at(fixedFrom, entry);
          for (let i = 0; i < weights.length; i++) {
            let weight = at(message.data, offset + at(freeFrom, i));
            for (let table = 0; table < tables.length; table++) {
              const place = at(bases, table) + at(fixedTables[table], entry) + at(freeTables[table], i);
              weight = combine(weight, at(tables[table]?.data, place));
            }
            weights[i] = weight;
          }
          const chosen = choose(weights, row - 1, group);
          entry = at(fixedFrom, entry) + at(freeFrom, chosen);
          path.data[place(row - 1)] = entry - group * width;
        }
      }
    });
  };

  return {
    forward(range, unary, tables, filtered, logScale, emission) {
      eachSequence(range, (first, last, begins) => {
        let message = begins ? start : filtered.data;
        let offset = begins ? 0 : (first - 1 - filtered.firstRow) * size;
        for (let row = first; row < last; row++) {
          const predicted = step(forwardMoves, addUp, message, offset, tables, row);
          const target = (row - filtered.firstRow) * size;
          for (let group = 0; group < others; group++) {
            const from = group * width;
            const own = (row - unary.firstRow) * size + from;
            const found = observe(
              predicted,
              from,
              width,
              unary.data,
              own,
              filtered.data,
              target + from,
              worth,
            );
            if (logScale !== null) logScale.data[(row - logScale.firstRow) * others + group] = found;
            if (emission !== null) emission.data.set(worth, (row - emission.firstRow) * size + from);
          }
          [message, offset] = [filtered.data, target];
        }
      });
    },
    backward(range, emission, tables, smoothing) {
      const weighted = new Float64Array(size);
      eachSequence(range, (first, last, begins, ends) => {
        if (ends) {
          const end = (last - smoothing.firstRow) * size;
          smoothing.data.fill(1, end - size, end);
        }
        for (let row = last - 1; row >= (begins ? first + 1 : first); row--) {
          const target = (row - smoothing.firstRow) * size;
          const source = (row - emission.firstRow) * size;
          for (let i = 0; i < size; i++)
            weighted[i] = at(emission.data, source + i) * at(smoothing.data, target + i);
          const found = step(backwardMoves, addUp, weighted, 0, tables, row);
          for (let i = 0; i < size; i++) smoothing.data[target - size + i] = at(found, i);
        }
      });
    },
    best(range, unary, tables, score) {
      eachSequence(range, (first, last, begins) => {
        let message = begins ? logStart : score.data;
        let offset = begins ? 0 : (first - 1 - score.firstRow) * size;
        for (let row = first; row < last; row++) {
          const found = step(forwardMoves, takeLargest, message, offset, tables, row);
          const target = (row - score.firstRow) * size;
          const own = (row - unary.firstRow) * size;
          for (let i = 0; i < size; i++) score.data[target + i] = at(found, i) + at(unary.data, own + i);
          [message, offset] = [score.data, target];
        }
      });
    },
    bestPath(range, score, tables, path) {
      walkBack(range, score, tables, path, (a, b) => a + b, firstLargest);
    },
    drawnPath(range, filtered, tables, path, pick) {
      walkBack(
        range,
        filtered,
        tables,
        path,
        (a, b) => a * b,
        (own, row, element) => {
          const total = own.reduce((sum, weight) => sum + weight, 0);
          for (let i = 0; i < own.length; i++) own[i] = at(own, i) / total;
          return pick(own, row, element);
        },
      );
    },
  };
}

/** Of the sequences that have rows; and whether the first is where a sequence begins, and the last where it ends. */
function eachSequence(
  range: SequenceRange,
  visit: (firstRow: number, lastRow: number, begins: boolean, ends: boolean) => void,
): void {
  const { offsets, first, last } = range;
  if (offsets === null) {
    if (first < last) visit(first, last, first === 0, last === range.length);
    return;
  }
  for (let s = first; s < last; s++)
    if (at(offsets, s) < at(offsets, s + 1)) visit(at(offsets, s), at(offsets, s + 1), true, true);
}

// Arrays are indexed in place, not by `at`, which is called with arrays of all kinds and would not be compiled well.

function addUp(
  move: Move,
  source: Float64Array,
  offset: number,
  target: Float64Array,
  tables: readonly TableValues[],
  bases: Int32Array,
): void {
  const { count, terms, from, stride, tables: used } = move;
  const [only, ...more] = used;
  const single = more.length === 0 ? tables[only?.table ?? -1] : undefined;
  if (only !== undefined && single !== undefined) {
    const { data } = single;
    const { from: places, stride: step } = only;
    const base = bases[only.table] ?? 0;
    for (let entry = 0; entry < count; entry++) {
      let a = offset + (from[entry] ?? 0);
      let b = base + (places[entry] ?? 0);
      let sum = 0;
      for (let term = 0; term < terms; term++) {
        sum += (source[a] ?? 0) * (data[b] ?? 0);
        a += stride;
        b += step;
      }
      target[entry] = sum;
    }
    return;
  }
  for (let entry = 0; entry < count; entry++) {
    let sum = 0;
    for (let term = 0; term < terms; term++) {
      let product = source[offset + (from[entry] ?? 0) + term * stride] ?? 0;
      for (const each of used) {
        const place = (bases[each.table] ?? 0) + (each.from[entry] ?? 0) + term * each.stride;
        product *= tables[each.table]?.data[place] ?? 0;
      }
      sum += product;
    }
    target[entry] = sum;
  }
}

function takeLargest(
  move: Move,
  source: Float64Array,
  offset: number,
  target: Float64Array,
  tables: readonly TableValues[],
  bases: Int32Array,
): void {
  const { count, terms, from, stride, tables: used } = move;
  for (let entry = 0; entry < count; entry++) {
    let most = -Infinity;
    for (let term = 0; term < terms; term++) {
      let total = at(source, offset + at(from, entry) + term * stride);
      for (const each of used)
        total += at(
          tables[each.table]?.data,
          at(bases, each.table) + at(each.from, entry) + term * each.stride,
        );
      most = Math.max(most, total);
    }
    target[entry] = most;
  }
}

/**
 * Multiplies predicted probabilities by exp(unary), and scales them to sum to one. Gives the logarithm of the scale;
 * -Infinity where nothing is possible, and zeros then.
 */
function observe(
  predicted: Float64Array,
  from: number,
  width: number,
  unary: Float64Array,
  own: number,
  filtered: Float64Array,
  target: number,
  worth: Float64Array,
): number {
  let peak = -Infinity;
  // Not Math.max: a NaN is no peak, but reaches the sum below.
  for (let i = 0; i < width; i++)
    if (at(predicted, from + i) > 0 && at(unary, own + i) > peak) peak = at(unary, own + i);
  // All impossible, or infinite: no shift.
  const shift = Math.abs(peak) < Infinity ? peak : 0;
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const mass = at(predicted, from + i);
    // What cannot be reached counts nothing, however well it would explain the observation.
    const factor = mass === 0 ? 0 : Math.exp(at(unary, own + i) - shift);
    worth[i] = factor;
    filtered[target + i] = mass * factor;
    sum += mass * factor;
  }
  if (sum < smallest && peak > -Infinity) return observeInLogs(predicted, from, width, unary, own, filtered, target, worth); // prettier-ignore
  if (sum === 0) return -Infinity;
  const scale = 1 / sum;
  for (let i = 0; i < width; i++) {
    worth[i] = at(worth, i) * scale;
    filtered[target + i] = at(filtered, target + i) * scale;
  }
  return shift + Math.log(sum);
}

/** The same where the states that explain the observation are hardly reached. */
function observeInLogs(
  predicted: Float64Array,
  from: number,
  width: number,
  unary: Float64Array,
  own: number,
  filtered: Float64Array,
  target: number,
  worth: Float64Array,
): number {
  let peak = -Infinity;
  for (let i = 0; i < width; i++)
    peak = Math.max(peak, Math.log(at(predicted, from + i)) + at(unary, own + i));
  let sum = 0;
  for (let i = 0; i < width; i++)
    sum += Math.exp(Math.log(at(predicted, from + i)) + at(unary, own + i) - peak);
  const logScale = peak + Math.log(sum);
  for (let i = 0; i < width; i++) {
    const mass = at(predicted, from + i);
    worth[i] = mass === 0 ? 0 : Math.exp(at(unary, own + i) - logScale);
    filtered[target + i] = mass === 0 ? 0 : Math.exp(Math.log(mass) + at(unary, own + i) - logScale);
  }
  return logScale;
}

function firstLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (at(values, i) > at(values, best)) best = i;
  return best;
}

function at(array: Float64Array | Int32Array | undefined, index: number): number {
  return array?.[index] ?? NaN;
}
