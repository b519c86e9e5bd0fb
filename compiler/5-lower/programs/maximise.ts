// Closed-form steps: expected statistics, or rows with their weights, to params. What the cells that share an entry of
// a param have is pooled over every site, then the family's own estimate is taken.

import type {
  Block,
  BlockStep,
  CellVariable,
  ClosedFormStep,
  Derivation,
  Factor,
} from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import { sameAxis } from '../../ir/axis.ts';
import type { Axis, Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Event } from '../../library/arithmetic.ts';
import { conjugatePrior } from '../../library/conjugate-prior.ts';
import type { EstimationStep, Values } from '../../library/distribution.ts';
import type { Context } from '../context.ts';
import { cellAxis, createContext, factor, paramInput, valueAxes, variable } from '../context.ts';
import { cellEnvironment, rowEnvironment } from '../environment.ts';
import type { Environment, Override } from '../environment.ts';
import { atRow, statisticInputs, weightedRows } from '../evidence.ts';
import type { WeightedRows } from '../evidence.ts';
import type { AlignedCall } from '../events.ts';
import { alignCall, callOfFactor, callOfPrior, canonical } from '../events.ts';
import { renameAxes } from '../expressions.ts';
import { centerOf, shiftLocation } from '../statistics.ts';
import { onSupport } from '../structural-zeros.ts';

type Estimates = Map<string, Node>;

/** The steps of a block that need nothing but statistics, and stand before all others: one program has them all. */
export function stepsFromStatistics({ steps }: Block): readonly ClosedFormStep[] {
  const others = steps.findIndex((step) => !isFromStatistics(step));
  return steps.slice(0, others < 0 ? steps.length : others).filter(isFromStatistics);
}

function isFromStatistics(step: BlockStep): step is ClosedFormStep {
  return step.kind === 'closedForm' && step.evidence === 'statistics';
}

/** Of all blocks; null where none has such a step. */
export function lowerMaximise(derivation: Derivation): Program | null {
  const steps = derivation.blocks.flatMap(stepsFromStatistics);
  return steps.length === 0 ? null : lowerSteps(derivation, steps, 'maximise');
}

/** A closed-form step by itself. */
export function lowerUpdate(derivation: Derivation, step: ClosedFormStep): Program {
  return lowerSteps(derivation, [step], 'update');
}

function lowerSteps(derivation: Derivation, steps: readonly ClosedFormStep[], name: string): Program {
  const context = createContext(derivation);
  const found: Estimates = new Map();
  for (const step of steps) applyStep(context, step, found);
  const outputs = [...found].map(([param, node]) =>
    outputOf(context.m, `param.${param}`, node, valueAxes(variable(context, param))),
  );
  return makeProgram(name, outputs);
}

interface Site {
  readonly factor: Factor;
  readonly cells: readonly CellVariable[];
  readonly call: AlignedCall;
  readonly known: Values<Node>;
  readonly center: Node | null;
  readonly pooled: Values<Node>;
}

