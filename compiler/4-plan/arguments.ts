// How an argument of a distribution depends on the params: not at all, as one picked entry, or otherwise.

import type { CheckedModel, CoreExpression, CoreIndex, Variable } from '../3-check/model.ts';
import { isFinite, levelsOf } from '../3-check/model.ts';
import { constantValue } from '../sizes/size.ts';
import type { ArgumentMap, CellIndex, CellVariable } from './derivation.ts';
import { subexpressions, variablesIn } from '../3-check/mentions.ts';
import { variableParts } from './stage/reads.ts';

export interface ModelIndex {
  readonly model: CheckedModel;
  readonly variables: ReadonlyMap<string, Variable>;
  /** Variables whose definitions mention this one, in the model's order. */
  readonly readers: ReadonlyMap<string, readonly Variable[]>;
  /** Where a variable stands in the model's order. */
  readonly position: ReadonlyMap<string, number>;
}

export function indexModel(model: CheckedModel): ModelIndex {
  const readers = new Map<string, Variable[]>();
  for (const variable of model.variables) {
    const names = new Set(variableParts(variable).flatMap((expression) => [...variablesIn(expression)]));
    for (const name of names) {
      const sofar = readers.get(name);
      if (sofar === undefined) readers.set(name, [variable]);
      else sofar.push(variable);
    }
  }
  return {
    model,
    variables: new Map(model.variables.map((variable) => [variable.name, variable])),
    readers,
    position: new Map(model.variables.map(({ name }, position) => [name, position])),
  };
}

/** The variables of these names, in the model's order. */
export function inModelOrder(index: ModelIndex, names: Iterable<string>): readonly Variable[] {
  return [...new Set(names)]
    .sort((a, b) => (index.position.get(a) ?? 0) - (index.position.get(b) ?? 0))
    .map((name) => variableOf(index, name));
}

export function variableOf(index: ModelIndex, name: string): Variable {
  const variable = index.variables.get(name);
  if (variable === undefined) throw new Error(`internal: no variable ${name}`);
  return variable;
}

/**
 * Whether it is summed out: a finite latent, or a finite observation that may be missing and that others depend on.
 * Where such an observation is seen, evidence leaves its value alone.
 */
export function isSummed(index: ModelIndex, variable: Variable): boolean {
  return variable.role === 'latent' ? levelsOf(variable.type) !== null : hasEvidence(index, variable);
}

/** Of what is summed out: whether data may hold its value. */
export function hasEvidence(index: ModelIndex, { name, role, optional, type, entryOf }: Variable): boolean {
  if (entryOf !== undefined) return true;
  return (
    role === 'observe' &&
    optional &&
    isFinite(type) &&
    type.shape.length === 0 &&
    readersOf(index, name).length > 0
  );
}

/** Variables that depend on this one, in its own step or, where it is hidden, in another. */
export function readersOf({ model, readers }: ModelIndex, name: string): readonly Variable[] {
  const lags = model.variables.filter(({ lagOf }) => lagOf?.variable === name);
  return [name, ...lags.map((lag) => lag.name)].flatMap((each) => readers.get(each) ?? []);
}

/** Whether something is indexed by it. */
export function picksEntries(index: ModelIndex, { name }: Variable): boolean {
  const parts = (index.readers.get(name) ?? []).flatMap(variableParts);
  for (const part of parts)
    for (const inner of subexpressions(part))
      if (inner.kind === 'index')
        for (const at of inner.indices) if (at.kind === 'at' && variablesIn(at.value).has(name)) return true;
  return false;
}

/** Params mentioned, in the model's order. */
export function mentionedParams(index: ModelIndex, expression: CoreExpression): readonly string[] {
  return inModelOrder(index, variablesIn(expression))
    .filter((variable) => variable.role === 'param')
    .map((variable) => variable.name);
}

/**
 * The finite variables through which an expression varies from row to row, in the model's order; null where it
 * varies in another way as well (a real observation, an input, an array of categories).
 */
export function cellVariables(index: ModelIndex, expression: CoreExpression): readonly CellVariable[] | null {
  const cells: CellVariable[] = [];
  for (const plate of mentionedPlates(expression)) {
    const declared = index.model.plates.find((candidate) => candidate.name === plate);
    // Without a declared size there may be as many cells as rows: no table for them.
    const size = declared?.size ?? null;
    if (size === null) return null;
    cells.push({ kind: 'plate', name: plate, levels: size });
  }
  for (const variable of inModelOrder(index, variablesIn(expression))) {
    if (variable.role === 'param') continue;
    const cell = finiteCell(index, variable);
    if (cell === null) return null;
    cells.push(cell);
  }
  return cells;
}

/** The latents among what an expression varies with, one value for each row. */
export function latentCells(index: ModelIndex, expression: CoreExpression): readonly CellVariable[] {
  return inModelOrder(index, variablesIn(expression))
    .filter((variable) => variable.role === 'latent')
    .flatMap((variable) => finiteCell(index, variable) ?? []);
}

function finiteCell(index: ModelIndex, variable: Variable): CellVariable | null {
  const levels = levelsOf(variable.type);
  const isLatent = isSummed(index, variable);
  if (levels === null || variable.type.shape.length > 0 || !(isLatent || isFinite(variable.type)))
    return null;
  return { kind: isLatent ? 'latent' : 'observed', name: variable.name, levels };
}

export function mapArgument(index: ModelIndex, expression: CoreExpression): ArgumentMap {
  const params = mentionedParams(index, expression);
  if (params.length === 0)
    return { kind: 'fixed', expression, perRow: cellVariables(index, expression) === null };
  return pickedEntry(index, expression) ?? { kind: 'computed', params, expression };
}

/** `mean`, `mean[kind]`, `table[a, 2, ..]`: a param with every axis picked by a finite variable or constant, or whole. */
function pickedEntry(index: ModelIndex, expression: CoreExpression): ArgumentMap | null {
  const [operand, indices] =
    expression.kind === 'index'
      ? [expression.operand, expression.indices]
      : [expression, expression.type.shape.map((): CoreIndex => ({ kind: 'all' }))];
  if (operand.kind !== 'variable' || variableOf(index, operand.name).role !== 'param') return null;
  const picked: CellIndex[] = [];
  const seen = new Set<string>();
  for (const at of indices) {
    const cell = cellIndex(index, at);
    if (cell === null) return null;
    if (cell.kind === 'variable') {
      // A diagonal `p[z, z]` leaves entries that no cell reaches in the usual way.
      const key = `${cell.cell.kind} ${cell.cell.name}`;
      if (seen.has(key)) return null;
      seen.add(key);
    }
    picked.push(cell);
  }
  return { kind: 'cell', param: operand.name, indices: picked, expression };
}

function cellIndex(index: ModelIndex, at: CoreIndex): CellIndex | null {
  if (at.kind === 'all') return at;
  if (at.kind === 'slice') return null;
  const value = at.value;
  if (value.kind === 'number') return { kind: 'constant', value: value.value };
  if (value.kind === 'size') {
    const constant = constantValue(value.size);
    return constant === null ? null : { kind: 'constant', value: constant };
  }
  if (value.kind !== 'variable' && value.kind !== 'plateIndex') return null;
  const [cell] = cellVariables(index, value) ?? [];
  return cell === undefined ? null : { kind: 'variable', cell };
}

/** Names of the plates whose row index is mentioned. */
function mentionedPlates(expression: CoreExpression): ReadonlySet<string> {
  const names = new Set<string>();
  for (const inner of subexpressions(expression)) if (inner.kind === 'plateIndex') names.add(inner.plate);
  return names;
}
