// Expected sufficient statistics: which arrays a factor has, along which axes, and the zero placeholders whose
// gradients they are (d log Z / d delta = E[T]).

import type { Variable } from '../3-check/model.ts';
import type { Factor } from '../4-plan/derivation.ts';
import { factorParams } from '../4-plan/factor-graph.ts';
import type { Builder } from '../ir/build.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { Event } from '../library/arithmetic.ts';
import type { Distribution, Statistic, Values } from '../library/distribution.ts';
import type { AlignedCall } from './events.ts';
import { canonical } from './events.ts';
import type { Context } from './context.ts';
import { cellAxis, valueAxes, variable } from './context.ts';
import { renameAxes } from './expressions.ts';
import type { Environment } from './environment.ts';
import type { LoweredStatistic } from './lowered-model.ts';
import type { SeenEvents } from './missing.ts';

/** The number of events, T(x) = 1, which every family has besides its own statistics. */
const weightStatistic = 'weight';

export interface StatisticArray {
  readonly definition: LoweredStatistic;
  readonly statistic: string;
  /** Cells first, then repeats, then the axes of the statistic over the event. */
  readonly axes: readonly Axis[];
}

/** The arrays of a factor whose solver works from statistics. */
export function statisticArrays(
  context: Context,
  factor: Factor,
  call: AlignedCall,
): readonly StatisticArray[] {
  const cells = factor.cells.map((cell) => ({ cell, axis: cellAxis(context, cell) }));
  const ownAxes = (statistic: Statistic): readonly Axis[] => [
    ...call.repeats,
    ...statisticAxes(statistic, call.event),
  ];
  const arrays: readonly (readonly [string, readonly Axis[]])[] = [
    // Where events may be missing, each repeat has its own number of them.
    [weightStatistic, factor.missing === 'nothing' ? [] : call.repeats],
    ...(call.family.statistics ?? []).map((statistic) => [statistic.name, ownAxes(statistic)] as const),
  ];
  return arrays.map(([statistic, own]) => ({
    statistic,
    axes: [...cells.map(({ axis }) => axis), ...own],
    definition: {
      name: `statistic.${factor.id}.${statistic}`,
      factor: factor.id,
      statistic,
      axes: [
        ...cells.map(({ cell, axis }) => ({ kind: cell.kind, variable: cell.name, size: axis.size })),
        ...own.map((axis) => ({ kind: 'event' as const, variable: factor.variable, size: axis.size })),
      ],
    },
  }));
}

function statisticAxes(statistic: Statistic, event: Event<Node, Axis>): readonly Axis[] {
  if (statistic.axes === 'none') return [];
  if (event === null) throw new Error(`internal: statistic ${statistic.name} without an event axis`);
  return [statistic.axes === 'event' ? event.axis : event.packed];
}

/**
 * The term `<delta, T(x)>` that placeholders add to a factor's log density, for each row and configuration, with T(x) in
 * coordinates about the centre. Of what is missing, `<delta, E[T(x)]>` given the entries that are there, and 0 where none is.
 */
export function placeholderTerm(
  environment: Environment,
  factor: Factor,
  call: AlignedCall,
  seen: SeenEvents,
  placeholders: ReadonlyMap<string, Node>,
): Node {
  const { context } = environment;
  const { m } = context;
  /** An array over cells as this row sees it: picked along the cells that the row's data name. */
  const atRow = (array: Node): Node =>
    factor.cells.reduce((picked, cell) => {
      if (cell.kind === 'latent') return picked;
      const index =
        cell.kind === 'plate' ? environment.plateIndex(cell.name) : environment.variable(cell.name).node;
      return m.at(picked, cellAxis(context, cell), index);
    }, array);
  const placeholder = (name: string): Node => {
    const node = placeholders.get(name);
    if (node === undefined) throw new Error(`internal: no placeholder for ${factor.id}.${name}`);
    return atRow(node);
  };
  const overRepeats = (node: Node): Node => call.repeats.reduce((sum, axis) => m.sum(sum, axis), node);
  const center = centerOf(context, factor, call.family);
  const x = center === null ? seen.x : m.sub(seen.x, center);
  const values = statisticsOf(context, call, { ...seen, x }, center);
  const terms = (call.family.statistics ?? []).map((statistic) => {
    const delta = placeholder(statistic.name);
    return isIndicator(call.family, statistic)
      ? m.at(delta, axisOf(call), x)
      : statisticAxes(statistic, call.event).reduce(
          (sum, axis) => m.sum(sum, axis),
          timesStatistic(m, delta, statistic, values(statistic)),
        );
  });
  const weight = placeholder(weightStatistic);
  if (seen.counts === null) return terms.reduce((sum, term) => m.add(sum, overRepeats(term)), weight);
  const counted = terms.reduce((sum, term) => m.add(sum, term), weight);
  return overRepeats(m.select(seen.counts, counted, m.num(0)));
}

