// What the steps of parameter estimation see of a factor: the expected statistics of its cells, or its rows, each
// event with its posterior weight.

import type { BlockStep, Derivation, Factor } from '../4-plan/derivation.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { Values } from '../library/distribution.ts';
import type { Context } from './context.ts';
import { cellAxis, variable } from './context.ts';
import type { Environment } from './environment.ts';
import type { AlignedCall } from './events.ts';
import { lowerExpression } from './expressions.ts';
import { configurationPlaceholder } from './factors.ts';
import { seenEvents } from './missing.ts';
import { statisticArrays } from './statistics.ts';

/** Whether some step works from this evidence of a factor. */
export function isWanted(derivation: Derivation, factor: Factor, evidence: BlockStep['evidence']): boolean {
  return derivation.blocks.some(({ steps }) =>
    steps.some((step) => step.evidence === evidence && step.sites.includes(factor.id)),
  );
}

/** The expected statistics of a factor, from inputs. */
export function statisticInputs(context: Context, factor: Factor, call: AlignedCall): Values<Node> {
  return Object.fromEntries(
    statisticArrays(context, factor, call).map(({ definition, statistic, axes }) => [
      statistic,
      context.m.input(definition.name, { dtype: 'f64', axes }),
    ]),
  );
}

export interface WeightedRows {
  /** The events; where something is missing, some value. */
  readonly x: Node;
  /** How much each counts: its posterior weight, 0 where it is missing or the factor's guard does not hold. */
  readonly weight: Node;
  /** Rows and configurations of latents. */
  readonly axes: readonly Axis[];
}

/** The rows of a factor with their posterior weights, from inputs; without latents every weight is 1. */
export function weightedRows(environment: Environment, factor: Factor, call: AlignedCall): WeightedRows {
  const { context } = environment;
  const { m } = context;
  const declared = variable(context, factor.variable);
  const { x, counts } = seenEvents(
    context,
    factor,
    call,
    declared,
    environment.variable(factor.variable).node,
  );
  const { axes } = configurationPlaceholder(context, factor).type;
  let weight = factor.scope.length === 0 ? m.num(1) : m.input(`weight.${factor.id}`, { dtype: 'f64', axes });
  if (counts !== null) weight = m.select(counts, weight, m.num(0));
  for (const { condition, holds } of factor.guard) {
    const { node } = lowerExpression(environment, condition);
    weight = holds ? m.select(node, weight, m.num(0)) : m.select(node, m.num(0), weight);
  }
  return { x, weight, axes };
}

/** An array over cells as a row sees it: picked along the cells that the row's data name. */
export function atRow(environment: Environment, cells: Factor['cells'], array: Node): Node {
  const { context } = environment;
  return cells.reduce((picked, cell) => {
    if (cell.kind === 'latent') return picked;
    const index =
      cell.kind === 'plate' ? environment.plateIndex(cell.name) : environment.variable(cell.name).node;
    return context.m.at(picked, cellAxis(context, cell), index);
  }, array);
}
