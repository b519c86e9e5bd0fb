// One factor of the log joint as a node: for each row of its plate and each configuration of its latents.

import type { Bound, ValueType, Variable } from '../3-check/model.ts';
import type { Factor } from '../4-plan/derivation.ts';
import type { Node } from '../ir/ops.ts';
import { logDensityOf } from '../library/define-distribution.ts';
import type { Support } from '../library/distribution.ts';
import type { Context } from './context.ts';
import { latentAxis, rowAxes, variable } from './context.ts';
import type { Environment } from './environment.ts';
import type { AlignedCall } from './events.ts';
import { alignCall, callOfFactor } from './events.ts';
import { lowerExpression } from './expressions.ts';
import { centerOf, placeholderTerm } from './statistics.ts';

export interface Placeholders {
  /** By statistic; null: none. */
  readonly statistics: ReadonlyMap<string, Node> | null;
  /** One entry for each row and configuration; null: none. */
  readonly configurations: Node | null;
}

export const noPlaceholders: Placeholders = { statistics: null, configurations: null };

/** The log density of the factor's variable, 0 where the factor's guard does not hold. */
export function lowerFactor(
  environment: Environment,
  factor: Factor,
  placeholders: Placeholders = noPlaceholders,
): Node {
  const { context } = environment;
  const { m } = context;
  return m.withOrigin(factor.span, () => {
    const declared = variable(context, factor.variable);
    const call = alignCall(environment, callOfFactor(factor), declared);
    const x = environment.variable(factor.variable).node;
    let logDensity = eventLogDensity(context, call, declared, x);
    if (placeholders.statistics !== null) {
      const center = centerOf(context, factor, call.family);
      const shifted = center === null ? x : m.sub(x, center);
      const term = placeholderTerm(environment, factor, call, shifted, placeholders.statistics);
      logDensity = m.add(logDensity, term);
    }
    for (const { condition, holds } of factor.guard) {
      const { node } = lowerExpression(environment, condition);
      logDensity = holds ? m.select(node, logDensity, m.num(0)) : m.select(node, m.num(0), logDensity);
    }
    return placeholders.configurations === null ? logDensity : m.add(logDensity, placeholders.configurations);
  });
}

/** Summed over the independent repeats. */
export function eventLogDensity(context: Context, call: AlignedCall, declared: Variable, x: Node): Node {
  const { m } = context;
  // Values outside their declared type never get this far: a type within the support needs no test.
  const family = liesWithin(declared.type, call.family.support)
    ? { ...call.family, inSupport: null }
    : call.family;
  const density = logDensityOf(m, family, x, call.arguments, call.event, call.form);
  return call.repeats.reduce((sum, axis) => m.sum(sum, axis), density);
}

function liesWithin(type: ValueType, support: Support): boolean {
  switch (support.kind) {
    case 'real':
      return true;
    case 'count':
      return type.element === 'int' && type.lower !== null && type.lower.value >= 0;
    case 'interval':
      return (
        isInside(type.lower, support.lower, support.openLower, 1) &&
        isInside(type.upper, support.upper, support.openUpper, -1)
      );
    case 'bool':
    case 'category':
    case 'simplex':
    case 'ordered':
    case 'covariance':
    case 'cholesky':
      return type.structure === support.kind;
    case 'range':
    case 'correlationCholesky':
      return false;
  }
}

/** Whether a bound of a type is no wider than that of a support. `sign`: 1 for lower bounds, -1 for upper. */
function isInside(bound: Bound | null, edge: number | null, open: boolean, sign: 1 | -1): boolean {
  if (edge === null) return true;
  if (bound === null) return false;
  const distance = sign * (bound.value - edge);
  return distance > 0 || (distance === 0 && (bound.open || !open));
}

/** The placeholder for a factor's configurations: the gradient with respect to it is their posterior weight. */
export function configurationPlaceholder(context: Context, factor: Factor): Node {
  return context.m.placeholder(`weight.${factor.id}`, [
    ...rowAxes(factor.plate),
    ...factor.scope.map((name) => latentAxis(context, name)),
  ]);
}
