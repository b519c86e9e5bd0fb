// Latents whose labels mean nothing: permuting the levels of one, with the entries of its params, leaves the
// model as it was. So it is when the latent only picks entries, each axis that it picks along is its own, and
// its own distributions are tables with a free entry for each level. Along a sequence the same holds step by step.

import type { CoreExpression, DistributionExpression, Variable } from '../3-check/model.ts';
import { distributionParts, subexpressions } from '../3-check/mentions.ts';
import type { ModelIndex } from './arguments.ts';
import { readersOf, variableOf } from './arguments.ts';
import type { FiniteLatent } from './derivation.ts';
import { recurrenceParts, variableParts } from './stage/reads.ts';
import { distributionsOf } from './stage/terms.ts';

type Exchangeable = FiniteLatent['exchangeable'];

/** An axis of a param: that of the levels, in a table of the latent's own. */
interface Axis {
  readonly param: string;
  readonly axis: number;
}

export function exchangeableParams(index: ModelIndex, latent: Variable): Exchangeable {
  const picks = new Map<string, Set<number>>();
  const note = ({ param, axis }: Axis): void => {
    picks.set(param, (picks.get(param) ?? new Set()).add(axis));
  };
  const own = ownTables(index, latent);
  if (own === null) return null;
  own.forEach(note);
  const readers = readersOf(index, latent.name).flatMap(variableParts);
  for (const expression of [...readers, ...index.model.recurrences.flatMap(recurrenceParts)])
    if (!onlyPicks(index, expression, latent.name, note)) return null;
  const params = [...picks].map(([param, axes]) => ({ param, axes: [...axes].sort((a, b) => a - b) }));
  return params.every(({ param, axes }) => ownsAxes(index, latent, own, param, axes)) ? params : null;
}

/**
 * The tables of the latent's own distributions: `Categorical(weight)`, `Categorical(move[parent])`. With both axes of a
 * matrix its stationary distribution is permuted, so `Categorical(stationary(move))` is a table too.
 */
function ownTables(index: ModelIndex, latent: Variable): readonly Axis[] | null {
  const tables: Axis[] = [];
  for (const distribution of distributionsOf(latent).flatMap(branchesOf)) {
    if (distribution.kind !== 'distribution' || distribution.family !== 'Categorical') return null;
    const expressions = Object.values(distribution.arguments);
    const [table] = expressions;
    if (table === undefined || expressions.length !== 1) return null;
    const isStationary = table.kind === 'stationary';
    const operand = table.kind === 'index' || isStationary ? table.operand : table;
    if (operand.kind !== 'variable' || !isParam(index, operand.name)) return null;
    const axis = operand.type.shape.length - 1;
    if (table.kind === 'index' && table.indices[axis]?.kind !== 'all') return null;
    tables.push({ param: operand.name, axis });
    if (isStationary) tables.push({ param: operand.name, axis: axis - 1 });
  }
  return tables.length === 0 ? null : tables;
}

/** Whichever branch holds, all of them are tables. */
function branchesOf(distribution: DistributionExpression): readonly DistributionExpression[] {
  return distribution.kind === 'choice'
    ? [distribution.then, distribution.else].flatMap(branchesOf)
    : [distribution];
}

/** A name may also be that of what a sequence carries along. */
function isParam(index: ModelIndex, name: string): boolean {
  return index.variables.get(name)?.role === 'param';
}

/** The latent in a row, at a step, or some steps before. */
function isLatent({ variables }: ModelIndex, expression: CoreExpression, latent: string): boolean {
  if (expression.kind !== 'variable' && expression.kind !== 'step') return false;
  return expression.name === latent || variables.get(expression.name)?.lagOf?.variable === latent;
}

/** True if every mention of the latent is an index of a param; notes each. */
function onlyPicks(
  index: ModelIndex,
  expression: CoreExpression,
  latent: string,
  note: (axis: Axis) => void,
): boolean {
  const mentions = new Set<CoreExpression>();
  const picks = new Set<CoreExpression>();
  for (const inner of subexpressions(expression)) {
    if (isLatent(index, inner, latent)) mentions.add(inner);
    if (inner.kind !== 'index' || inner.operand.kind !== 'variable') continue;
    const param = inner.operand.name;
    if (!isParam(index, param)) continue;
    for (const [axis, at] of inner.indices.entries()) {
      if (at.kind !== 'at' || !isLatent(index, at.value, latent)) continue;
      picks.add(at.value);
      note({ param, axis });
    }
  }
  return mentions.size === picks.size;
}

/** No other use of the param tells entries along these axes apart, nor does its prior or start. */
function ownsAxes(
  index: ModelIndex,
  latent: Variable,
  own: readonly Axis[],
  param: string,
  axes: readonly number[],
): boolean {
  const declared = variableOf(index, param);
  // The rows and columns of a covariance, the order of an ordered vector: no permutation leaves these alone.
  if (declared.type.structure !== null && declared.type.structure !== 'simplex') {
    const free = declared.type.shape.length - (declared.type.structure === 'ordered' ? 1 : 2);
    if (axes.some((axis) => axis >= free)) return false;
  }
  if (declared.support !== null) return false;
  if (declared.initial !== null && declared.initial.type.shape.length > 0) return false;
  if (declared.distribution !== null) {
    const expressions = distributionParts(declared.distribution);
    if (expressions.some((expression) => expression.type.shape.length > 0)) return false;
  }
  const isOwn = (axis: number): boolean => own.some((each) => each.param === param && each.axis === axis);
  const usesAlone = (expression: CoreExpression, byLatent: boolean): boolean => {
    for (const inner of subexpressions(expression)) {
      if (inner.kind === 'variable' && inner.name === param && !pickedSomewhere(expression, inner)) {
        // Used whole: along its own axis only the latent's table may be.
        if (!(byLatent && axes.every(isOwn))) return false;
      }
      if (inner.kind !== 'index' || inner.operand.kind !== 'variable' || inner.operand.name !== param)
        continue;
      for (const axis of axes) {
        const at = inner.indices[axis];
        const picked = at?.kind === 'at' && isLatent(index, at.value, latent.name);
        if (!picked && !(at?.kind === 'all' && byLatent && isOwn(axis))) return false;
      }
    }
    return true;
  };
  return (
    (index.readers.get(param) ?? []).every((variable) =>
      variableParts(variable).every((expression) => usesAlone(expression, variable.name === latent.name)),
    ) &&
    index.model.recurrences.every((recurrence) =>
      recurrenceParts(recurrence).every((expression) => usesAlone(expression, false)),
    )
  );
}

/** Whether this mention is the operand of an index within the expression. */
function pickedSomewhere(expression: CoreExpression, mention: CoreExpression): boolean {
  for (const inner of subexpressions(expression))
    if (inner.kind === 'index' && inner.operand === mention) return true;
  return false;
}
