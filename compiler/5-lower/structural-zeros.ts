// `simplex<support: M>`: entries that are zero whatever the data. Every method leaves them out.

import type { Variable } from '../3-check/model.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { Context } from './context.ts';
import { valueAxes } from './context.ts';
import { rowEnvironment } from './environment.ts';
import { lowerExpression, renameAxes } from './expressions.ts';

/** Where entries may differ from zero, a condition over the last axes of the param; null: everywhere. */
export function supportOf(context: Context, param: Variable): Node | null {
  if (param.support === null) return null;
  const { node, axes } = lowerExpression(rowEnvironment(context, null), param.support);
  return renameAxes(context.m, node, axes, valueAxes(param).slice(-axes.length));
}

/** The probabilities with zeros where the support has them, and the rest in their proportions. */
export function onSupport(context: Context, param: Variable, value: Node): Node {
  const support = supportOf(context, param);
  const last = valueAxes(param).at(-1);
  if (support === null || last === undefined) return value;
  const { m } = context;
  const kept = m.select(support, value, m.num(0));
  return m.div(kept, m.sum(kept, last));
}

/**
 * The log density of a Dirichlet distribution over the entries of the support alone:
 *   lgamma(sum{ a }) - sum{ lgamma(a) } + sum{ (a - 1) log(x) }, sums over the support
 */
export function dirichletOnSupport(
  { m }: Context,
  support: Node,
  x: Node,
  concentration: Node,
  axis: Axis,
): Node {
  // Entries left out add nothing: lgamma(1) and log(1) are 0.
  const inside = (value: Node, elsewhere: number): Node => m.select(support, value, m.num(elsewhere));
  const kernel = m.weighted(m.sub(inside(concentration, 1), m.num(1)), m.log(inside(x, 1)));
  const normaliser = m.sub(
    m.lgamma(m.sum(inside(concentration, 0), axis)),
    m.sum(m.lgamma(inside(concentration, 1)), axis),
  );
  return m.add(normaliser, m.sum(kernel, axis));
}
