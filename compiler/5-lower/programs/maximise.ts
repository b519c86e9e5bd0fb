// The M-step of the closed-form blocks: expected statistics to params. The statistics of all the cells that share
// an entry of a param are pooled over every site, then the family's own estimate is taken.

import type { Derivation, Factor, SolverStep } from '../../4-plan/derivation.ts';
import { sameAxis } from '../../ir/axis.ts';
import type { Axis, Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Event } from '../../library/arithmetic.ts';
import type { EstimationStep, Values } from '../../library/distribution.ts';
import type { Context } from '../context.ts';
import { cellAxis, createContext, factor, paramInput, valueAxes, variable } from '../context.ts';
import { cellEnvironment, rowEnvironment } from '../environment.ts';
import type { Environment } from '../environment.ts';
import type { AlignedCall } from '../events.ts';
import { alignCall, callOfFactor, callOfPrior, canonical } from '../events.ts';
import { renameAxes } from '../expressions.ts';
import { centerOf, shiftLocation, statisticArrays } from '../statistics.ts';

type Estimates = Map<string, Node>;

/** Null where no block has a closed form. */
export function lowerMaximise(derivation: Derivation): Program | null {
  const context = createContext(derivation);
  const found: Estimates = new Map();
  for (const block of derivation.blocks) {
    if (block.solver.kind !== 'closedForm') continue;
    for (const step of block.solver.steps) applyStep(context, step, found);
  }
  if (found.size === 0) return null;
  const outputs = [...found].map(([name, node]) =>
    outputOf(context.m, `param.${name}`, node, valueAxes(variable(context, name))),
  );
  return makeProgram('maximise', outputs);
}

interface Site {
  readonly factor: Factor;
  readonly call: AlignedCall;
  readonly known: Values<Node>;
  readonly center: Node | null;
  readonly pooled: Values<Node>;
}

function applyStep(context: Context, planned: SolverStep, found: Estimates): void {
  const environment = cellEnvironment(context, (declared) => found.get(declared.name) ?? null);
  const [estimate] = planned.estimates;
  const sites = planned.sites.map((id) => poolSite(environment, factor(context, id), planned));
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
    found.set(param, keepFinite(context, param, toParamAxes(context, value, first, planned, param)));
  }
}

/** The pooled quantities of one site, still for each of its cells. */
function poolSite(environment: Environment, site: Factor, planned: SolverStep): Site {
  const { context } = environment;
  const call = alignCall(environment, callOfFactor(site), variable(context, site.variable));
  const center = centerOf(context, site, call.family);
  const statistics = Object.fromEntries(
    statisticArrays(context, site, call).map(({ definition, statistic, axes }) => [
      statistic,
      context.m.input(definition.name, { dtype: 'f64', axes }),
    ]),
  );
  const known = shiftLocation(context, call.family, canonical(context, call), center);
  const step = call.family.estimation[planned.step];
  if (step === undefined)
    throw new Error(`internal: ${call.family.name} has no step ${String(planned.step)}`);
  return { factor: site, call, known, center, pooled: step.pool(context.m, statistics, known, call.event) };
}

/** A pooled quantity of a site over the entries of the estimated param, in the axes of the first site's event. */
function siteQuantity(context: Context, site: Site, first: Site, planned: SolverStep, name: string): Node {
  const { m } = context;
  const quantity = site.pooled[name];
  if (quantity === undefined) throw new Error(`internal: ${planned.family} did not pool ${name}`);
  const { kept, constants } = entryAxes(context, site, planned);
  const cells = site.factor.cells.map((cell) => cellAxis(context, cell));
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
  planned: SolverStep,
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
  planned: SolverStep,
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
  const add = step.conjugate[call.family.name];
  if (add === undefined)
    throw new Error(`internal: ${call.family.name} is not conjugate to ${planned.family}`);
  const values = mapValues(canonical(context, call), (node) =>
    renameAxes(context.m, node, eventAxisOf(call.event), eventAxisOf(first.call.event)),
  );
  return add(context.m, pooled, values, first.call.event);
}

function eventAxisOf(event: Event<Node, Axis>): readonly Axis[] {
  return event === null ? [] : [event.axis];
}

/** Known parameters of the first site over the entries of the param, for forms that need them to write the result. */
function paramSpace(context: Context, first: Site, planned: SolverStep): Values<Node> {
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

function unshift(context: Context, first: Site, planned: SolverStep, values: Values<Node>): Values<Node> {
  const name = first.call.family.location;
  const location = name === null ? undefined : values[name];
  if (name === null || location === undefined || first.center === null) return values;
  const { kept } = entryAxes(context, first, planned);
  const center = renameAxes(
    context.m,
    first.center,
    kept.map(({ from }) => from),
    kept.map(({ to }) => to),
  );
  return { ...values, [name]: context.m.add(location, center) };
}

/** From the axes of the estimate to those of a param: the first one's entries, and the event. */
function toParamAxes(context: Context, value: Node, first: Site, planned: SolverStep, param: string): Node {
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
