// Weighted least squares: the normal equations of params in which locations are affine, at the current values of all
// others. The columns are found by probing: with its params replaced by the directions of a basis, what is linear of a
// location is the columns themselves, whatever the location is made of. The runtime chooses the basis and solves.
//   normal[q, r] = sum{ w J[q] J[r] }     residual[q] = sum{ w J[q] r }
// over events with weight w, whitened residual r at the current params, and whitened column J of each direction.

import type { Derivation, Factor, LeastSquaresStep } from '../../4-plan/derivation.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import { makeAxis, siblingAxis } from '../../ir/axis.ts';
import type { Axis, Node } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { GaussianFamily } from '../../library/gaussian.ts';
import { gaussianFamily } from '../../library/gaussian.ts';
import { symbolSize } from '../../sizes/size.ts';
import type { Context } from '../context.ts';
import { cellAxis, createContext, factor, valueAxes, variable } from '../context.ts';
import type { Environment, Override } from '../environment.ts';
import { cellEnvironment, rowEnvironment } from '../environment.ts';
import type { AlignedCall, Call } from '../events.ts';
import { alignCall, callOfFactor, callOfPrior, canonical } from '../events.ts';
import { atRow, statisticInputs, weightedRows } from '../evidence.ts';
import { linearPart } from '../linear-part.ts';
import type { LoweredLeastSquares } from '../lowered-model.ts';
import { centerOf } from '../statistics.ts';

/** What one step's equations are made of. */
interface Equations {
  readonly context: Context;
  readonly params: ReadonlySet<string>;
  /** Directions of the basis, and the same axis again for the columns of the matrix. */
  readonly direction: Axis;
  readonly other: Axis;
  readonly batch: { readonly axis: Axis; readonly cells: Factor['cells'] } | null;
  /** Zero placeholders whose gradients are the equations. */
  readonly normal: Node;
  readonly residual: Node;
  /** The params as directions of the basis. */
  readonly probe: Override;
}

/** `name`: of the size symbol for the number of directions, which the runtime chooses. */
export function lowerLeastSquares(
  derivation: Derivation,
  step: LeastSquaresStep,
  directions: string,
): LoweredLeastSquares {
  const equations = equationsOf(createContext(derivation), step, directions);
  const { context, normal, residual, batch, direction, other } = equations;
  const { m } = context;
  const terms = [
    ...step.sites.map((id) => siteTerm(equations, step, factor(context, id))),
    ...step.priors.map((name) => priorTerm(equations, step, name)),
  ];
  const total = terms.reduce((sum, term) => m.add(sum, term), m.num(0));
  const [matrix = m.num(0), vector = m.num(0)] = differentiate(m, total, [normal, residual]);
  const levels = batch === null ? [] : [batch.axis];
  return {
    kind: 'leastSquares',
    params: step.params.map((name, position) => ({ name, batchAxis: step.batch?.axes[position] ?? null })),
    directions,
    equations: makeProgram('equations', [
      outputOf(m, 'normal', matrix, [...levels, direction, other]),
      outputOf(m, 'residual', vector, [...levels, direction]),
    ]),
  };
}

function equationsOf(context: Context, step: LeastSquaresStep, directions: string): Equations {
  const { m } = context;
  const direction = makeAxis('direction', symbolSize(directions));
  const other = siblingAxis(direction, []);
  const batch =
    step.batch === null ? null : { axis: cellAxis(context, step.batch.cell), cells: [step.batch.cell] };
  const levels = batch === null ? [] : [batch.axis];
  const probes = new Map(
    step.params.map((name, position) => {
      const axes = valueAxes(variable(context, name));
      const picked = step.batch?.axes[position];
      const own = axes.filter((_, axis) => axis !== picked);
      const basis = m.input(`basis.${name}`, { dtype: 'f64', axes: [...levels, ...own, direction] });
      const along = picked === undefined ? undefined : axes[picked];
      return [
        name,
        batch === null || along === undefined ? basis : m.rename(basis, batch.axis, along),
      ] as const;
    }),
  );
  return {
    context,
    params: new Set(step.params),
    direction,
    other,
    batch,
    normal: m.placeholder('normal', [...levels, direction, other]),
    residual: m.placeholder('residual', [...levels, direction]),
    probe: (declared) => probes.get(declared.name) ?? null,
  };
}

/** `<normal, w J J'> + <residual, w J r>` summed over the axes of the events. */
function equationTerm(
  { context, normal, residual, direction, other }: Equations,
  at: (placeholder: Node) => Node,
  parts: { readonly column: Node; readonly weight: Node; readonly weighted: Node },
  axes: readonly Axis[],
): Node {
  const { m } = context;
  const { column, weight, weighted } = parts;
  const again = m.rename(column, direction, other);
  const square = m.mul(at(normal), m.mul(m.mul(weight, column), again));
  const product = m.mul(at(residual), m.mul(weighted, column));
  const over = (node: Node, all: readonly Axis[]): Node => all.reduce((sum, axis) => m.sum(sum, axis), node);
  return m.add(over(square, [direction, other, ...axes]), over(product, [direction, ...axes]));
}

function siteTerm(equations: Equations, step: LeastSquaresStep, site: Factor): Node {
  const { context } = equations;
  return context.m.withOrigin(site.span, () =>
    step.evidence === 'rows' ? rowsTerm(equations, site) : cellsTerm(equations, site),
  );
}

