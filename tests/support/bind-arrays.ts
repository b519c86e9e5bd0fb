// What the oracle is told as the arrays that kernels and programs read, laid out as
// `KernelDefinition` says; written apart from the runtime's own reading of data.

import type { ArrayDefinition, NumericArray, Sizes } from '../../runtime/model/definition.ts';
import { pathsOf, platesAround } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, itemAtPath, unflatten, type Nested } from '../../cli/verify/oracle/nested.ts';
import { worldOf, type Told } from '../../cli/verify/oracle/world.ts';

export interface BoundArrays {
  readonly sizes: Sizes;
  readonly arrays: Record<string, NumericArray>;
}

export function bindArrays(told: Told): BoundArrays {
  const { model, data, hyper, params } = told;
  const world = worldOf(told);
  const sizes: Record<string, number> = { ...told.sizes };
  const arrays: Record<string, NumericArray> = { key: Int32Array.of(1, 2) };
  for (const plate of model.plates) {
    const paths = pathsOf(world, plate.name);
    sizes[`rows:${plate.name}`] = paths.length;
    if (plate.parent === null) continue;
    const parents = pathsOf(world, plate.parent).map((path) => path.join('/'));
    const parentOf = paths.map((path) => parents.indexOf(path.slice(0, -1).join('/')));
    arrays[`parent.${plate.name}`] = Int32Array.from(parentOf);
    arrays[`position.${plate.name}`] = Int32Array.from(paths, (path) => path.at(-1) ?? 0);
    // Row numbers are in order of their parents, so the first row of each parent is a count of those before it.
    arrays[`offset.${plate.name}`] = Int32Array.from(
      [...parents.keys(), parents.length],
      (parent) => parentOf.filter((other) => other < parent).length,
    );
  }
  for (const variable of model.variables) {
    if (variable.role === 'param')
      arrays[`param.${variable.name}`] = Float64Array.from(flatten(params[variable.name] ?? []));
    if (variable.role !== 'observe' && variable.role !== 'given') continue;
    const values = pathsOf(world, variable.plate).flatMap((path) =>
      flatten(itemAtPath(data[variable.name] ?? [], path)),
    );
    const finite = variable.type.element === 'category' || variable.type.element === 'bool';
    arrays[`data.${variable.name}`] = finite
      ? Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value))
      : Float64Array.from(values);
  }
  for (const [name, value] of Object.entries(hyper)) arrays[`hyper.${name}`] = Float64Array.of(value);
  return { sizes, arrays };
}

/** Row-major values with a leading row axis as the oracle nests them: `[row][inner row]..[rest]`. */
export function nestRows(
  told: Told,
  plate: string | null,
  values: ArrayLike<number>,
  shape: readonly number[],
): Nested {
  const world = worldOf(told);
  const paths = pathsOf(world, plate).map((path) => path.join('/'));
  const width = shape.reduce((product, size) => product * size, 1);
  const depth = platesAround(told.model, plate).length;
  const build = (path: readonly number[]): Nested => {
    if (path.length === depth) {
      const row = paths.indexOf(path.join('/'));
      return unflatten(
        Array.from({ length: width }, (_, i) => values[row * width + i] ?? Number.NaN),
        shape,
      );
    }
    const prefix = path.length === 0 ? '' : `${path.join('/')}/`;
    const indices = paths
      .filter((other) => other.startsWith(prefix))
      .map((other) => Number(other.split('/')[path.length]));
    const plateHere = platesAround(told.model, plate)[path.length] ?? '';
    const count = pathsOf(world, plateHere).filter((other) =>
      path.every((index, axis) => other[axis] === index),
    ).length;
    return Array.from({ length: Math.max(count, 0, ...indices.map((index) => index + 1)) }, (_, row) =>
      build([...path, row]),
    );
  };
  return build([]);
}

export function elementCount(array: ArrayDefinition, sizes: Sizes): number {
  return array.shape.reduce((product, size) => product * size(sizes), 1);
}

/** Outputs, allocated, and inputs, of which those that the problem lacks come from `fallback`. */
export function allocate(
  definitions: readonly ArrayDefinition[],
  sizes: Sizes,
): Record<string, NumericArray> {
  return Object.fromEntries(
    definitions.map((array) => {
      const length = elementCount(array, sizes);
      return [array.name, array.dtype === 'f64' ? new Float64Array(length) : new Int32Array(length)];
    }),
  );
}
