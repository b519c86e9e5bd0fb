// What chains mean, for the reference evaluator: sums over states in logarithms, with one table for each step over all that
// the states before and after it are, whatever the terms. No scaling, no order of contraction: slow, and sure.

import type { NamedArray, Shape } from './named-array.ts';
import { makeShape, offsetsOf, strideOf } from './named-array.ts';
import type { Axis, Chain } from './ops.ts';
import { hasAxis } from './axis.ts';

type Semiring = 'logSum' | 'max';

/** A chain's terms, gathered step by step. */
export interface GivenChain {
  readonly chain: Chain;
  readonly semiring: Semiring;
  readonly terms: readonly NamedArray[];
  /** For each term whether it counts at a row; null: at all. */
  readonly conditions: readonly (NamedArray | null)[];
  readonly others: readonly Axis[];
  readonly sizeOf: (axis: Axis) => number;
  /** For each row the sequence that it belongs to. */
  readonly sequences: ArrayLike<number> | null;
}

interface Pass {
  /** Over the other axes, the states before and those after, that are not among those before. */
  readonly joint: Shape;
  readonly before: Shape;
  readonly after: Shape;
  /** Of each element of the joint table in the messages. */
  readonly intoBefore: Int32Array;
  readonly intoAfter: Int32Array;
  /** For each row: the logarithms of the joint table. */
  readonly tables: readonly Float64Array[];
  /** For each row: the message before it, and what comes after it. */
  readonly incoming: readonly Float64Array[];
  readonly outgoing: readonly Float64Array[];
  readonly rowsOf: readonly (readonly number[])[];
  /** At the end of each sequence, over the other axes. */
  readonly totals: readonly Float64Array[];
}

/** Over sequences, then the other axes. */
export function evaluateChain(given: GivenChain, sequenceCount: number): Float64Array {
  const { totals } = run(given, sequenceCount);
  return Float64Array.from(totals.flatMap((total) => [...total]));
}

/** `of`: which term; `out`: the shape of the marginal; `cotangent`: over sequences and other axes, read by `cotangentAt(sequence, other)`. */
export function evaluateMarginal(
  given: GivenChain,
  sequenceCount: number,
  of: number,
  out: Shape,
  cotangentAt: (sequence: number, other: number) => number,
): Float64Array {
  const { chain, semiring, others, sizeOf } = given;
  const pass = run(given, sequenceCount);
  const result = new Float64Array(out.count);
  const otherShape = makeShape(others, sizeOf);
  const intoOther = offsetsOf(pass.joint, otherShape);
  const intoOut = offsetsOf(pass.joint, out, [chain.rows]);
  const rowStride = strideOf(out, chain.rows);
  pass.rowsOf.forEach((rows, sequence) => {
    const best = otherShape.count === 0 ? [] : bestPaths(given, pass, rows, otherShape, intoOther);
    for (const [step, row] of rows.entries()) {
      if (given.conditions[of]?.data[row] === 0) continue;
      const [table, before, after] = [pass.tables[row], pass.incoming[row], pass.outgoing[row]];
      for (let i = 0; i < pass.joint.count; i += 1) {
        const other = at(intoOther, i);
        let weight: number;
        if (semiring === 'max') weight = best[other]?.[step] === i ? 1 : 0;
        else {
          const total = at(pass.totals[sequence], other);
          const joint = at(before, at(pass.intoBefore, i)) + at(table, i) + at(after, at(pass.intoAfter, i));
          weight = joint === -Infinity ? 0 : Math.exp(joint - total);
        }
        const cotangent = cotangentAt(sequence, other);
        const place = row * rowStride + at(intoOut, i);
        if (weight !== 0) result[place] = at(result, place) + weight * cotangent;
      }
    }
  });
  return result;
}