function rowsTerm(equations: Equations, site: Factor): Node {
  const { context, batch, probe } = equations;
  const { m } = context;
  const declared = variable(context, site.variable);
  const environment = rowEnvironment(context, site.plate);
  const call = alignCall(environment, callOfFactor(site), declared);
  const family = gaussianOf(site.family);
  const parameters = canonical(context, call);
  const rows = weightedRows(environment, site, call);
  const raw = m.sub(family.of(m, rows.x), locationOf(family, parameters));
  const residual = family.whiten(m, raw, parameters, call.event);
  const column = columnOf(
    equations,
    rowEnvironment(context, site.plate, probe),
    callOfFactor(site),
    site.variable,
  );
  const whitened = family.whiten(m, column, parameters, call.event);
  // Times 0 an infinity is no number: what has no weight is left out.
  const weighted = m.weighted(rows.weight, residual);
  return equationTerm(
    equations,
    (placeholder) => (batch === null ? placeholder : atRow(environment, batch.cells, placeholder)),
    { column: whitened, weight: rows.weight, weighted },
    [...rows.axes, ...valueAxesOf(call)],
  );
}

/** Cells are events that share a location: their weight, and the sum of what they are off it. */
function cellsTerm(equations: Equations, site: Factor): Node {
  const { context, batch, probe } = equations;
  const { m } = context;
  const declared = variable(context, site.variable);
  const call = alignCall(cellEnvironment(context), callOfFactor(site), declared);
  const family = gaussianOf(site.family);
  const parameters = canonical(context, call);
  const { weight, x } = statisticInputs(context, site, call);
  if (weight === undefined || x === undefined) throw new Error(`internal: ${site.family} has no sums`);
  const center = centerOf(context, site, call.family);
  const location = locationOf(family, parameters);
  const off = m.sub(x, m.mul(weight, center === null ? location : m.sub(location, center)));
  const column = columnOf(equations, cellEnvironment(context, probe), callOfFactor(site), site.variable);
  const cells = site.cells.map((cell) => cellAxis(context, cell));
  return equationTerm(
    equations,
    (placeholder) => placeholder,
    {
      column: family.whiten(m, column, parameters, call.event),
      weight,
      weighted: family.whiten(m, off, parameters, call.event),
    },
    [
      ...new Map(
        [...cells, ...(batch === null ? [] : [batch.axis]), ...valueAxesOf(call)].map((axis) => [
          axis.name,
          axis,
        ]),
      ).values(),
    ],
  );
}

/** A Normal prior is one more event, whose value may be a param that is sought. */
function priorTerm(equations: Equations, step: LeastSquaresStep, name: string): Node {
  const { context, params, batch, probe } = equations;
  const { m } = context;
  const declared = variable(context, name);
  const prior = declared.distribution;
  if (prior?.kind !== 'distribution')
    throw new Error(`internal: the prior of ${name} is no plain distribution`);
  return m.withOrigin(prior.span, () => {
    const written = callOfPrior(declared, prior);
    const environment = rowEnvironment(context, null);
    const call = alignCall(environment, written, declared);
    const family = gaussianOf(prior.family);
    const parameters = canonical(context, call);
    const raw = m.sub(family.of(m, environment.variable(name).node), locationOf(family, parameters));
    const value = params.has(name) ? probe(declared) : null;
    const mean = columnOf(equations, rowEnvironment(context, null, probe), written, name, true);
    const column = m.sub(mean, value ?? m.num(0));
    const axes = valueAxes(declared);
    const picked = step.batch?.axes[step.params.indexOf(name)];
    const along = picked === undefined ? undefined : axes[picked];
    const whiten = (node: Node): Node => {
      const white = family.whiten(m, node, parameters, call.event);
      return batch === null || along === undefined ? white : m.rename(white, along, batch.axis);
    };
    return equationTerm(
      equations,
      (placeholder) => placeholder,
      { column: whiten(column), weight: m.num(1), weighted: whiten(raw) },
      axes.map((axis) => (axis === along && batch !== null ? batch.axis : axis)),
    );
  });
}

/** The linear part of a location along the directions. */
function columnOf(
  { context, params }: Equations,
  probing: Environment,
  call: Call,
  described: string,
  mayBeFree = false,
): Node {
  const { location } = gaussianOf(call.family);
  const expression = call.arguments.get(location);
  const part = expression === undefined ? null : linearPart(expression, params);
  if (part === null) {
    if (mayBeFree) return context.m.num(0);
    throw new Error(`internal: the location of ${described} is free of all that is sought`);
  }
  // The scale is free of them: only the location is read.
  const probed = alignCall(
    probing,
    { ...call, arguments: new Map([...call.arguments, [location, part]]) },
    variable(context, described),
  );
  return locationOf(gaussianOf(call.family), probed.arguments);
}

function gaussianOf(family: string): GaussianFamily {
  const found = gaussianFamily(family);
  if (found === null) throw new Error(`internal: ${family} is not Gaussian in its location`);
  return found;
}

function locationOf({ location }: GaussianFamily, values: Readonly<Record<string, Node>>): Node {
  const node = values[location];
  if (node === undefined) throw new Error(`internal: no \`${location}\``);
  return node;
}

/** The axes of a value: one event for each repeat, and the event's own. */
function valueAxesOf(call: AlignedCall): readonly Axis[] {
  return call.family.eventRank === 0 || call.event === null
    ? call.repeats
    : [...call.repeats, call.event.axis];
}