function applyStep(context: Context, planned: ClosedFormStep, found: Estimates): void {
  const override: Override = (declared) => found.get(declared.name) ?? null;
  const [estimate] = planned.estimates;
  const sites = planned.sites.map((id) =>
    planned.evidence === 'rows'
      ? poolRows(context, override, factor(context, id), planned)
      : poolSite(cellEnvironment(context, override), factor(context, id), planned),
  );
  const [first] = sites;
  const step = first?.call.family.estimation[planned.step];
  if (estimate === undefined || first === undefined || step === undefined)
    throw new Error(`internal: an estimation step of ${planned.family} without a site`);
  const { m } = context;
  const pooled = mapValues(first.pooled, (_, name) =>
    sites
      .map((site) => siteQuantity(context, site, first, planned, name))
      .reduce((sum, node) => m.add(sum, node)),
  );
  const withPrior = addPrior(context, planned, step, first, pooled);
  const solved = step.solve(m, withPrior, first.call.event);
  const canonicalValues = unshift(context, first, planned, {
    ...paramSpace(context, first, planned),
    ...solved,
  });
  const asWritten = first.call.form.fromCanonical(m, canonicalValues, first.call.event);
  for (const { argument, param } of planned.estimates) {
    const value = canonicalValues[argument] ?? asWritten[argument];
    if (value === undefined) throw new Error(`internal: ${planned.family} did not estimate ${argument}`);
    const inParamAxes = toParamAxes(context, value, first, planned, param);
    const supported = onSupport(context, variable(context, param), inParamAxes);
    found.set(param, keepFinite(context, param, supported));
  }
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

/** A pooled quantity of a site over the entries of the estimated param, in the axes of the first site's event. */
function siteQuantity(
  context: Context,
  site: Site,
  first: Site,
  planned: ClosedFormStep,
  name: string,
): Node {
  const { m } = context;
  const quantity = site.pooled[name];
  if (quantity === undefined) throw new Error(`internal: ${planned.family} did not pool ${name}`);
  const { kept, constants } = entryAxes(context, site, planned);
  const cells = site.cells.map((cell) => cellAxis(context, cell));
  const shared = [...cells, ...site.call.repeats].filter(
    (axis) => !kept.some(({ from }) => sameAxis(from, axis)),
  );
  const summed = shared.reduce((sum, axis) => m.sum(sum, axis), quantity);
  const renamed = renameAxes(
    m,
    summed,
    [...kept.map(({ from }) => from), ...eventList(site.call.event)],
    [...kept.map(({ to }) => to), ...eventList(first.call.event)],
  );
  // A site that names one entry by a constant adds to that entry alone.
  return constants.reduce(
    (masked, { axis, value }) => m.select(m.equal(m.iota(axis), m.constant(value, 'i32')), masked, m.num(0)),
    renamed,
  );
}

function eventList(event: Event<Node, Axis>): readonly Axis[] {
  return event === null ? [] : [event.axis, event.dual, event.packed];
}

/** Which axes of a site number the entries of the (first) estimated param, and which entries it names by constants. */
function entryAxes(
  context: Context,
  site: Site,
  planned: ClosedFormStep,
): {
  readonly kept: readonly { readonly from: Axis; readonly to: Axis }[];
  readonly constants: readonly { readonly axis: Axis; readonly value: number }[];
} {
  const [estimate] = planned.estimates;
  const map = estimate === undefined ? undefined : site.factor.arguments[estimate.argument];
  if (estimate === undefined || map?.kind !== 'cell')
    throw new Error('internal: an estimated argument is no cell');
  const axes = valueAxes(variable(context, estimate.param));
  const rank = rankOf(site.call, estimate.argument);
  const whole = map.indices.flatMap((index, position) => (index.kind === 'all' ? [position] : []));
  const repeated = whole.slice(0, whole.length - rank);
  const kept = [];
  const constants = [];
  for (const [position, index] of map.indices.entries()) {
    const to = axes[position];
    if (to === undefined) throw new Error('internal: more indices than axes');
    if (index.kind === 'constant') constants.push({ axis: to, value: index.value });
    else if (index.kind === 'variable') kept.push({ from: cellAxis(context, index.cell), to });
    else {
      const fromRight = repeated.length - repeated.indexOf(position);
      const from = site.call.repeats.at(-fromRight);
      if (repeated.includes(position) && from !== undefined) kept.push({ from, to });
    }
  }
  return { kept, constants };
}

function rankOf(call: AlignedCall, argument: string): 0 | 1 | 2 {
  return (call.family.parameters[argument] ?? call.form.parameters[argument])?.rank ?? 0;
}

function addPrior(
  context: Context,
  planned: ClosedFormStep,
  step: EstimationStep,
  first: Site,
  pooled: Values<Node>,
): Values<Node> {
  const [estimate] = planned.estimates;
  if (estimate === undefined) return pooled;
  const param = variable(context, estimate.param);
  const prior = param.distribution;
  if (prior?.kind !== 'distribution') return pooled;
  const call = alignCall(rowEnvironment(context, null), callOfPrior(param, prior), param);
  const add = conjugatePrior(step, estimate, call.family.name);
  if (add === null) throw new Error(`internal: ${call.family.name} is not conjugate to ${planned.family}`);
  const values = mapValues(canonical(context, call), (node) =>
    renameAxes(context.m, node, eventAxisOf(call.event), eventAxisOf(first.call.event)),
  );
  return add(context.m, pooled, shiftPrior(context, planned, first, call, values), first.call.event);
}

/** The prior of a location in the coordinates of the statistics. */
function shiftPrior(
  context: Context,
  planned: ClosedFormStep,
  first: Site,
  prior: AlignedCall,
  values: Values<Node>,
): Values<Node> {
  const { location } = first.call.family;
  const isOfLocation = planned.estimates.some(({ parameter }) => parameter === location);
  const name = prior.family.location;
  const center = isOfLocation ? centerInParamSpace(context, first, planned) : null;
  const value = name === null ? undefined : values[name];
  if (center === null) return values;
  if (name === null || value === undefined)
    throw new Error(`internal: a ${prior.family.name} prior of a location has none itself`);
  return { ...values, [name]: context.m.sub(value, center) };
}

function eventAxisOf(event: Event<Node, Axis>): readonly Axis[] {
  return event === null ? [] : [event.axis, event.dual];
}

/** Known parameters of the first site over the entries of the param, for forms that need them to write the result. */
function paramSpace(context: Context, first: Site, planned: ClosedFormStep): Values<Node> {
  const { kept } = entryAxes(context, first, planned);
  const targets = kept.map(({ to }) => to);
  return mapValues(first.known, (node) =>
    renameAxes(
      context.m,
      node,
      kept.map(({ from }) => from),
      targets,
    ),
  );
}

function unshift(context: Context, first: Site, planned: ClosedFormStep, values: Values<Node>): Values<Node> {
  const name = first.call.family.location;
  const location = name === null ? undefined : values[name];
  const center = centerInParamSpace(context, first, planned);
  if (name === null || location === undefined || center === null) return values;
  return { ...values, [name]: context.m.add(location, center) };
}

function centerInParamSpace(context: Context, first: Site, planned: ClosedFormStep): Node | null {
  if (first.center === null) return null;
  const { kept } = entryAxes(context, first, planned);
  return renameAxes(
    context.m,
    first.center,
    kept.map(({ from }) => from),
    kept.map(({ to }) => to),
  );
}

/** From the axes of the estimate to those of a param: the first one's entries, and the event. */
function toParamAxes(
  context: Context,
  value: Node,
  first: Site,
  planned: ClosedFormStep,
  param: string,
): Node {
  const [estimate] = planned.estimates;
  const own = planned.estimates.find((candidate) => candidate.param === param);
  if (estimate === undefined || own === undefined) throw new Error('internal: an estimate without its param');
  const from = valueAxes(variable(context, estimate.param));
  const to = valueAxes(variable(context, param));
  const rank = rankOf(first.call, own.argument);
  const event = first.call.event;
  const eventAxes = rank === 0 || event === null ? [] : [event.axis, event.dual].slice(0, rank);
  const entries = from.slice(0, to.length - rank);
  return renameAxes(context.m, value, [...entries, ...eventAxes], to);
}

/** An entry without evidence stays as it was. */
function keepFinite(context: Context, param: string, value: Node): Node {
  const { m } = context;
  // NaN (0 / 0) fails the comparison too.
  const finite = m.less(m.abs(value), m.num(Infinity));
  return m.select(finite, value, paramInput(context, variable(context, param)));
}

function mapValues(values: Values<Node>, apply: (node: Node, name: string) => Node): Values<Node> {
  return Object.fromEntries(Object.entries(values).map(([name, node]) => [name, apply(node, name)]));
}