function run(given: GivenChain, sequenceCount: number): Pass {
  const { chain, semiring, terms, others, sizeOf } = given;
  const now = chain.states.map((state) => state.now);
  const earlier = chain.states.map((state) => state.before);
  const before = makeShape([...others, ...earlier], sizeOf);
  const after = makeShape([...others, ...now], sizeOf);
  const joint = makeShape([...others, ...earlier, ...now.filter((axis) => !hasAxis(earlier, axis))], sizeOf);
  const rowCount = sizeOf(chain.rows);
  const readers = terms.map((term, position) => ({
    term,
    condition: given.conditions[position] ?? null,
    offsets: offsetsOf(joint, term, [chain.rows]),
    rows: strideOf(term, chain.rows),
  }));
  const tables = Array.from({ length: rowCount }, (_, row) =>
    Float64Array.from({ length: joint.count }, (_unused, i) =>
      readers.reduce(
        (sum, { term, condition, offsets, rows }) =>
          condition !== null && condition.data[row] === 0
            ? sum
            : sum + at(term.data, row * rows + at(offsets, i)),
        0,
      ),
    ),
  );
  const rowsOf: number[][] = Array.from({ length: sequenceCount }, () => []);
  for (let row = 0; row < rowCount; row += 1) rowsOf[given.sequences?.[row] ?? 0]?.push(row);
  const intoBefore = offsetsOf(joint, before);
  const intoAfter = offsetsOf(joint, after);
  const width = now.reduce((product, axis) => product * sizeOf(axis), 1);
  const start = Float64Array.from({ length: before.count }, (_, i) => (i % width === 0 ? 0 : -Infinity));
  const add = semiring === 'logSum' ? logAdd : Math.max;
  const incoming: Float64Array[] = [];
  const outgoing: Float64Array[] = [];
  const totals = rowsOf.map((rows) => {
    let message = start;
    for (const row of rows) {
      incoming[row] = message;
      const next = new Float64Array(after.count).fill(-Infinity);
      for (let i = 0; i < joint.count; i += 1) {
        const place = at(intoAfter, i);
        next[place] = add(at(next, place), at(message, at(intoBefore, i)) + at(tables[row], i));
      }
      message = next;
    }
    let later = new Float64Array(after.count);
    for (const row of [...rows].reverse()) {
      outgoing[row] = later;
      const next = new Float64Array(before.count).fill(-Infinity);
      for (let i = 0; i < joint.count; i += 1) {
        const place = at(intoBefore, i);
        next[place] = add(at(next, place), at(later, at(intoAfter, i)) + at(tables[row], i));
      }
      later = next;
    }
    const total = new Float64Array(after.count / width).fill(-Infinity);
    message.forEach((value, i) => {
      const other = Math.floor(i / width);
      total[other] = add(at(total, other), value);
    });
    return total;
  });
  return { joint, before, after, intoBefore, intoAfter, tables, incoming, outgoing, rowsOf, totals };
}

/** For each combination of the other axes and each step: the element of the joint table on the best path. */
function bestPaths(
  { semiring }: GivenChain,
  { joint, intoBefore, intoAfter, tables, incoming }: Pass,
  rows: readonly number[],
  others: Shape,
  intoOther: Int32Array,
): readonly (readonly number[])[] {
  if (semiring !== 'max') return [];
  return Array.from({ length: others.count }, (_, other) => {
    const path: number[] = [];
    /** The state after the step that the later steps need; -1: any. */
    let needed = -1;
    for (const [back, row] of [...rows].reverse().entries()) {
      let best = -1;
      let most = -Infinity;
      for (let i = 0; i < joint.count; i += 1) {
        if (at(intoOther, i) !== other || (needed >= 0 && at(intoAfter, i) !== needed)) continue;
        const score = at(incoming[row], at(intoBefore, i)) + at(tables[row], i);
        if (best < 0 || score > most) [best, most] = [i, score];
      }
      path[rows.length - 1 - back] = best;
      needed = at(intoBefore, best);
    }
    return path;
  });
}

function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

function at(array: ArrayLike<number> | undefined, index: number): number {
  return array?.[index] ?? NaN;
}
