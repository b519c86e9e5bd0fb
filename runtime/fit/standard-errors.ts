// Standard errors of a fit's params: the inverse of the observed information in free coordinates, brought to the
// params by the delta method. Entries for which there is none are said, with the reason.

import type { ChunkedData } from '../data/chunks.ts';
import { nest } from '../data/nesting.ts';
import { computeCenters } from '../data/center.ts';
import { FitError } from '../errors.ts';
import {
  observedInformation,
  type Coordinate,
  type ObservedInformation,
  type Obstacle,
} from '../inference/observed-information.ts';
import { bindKernel, bindPass, hyperArrays, paramInputs, paramVariables } from '../inference/problem.ts';
import { symmetricEigen } from '../inference/symmetric-eigen.ts';
import { structureRank, supportsOf, usedParams } from '../inference/free-parameters.ts';
import type { NumericArray, TypeDefinition, VariableDefinition } from '../model/definition.ts';
import type { AbsentError, StandardErrorOptions, StandardErrors } from '../model/model.ts';
import { at, emptyRecord, lookUp, mergeRecords, required } from '../record.ts';
import { hyperOf, type FitState } from './fit-state.ts';

/** Free coordinates at most: a matrix of their squares is decomposed. */
export const mostCoordinates = 1000;

/** Directions with less information than this, where each coordinate by itself has 1, are not determined. */
const leastInformation = 1e-7;

const reasons: Readonly<Record<Obstacle | 'joint', string>> = {
  edge: 'it lies at the edge of its domain',
  silent: 'the data say nothing about it',
  noMaximum: 'the objective has no maximum in it here',
  joint: 'the data determine only combinations of it with other entries',
};

/** Errors: `FitError` where a limit is in the way. */
export function standardErrors(
  state: FitState,
  data: ChunkedData,
  { coordinates: most = mostCoordinates, seconds = Infinity }: StandardErrorOptions,
): StandardErrors {
  const layout = layoutOf(state);
  const coordinates = layout.flatMap(coordinatesOf);
  if (coordinates.length > most)
    throw new FitError(
      `standard errors are computed of ${String(most)} free coordinates at most, and the params have ${String(coordinates.length)}`,
    );
  const { point, evaluate } = gradientOf(state, data, layout);
  if (seconds < Infinity) refuseLongWork(() => evaluate(point), coordinates.length, seconds);
  return presented(state, layout, coordinates, observedInformation(point, coordinates, evaluate));
}

/** Evaluations for each coordinate: two for a step that is too long or too short, two for a good one. */
const usualEvaluations = 4;

function refuseLongWork(evaluate: () => void, coordinates: number, seconds: number): void {
  // The second run is the one that counts: the first makes arrays and machine code.
  evaluate();
  const start = performance.now();
  evaluate();
  const needed = ((performance.now() - start) / 1000) * coordinates * usualEvaluations;
  if (needed > seconds)
    throw new FitError(
      `standard errors would take about ${needed.toFixed(1)} s here, more than the ${seconds.toFixed(1)} s allowed`,
    );
}

interface Slot {
  readonly variable: VariableDefinition;
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** 0 for a structural zero; null without any. */
  readonly support: NumericArray | null;
  /** Of its first entry, among those of all params. */
  readonly from: number;
}

function layoutOf(state: FitState): readonly Slot[] {
  const { definition, params, sizes } = state;
  const inputs = mergeRecords<NumericArray>(paramInputs(params), hyperArrays(hyperOf(state)));
  const supports = supportsOf(definition, sizes, inputs);
  let from = 0;
  return paramVariables(definition).map((variable) => {
    const values = required(params, variable.name);
    const shape = variable.type.shape.map((size) => size(sizes));
    const slot = { variable, shape, values, support: lookUp(supports, variable.name) ?? null, from };
    from += values.length;
    return slot;
  });
}

function coordinatesOf(slot: Slot): readonly Coordinate[] {
  return Array.from(slot.values, (_, entry) => entry)
    .filter((entry) => isFree(slot, entry))
    .map((entry) => ({ index: slot.from + entry, pure: isPure(slot, entry) }));
}

/** Whether the entry's own coordinate is one: free arrays have the shape of the param. */
function isFree({ variable: { type }, shape, values, support }: Slot, entry: number): boolean {
  const { row, column, size } = placeOf(type, shape, entry);
  switch (type.structure) {
    case 'covariance':
    case 'cholesky':
      return column <= row;
    case 'correlation':
    case 'correlationCholesky':
      return column < row;
    case 'simplex':
      // The coordinates hold one too many: the largest probability follows from the others.
      return support?.[entry] !== 0 && column !== largestIn(values, entry - column, size);
    case null:
    case 'ordered':
    case 'unitVector':
      return true;
  }
}

/** Whether the entry's own coordinate is without a unit, as a logarithm. */
function isPure({ variable: { type }, shape }: Slot, entry: number): boolean {
  const { row, column } = placeOf(type, shape, entry);
  switch (type.structure) {
    case null:
      return type.lower !== null || type.upper !== null;
    case 'covariance':
    case 'cholesky':
      return column === row;
    case 'ordered':
      return column > 0;
    case 'simplex':
    case 'unitVector':
    case 'correlation':
    case 'correlationCholesky':
      return true;
  }
}

/** Where an entry stands in its structured value of `size` columns. */
function placeOf(
  { structure }: TypeDefinition,
  shape: readonly number[],
  entry: number,
): { readonly row: number; readonly column: number; readonly size: number } {
  const size = structureRank(structure) === 0 ? 1 : at(shape, shape.length - 1);
  return { row: Math.floor(entry / size) % size, column: entry % size, size };
}

