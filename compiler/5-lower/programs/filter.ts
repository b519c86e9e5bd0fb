// Filtering: what the steps of a sequence so far say of each step, and nothing after it. The posterior at a step with all that
// comes later missing is that of a model of this step alone: its terms, what the step before hands on (the message of the pass
// forwards), and what is known by then of latents around. So nothing here names a kind of chain, and placeholders tell
// the posterior as they do elsewhere; what was handed on is taken as given, and no gradient goes through it.

import type { Plate } from '../../3-check/model.ts';
import { variablesIn } from '../../3-check/mentions.ts';
import type { Derivation } from '../../4-plan/derivation.ts';
import { variableParts } from '../../4-plan/stage/reads.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import { hasAxis, makeAxis, plateAxis, unionAxes } from '../../ir/axis.ts';
import { forwardPass, incoming } from '../../ir/chain-parts.ts';
import { logSumExp } from '../../ir/log-space.ts';
import type { Builder } from '../../ir/build.ts';
import type { Axis, Chain, Node, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import { constantSize } from '../../sizes/size.ts';
import type { Context } from '../context.ts';
import { createContext, latentAxis } from '../context.ts';
import type { Summed, Term } from '../eliminate.ts';
import { applied, eliminateInto, isWithin, sumOf } from '../eliminate.ts';
import type { Unknown } from '../unknowns.ts';
import { putTogether, termsWithUnknowns } from '../unknowns.ts';
import { logJointTerms } from './queries.ts';

export interface LoweredFilter {
  /** `filter.<variable>` of what is not known at steps of sequences; null: `obstacle` says why. */
  readonly program: Program | null;
  readonly obstacle: string | null;
}

export function lowerFilter(derivation: Derivation): LoweredFilter {
  const context = createContext(derivation);
  const { m } = context;
  const unknowns: Unknown[] = [];
  const totals: Node[] = [];
  if (derivation.model.plates.every((plate) => plate.sequence === null))
    return { program: null, obstacle: 'it has no sequence' };
  for (const sequence of derivation.model.plates) {
    if (sequence.sequence === null) continue;
    const found = filterAlong(context, sequence);
    if (typeof found === 'string') return { program: null, obstacle: found };
    unknowns.push(...found.unknowns);
    totals.push(m.sum(m.broadcast(found.logDensity, [plateAxis(sequence.name)]), plateAxis(sequence.name)));
  }
  if (unknowns.length === 0)
    return { program: null, obstacle: 'nothing that is finite is hidden or may be missing along a sequence' };
  const total = totals.reduce((sum, each) => m.add(sum, each));
  const placeholders = unknowns.map(({ placeholder }) => placeholder);
  const gradients = differentiate(m, total, placeholders);
  const outputs = putTogether(context, unknowns, gradients, true).map(({ name, axes, node }) =>
    outputOf(m, `filter.${name}`, node, axes),
  );
  return { program: makeProgram('filter', outputs), obstacle: null };
}

interface Filtered {
  readonly unknowns: readonly Unknown[];
  /** Of each step, given the steps before it. */
  readonly logDensity: Node;
}

/** What stands in the way, as text. */
function filterAlong(context: Context, sequence: Plate): Filtered | string {
  const { model } = context.derivation;
  const { plates } = model;
  const outer = plates.find(
    ({ name, sequence: own }) =>
      own !== null && name !== sequence.name && isWithin(plates, sequence.name, name),
  );
  if (outer !== undefined) return `\`${sequence.name}\` is a sequence within the sequence \`${outer.name}\``;
  const isOfSteps = (plate: string | null): boolean => isWithin(plates, plate, sequence.name);
  const later = readers(context.derivation, isOfSteps);
  const isBeside = ({ variable, plate }: Owned): boolean =>
    isWithin(plates, plate, sequence.parent) && !isOfSteps(plate) && !later.has(variable);
  const steps = restricted(context, ({ plate }) => isOfSteps(plate), new Set());
  const { terms, unknowns } = termsWithUnknowns(steps, 'logSum', (name) =>
    isOfSteps(model.variables.find((variable) => variable.name === name)?.plate ?? null),
  );
  if (unknowns.length === 0) return { unknowns, logDensity: context.m.num(0) };
  const shared = sharedByRows(
    context.derivation,
    sequence,
    (owned) => isOfSteps(owned.plate) || isBeside(owned),
  );
  if (shared !== null)
    return `\`${shared}\` is shared by the rows around \`${sequence.name}\`, each of which has steps of its own`;
  const { terms: left, summed } = eliminateInto(steps, terms, sequence);
  const chains = summed.filter(
    ({ chain, elimination }) => chain !== null && elimination.plate === sequence.name,
  );
  const around = latentsAround(context.derivation, isOfSteps, [
    ...left,
    ...chains.flatMap((each) => each.terms),
  ]);
  const beside = restricted(context, isBeside, new Set(around));
  return { unknowns, logDensity: stepDensity(context, sequence, { left, chains, around, beside }) };
}

/** A factor or latent, by where it stands. */
interface Owned {
  readonly variable: string;
  readonly plate: string | null;
}

/** Latents that are not of the steps, in the model's order. */
function latentsAround(
  { latents }: Derivation,
  isOfSteps: (plate: string | null) => boolean,
  terms: readonly Term[],
): readonly string[] {
  const named = new Set(terms.flatMap(({ scope }) => scope));
  return latents.filter(({ name, plate }) => named.has(name) && !isOfSteps(plate)).map(({ name }) => name);
}

/** The context of some of the factors, with the latents of `kept` not summed out. */
function restricted(context: Context, holds: (owned: Owned) => boolean, kept: ReadonlySet<string>): Context {
  const { derivation } = context;
  const { factors, latents, eliminations } = derivation;
  return {
    ...context,
    derivation: {
      ...derivation,
      factors: factors.filter(holds),
      latents: latents.map((latent) => ({
        ...latent,
        hasEvidence: latent.hasEvidence && holds({ variable: latent.name, plate: latent.plate }),
      })),
      eliminations: eliminations.filter((each) => holds(each) && !kept.has(each.variable)),
    },
  };
}

/** Variables outside the steps that are made from what happens at them, if through others: they come after every step. */
function readers(
  { model, lags }: Derivation,
  isOfSteps: (plate: string | null) => boolean,
): ReadonlySet<string> {
  const random = new Set(
    model.variables.flatMap(({ name, role, plate }) => (role !== 'given' && isOfSteps(plate) ? [name] : [])),
  );
  const found = new Set([
    ...lags.flatMap(({ name, of, at }) => (isAfter(at.kind) && random.has(of) ? [name] : [])),
    ...model.variables.flatMap(({ name, lagOf }) =>
      lagOf?.steps === 'last' && random.has(lagOf.variable) ? [name] : [],
    ),
  ]);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const variable of model.variables)
      if (variableParts(variable).some((part) => [...variablesIn(part)].some((name) => found.has(name))))
        found.add(variable.name);
  }
  return found;
}

