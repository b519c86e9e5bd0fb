// Which parameters have left, or all but left, their domain: what a covariance on too few points does, or the
// rate of a component without counts.
//
// The test knows neither family nor parameterisation. Into each cell a ten-billionth of an event of pooled data
// is mixed for each event it has. Where that moves a parameter with an open domain by more than a factor of
// two, the parameter is made of the mixed-in data rather than of the cell's own: its sd is below about 1e-5 of
// the pooled one, whatever the units. Real numbers only have to be finite, and closed domains keep their ends:
// a probability may be 0.

import { constantColumn } from './constant-column.ts';
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

/**
 * Units among the closed forms that have left their domain, or all but. `reference`: params of the pooled data. What is
 * found from rows is probed only where it is far from there: each probe goes over the data.
 */
export function degenerateUnits(
  problem: Problem,
  groups: readonly CellGroup[],
  statistics: Statistics,
  pooledPerEvent: Statistics,
  params: ParamArrays,
  reference: ParamArrays,
): readonly ParamUnit[] {
  const fromCells = floorCells(statistics, groups, pooledPerEvent, probeShare, null, 'statistics');
  const probed = problem.maximiseFromStatistics(fromCells, params);
  // Both at the same other params: where these come of later steps, they have moved since.
  const own = isAllFromStatistics(problem) ? params : problem.maximiseFromStatistics(statistics, params);
  const found = degenerateAmong(problem, unitsOf(problem, 'closedForm'), own, probed);
  const suspects = unitsOf(problem, 'update').filter((unit) =>
    isFar(typeOf(problem, unit.param), unitValue(params, unit), unitValue(reference, unit)),
  );
  if (suspects.length === 0) return found;
  const all = floorCells(statistics, groups, pooledPerEvent, probeShare, null);
  return [...found, ...degenerateAmong(problem, suspects, params, problem.maximise(all, params))];
}

function isAllFromStatistics({ definition }: Problem): boolean {
  return definition.blocks.every(({ steps }) => steps.every(({ kind }) => kind === 'closedForm'));
}

function degenerateAmong(
  problem: Problem,
  units: readonly ParamUnit[],
  params: ParamArrays,
  probed: ParamArrays,
): readonly ParamUnit[] {
  return units.filter((unit) =>
    isDegenerate(typeOf(problem, unit.param), unitValue(params, unit), unitValue(probed, unit)),
  );
}

/** Much nearer to an end of the domain than the param of pooled data: what a probe could move is far beyond. */
function isFar(type: TypeDefinition, value: Float64Array, reference: Float64Array): boolean {
  if (!isValid(type, value)) return true;
  if (type.structure === 'covariance')
    return !isPositiveDefinite(value.map((x, i) => x - farShare * farShare * at(reference, i)));
  return hasMoved(type, value, reference, 1 / farShare);
}

const farShare = 1e-3;

/** All units of the params that have a closed form. */
export function closedFormUnits(problem: Problem): readonly ParamUnit[] {
  return [...unitsOf(problem, 'closedForm'), ...unitsOf(problem, 'update')];
}

function unitsOf(problem: Problem, kind: 'closedForm' | 'update'): readonly ParamUnit[] {
  const estimated = new Set(
    problem.definition.blocks.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === kind ? step.params : [])),
    ),
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

/** A param of a gradient step that has run to the end of its open domain: the likelihood has no maximum there. */
export function runawayParam(problem: Problem, params: ParamArrays): VariableDefinition | null {
  const climbing = problem.definition.blocks.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'gradient' ? step.params : [])),
  );
  const hasRun = ({ name, type }: VariableDefinition): boolean => {
    // About one value a density narrows down until rounding ends it, as does a Weibull by its shape.
    const farEnd = constantColumn(problem, name, ['real']) === null ? 1 / nearEnd : narrowest;
    return (
      isSingular(problem, type, required(params, name)) ||
      required(params, name).some(
        (x) =>
          type.lower?.open === true &&
          (x - type.lower.value < nearEnd || (type.upper === null && x > farEnd)),
      )
    );
  };
  return (
    paramVariables(problem.definition).find(
      (variable) => climbing.includes(variable.name) && hasRun(variable),
    ) ?? null
  );
}

/** Whether a covariance or correlation has lost a direction, but for rounding. */
function isSingular({ sizes }: Problem, type: TypeDefinition, values: Float64Array): boolean {
  if (type.structure !== 'covariance' && type.structure !== 'correlation') return false;
  const length = (type.shape.at(-1)?.(sizes) ?? 1) ** 2;
  return Array.from({ length: values.length / length }, (_, i) =>
    values.subarray(i * length, (i + 1) * length),
  ).some((matrix) => !isWellPosed({ ...type, structure: 'covariance' }, matrix));
}

/** No measurement is made in such units. */
const nearEnd = 1e-30;
/** Of what grows as a density narrows down on one value. */
const narrowest = 1e12;

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

/** Whether the distance to an open end of the domain differs by more than a factor, of two if none is given. */
export function hasMoved(
  type: TypeDefinition,
  value: Float64Array,
  probed: Float64Array,
  factor = 2,
): boolean {
  if (type.structure !== null) return false;
  const moved = (a: number, b: number): boolean => b > factor * a;
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

const combine = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => 2 * x - at(b, i));

const isMatrix = (type: TypeDefinition): boolean =>
  type.structure === 'covariance' ||
  type.structure === 'cholesky' ||
  type.structure === 'correlationCholesky' ||
  type.structure === 'correlation';

export function typeOf(problem: Problem, param: string): TypeDefinition {
  const variable = problem.definition.variables.find(({ name }) => name === param);
  if (variable === undefined) throw new Error(`internal: no param \`${param}\``);
  return variable.type;
}