function largestIn(values: Float64Array, from: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (at(values, from + i) > at(values, from + best)) best = i;
  return best;
}

/** The gradient kernel on these data, from one point that holds the free coordinates of all params. */
function gradientOf(
  state: FitState,
  data: ChunkedData,
  layout: readonly Slot[],
): {
  readonly point: Float64Array;
  readonly evaluate: (point: Float64Array) => { gradient: Float64Array; values: Float64Array };
} {
  const { gradient, unconstrain } = state.definition.kernels;
  if (gradient === null || unconstrain === null)
    throw new Error(`model \`${state.definition.name}\` has no standard errors`);
  const fixed = mergeRecords<NumericArray>(
    computeCenters(state.definition, data),
    hyperArrays(hyperOf(state)),
  );
  const pack = (outputs: Readonly<Record<string, NumericArray>>, prefix: string): Float64Array => {
    const packed = new Float64Array(layout.reduce((sum, { values }) => sum + values.length, 0));
    for (const { variable, from } of layout) packed.set(required(outputs, prefix + variable.name), from);
    return packed;
  };
  const run = bindPass(gradient, data, fixed);
  const free = emptyRecord<NumericArray>();
  return {
    point: pack(bindKernel(unconstrain, data.sizes, fixed)(paramInputs(state.params)).outputs, 'free.'),
    evaluate(point) {
      for (const { variable, values, from } of layout)
        free[`free.${variable.name}`] = point.subarray(from, from + values.length);
      const { outputs } = run(free);
      return { gradient: pack(outputs, 'gradient.'), values: pack(outputs, 'param.') };
    },
  };
}

/** From the information to each entry's standard error, or the reason why it has none. */
function presented(
  { definition }: FitState,
  layout: readonly Slot[],
  coordinates: readonly Coordinate[],
  information: ObservedInformation,
): StandardErrors {
  const { kept, dropped, derivatives } = information;
  const position = new Map(coordinates.map(({ index }, i) => [index, i] as const));
  const parts = decompose(information);
  const used = usedParams(definition);
  const values = emptyRecord<unknown>();
  const absent: AbsentError[] = [];
  for (const slot of layout) {
    const { variable, shape, from, values: entries } = slot;
    const found: (number | null)[] = [];
    for (let entry = 0; entry < entries.length; entry++) {
      const obstacle = used.has(variable.name) ? obstacleOf(slot, entry) : 'silent';
      const answer = obstacle ?? errorOf(from + entry);
      if (typeof answer === 'number') found.push(answer);
      else {
        found.push(null);
        absent.push({ param: variable.name, index: indicesOf(entry, shape), reason: reasons[answer] });
      }
    }
    values[variable.name] = nest(found, [], shape);
  }
  return { values, absent };

  function obstacleOf(slot: Slot, entry: number): Obstacle | null {
    const own = position.get(slot.from + entry);
    if (own !== undefined) return dropped.get(own) ?? null;
    const { type } = slot.variable;
    if (type.structure !== 'simplex' || slot.support?.[entry] === 0) return null;
    // The largest probability has no coordinate of its own, and is at the edge where all others are.
    const { column, size } = placeOf(type, slot.shape, entry);
    const others = Array.from({ length: size }, (_, i) => position.get(slot.from + entry - column + i));
    const free = others.filter((i) => i !== undefined);
    return free.length > 0 && free.every((i) => dropped.has(i)) ? 'edge' : null;
  }

  function errorOf(entry: number): number | Obstacle | 'joint' {
    let variance = 0;
    let size = 0;
    let undetermined = 0;
    for (const part of parts) {
      const along = part.members.map(
        (i) => at(at(derivatives, at(kept, i)), entry) / at(information.scale, i),
      );
      if (along.every((x) => x === 0)) continue;
      size += along.reduce((sum, x) => sum + x * x, 0);
      part.eigen.values.forEach((value, i) => {
        let share = 0;
        along.forEach((x, k) => (share += x * at(part.eigen.vectors, i * along.length + k)));
        if (value > leastInformation) variance += (share * share) / value;
        else undetermined += share * share;
      });
    }
    // It moves with coordinates that were left out, and with them alone, or with one that could be anything.
    for (const [i, obstacle] of dropped) {
      const slope = at(at(derivatives, i), entry);
      if (slope !== 0 && (obstacle !== 'edge' || size === 0)) return obstacle;
    }
    return undetermined > 1e-6 * size ? 'joint' : Math.sqrt(variance);
  }
}

interface Part {
  readonly members: readonly number[];
  readonly eigen: ReturnType<typeof symmetricEigen>;
}

/** Coordinates that share no information, as those of different factors, are decomposed apart. */
function decompose({ scaled, kept }: ObservedInformation): readonly Part[] {
  const size = kept.length;
  const seen = new Set<number>();
  const parts: Part[] = [];
  for (let first = 0; first < size; first++) {
    if (seen.has(first)) continue;
    seen.add(first);
    const members = [first];
    for (const i of members)
      for (let j = 0; j < size; j++)
        if (!seen.has(j) && at(scaled, i * size + j) !== 0) {
          seen.add(j);
          members.push(j);
        }
    const matrix = Float64Array.from({ length: members.length ** 2 }, (_, k) =>
      at(scaled, at(members, Math.floor(k / members.length)) * size + at(members, k % members.length)),
    );
    parts.push({ members, eigen: symmetricEigen(matrix, members.length) });
  }
  return parts;
}

function indicesOf(entry: number, shape: readonly number[]): readonly number[] {
  let rest = entry;
  return [...shape]
    .reverse()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