function isAfter(kind: Derivation['lags'][number]['at']['kind']): boolean {
  return kind === 'last' || kind === 'all';
}

/** A latent around the rows of a sequence that its steps depend on, be it through others; null: none. */
function sharedByRows(
  { factors, latents, model }: Derivation,
  { parent }: Plate,
  counts: (owned: Owned) => boolean,
): string | null {
  const outside = new Set(
    latents.filter(({ plate }) => !isWithin(model.plates, plate, parent)).map(({ name }) => name),
  );
  return factors.filter(counts).flatMap(({ scope }) => scope.filter((name) => outside.has(name)))[0] ?? null;
}

interface StepParts {
  /** Of the steps alone and of latents around. */
  readonly left: readonly Term[];
  readonly chains: readonly Summed[];
  readonly around: readonly string[];
  /** Of what tells of these besides the steps. */
  readonly beside: Context;
}

/** log p(x[t] | x[..t-1], what is known around), of each step. */
function stepDensity(context: Context, sequence: Plate, { left, chains, around, beside }: StepParts): Node {
  const { m } = context;
  const densities = chains.map((each) => chainDensity(context, each));
  const own = sumOf(
    context,
    left.map((term) => applied(context, term)),
  );
  const now = densities.reduce((sum, { density }) => m.add(sum, density), own);
  if (around.length === 0) return now;
  const told = densities.reduce((sum, { logScale }) => m.add(sum, logScale), own);
  const before = m.previousRow(sumSoFar(context, sequence, told), m.num(0), rowsOf(sequence));
  const known = knownAround(beside, sequence);
  const handed = m.stopGradient(m.add(known, before));
  return sumOut(
    m,
    [handed, now],
    around.map((name) => latentAxis(context, name)),
  );
}

/** Of the states of a chain: the density of each step, and what observations so far say of latents around. */
function chainDensity(
  context: Context,
  { chain, terms }: Summed,
): { readonly density: Node; readonly logScale: Node } {
  const { m } = context;
  if (chain === null) throw new Error('internal: a step along no chain');
  const { parts, forward } = forwardPass(m, chain, terms);
  const handed = m.stopGradient(m.log(incoming(m, parts, forward)));
  const density = sumOut(
    m,
    [handed, ...terms.map((term) => applied(context, term).node)],
    unionAxes(parts.now, parts.before),
  );
  return { density, logScale: m.chainPart(forward, 'logScale') };
}

/** The value added up over the steps up to each: the score of a path that has no choice. */
function sumSoFar({ m }: Context, sequence: Plate, value: Node): Node {
  const [now, before] = [makeAxis('so far', constantSize(1)), makeAxis('before', constantSize(1))];
  const chain: Chain = { ...rowsOf(sequence), states: [{ now, before }] };
  return m.sum(m.chainScan(chain, 'best', m.broadcast(value, [chain.rows, now]), []), now);
}

/** Logarithms of what all but the steps says of latents around, for each step. */
function knownAround(beside: Context, sequence: Plate): Node {
  const { m, derivation } = beside;
  const { rows, to } = rowsOf(sequence);
  const parent = derivation.model.plates.find(({ name }) => name === sequence.parent) ?? null;
  const { terms } = eliminateInto(beside, logJointTerms(beside), parent);
  const known = sumOf(
    beside,
    terms.map((term) => applied(beside, term)),
  );
  return to === null ? known : m.spreadRows(known, to, rows);
}

function rowsOf({ name, parent }: Plate): Pick<Chain, 'rows' | 'to'> {
  return { rows: plateAxis(name), to: parent === null ? null : plateAxis(parent) };
}

/** log(sum{ exp(sum of the values) : axes }), the axes that few values share first. */
function sumOut(m: Builder, values: readonly Node[], axes: readonly Axis[]): Node {
  let rest = values;
  const waiting = [...axes];
  const joined = (axis: Axis): readonly Node[] => rest.filter(({ type }) => hasAxis(type.axes, axis));
  const width = (axis: Axis): number => unionAxes(...joined(axis).map(({ type }) => type.axes)).length;
  while (waiting.length > 0) {
    waiting.sort((a, b) => width(a) - width(b));
    const axis = waiting.shift();
    if (axis === undefined) break;
    const own = joined(axis);
    const table = own.reduce((sum, value) => m.add(sum, value), m.num(0));
    rest = [...rest.filter((value) => !own.includes(value)), logSumExp(m, m.broadcast(table, [axis]), axis)];
  }
  return rest.reduce((sum, value) => m.add(sum, value), m.num(0));
}
