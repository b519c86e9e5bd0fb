// What lowering one program needs: the builder, the model, and the axes and inputs that stand for its plates,
// latents and variables. Names of inputs are the array names that drivers use.

import type { ArrayEntry, Plate, Variable } from '../3-check/model.ts';
import { isFinite, lowestOf } from '../3-check/model.ts';
import type { ModelIndex } from '../4-plan/arguments.ts';
import { indexModel, variableOf } from '../4-plan/arguments.ts';
import type { CellVariable, Derivation, Factor, FiniteLatent } from '../4-plan/derivation.ts';
import { makeAxis, plateAxis } from '../ir/axis.ts';
import type { Builder } from '../ir/build.ts';
import { createBuilder } from '../ir/build.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { Size } from '../sizes/size.ts';

export interface Context {
  readonly m: Builder;
  readonly derivation: Derivation;
  readonly index: ModelIndex;
  /** Axes made for one expression (a literal array, a slice), the same at each lowering of it. */
  readonly expressionAxes: WeakMap<object, Map<string, Axis>>;
  nextAxis: number;
}

/** One context, and so one builder, for each program. */
export function createContext(derivation: Derivation): Context {
  return {
    m: createBuilder(),
    derivation,
    index: indexModel(derivation.model),
    expressionAxes: new WeakMap(),
    nextAxis: 0,
  };
}

/** A number or an array: `axes` are those of its declared shape, in order; plates and latents are implied axes. */
export interface Value {
  readonly node: Node;
  readonly axes: readonly Axis[];
}

export function variable(context: Context, name: string): Variable {
  return variableOf(context.index, name);
}

export function factor(context: Context, id: string): Factor {
  const found = context.derivation.factors.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`internal: no factor ${id}`);
  return found;
}

function latent(context: Context, name: string): FiniteLatent {
  const found = context.derivation.latents.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`internal: no latent ${name}`);
  return found;
}

/** The axis of a variable's declared shape; row axes of plates are apart. */
export function valueAxes(declared: Variable): readonly Axis[] {
  return declared.type.shape.map((size, position) => makeAxis(`${declared.name}.${String(position)}`, size));
}

/** The axis of the values of a finite latent. */
export function latentAxis(context: Context, name: string): Axis {
  return makeAxis(name, latent(context, name).levels);
}

/** Its values along that axis; whole numbers between bounds start at the lower one. */
export function latentValues(context: Context, { name, type }: Variable): Node {
  const { m } = context;
  const codes = m.iota(latentAxis(context, name));
  return isFinite(type) ? codes : m.add(m.cast(codes, 'f64'), m.num(lowestOf(type)));
}

/** The axis of cells along the values of an observed finite variable, or along the rows of a sized plate. */
export function cellAxis(context: Context, cell: CellVariable): Axis {
  if (cell.kind === 'latent') return latentAxis(context, cell.name);
  return makeAxis(`${cell.kind === 'plate' ? 'index' : 'level'}:${cell.name}`, cell.levels);
}

/** An axis that belongs to one expression. */
export function expressionAxis(context: Context, expression: object, role: string, size: Size): Axis {
  const known = context.expressionAxes.get(expression) ?? new Map<string, Axis>();
  context.expressionAxes.set(expression, known);
  const axis = known.get(role) ?? makeAxis(`${role}#${String(context.nextAxis++)}`, size);
  known.set(role, axis);
  return axis;
}

// Plates -------------------------------------------------------------------------------------------------

export function rowAxes(plate: string | null): readonly Axis[] {
  return plate === null ? [] : [plateAxis(plate)];
}

function plateNamed(context: Context, plate: string): Plate {
  const found = context.derivation.model.plates.find((candidate) => candidate.name === plate);
  if (found === undefined) throw new Error(`internal: no plate ${plate}`);
  return found;
}

/** A value of one plate as seen from the rows of a plate within it. */
export function spread(context: Context, node: Node, from: string | null, to: string | null): Node {
  if (from === null || from === to) return node;
  if (to === null) throw new Error(`internal: a value of plate ${from} is used outside it`);
  const { parent } = plateNamed(context, to);
  const inParent = spread(context, node, from, parent);
  return parent === null ? inParent : context.m.spreadRows(inParent, plateAxis(parent), plateAxis(to));
}

/** The row's index within its parent row; of a sequence that is alone, the number of the step. */
export function rowIndex(context: Context, plate: string): Node {
  const { parent, sequence } = plateNamed(context, plate);
  return parent === null && sequence === null
    ? context.m.iota(plateAxis(plate))
    : context.m.input(`position.${plate}`, { dtype: 'i32', axes: rowAxes(plate) });
}

/** One entry of an array, for each row. */
export function entryAt({ m }: Context, array: Node, declared: Variable, { position }: ArrayEntry): Node {
  return valueAxes(declared).reduce(
    (node, axis, depth) => m.at(node, axis, m.constant(position[depth] ?? 0, 'i32')),
    array,
  );
}

// Inputs -------------------------------------------------------------------------------------------------

export function dataInput(context: Context, declared: Variable): Node<'input'> {
  return context.m.input(`data.${declared.name}`, {
    dtype: isFinite(declared.type) ? 'i32' : 'f64',
    axes: [...rowAxes(declared.plate), ...valueAxes(declared)],
  });
}

export function paramInput(context: Context, declared: Variable): Node<'input'> {
  return context.m.input(`param.${declared.name}`, { dtype: 'f64', axes: valueAxes(declared) });
}

export function scalarInput(context: Context, name: string): Node<'input'> {
  return context.m.input(name, { dtype: 'f64', axes: [] });
}
