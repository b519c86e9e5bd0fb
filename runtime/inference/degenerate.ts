// Which parameters have left, or all but left, their domain: what a covariance on too few points does, or the
// rate of a component without counts.
//
// The test knows neither family nor parameterisation. Into each cell a ten-billionth of an event of pooled data
// is mixed for each event it has. Where that moves a parameter with an open domain by more than a factor of
// two, the parameter is made of the mixed-in data rather than of the cell's own: its sd is below about 1e-5 of
// the pooled one, whatever the units. Real numbers only have to be finite, and closed domains keep their ends:
// a probability may be 0.

import { floorCells } from './floor.ts';
import type { CellGroup } from './cells.ts';
import { paramVariables, type ParamArrays, type Problem, type Statistics } from './problem.ts';
import type { TypeDefinition, VariableDefinition } from '../model/definition.ts';
import { at, required } from '../record.ts';
import { isPositiveDefinite } from './matrix.ts';

/** One value of a param: an element, or a structured value of several. */
export interface ParamUnit {
  readonly param: string;
  /** Elements `from` to `to - 1` of its array. */
  readonly from: number;
  readonly to: number;
}

/** Pseudo-events of pooled data for each event in a cell, for the test. */
export const probeShare = 1e-10;

export function degenerateUnits(
  problem: Problem,
  groups: readonly CellGroup[],
  statistics: Statistics,
  pooledPerEvent: Statistics,
  params: ParamArrays,
): readonly ParamUnit[] {
  const probed = problem.maximise(floorCells(statistics, groups, pooledPerEvent, probeShare, null), params);
  const found: ParamUnit[] = [];
  for (const unit of closedFormUnits(problem)) {
    const type = typeOf(problem, unit.param);
    const value = unitValue(params, unit);
    if (isDegenerate(type, value, unitValue(probed, unit))) found.push(unit);
  }
  return found;
}

/** All units of the params that have a closed form. */
export function closedFormUnits(problem: Problem): readonly ParamUnit[] {
  const estimated = new Set(
    problem.definition.blocks
      .filter(({ solver }) => solver.kind === 'closedForm')
      .flatMap(({ params }) => params),
  );
  return paramVariables(problem.definition).flatMap(({ name, type }) => {
    if (!estimated.has(name)) return [];
    const shape = type.shape.map((size) => size(problem.sizes));
    const rank = type.structure === null ? 0 : isMatrix(type) ? 2 : 1;
    const size = shape.slice(shape.length - rank).reduce((product, length) => product * length, 1);
    const total = shape.reduce((product, length) => product * length, 1);
    return Array.from({ length: total / size }, (_, i) => ({
      param: name,
      from: i * size,
      to: (i + 1) * size,
    }));
  });
}

/** A param of a gradient block that has run to the end of its open domain: the likelihood has no maximum there. */
export function runawayParam(problem: Problem, params: ParamArrays): VariableDefinition | null {
  const climbing = problem.definition.blocks.flatMap((block) =>
    block.solver.kind === 'gradient' ? block.params : [],
  );
  const hasRun = ({ name, type }: VariableDefinition): boolean =>
    required(params, name).some(
      (x) =>
        type.lower?.open === true &&
        (x - type.lower.value < nearEnd || (type.upper === null && x > 1 / nearEnd)),
    );
  return (
    paramVariables(problem.definition).find(
      (variable) => climbing.includes(variable.name) && hasRun(variable),
    ) ?? null
  );
}

/** No measurement is made in such units. */
const nearEnd = 1e-30;

export function unitValue(params: ParamArrays, unit: ParamUnit): Float64Array {
  return required(params, unit.param).subarray(unit.from, unit.to);
}

/** Finite and inside its domain, ends that are open excluded. */
export function isValid(type: TypeDefinition, value: Float64Array): boolean {
  if (!value.every((x) => Number.isFinite(x))) return false;
  if (type.structure === 'covariance' || type.structure === 'correlation') return isPositiveDefinite(value);
  return value.every(
    (x) =>
      (type.lower?.open !== true || x > type.lower.value) &&
      (type.upper?.open !== true || x < type.upper.value),
  );
}

/** Valid, and a covariance not only by rounding. */
export function isWellPosed(type: TypeDefinition, value: Float64Array): boolean {
  return isValid(type, value) && (type.structure !== 'covariance' || isPositiveDefinite(value, 1e-11));
}

function isDegenerate(type: TypeDefinition, value: Float64Array, probed: Float64Array): boolean {
  if (!isValid(type, value)) return true;
  if (type.structure === 'covariance')
    // Both 2 value - probed and 2 probed - value are positive definite unless some direction moved by a factor of two.
    return !isPositiveDefinite(combine(value, probed)) || !isPositiveDefinite(combine(probed, value));
  return hasMoved(type, value, probed);
}

/** Whether the distance to an open end of the domain differs by more than a factor of two. */
export function hasMoved(type: TypeDefinition, value: Float64Array, probed: Float64Array): boolean {
  if (type.structure !== null) return false;
  return value.some((x, i) => {
    const y = at(probed, i);
    if (!Number.isFinite(y)) return false;
    const { lower, upper } = type;
    return (
      (lower?.open === true &&
        (moved(x - lower.value, y - lower.value) ||
          (upper === null && moved(y - lower.value, x - lower.value)))) ||
      (upper?.open === true && moved(upper.value - x, upper.value - y))
    );
  });
}

/** Whether `b` is more than twice `a`. */
const moved = (a: number, b: number): boolean => b > 2 * a;

const combine = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => 2 * x - at(b, i));

const isMatrix = (type: TypeDefinition): boolean =>
  type.structure === 'covariance' || type.structure === 'cholesky' || type.structure === 'correlation';

export function typeOf(problem: Problem, param: string): TypeDefinition {
  const variable = problem.definition.variables.find(({ name }) => name === param);
  if (variable === undefined) throw new Error(`internal: no param \`${param}\``);
  return variable.type;
}
