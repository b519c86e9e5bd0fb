// Parameter values from outside, as nested arrays: checked against their types, and read for the sizes they tell.

import { symbolOf } from '../data/dims.ts';
import { encodeValues } from '../data/encode-values.ts';
import { didYouMean } from '../data/nearest-name.ts';
import { flatten, isFlatNumbers, nest } from '../data/nesting.ts';
import { DataError, FitError } from '../errors.ts';
import { paramVariables, type ParamArrays } from '../inference/problem.ts';
import type { ModelDefinition, Sizes, VariableDefinition } from '../model/definition.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';
import { checkStructure } from './check-structure.ts';

type ParamValues = Readonly<Record<string, unknown>>;

/** Flat values of all params (`partial`: of those given). Error: `FitError`. */
export function readParams(
  definition: ModelDefinition,
  values: ParamValues,
  sizes: Sizes,
  extent: 'all' | 'partial',
): ParamArrays {
  const params = paramVariables(definition);
  refuseUnknown(definition, values);
  const arrays = emptyRecord<Float64Array>();
  for (const variable of params) {
    const value = lookUp(values, variable.name);
    if (value !== undefined) arrays[variable.name] = readParam(variable, value, sizes);
    else if (extent === 'all')
      throw new FitError(
        `param \`${variable.name}\` (\`${variable.type.text}\`) of model \`${definition.name}\` has no value`,
      );
  }
  return arrays;
}

/** The sizes that shapes of params tell: of dims and hyperparameters that are an axis by themselves. */
export function sizesOfParams(definition: ModelDefinition, values: ParamValues): Record<string, number> {
  const sizes = emptyRecord<number>();
  for (const variable of paramVariables(definition)) {
    const value = lookUp(values, variable.name);
    if (value === undefined || isFlatNumbers(value)) continue;
    const { shape } = flattenParam(variable, value);
    variable.type.shape.forEach((size, axis) => {
      const symbol = symbolOf(size);
      const found = shape?.[axis];
      if (symbol !== null && found !== undefined) sizes[symbol] ??= found;
    });
  }
  return sizes;
}

/** Nested arrays of a param's values; a scalar is a number. */
export function nestParam(variable: VariableDefinition, values: Float64Array, sizes: Sizes): unknown {
  return nest(values, [], shapeOf(variable, sizes));
}

function shapeOf({ type }: VariableDefinition, sizes: Sizes): readonly number[] {
  return type.shape.map((size) => size(sizes));
}

function refuseUnknown(definition: ModelDefinition, values: ParamValues): void {
  const names = paramVariables(definition).map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const list = names.length === 0 ? 'it has none' : `it has ${names.map((name) => `\`${name}\``).join(', ')}`;
  throw new FitError(
    `\`${unknown}\` is no param of model \`${definition.name}\``,
    didYouMean(unknown, names) ?? list,
  );
}

function flattenParam(variable: VariableDefinition, value: unknown): ReturnType<typeof flatten> {
  try {
    return flatten(value, variable.name, [], variable.type.shape.length, variable.type.text);
  } catch (error) {
    if (error instanceof DataError) throw new FitError(`param \`${variable.name}\`: ${error.problem}`);
    throw error;
  }
}

function readParam(variable: VariableDefinition, value: unknown, sizes: Sizes): Float64Array {
  const { name, type } = variable;
  const due = shapeOf(variable, sizes);
  const length = due.reduce((product, size) => product * size, 1);
  const flat = isFlatNumbers(value) ? { values: value, shape: null } : flattenParam(variable, value);
  const fits =
    flat.shape === null
      ? flat.values.length === length
      : flat.shape.every((size, axis) => size === at(due, axis));
  if (!fits)
    throw new FitError(
      `param \`${name}\` has shape [${(flat.shape ?? [flat.values.length]).map(String).join(', ')}], but \`${type.text}\` is [${due.map(String).join(', ')}] here`,
      sizeHint(variable, flat.shape, sizes),
    );
  const { array, problem } = encodeValues(flat.values, type, null);
  // What to do about a missing value of data is no advice here.
  if (problem !== null) throw new FitError(`${describeEntry(name, due, problem.index)}: ${problem.problem}`);
  const values = Float64Array.from(array);
  const wrong = checkStructure(variable, values, due);
  if (wrong === null) return values;
  const inner = due.slice(due.length - wrong.rank).reduce((product, axis) => product * axis, 1);
  const place = describeEntry(name, due.slice(0, due.length - wrong.rank), Math.floor(wrong.entry / inner));
  throw new FitError(`${place}: ${wrong.problem}`, wrong.fix);
}

/** ``set `K` to 3`` where the shape says so. */
function sizeHint(
  { type }: VariableDefinition,
  found: readonly number[] | null,
  sizes: Sizes,
): string | null {
  for (const [axis, size] of type.shape.entries()) {
    const symbol = symbolOf(size);
    const value = found?.[axis];
    if (symbol !== null && value !== undefined && required(sizes, symbol) !== value)
      return `give values of the shape declared, or set \`${symbol}\` to ${String(value)}`;
  }
  return null;
}

/** ``param `mean[1][0]` ``: indices count from 0, as in the language and in JSON. */
function describeEntry(name: string, shape: readonly number[], index: number): string {
  let rest = index;
  const indices = [...shape].reverse().map((size) => {
    const i = rest % size;
    rest = Math.floor(rest / size);
    return `[${String(i)}]`;
  });
  return `param \`${name}${indices.reverse().join('')}\``;
}