/** T(x), or its expectation given the entries that are there, by statistic. */
function statisticsOf(
  context: Context,
  call: AlignedCall,
  { x, entries }: SeenEvents,
  center: Node | null,
): (statistic: Statistic) => Node {
  const { m } = context;
  const { family, event } = call;
  if (entries === null || family.marginals === null) return (statistic) => statistic.of(m, x, event);
  const parameters = shiftLocation(context, family, canonical(context, call), center);
  const conditional = family.marginals.conditional(m, x, entries, parameters, event);
  const expected = family.marginals.statistics?.(m, conditional, event) ?? {};
  return ({ name }) => {
    const value = expected[name];
    if (value === undefined)
      throw new Error(`internal: ${family.name} has no expected ${name} of what is missing`);
    return value;
  };
}

/** An event without weight may lie where a logarithm is no number: it counts 0, not 0 * -Infinity. */
function timesStatistic(m: Builder, delta: Node, statistic: Statistic, value: Node): Node {
  return statistic.alwaysFinite ? m.mul(delta, value) : m.weighted(delta, value);
}

/** T[v] = (x == v): its product with delta is delta[x], an index rather than a sum. */
function isIndicator(family: Distribution, statistic: Statistic): boolean {
  return family.support.kind === 'category' && statistic.axes === 'event';
}

function axisOf(call: AlignedCall): Axis {
  if (call.event === null) throw new Error(`internal: ${call.family.name} without a category axis`);
  return call.event.axis;
}

// Centres ------------------------------------------------------------------------------------------------

/**
 * The fixed point about which a location family's statistics are taken, from an input of the shape of the
 * variable's value. Factors that share a param share the centre of the first of them, as their statistics are
 * added; where their shapes differ there is none. Along repeats that share one location the centre is one too.
 */
export function centerOf(context: Context, factor: Factor, family: Distribution): Node | null {
  if (family.location === null) return null;
  const { m } = context;
  const group = sharingFactors(context, factor);
  const [first] = group.map((other) => variable(context, other.variable));
  if (first === undefined) return null;
  const shape = (other: Factor): string => shapeKey(variable(context, other.variable));
  if (group.some((other) => shape(other) !== shapeKey(first))) return null;
  const axes = valueAxes(variable(context, factor.variable));
  const input = m.input(`center.${first.name}`, { dtype: 'f64', axes: valueAxes(first) });
  const own = Math.min(...group.map((other) => locationRank(other, family)));
  return axes
    .slice(0, axes.length - own)
    .reduce<Node>(
      (center, axis) => m.div(m.sum(center, axis), m.length(axis)),
      renameAxes(m, input, valueAxes(first), axes),
    );
}

function shapeKey(declared: Variable): string {
  return declared.type.shape.map((size) => size.key).join(' ');
}

/** How many last axes of the value its location may differ along. */
function locationRank(factor: Factor, family: Distribution): number {
  const location = family.location === null ? undefined : factor.arguments[family.location];
  return Math.max(location?.expression.type.shape.length ?? 0, family.eventRank);
}

/** The factors of the same block, so of every factor whose params meet this one's. */
function sharingFactors(context: Context, factor: Factor): readonly Factor[] {
  const params = factorParams(context.index, factor);
  const block = context.derivation.blocks.find((candidate) =>
    candidate.params.some((param) => params.includes(param)),
  );
  return context.derivation.factors.filter(
    (other) => other === factor || block?.factors.includes(other.id) === true,
  );
}

/** Variables with an input `center.<variable>`, in the model's order. */
export function centeredVariables(
  context: Context,
  calls: readonly { readonly factor: Factor; readonly family: Distribution }[],
): readonly string[] {
  const names = new Set<string>();
  for (const { factor, family } of calls) {
    if (factor.evidence !== 'statistics' || centerOf(context, factor, family) === null) continue;
    const [first] = sharingFactors(context, factor);
    if (first !== undefined) names.add(first.variable);
  }
  return [...names];
}

/** Canonical parameters in the coordinates of the statistics: the location less the centre. */
export function shiftLocation(
  context: Context,
  family: Distribution,
  parameters: Values<Node>,
  center: Node | null,
): Values<Node> {
  if (family.location === null || center === null) return parameters;
  const location = parameters[family.location];
  if (location === undefined) return parameters;
  return { ...parameters, [family.location]: context.m.sub(location, center) };
}
