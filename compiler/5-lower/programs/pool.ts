// What the events of one factor give a family's estimate, added up by cell: from expected statistics, or from the rows
// with their weights.

import type { CellVariable, ClosedFormStep, Factor } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import type { Axis, Node } from '../../ir/ops.ts';
import type { Event } from '../../library/arithmetic.ts';
import type { EstimationStep, Values } from '../../library/distribution.ts';
import type { Context } from '../context.ts';
import { cellAxis, factor, variable } from '../context.ts';
import { cellEnvironment, rowEnvironment } from '../environment.ts';
import type { Environment, Override } from '../environment.ts';
import { atRow, statisticInputs, weightedRows } from '../evidence.ts';
import type { WeightedRows } from '../evidence.ts';
import type { AlignedCall } from '../events.ts';
import { alignCall, callOfFactor, canonical } from '../events.ts';
import { centerOf, shiftLocation } from '../statistics.ts';

export interface Site {
  readonly factor: Factor;
  /** What numbers the cells that the quantities are pooled into. */
  readonly cells: readonly CellVariable[];
  readonly call: AlignedCall;
  readonly known: Values<Node>;
  readonly center: Node | null;
  readonly pooled: Values<Node>;
}

/** One site of a step, with its quantities. `override`: params that earlier steps found. */
export function poolAt(context: Context, override: Override, id: string, planned: ClosedFormStep): Site {
  const site = factor(context, id);
  return planned.evidence === 'rows'
    ? poolRows(context, override, site, planned)
    : poolSite(cellEnvironment(context, override), site, planned);
}

/** The pooled quantities of one site, still for each of its cells. */
function poolSite(environment: Environment, site: Factor, planned: ClosedFormStep): Site {
  const { context } = environment;
  const call = alignCall(environment, callOfFactor(site), variable(context, site.variable));
  const center = centerOf(context, site, call.family);
  const statistics = statisticInputs(context, site, call);
  const known = shiftLocation(context, call.family, canonical(context, call), center);
  const pooled = stepOf(call, planned).pool(context.m, statistics, known, call.event);
  return { factor: site, cells: site.cells, call, known, center, pooled };
}

function stepOf({ family }: AlignedCall, planned: ClosedFormStep): EstimationStep {
  const step = family.estimation[planned.step];
  if (step === undefined) throw new Error(`internal: ${family.name} has no step ${String(planned.step)}`);
  return step;
}

/**
 * The same from the rows: what each event would pool by itself is added up, weighted, into the cells of the estimated
 * params. A location is taken off the events first, so that it may differ from row to row and costs no digits.
 */
function poolRows(context: Context, override: Override, site: Factor, planned: ClosedFormStep): Site {
  const { m } = context;
  const environment = rowEnvironment(context, site.plate, override);
  const call = alignCall(environment, callOfFactor(site), variable(context, site.variable));
  const step = stepOf(call, planned);
  const rows = weightedRows(environment, site, call);
  const { x, rounding, known } = takeLocation(context, call, step, rows.x);
  const cells = estimatedCells(site, planned);
  const pool = (events: Node, role: string): Values<Node> => {
    const ofEvent = [
      ['weight', m.num(1)] as const,
      ...(call.family.statistics ?? []).map((each) => [each.name, each.of(m, events, call.event)] as const),
    ];
    const perEvent = step.pool(m, Object.fromEntries(ofEvent), known, call.event);
    return sumIntoCells(environment, { site, call, step, cells, rows, role }, perEvent);
  };
  const pooled = pool(x, 'events');
  if (rounding === null) return { factor: site, cells, call, known, center: null, pooled };
  // Events that fit their location exactly have a scale of 0, not one of rounding errors.
  const lost = pool(rounding, 'rounding');
  const clean = mapValues(pooled, (quantity, name) => {
    const least = lost[name];
    if (least === undefined) throw new Error(`internal: ${planned.family} did not pool ${name}`);
    return m.select(m.less(m.abs(quantity), least), m.num(0), quantity);
  });
  return { factor: site, cells, call, known, center: null, pooled: clean };
}

interface Pool {
  readonly site: Factor;
  readonly call: AlignedCall;
  readonly step: EstimationStep;
  readonly cells: readonly CellVariable[];
  readonly rows: WeightedRows;
  /** Keeps the placeholders of two pools of one site apart. */
  readonly role: string;
}

/** Sums of weighted quantities of events over the rows, by cell: derivatives with respect to zero placeholders. */
function sumIntoCells(environment: Environment, pool: Pool, perEvent: Values<Node>): Values<Node> {
  const { m } = environment.context;
  const { site, call, step, cells, rows, role } = pool;
  const names = Object.keys(perEvent);
  const placeholders = names.map((name) =>
    m.placeholder(`${role}.${site.id}.${name}`, [
      ...cells.map((cell) => cellAxis(environment.context, cell)),
      ...call.repeats,
      ...pooledAxes(step, name, call.event),
    ]),
  );
  const terms = Object.entries(perEvent).map(([name, quantity], position) => {
    const delta = atRow(environment, cells, at(placeholders, position));
    const axes = [...rows.axes, ...call.repeats, ...pooledAxes(step, name, call.event)];
    return axes.reduce((sum, axis) => m.sum(sum, axis), m.mul(delta, m.weighted(rows.weight, quantity)));
  });
  const gradients = differentiate(
    m,
    terms.reduce((sum, term) => m.add(sum, term)),
    placeholders,
  );
  return Object.fromEntries(names.map((name, position) => [name, at(gradients, position)]));
}

/** Events less their location, unless that is what is estimated, and what is lost to rounding on the way. */
function takeLocation(
  context: Context,
  call: AlignedCall,
  step: EstimationStep,
  x: Node,
): { readonly x: Node; readonly rounding: Node | null; readonly known: Values<Node> } {
  const { m } = context;
  const known = canonical(context, call);
  const name = call.family.location;
  const location = name === null ? undefined : known[name];
  if (name === null || location === undefined || step.estimates.includes(name))
    return { x, rounding: null, known };
  return {
    x: m.sub(x, location),
    rounding: m.mul(m.num(roundingShare), m.add(m.abs(x), m.abs(location))),
    known: { ...known, [name]: m.num(0) },
  };
}

/** More than what is lost when a location of some terms is computed and taken off. */
const roundingShare = 1e-13;

/** The finite variables that pick the entries of the estimated params. */
function estimatedCells(site: Factor, planned: ClosedFormStep): readonly CellVariable[] {
  const maps = planned.estimates.map(({ argument }) => site.arguments[argument]);
  const picks = maps.flatMap((map) => (map?.kind === 'cell' ? map.indices : []));
  const cells = picks.flatMap((index) => (index.kind === 'variable' ? [index.cell] : []));
  const first = new Map(cells.map((cell) => [`${cell.kind} ${cell.name}`, cell]));
  return [...first.values()];
}

function pooledAxes(step: EstimationStep, name: string, event: Event<Node, Axis>): readonly Axis[] {
  const axes = step.pooled[name];
  if (event === null || axes === undefined || axes === 'none') return [];
  return [axes === 'event' ? event.axis : event.packed];
}

function at<T>(items: readonly T[], position: number): T {
  const item = items[position];
  if (item === undefined) throw new Error('internal: fewer items than names');
  return item;
}

export function mapValues(values: Values<Node>, apply: (node: Node, name: string) => Node): Values<Node> {
  return Object.fromEntries(Object.entries(values).map(([name, node]) => [name, apply(node, name)]));
}
