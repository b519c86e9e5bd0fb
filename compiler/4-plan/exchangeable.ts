// Latents whose labels mean nothing: permuting the levels of one, with the entries of its params, leaves the
// model as it was. So it is when the latent only picks entries, each axis that it picks along is its own, and
// its own distribution is a table with a free entry for each level.

import type { CoreExpression, Variable } from '../3-check/model.ts';
import { distributionParts, subexpressions } from '../3-check/mentions.ts';
import type { ModelIndex } from './arguments.ts';
import { variableOf } from './arguments.ts';
import type { FiniteLatent } from './derivation.ts';

type Exchangeable = FiniteLatent['exchangeable'];

export function exchangeableParams(index: ModelIndex, latent: Variable): Exchangeable {
  const picks = new Map<string, Set<number>>();
  const note = (param: string, axis: number): void => {
    picks.set(param, (picks.get(param) ?? new Set()).add(axis));
  };
  const own = ownTable(index, latent);
  if (own === null) return null;
  note(own.param, own.axis);
  for (const variable of index.readers.get(latent.name) ?? []) {
    if (variable.distribution === null) continue;
    for (const expression of distributionParts(variable.distribution))
      if (!onlyPicks(index, expression, latent.name, note)) return null;
  }
  const params = [...picks].map(([param, axes]) => ({ param, axes: [...axes].sort((a, b) => a - b) }));
  return params.every(({ param, axes }) => ownsAxes(index, latent, own, param, axes)) ? params : null;
}

/** The table of the latent's own distribution: `Categorical(weight)`, `Categorical(move[parent])`. */
function ownTable(
  index: ModelIndex,
  latent: Variable,
): { readonly param: string; readonly axis: number } | null {
  const distribution = latent.distribution;
  if (distribution?.kind !== 'distribution' || distribution.family !== 'Categorical') return null;
  const expressions = Object.values(distribution.arguments);
  const [table] = expressions;
  if (table === undefined || expressions.length !== 1) return null;
  const operand = table.kind === 'index' ? table.operand : table;
  if (operand.kind !== 'variable' || variableOf(index, operand.name).role !== 'param') return null;
  const axis = operand.type.shape.length - 1;
  if (table.kind === 'index' && table.indices[axis]?.kind !== 'all') return null;
  return { param: operand.name, axis };
}

/** True if every mention of the latent is an index of a param; notes each. */
function onlyPicks(
  index: ModelIndex,
  expression: CoreExpression,
  latent: string,
  note: (param: string, axis: number) => void,
): boolean {
  const mentions = new Set<CoreExpression>();
  const picks = new Set<CoreExpression>();
  for (const inner of subexpressions(expression)) {
    if (inner.kind === 'variable' && inner.name === latent) mentions.add(inner);
    if (inner.kind !== 'index' || inner.operand.kind !== 'variable') continue;
    const operand = inner.operand.name;
    if (variableOf(index, operand).role !== 'param') continue;
    for (const [axis, at] of inner.indices.entries()) {
      if (at.kind !== 'at' || at.value.kind !== 'variable' || at.value.name !== latent) continue;
      picks.add(at.value);
      note(operand, axis);
    }
  }
  return mentions.size === picks.size;
}

/** No other use of the param tells entries along these axes apart, nor does its prior or start. */
function ownsAxes(
  index: ModelIndex,
  latent: Variable,
  own: { readonly param: string; readonly axis: number },
  param: string,
  axes: readonly number[],
): boolean {
  const declared = variableOf(index, param);
  // The rows and columns of a covariance, the order of an ordered vector: no permutation leaves these alone.
  if (declared.type.structure !== null && declared.type.structure !== 'simplex') {
    const free = declared.type.shape.length - (declared.type.structure === 'ordered' ? 1 : 2);
    if (axes.some((axis) => axis >= free)) return false;
  }
  if (declared.initial !== null && declared.initial.type.shape.length > 0) return false;
  if (declared.distribution !== null) {
    const expressions = distributionParts(declared.distribution);
    if (expressions.some((expression) => expression.type.shape.length > 0)) return false;
  }
  let alone = true;
  for (const variable of index.readers.get(param) ?? []) {
    if (variable.distribution === null) continue;
    for (const expression of distributionParts(variable.distribution)) {
      for (const inner of subexpressions(expression)) {
        if (inner.kind === 'variable' && inner.name === param && !pickedSomewhere(expression, inner)) {
          // Used whole: along its own axis only the latent's table may be.
          const table =
            variable.name === latent.name && param === own.param && axes.every((axis) => axis === own.axis);
          if (!table) alone = false;
        }
        if (inner.kind !== 'index' || inner.operand.kind !== 'variable' || inner.operand.name !== param)
          continue;
        for (const axis of axes) {
          const at = inner.indices[axis];
          const byLatent = at?.kind === 'at' && at.value.kind === 'variable' && at.value.name === latent.name;
          const ownAxis =
            at?.kind === 'all' && variable.name === latent.name && param === own.param && axis === own.axis;
          if (!byLatent && !ownAxis) alone = false;
        }
      }
    }
  }
  return alone;
}

/** Whether this mention is the operand of an index within the expression. */
function pickedSomewhere(expression: CoreExpression, mention: CoreExpression): boolean {
  let picked = false;
  for (const inner of subexpressions(expression)) {
    if (inner.kind === 'index' && inner.operand === mention) picked = true;
  }
  return picked;
}
