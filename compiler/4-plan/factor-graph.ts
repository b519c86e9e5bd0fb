// The log joint as a list of factors: one for each distribution, an `if` between distributions split into its
// branches with their guards.

import { findFamily } from '../library/derived/index.ts';
import type { Distribution } from '../library/distribution.ts';
import type {
  CheckedModel,
  CoreExpression,
  DistributionCall,
  DistributionChoice,
  DistributionExpression,
  Variable,
} from '../3-check/model.ts';
import { boolType, intType } from '../3-check/type.ts';
import { constantSize, subtractSizes } from '../sizes/size.ts';
import { argumentsFor } from './blocks/made-of.ts';
import type { ModelIndex } from './arguments.ts';
import {
  cellVariables,
  latentCells,
  inModelOrder,
  isSummed,
  mapArgument,
  mentionedParams,
  variableOf,
} from './arguments.ts';
import type { ArgumentMap, CellVariable, Factor } from './derivation.ts';
import { distributionParts, variablesIn } from '../3-check/mentions.ts';

interface Branch {
  readonly call: DistributionCall;
  readonly guard: Factor['guard'];
}

export function buildFactors(index: ModelIndex): readonly Factor[] {
  return index.model.variables.flatMap((variable) => {
    if (variable.distribution === null || variable.role === 'param') return [];
    // The entries have factors of their own.
    if (hasEntries(index.model, variable.name)) return [];
    const branches = splitBranches(variable.distribution, endGuard(index, variable));
    return branches.map((branch, position) =>
      buildFactor(
        index,
        variable,
        branch,
        branches.length === 1 ? variable.name : `${variable.name}.${String(position + 1)}`,
      ),
    );
  });
}

/** The step END is one of the symbol that ends the sequence and of latents: nothing else is observed there. */
function endGuard({ model, variables }: ModelIndex, { name, role, plate }: Variable): Factor['guard'] {
  const until = model.plates.find((each) => each.name === plate)?.sequence?.until ?? null;
  const symbol = until === null ? undefined : variables.get(until);
  const levels = symbol?.type.levels ?? null;
  if (symbol === undefined || levels === null || role !== 'observe' || name === until) return [];
  const { type, nameSpan: span } = symbol;
  const end = subtractSizes(levels, constantSize(1));
  const operands: readonly CoreExpression[] = [
    { kind: 'variable', name: symbol.name, type, span },
    { kind: 'size', size: end, type: intType([]), span },
  ];
  const condition: CoreExpression = { kind: 'call', name: 'equal', operands, type: boolType([]), span };
  return [{ condition, holds: false }];
}

function splitBranches(described: DistributionExpression, guard: Factor['guard']): readonly Branch[] {
  const distribution = derivable(described);
  if (distribution.kind === 'distribution') return [{ call: distribution, guard }];
  const { condition } = distribution;
  return [
    ...splitBranches(distribution.then, [...guard, { condition, holds: true }]),
    ...splitBranches(distribution.else, [...guard, { condition, holds: false }]),
  ];
}

function buildFactor(index: ModelIndex, variable: Variable, branch: Branch, id: string): Factor {
  const family = familyOf(branch.call);
  const mapped: Record<string, ArgumentMap> = {};
  for (const [name, expression] of Object.entries(branch.call.arguments))
    mapped[name] = mapArgument(index, expression);
  const expressions = [
    ...Object.values(branch.call.arguments),
    ...branch.guard.map(({ condition }) => condition),
  ];
  const evidence = evidenceOf(index, variable, branch, family);
  return {
    id,
    variable: variable.name,
    kind: variable.role === 'latent' ? 'latent' : 'observation',
    plate: variable.plate,
    scope: latentScope(index, variable, expressions),
    missing: missingOf(index, variable, family),
    guard: branch.guard,
    family: family.name,
    form: formOf(family, branch.call),
    arguments: mapped,
    evidence: evidence === null ? 'rows' : evidence.some ? 'statistics' : 'none',
    cells: evidence?.cells ?? [],
    span: branch.call.span,
  };
}

/** Whether an array is summed out entry by entry. */
export function hasEntries({ variables }: CheckedModel, name: string): boolean {
  return variables.some(({ entryOf }) => entryOf?.variable === name);
}

/** What is summed out has evidence instead. */
function missingOf(index: ModelIndex, variable: Variable, family: Distribution): Factor['missing'] {
  if (!variable.optional || isSummed(index, variable)) return 'nothing';
  return family.eventRank === 0 || family.marginals !== null ? 'entries' : 'events';
}

