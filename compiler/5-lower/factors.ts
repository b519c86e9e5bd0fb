// One factor of the log joint as a node: for each row of its plate and each configuration of its latents.

import type { Bound, ValueType, Variable } from '../3-check/model.ts';
import type { Factor } from '../4-plan/derivation.ts';
import type { Axis, Node } from '../ir/ops.ts';
import { logDensityOf } from '../library/define-distribution.ts';
import type { DerivedSupport, Support } from '../library/signature.ts';
import type { Context } from './context.ts';
import { dataInput, entryAt, latentAxis, rowAxes, variable } from './context.ts';
import type { Term } from './eliminate.ts';
import type { Environment } from './environment.ts';
import type { AlignedCall } from './events.ts';
import { alignCall, callOfFactor, canonical } from './events.ts';
import { lowerExpression } from './expressions.ts';
import type { SeenEvents } from './missing.ts';
import { seenEvents } from './missing.ts';
import { placeholderTerm } from './statistics.ts';

export interface Placeholders {
  /** By statistic; null: none. */
  readonly statistics: ReadonlyMap<string, Node> | null;
  /** One entry for each row and configuration; null: none. */
  readonly configurations: Node | null;
}

export const noPlaceholders: Placeholders = { statistics: null, configurations: null };

/** The log density of the factor's variable, 0 where the factor's guard does not hold. */
export function lowerFactor(environment: Environment, factor: Factor): Node {
  return guarded(environment, factor, unguarded(environment, factor, noPlaceholders));
}

/** The factor as a term of the log joint. */
export function factorTerm(
  environment: Environment,
  factor: Factor,
  placeholders: Placeholders = noPlaceholders,
): Term {
  const { m } = environment.context;
  const { plate, scope, guard } = factor;
  const density = unguarded(environment, factor, placeholders);
  const { configurations } = placeholders;
  // A table that all rows share stays one, though it counts at some of them only.
  const isShared = density.type.axes.length > 0 && density.type.axes.every((axis) => axis.plate === null);
  const condition =
    guard.length > 0 && isShared && configurations === null ? rowCondition(environment, guard) : null;
  if (condition !== null) return { plate, scope, node: density, condition };
  const counted = guarded(environment, factor, density);
  const node = configurations === null ? counted : m.add(counted, configurations);
  return { plate, scope, node, condition: null };
}

/** As if the factor's guard held everywhere. */
function unguarded(environment: Environment, factor: Factor, placeholders: Placeholders): Node {
  const { context } = environment;
  const { m } = context;
  return m.withOrigin(factor.span, () => {
    const declared = variable(context, factor.variable);
    const call = alignCall(environment, callOfFactor(factor), declared);
    const x = environment.variable(factor.variable).node;
    const seen = seenEvents(context, factor, call, declared, x);
    const logDensity = logDensityOfSeen(context, call, declared, seen);
    if (placeholders.statistics === null) return logDensity;
    return m.add(logDensity, placeholderTerm(environment, factor, call, seen, placeholders.statistics));
  });
}

/** The value, 0 where the factor's guard does not hold. */
export function guarded(environment: Environment, { guard }: Factor, value: Node): Node {
  const { m } = environment.context;
  return guard.reduce((kept, { condition, holds }) => {
    const { node } = lowerExpression(environment, condition);
    return holds ? m.select(node, kept, m.num(0)) : m.select(node, m.num(0), kept);
  }, value);
}

/** Whether all of a guard holds, if that depends on the row alone; else null. */
function rowCondition(environment: Environment, guard: Factor['guard']): Node | null {
  const { m } = environment.context;
  const condition = guard
    .map(({ condition: expression, holds }) => {
      const { node } = lowerExpression(environment, expression);
      return holds ? node : m.not(node);
    })
    .reduce((all, one) => m.and(all, one));
  const [axis, ...others] = condition.type.axes;
  return axis === undefined || axis.plate === null || others.length > 0 ? null : condition;
}

/** Of what is there, summed over the independent repeats; what is missing counts 0. */
export function logDensityOfSeen(
  context: Context,
  call: AlignedCall,
  declared: Variable,
  { x, counts, entries }: SeenEvents,
): Node {
  if (counts === null) return eventLogDensity(context, call, declared, x);
  const { m } = context;
  const density =
    entries === null || call.family.marginals === null
      ? densityOfEvent(context, call, declared, x)
      : call.family.marginals.logDensity(m, x, entries, canonical(context, call), call.event);
  return call.repeats.reduce((sum, axis) => m.sum(sum, axis), m.select(counts, density, m.num(0)));
}

/** Summed over the independent repeats. */
export function eventLogDensity(context: Context, call: AlignedCall, declared: Variable, x: Node): Node {
  const density = densityOfEvent(context, call, declared, x);
  return call.repeats.reduce((sum, axis) => context.m.sum(sum, axis), density);
}

/** One for each position of the repeats. */
export function densityOfEvent(context: Context, call: AlignedCall, declared: Variable, x: Node): Node {
  // Values outside their declared type never get this far: a type within the support needs no test.
  const family = liesWithin(declared.type, call.family.support)
    ? { ...call.family, inSupport: null }
    : call.family;
  return logDensityOf(context.m, family, x, call.arguments, call.event, call.form);
}

function liesWithin(type: ValueType, support: Support | DerivedSupport): boolean {
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
    case 'hull':
    case 'cut':
    case 'value':
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

/** What is known of the values that are summed out although data may hold them: all but the one seen are ruled out. */
export function evidenceTerms(context: Context): readonly Term[] {
  const { derivation } = context;
  return derivation.latents
    .filter(({ hasEvidence }) => hasEvidence)
    .map(({ name, plate }) => {
      const seen = seenValue(context, variable(context, name));
      const node = evidenceOf(context, seen, latentAxis(context, name));
      return { plate, scope: [name], node, condition: null };
    });
}

/** What the data hold of it: an entry's value is in its array. */
function seenValue(context: Context, declared: Variable): Node {
  if (declared.entryOf === undefined) return dataInput(context, declared);
  const array = variable(context, declared.entryOf.variable);
  return entryAt(context, dataInput(context, array), array, declared.entryOf);
}

/** Along the values of a finite variable: 0 at the one seen and -Infinity elsewhere; 0 everywhere where it is missing. */
export function evidenceOf({ m }: Context, seen: Node, levels: Axis): Node {
  const isMissing = m.less(seen, m.constant(0, 'i32'));
  const others = m.select(isMissing, m.num(0), m.num(-Infinity));
  return m.select(m.equal(m.iota(levels), seen), m.num(0), others);
}
