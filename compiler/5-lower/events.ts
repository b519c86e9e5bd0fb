// The arguments of a distribution aligned with the variable it describes: which axes are the event, which are
// independent repeats, and each argument read along them.

import type { CoreExpression, DistributionCall, Variable } from '../3-check/model.ts';
import type { Factor } from '../4-plan/derivation.ts';
import { familyNamed, familyOf, formOf } from '../4-plan/factor-graph.ts';
import { parameterDefinition } from '../4-plan/blocks/sites.ts';
import { makeAxis } from '../ir/axis.ts';
import { eventOf, parameterAxes } from '../ir/matrices.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { Event } from '../library/arithmetic.ts';
import type { Distribution, Form, Values } from '../library/distribution.ts';
import type { Context, Value } from './context.ts';
import { valueAxes } from './context.ts';
import type { Environment } from './environment.ts';
import { lowerExpression, renameAxes } from './expressions.ts';

export interface AlignedCall {
  readonly family: Distribution;
  readonly form: Form;
  readonly event: Event<Node, Axis>;
  /** Axes of the value that are not the event's own: one event for each position. */
  readonly repeats: readonly Axis[];
  /** By the names of the form. */
  readonly arguments: Values<Node>;
}

/** The parts of a factor, or of a prior, that say which distribution it is. */
export interface Call {
  /** Names the axes that only this call has. */
  readonly id: string;
  readonly family: string;
  readonly form: number;
  readonly arguments: ReadonlyMap<string, CoreExpression>;
}

export function callOfFactor(factor: Factor): Call {
  const named = Object.entries(factor.arguments).map(([name, map]) => [name, map.expression] as const);
  return { id: factor.id, family: factor.family, form: factor.form, arguments: new Map(named) };
}

export function callOfPrior(param: Variable, prior: DistributionCall): Call {
  const family = familyOf(prior);
  return {
    id: param.name,
    family: family.name,
    form: formOf(family, prior),
    arguments: new Map(Object.entries(prior.arguments)),
  };
}

export function alignCall(environment: Environment, call: Call, described: Variable): AlignedCall {
  const { context } = environment;
  const family = familyNamed(call.family);
  const form = family.forms[call.form];
  if (form === undefined) throw new Error(`internal: ${call.family} has no form ${String(call.form)}`);
  const axes = valueAxes(described);
  const repeats = axes.slice(0, axes.length - family.eventRank);
  const lowered = [...call.arguments].map(
    ([name, expression]) => [name, lowerExpression(environment, expression)] as const,
  );
  const event = eventAxes(context, call, family, form, axes, new Map(lowered));
  const aligned = lowered.map(
    ([name, value]) =>
      [
        name,
        alignArgument(context, value, parameterAxes(parameterDefinition(family, form, name), event), repeats),
      ] as const,
  );
  return { family, form, event, repeats, arguments: Object.fromEntries(aligned) };
}

function rankOf(family: Distribution, form: Form, name: string): 0 | 1 | 2 {
  return parameterDefinition(family, form, name).rank;
}

/**
 * A vector event's own axis, a matrix event's two; for scalar events with vector parameters (Categorical) the parameters'
 * axis.
 */
function eventAxes(
  context: Context,
  call: Call,
  family: Distribution,
  form: Form,
  axes: readonly Axis[],
  values: ReadonlyMap<string, Value>,
): Event<Node, Axis> {
  const columns = columnsOf(call, family, form, values);
  const [own, dual] = family.eventRank === 0 ? [] : axes.slice(axes.length - family.eventRank);
  if (own !== undefined) return eventOf(context.m, own, dual, columns);
  for (const [name, value] of values) {
    const last = value.axes.at(-1);
    if (rankOf(family, form, name) === 1 && last !== undefined)
      return eventOf(context.m, makeAxis(`${call.id}.level`, last.size));
  }
  return null;
}

/** The axis of a matrix argument whose number of columns is its own. */
function columnsOf(
  call: Call,
  family: Distribution,
  form: Form,
  values: ReadonlyMap<string, Value>,
): Axis | null {
  for (const [name, { axes }] of values) {
    const last = axes.at(-1);
    if (parameterDefinition(family, form, name).sizes?.[1] === 'any' && last !== undefined)
      return makeAxis(`${call.id}.column`, last.size);
  }
  return null;
}

/** Last axes to the event, the rest to the repeats from the right; a scalar where a vector is due fills it. */
function alignArgument(context: Context, value: Value, own: readonly Axis[], repeats: readonly Axis[]): Node {
  const leading = Math.max(0, value.axes.length - own.length);
  const filled = value.axes.length < own.length;
  const targets = filled ? [] : [...repeats.slice(repeats.length - leading), ...own];
  const node = renameAxes(context.m, value.node, filled ? [] : value.axes, targets);
  return context.m.broadcast(node, own);
}

/** Canonical parameters from the arguments as written. */
export function canonical(context: Context, call: AlignedCall): Values<Node> {
  return call.form.toCanonical(context.m, call.arguments, call.event);
}
