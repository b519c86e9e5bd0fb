// Closed-form steps: expected statistics, or rows with their weights, to params. What the cells that share an entry of
// a param have is pooled over every site, then the family's own estimate is taken.

import type { Block, BlockStep, ClosedFormStep, Derivation } from '../../4-plan/derivation.ts';
import { sameAxis } from '../../ir/axis.ts';
import type { Axis, Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Event } from '../../library/arithmetic.ts';
import { conjugatePrior } from '../../library/conjugate-prior.ts';
import type { EstimationStep, Values } from '../../library/distribution.ts';
import type { Context } from '../context.ts';
import { cellAxis, createContext, paramInput, valueAxes, variable } from '../context.ts';
import { rowEnvironment } from '../environment.ts';
import type { Override } from '../environment.ts';
import type { AlignedCall } from '../events.ts';
import { alignCall, callOfPrior, canonical } from '../events.ts';
import { renameAxes } from '../expressions.ts';
import type { Site } from './pool.ts';
import { mapValues, poolAt } from './pool.ts';
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

function applyStep(context: Context, planned: ClosedFormStep, found: Estimates): void {
  const override: Override = (declared) => found.get(declared.name) ?? null;
  const [estimate] = planned.estimates;
  const sites = planned.sites.map((id) => poolAt(context, override, id, planned));
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