/** Whether its statistics are expected ones, given the entries of its vectors that are there. */
export function isConditional({ missing, family }: Factor): boolean {
  return missing === 'entries' && familyNamed(family).eventRank > 0;
}

/** A call or a choice of calls: nothing else has a derivation. */
export function derivable(distribution: DistributionExpression): DistributionCall | DistributionChoice {
  if (distribution.kind === 'distribution' || distribution.kind === 'choice') return distribution;
  throw new Error(`internal: a ${distribution.kind} distribution in a derivation`);
}

export function familyOf(call: DistributionCall): Distribution {
  return familyNamed(call.family);
}

/** The distribution of this name; the checker has let no other name through. */
export function familyNamed(name: string): Distribution {
  const family = findFamily(name);
  if (family === null) throw new Error(`internal: no distribution ${name}`);
  return family;
}

/** The form whose names the call's arguments are. */
export function formOf(family: Distribution, call: DistributionCall): number {
  const names = Object.keys(call.arguments);
  const form = family.forms.findIndex(
    (candidate) =>
      names.every((name) => candidate.names.includes(name)) &&
      candidate.names.every((name) => names.includes(name) || candidate.optional?.includes(name) === true),
  );
  if (form < 0) throw new Error(`internal: no form of ${family.name} has arguments ${names.join(', ')}`);
  return form;
}

/** Finite latents mentioned, and the variable itself if it is one, in the model's order. */
function latentScope(
  index: ModelIndex,
  variable: Variable,
  expressions: readonly CoreExpression[],
): readonly string[] {
  const names = expressions.flatMap((expression) => [...variablesIn(expression)]);
  return inModelOrder(index, [...names, variable.name])
    .filter((candidate) => isSummed(index, candidate))
    .map((candidate) => candidate.name);
}

/** Cells of the expected statistics; null where a solver must see the rows. `some`: params are involved at all. */
function evidenceOf(
  index: ModelIndex,
  variable: Variable,
  branch: Branch,
  family: Distribution,
): { readonly some: boolean; readonly cells: readonly CellVariable[] } | null {
  const expressions = Object.values(branch.call.arguments);
  const conditions = branch.guard.map(({ condition }) => condition);
  if (conditions.some((condition) => mentionedParams(index, condition).length > 0)) return null;
  if (expressions.every((expression) => mentionedParams(index, expression).length === 0))
    return { some: false, cells: [] };
  if (family.statistics === null || presumesParams(index, branch.call, family)) return null;
  const cells = new Map<string, CellVariable>();
  for (const expression of expressions) {
    const varying = cellVariables(index, expression);
    if (varying === null) return null;
    for (const cell of varying) cells.set(`${cell.kind} ${cell.name}`, cell);
  }
  // What a latent decides is told apart by its levels, or the branches of an `if` would all start from the same rows.
  for (const condition of conditions)
    for (const cell of latentCells(index, condition)) cells.set(`${cell.kind} ${cell.name}`, cell);
  // A category's levels may also be read by its own distribution: only parents number the cells.
  cells.delete(`latent ${variable.name}`);
  return { some: true, cells: [...cells.values()] };
}

/** Whether params enter what the family's statistics presume to be known. */
function presumesParams(index: ModelIndex, call: DistributionCall, family: Distribution): boolean {
  const { presumed = [] } = family;
  if (presumed.length === 0) return false;
  const form = family.forms[formOf(family, call)];
  return Object.entries(call.arguments).some(
    ([name, expression]) =>
      mentionedParams(index, expression).length > 0 &&
      presumed.some(
        (parameter) => form !== undefined && argumentsFor(family, form, parameter).includes(name),
      ),
  );
}

/** All params that a factor depends on, in the model's order. */
export function factorParams(index: ModelIndex, factor: Factor): readonly string[] {
  const names = [
    ...Object.values(factor.arguments).flatMap((argument) => mentionedParams(index, argument.expression)),
    ...factor.guard.flatMap(({ condition }) => mentionedParams(index, condition)),
  ];
  return inModelOrder(index, names).map((variable) => variable.name);
}

/** Params that a param's prior depends on, itself included. */
export function priorParams(index: ModelIndex, param: string): readonly string[] {
  const prior = variableOf(index, param).distribution;
  if (prior === null) return [];
  return [param, ...distributionParts(prior).flatMap((expression) => mentionedParams(index, expression))];
}
