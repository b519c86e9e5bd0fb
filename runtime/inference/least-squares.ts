// Params in which locations are affine: weighted least squares along the directions of a basis.
//
// Normal equations square the condition of their columns: inputs of 1e6 give or take 1 would lose all digits. So a
// second pass takes the columns along directions that the first one makes nearly orthogonal (Cholesky QR, repeated:
// Yamamoto and others 2015, Electronic Transactions on Numerical Analysis 44; shifted, so that the first factor always
// exists: Fukaya and others 2020, SIAM Journal on Scientific Computing 42). Later M-steps start with the directions of
// the one before, and need one pass. The equations give a step from the current values, which corrects what rounding
// left of the last one; what the data do not tell stays.

import type { ChunkedData } from '../data/chunks.ts';
import type { LeastSquaresStep, ModelDefinition, NumericArray } from '../model/definition.ts';
import { at, emptyRecord, mergeRecords, required } from '../record.ts';
import { bindPass, paramInputs, type ParamArrays, type Statistics } from './kernel-inputs.ts';
import { orthogonalise, solvePivoted } from './normal-equations.ts';

/** Directions at once; more coefficients are found by turns, each group given the others. */
const mostDirections = 128;

export interface LeastSquares {
  improve(evidence: Statistics, params: ParamArrays): ParamArrays;
  /** Coefficients that these data cannot tell apart, each a list of param entries: `slope[0]`. */
  dependent(evidence: Statistics, params: ParamArrays): readonly (readonly string[])[];
}

/** One coefficient: an entry of a param, or with a batch as many as it has levels. */
interface Coefficient {
  readonly param: string;
  /** Among the param's entries apart from the batch. */
  readonly entry: number;
}

interface ParamLayout {
  readonly name: string;
  readonly shape: readonly number[];
  readonly batchAxis: number | null;
  /** Entries for one level of the batch. */
  readonly entries: number;
}

/** What one group of coefficients found. */
interface Solved {
  readonly params: ParamArrays;
  /** Combinations of the group's coefficients that no data tell, by level of the batch. */
  readonly dropped: readonly { readonly level: number; readonly combination: Float64Array }[];
}

export function prepareLeastSquares(
  definition: ModelDefinition,
  step: LeastSquaresStep,
  data: ChunkedData,
  inputs: Readonly<Record<string, NumericArray>>,
): LeastSquares {
  const { sizes } = data;
  const layouts = step.params.map(({ name, batchAxis }): ParamLayout => {
    const type = definition.variables.find((variable) => variable.name === name)?.type;
    const shape = (type?.shape ?? []).map((size) => size(sizes));
    const total = shape.reduce((product, size) => product * size, 1);
    return { name, shape, batchAxis, entries: total / (batchAxis === null ? 1 : at(shape, batchAxis)) };
  });
  const [first] = layouts;
  const levels = first === undefined || first.batchAxis === null ? 1 : at(first.shape, first.batchAxis);
  const coefficients = layouts.flatMap(({ name, entries }) =>
    Array.from({ length: entries }, (_, entry): Coefficient => ({ param: name, entry })),
  );
  const directions = Math.min(coefficients.length, mostDirections);
  const kernel = bindPass(step.equations, withSize(data, step.directions, directions), inputs);
  const groups = Array.from({ length: Math.ceil(coefficients.length / directions) }, (_, group) =>
    coefficients.slice(group * directions, (group + 1) * directions),
  );
  /** Directions that served last, for each group. */
  const lastBases = new Map<number, Float64Array>();

  const equationsAlong = (
    group: readonly Coefficient[],
    basis: Float64Array,
    evidence: Statistics,
    params: ParamArrays,
  ): { readonly normal: Float64Array; readonly residual: Float64Array } => {
    const arrays = basisArrays(layouts, group, basis, levels, directions);
    const { outputs } = kernel(mergeRecords<NumericArray>(evidence, paramInputs(params), arrays));
    return {
      normal: Float64Array.from(required(outputs, 'normal')),
      residual: Float64Array.from(required(outputs, 'residual')),
    };
  };

  const solveGroup = (position: number, evidence: Statistics, params: ParamArrays): Solved => {
    const group = at(groups, position);
    const along = (basis: Float64Array): ReturnType<typeof equationsAlong> =>
      equationsAlong(group, basis, evidence, params);
    const size = directions;
    const slice = (array: Float64Array, level: number, length: number): Float64Array =>
      array.subarray(level * length, (level + 1) * length);
    const isAbove = (normal: Float64Array, share: number): boolean =>
      Array.from({ length: levels }, (_, level) => level).every(
        (level) => solvePivoted(slice(normal, level, size * size), null, share).isWell,
      );
    const rebase = (basis: Float64Array, normal: Float64Array, scaled: boolean): Float64Array => {
      const next = new Float64Array(basis.length);
      for (let level = 0; level < levels; level++)
        next.set(
          orthogonalise(slice(basis, level, size * size), slice(normal, level, size * size), size, scaled),
          level * size * size,
        );
      return next;
    };

    let basis = lastBases.get(position) ?? identities(levels, size);
    let found = along(basis);
    let isExact = isAbove(found.normal, wellAbove);
    if (!isExact && lastBases.has(position)) {
      lastBases.delete(position);
      basis = identities(levels, size);
      found = along(basis);
      isExact = isAbove(found.normal, wellAbove);
    }
    const scales = isExact ? null : found.normal;
    if (!isExact) {
      basis = rebase(basis, found.normal, true);
      found = along(basis);
      isExact = isAbove(found.normal, wellAbove);
    }
    // Once more for columns that are all but dependent; directions of nothing but rounding would only grow by it.
    if (!isExact && isAbove(found.normal, toldAbove)) {
      basis = rebase(basis, found.normal, false);
      found = along(basis);
    }

    const result = mergeRecords(params);
    for (const { name } of layouts) result[name] = Float64Array.from(required(params, name));
    const dropped: { level: number; combination: Float64Array }[] = [];
    for (let level = 0; level < levels; level++) {
      const own = slice(basis, level, size * size);
      const normal = slice(found.normal, level, size * size);
      const right = slice(found.residual, level, size);
      const { solution, dependent } = solvePivoted(normal, right, toldAbove);
      const gain = solution === null ? 0 : 0.5 * solution.reduce((sum, x, i) => sum + x * at(right, i), 0);
      // Not `gain <= ...`, which NaN passes.
      if (solution !== null && gain > leastGain)
        addStep(result, layouts, group, level, times(own, solution, size));
      for (const direction of dependent) {
        const column = Float64Array.from({ length: size }, (_, i) => at(own, i * size + direction));
        // In units in which each coefficient's own column has length one.
        const combination = column.map((x, i) => {
          const scale = scales === null ? 1 : Math.sqrt(at(slice(scales, level, size * size), i * size + i));
          return x * scale;
        });
        if (combination.some((x) => x !== 0)) dropped.push({ level, combination });
      }
    }
    if (dropped.length === 0) lastBases.set(position, basis);
    return { params: result, dropped };
  };

  return {
    improve(evidence, params) {
      return groups.reduce((current, _, position) => solveGroup(position, evidence, current).params, params);
    },
    dependent(evidence, params) {
      return groups.flatMap((group, position) =>
        solveGroup(position, evidence, params).dropped.map(({ level, combination }) => {
          const largest = combination.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
          return group
            .filter((_, i) => Math.abs(at(combination, i)) > 1e-6 * largest)
            .map((coefficient) => entryName(layouts, coefficient, level));
        }),
      );
    },
  };
}

