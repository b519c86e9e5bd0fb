// A world from a checked model and data as users give them: every latent, and every finite value that is missing, becomes a
// site.

import type { CheckedModel, Variable } from '../../../compiler/3-check/model.ts';
import { levelsOf, platesAround, rowCount, shapeOf, type Path, type World } from './log-joint.ts';
import type { Nested } from './nested.ts';
import { isSite, type Known, type Site } from './sites.ts';

export interface Told {
  readonly model: CheckedModel;
  /** int hyperparameters and dims. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Hyperparameters that are no int. */
  readonly hyper: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, Nested>>;
  /** Observations and inputs, `[row][inner row or step]..[shape]`; what is missing is NaN. */
  readonly data: Readonly<Record<string, Nested>>;
}

export function worldOf({ data, ...told }: Told): World {
  const values: Record<string, Known> = Object.fromEntries(
    told.model.variables
      .filter(({ role }) => role === 'observe' || role === 'given')
      .map(({ name }) => [name, data[name] ?? []]),
  );
  const world: World = { ...told, values, sites: { asked: null } };
  const { variables } = told.model;
  // Data say how many rows latents have.
  for (const variable of variables) {
    const { name, role } = variable;
    if (role === 'latent') values[name] = latentValues(world, variable);
    else if (role === 'observe' && isFiniteValue(variable))
      values[name] = withSites(world, variable, data[name] ?? []);
  }
  return world;
}

/** Of latents and of missing values, in the order in which they stand in the values. */
export function sitesOf({ model, values }: World): readonly Site[] {
  const visit = (value: Known): readonly Site[] =>
    typeof value === 'number' ? [] : isSite(value) ? [value] : value.flatMap(visit);
  return model.variables.flatMap(({ name }) => visit(values[name] ?? []));
}

function isFiniteValue({ type }: Variable): boolean {
  return type.element === 'category' || type.element === 'bool';
}

function latentValues(world: World, variable: Variable): Known {
  const shape = shapeOf(world, variable);
  const plates = platesAround(world.model, variable.plate);
  const blank = (axis: number): Nested =>
    axis === shape.length ? Number.NaN : Array.from({ length: shape[axis] ?? 0 }, () => blank(axis + 1));
  const rows = (path: Path): Nested => {
    const plate = plates[path.length];
    if (plate === undefined) return blank(0);
    return Array.from({ length: rowCount(world, plate, path) }, (_, row) => rows([...path, row]));
  };
  return withSites(world, variable, rows([]));
}

function withSites(world: World, variable: Variable, values: Nested): Known {
  const { name, type } = variable;
  const levels = levelsOf(world, variable);
  const visit = (value: Nested, indices: readonly number[]): Known => {
    if (typeof value !== 'number') return value.map((inner, index) => visit(inner, [...indices, index]));
    if (!Number.isNaN(value)) return value;
    const rank = indices.length - type.shape.length;
    const [path, entry] = [indices.slice(0, rank), indices.slice(rank)];
    const lowest = type.element === 'int' ? (type.lower?.value ?? 0) : 0;
    return { variable: name, path, entry, levels, lowest, level: null, isLeftOut: false };
  };
  return visit(values, []);
}
