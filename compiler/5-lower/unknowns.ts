// Finite values that are not known: what is summed out, and entries that are missing of observations on which nothing
// depends. Each gets a zero placeholder for its values; the derivative with respect to it is their posterior, or, in
// the max semiring, 1 at the most probable.

import type { ArrayEntry, Variable } from '../3-check/model.ts';
import { isFinite } from '../3-check/model.ts';
import type { Factor } from '../4-plan/derivation.ts';
import { makeAxis } from '../ir/axis.ts';
import { logSumExp } from '../ir/log-space.ts';
import type { Axis, Node } from '../ir/ops.ts';
import { logDensityOf } from '../library/define-distribution.ts';
import { constantSize } from '../sizes/size.ts';
import type { Context } from './context.ts';
import { dataInput, latentAxis, rowAxes, valueAxes, variable } from './context.ts';
import type { Semiring, Term } from './eliminate.ts';
import { rowEnvironment } from './environment.ts';
import { alignCall, callOfFactor } from './events.ts';
import { renameAxes } from './expressions.ts';
import { guarded, evidenceOf, evidenceTerms, factorTerm } from './factors.ts';

export interface Unknown {
  readonly name: string;
  /** Rows, then the variable's shape. */
  readonly axes: readonly Axis[];
  /** Of its values. */
  readonly levels: Axis;
  /** Over all of these. */
  readonly placeholder: Node;
}

/** The log joint, with placeholders for the unknowns that are wanted, in the model's order. */
export function termsWithUnknowns(
  context: Context,
  semiring: Semiring,
  isWanted: (name: string) => boolean,
): { readonly terms: readonly Term[]; readonly unknowns: readonly Unknown[] } {
  const { derivation } = context;
  const unknowns = derivation.model.variables.flatMap(({ name, lagOf }) => {
    // What a step is handed is known as what handed it on.
    const unknown = lagOf === undefined && isWanted(name) ? unknownOf(context, name) : null;
    return unknown === null ? [] : [unknown];
  });
  const summed = unknowns.flatMap((unknown): readonly Term[] => {
    const latent = derivation.latents.find(({ name }) => name === unknown.name);
    return latent === undefined
      ? []
      : [{ plate: latent.plate, scope: [latent.name], node: unknown.placeholder, condition: null }];
  });
  const factors = derivation.factors.map((factor): Term => {
    const unknown = unknowns.find(({ name }) => name === factor.variable);
    const isLeaf = unknown !== undefined && factor.missing !== 'nothing';
    const environment = rowEnvironment(context, factor.plate);
    if (!isLeaf) return factorTerm(environment, factor);
    const node = overValues(context, factor, unknown, semiring);
    return { plate: factor.plate, scope: factor.scope, node, condition: null };
  });
  return { terms: [...factors, ...evidenceTerms(context), ...summed], unknowns };
}

/** Null for what is continuous, counted without end, or always seen. */
function unknownOf(context: Context, name: string): Unknown | null {
  const declared = variable(context, name);
  const { derivation } = context;
  const rows = rowAxes(declared.plate);
  if (derivation.latents.some((latent) => latent.name === name)) {
    const levels = latentAxis(context, name);
    return { name, axes: rows, levels, placeholder: context.m.placeholder(`posterior.${name}`, [...rows, levels]) }; // prettier-ignore
  }
  const isOpen = derivation.factors.some(
    ({ variable: own, missing }) => own === name && missing !== 'nothing',
  );
  if (!isOpen || !isFinite(declared.type)) return null;
  const axes = [...rows, ...valueAxes(declared)];
  const levels = makeAxis(`value:${name}`, declared.type.levels ?? constantSize(2));
  return { name, axes, levels, placeholder: context.m.placeholder(`posterior.${name}`, [...axes, levels]) };
}

/** A factor with each entry of its variable summed (or maximised) over its values; the one seen is the only one left. */
function overValues(context: Context, factor: Factor, unknown: Unknown, semiring: Semiring): Node {
  const { m } = context;
  return m.withOrigin(factor.span, () => {
    const environment = rowEnvironment(context, factor.plate);
    const declared = variable(context, factor.variable);
    const call = alignCall(environment, callOfFactor(factor), declared);
    const { levels, placeholder } = unknown;
    const { family, form, event } = call;
    const density = logDensityOf(m, family, m.iota(levels), call.arguments, event, form);
    const evidence = evidenceOf(context, dataInput(context, declared), levels);
    const table = m.broadcast(m.add(m.add(density, evidence), placeholder), [levels]);
    const entries = semiring === 'logSum' ? logSumExp(m, table, levels) : m.reduceMax(table, levels);
    const summed = call.repeats.reduce((sum, axis) => m.sum(sum, axis), entries);
    return guarded(environment, factor, summed);
  });
}

/** What is found for each unknown, under the variable's name; entries of an array are put together. */
export interface Found {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly node: Node;
}

/** `nodes`: for each unknown, over its axes, and over its levels where `overLevels`. */
export function putTogether(
  context: Context,
  unknowns: readonly Unknown[],
  nodes: readonly Node[],
  overLevels: boolean,
): readonly Found[] {
  const found = new Map<string, Found>();
  unknowns.forEach((unknown, index) => {
    const node = nodes[index];
    if (node === undefined) throw new Error('internal: fewer results than unknowns');
    const { entryOf } = variable(context, unknown.name);
    const levels = overLevels ? [unknown.levels] : [];
    if (entryOf === undefined) {
      found.set(unknown.name, { name: unknown.name, axes: [...unknown.axes, ...levels], node });
      return;
    }
    const array = variable(context, entryOf.variable);
    const common = overLevels ? [makeAxis(`value:${array.name}`, unknown.levels.size)] : [];
    const own = renameAxes(context.m, node, levels, common);
    const before = found.get(array.name)?.node ?? own;
    found.set(array.name, {
      name: array.name,
      axes: [...unknown.axes, ...valueAxes(array), ...common],
      node: context.m.select(isAt(context, array, entryOf), own, before),
    });
  });
  return [...found.values()];
}

function isAt({ m }: Context, array: Variable, { position }: ArrayEntry): Node {
  return valueAxes(array)
    .map((axis, depth) => m.equal(m.iota(axis), m.constant(position[depth] ?? 0, 'i32')))
    .reduce((all, one) => m.and(all, one));
}