/** Pivots of equations that lose no more digits than can be spared, relative to the largest. */
const wellAbove = 1e-4;

/** In nats: a step for less would follow the rounding of numbers that are far from 0. */
const leastGain = 1e-11;

/** Along directions that are nearly orthogonal, what is below this is rounding. */
const toldAbove = 1e-10;

/** The data as a kernel sees them that knows one size more. */
function withSize(data: ChunkedData, name: string, size: number): ChunkedData {
  return {
    ...data,
    sizes: { ...data.sizes, [name]: size },
    *chunks() {
      for (const chunk of data.chunks()) yield { ...chunk, sizes: { ...chunk.sizes, [name]: size } };
    },
  };
}

function identities(levels: number, size: number): Float64Array {
  const basis = new Float64Array(levels * size * size);
  for (let level = 0; level < levels; level++)
    for (let i = 0; i < size; i++) basis[level * size * size + i * size + i] = 1;
  return basis;
}

function times(matrix: Float64Array, vector: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += at(matrix, i * size + j) * at(vector, j);
    return sum;
  });
}

/** `basis.<param>` [levels, entries, directions]; coefficients outside the group do not move. */
function basisArrays(
  layouts: readonly ParamLayout[],
  group: readonly Coefficient[],
  basis: Float64Array,
  levels: number,
  directions: number,
): Record<string, Float64Array> {
  const arrays = emptyRecord<Float64Array>();
  for (const { name, entries } of layouts)
    arrays[`basis.${name}`] = new Float64Array(levels * entries * directions);
  const entriesOf = new Map(layouts.map(({ name, entries }) => [name, entries]));
  group.forEach(({ param, entry }, row) => {
    const array = required(arrays, `basis.${param}`);
    const entries = entriesOf.get(param) ?? 0;
    for (let level = 0; level < levels; level++)
      for (let direction = 0; direction < directions; direction++)
        array[(level * entries + entry) * directions + direction] = at(
          basis,
          (level * directions + row) * directions + direction,
        );
  });
  return arrays;
}

function addStep(
  params: Record<string, Float64Array>,
  layouts: readonly ParamLayout[],
  group: readonly Coefficient[],
  level: number,
  step: Float64Array,
): void {
  group.forEach((coefficient, row) => {
    const layout = layoutOf(layouts, coefficient);
    const array = required(params, coefficient.param);
    const index = flatIndex(layout, level, coefficient.entry);
    array[index] = at(array, index) + at(step, row);
  });
}

function layoutOf(layouts: readonly ParamLayout[], { param }: Coefficient): ParamLayout {
  const layout = layouts.find(({ name }) => name === param);
  if (layout === undefined) throw new Error(`internal: no coefficients of ${param}`);
  return layout;
}

/** Where an entry of one level of the batch lies in the param's array. */
function flatIndex({ shape, batchAxis }: ParamLayout, level: number, entry: number): number {
  if (batchAxis === null) return entry;
  const inner = shape.slice(batchAxis + 1).reduce((product, size) => product * size, 1);
  return (Math.floor(entry / inner) * at(shape, batchAxis) + level) * inner + (entry % inner);
}

/** `slope[0, 2]`. */
function entryName(layouts: readonly ParamLayout[], coefficient: Coefficient, level: number): string {
  const layout = layoutOf(layouts, coefficient);
  let rest = flatIndex(layout, level, coefficient.entry);
  const index: number[] = [];
  for (const size of layout.shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index.length === 0 ? layout.name : `${layout.name}[${index.map(String).join(', ')}]`;
}
