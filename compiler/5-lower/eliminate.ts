// Carries out a derivation's eliminations: sums (or maximises) latents out of the factors, plate by plate from
// the inside out. One walk serves the likelihood and, in the max semiring, the most probable configuration;
// posterior weights are its derivatives.

import type { Plate } from '../3-check/model.ts';
import type { ChainState, Elimination } from '../4-plan/derivation.ts';
import { lastNames } from '../4-plan/eliminate/chains.ts';
import { plateAxis } from '../ir/axis.ts';
import { logSumExp } from '../ir/log-space.ts';
import type { Axis, Chain, Node } from '../ir/ops.ts';
import type { Context } from './context.ts';
import { latentAxis, rowIndex } from './context.ts';

/** A function of some latents' values, for each row of its plate. */
export interface Term {
  readonly plate: string | null;
  readonly scope: readonly string[];
  readonly node: Node;
  /** Of the rows: the term is 0 where it does not hold; null: it counts at all of them. */
  readonly condition: Node | null;
}

export type Semiring = 'logSum' | 'max';

export interface Eliminated {
  /** One number. */
  readonly total: Node;
  /** Per outermost plate: its rows' own sums, where no latent outside joins them. */
  readonly rows: ReadonlyMap<string, Node>;
  /** What was summed out of what, in the order in which it was. */
  readonly summed: readonly Summed[];
}

/** A latent, or the states of a chain, and the terms that they were summed out of. */
export interface Summed {
  readonly elimination: Elimination;
  /** Of a latent one, over all that it is summed with. */
  readonly terms: readonly Term[];
  /** Where the states lie; null for a latent. */
  readonly chain: Chain | null;
}

export function eliminate(context: Context, terms: readonly Term[], semiring: Semiring): Eliminated {
  const { m, derivation } = context;
  const walk = startWalk(terms);
  const rows = new Map<string, Node>();
  for (const plate of [...derivation.model.plates].reverse()) {
    const { terms: left, messages } = leave(context, plate, walk, semiring);
    // Steps that hand something on have no sums of their own.
    for (const term of left)
      if (plate.parent === null && term.scope.length === 0 && messages.length === 0)
        rows.set(plate.name, m.broadcast(term.node, [plateAxis(plate.name)]));
  }
  const { terms: totals } = eliminateWithin(context, null, pendingAt(walk, null), semiring, walk.summed);
  return { total: totals[0]?.node ?? m.num(0), rows, summed: walk.summed };
}

/**
 * What is left at the rows of a plate (null: outside all) when the plates within it and its own latents are summed out, chains
 * along it aside: of these `summed` holds what they are summed out of.
 */
export function eliminateInto(
  context: Context,
  terms: readonly Term[],
  target: Plate | null,
): { readonly terms: readonly Term[]; readonly summed: readonly Summed[] } {
  const { plates } = context.derivation.model;
  const walk = startWalk(terms);
  for (const plate of [...plates].reverse())
    if (plate !== target && isWithin(plates, plate.name, target?.name ?? null))
      leave(context, plate, walk, 'logSum');
  const own = pendingAt(walk, target?.name ?? null);
  const { terms: left } = eliminateWithin(context, target, own, 'logSum', walk.summed);
  return { terms: left, summed: walk.summed };
}

/** Whether a plate is another or lies within it; null is around all. */
export function isWithin(plates: readonly Plate[], inner: string | null, outer: string | null): boolean {
  if (inner === outer || outer === null) return true;
  const parent = plates.find(({ name }) => name === inner)?.parent ?? null;
  return parent !== null && isWithin(plates, parent, outer);
}

/** From the inside out: terms that wait for their plates. */
interface Walk {
  readonly pending: Map<string | null, readonly Term[]>;
  readonly summed: Summed[];
}

function startWalk(terms: readonly Term[]): Walk {
  const walk: Walk = { pending: new Map(), summed: [] };
  for (const term of terms) wait(walk, term);
  return walk;
}

function wait({ pending }: Walk, term: Term): void {
  pending.set(term.plate, [...(pending.get(term.plate) ?? []), term]);
}

function pendingAt({ pending }: Walk, plate: string | null): readonly Term[] {
  return pending.get(plate) ?? [];
}

/** Sums a plate's latents out, and hands what is left to the plate around it. */
function leave(
  context: Context,
  plate: Plate,
  walk: Walk,
  semiring: Semiring,
): ReturnType<typeof eliminateWithin> {
  const { m, derivation } = context;
  const axis = plateAxis(plate.name);
  const last = lastNames(derivation.latents, plate.name);
  const around = pendingAt(walk, plate.parent);
  const isOfLast = (term: Term): boolean => term.scope.some((name) => last.has(name));
  walk.pending.set(
    plate.parent,
    around.filter((term) => !isOfLast(term)),
  );
  const own = [
    ...pendingAt(walk, plate.name),
    ...around.filter(isOfLast).map((term) => atLastStep(context, plate, term, last)),
  ];
  const found = eliminateWithin(context, plate, own, semiring, walk.summed);
  // Of a chain each row around it has one already.
  for (const message of found.messages) wait(walk, message);
  for (const term of found.terms) {
    const { parent } = plate;
    const node = parent === null ? m.sum(term.node, axis) : m.sumRows(term.node, axis, plateAxis(parent));
    wait(walk, { ...term, plate: parent, node });
  }
  return found;
}

/**
 * What is left of the terms of one plate, one term for each distinct scope; and what summing out chains along its rows
 * leaves around it.
 */
function eliminateWithin(
  context: Context,
  plate: Plate | null,
  terms: readonly Term[],
  semiring: Semiring,
  summed: Summed[],
): { readonly terms: readonly Term[]; readonly messages: readonly Term[] } {
  const { m } = context;
  let rest = terms;
  const messages: Term[] = [];
  for (const elimination of context.derivation.eliminations) {
    if (elimination.plate !== (plate?.name ?? null)) continue;
    const { variable, chain } = elimination;
    if (chain !== null && plate !== null) {
      const states = new Set(chain.flatMap(({ now, before }) => [now, before]));
      const isLinked = (term: Term): boolean => term.scope.some((name) => states.has(name));
      const linked = mergeByScope(context, rest.filter(isLinked));
      const shape = chainShape(context, plate, chain);
      summed.push({ elimination, terms: linked, chain: shape });
      messages.push({
        plate: plate.parent,
        scope: elimination.remaining,
        node: m.chain(shape, semiring, linked),
        condition: null,
      });
      rest = rest.filter((term) => !isLinked(term));
      continue;
    }
    const joined = rest.filter((term) => term.scope.includes(variable));
    const table = sumOf(
      context,
      joined.map((term) => applied(context, term)),
    );
    const { plate: own, scope } = elimination;
    summed.push({ elimination, terms: [{ plate: own, scope, node: table, condition: null }], chain: null });
    const message = reduce(context, table, latentAxis(context, variable), semiring);
    rest = [
      ...rest.filter((term) => !term.scope.includes(variable)),
      { plate: elimination.plate, scope: elimination.remaining, node: message, condition: null },
    ];
  }
  return {
    terms: mergeByScope(
      context,
      rest.map((term) => applied(context, term)),
    ),
    messages,
  };
}

/** A term of the row around a sequence that reads its last step, as a term of that step. */
function atLastStep(
  context: Context,
  { name, parent }: Plate,
  term: Term,
  last: ReadonlyMap<string, string>,
): Term {
  const { m } = context;
  const { node, scope } = applied(context, term);
  const spread = parent === null ? node : m.spreadRows(node, plateAxis(parent), plateAxis(name));
  const renamed = [...last].reduce(
    (value, [read, own]) => m.rename(value, latentAxis(context, read), latentAxis(context, own)),
    spread,
  );
  return {
    plate: name,
    scope: scope.map((each) => last.get(each) ?? each),
    node: renamed,
    condition: m.equal(m.add(rowIndex(context, name), m.num(1)), lengthOf(context, name, parent)),
  };
}

/** The number of steps, for each of them. */
function lengthOf({ m }: Context, sequence: string, parent: string | null): Node {
  const rows = plateAxis(sequence);
  if (parent === null) return m.length(rows);
  const around = plateAxis(parent);
  return m.spreadRows(m.sumRows(m.num(1), rows, around), around, rows);
}

/** Where the states of a chain lie. */
function chainShape(context: Context, { name, parent }: Plate, states: readonly ChainState[]): Chain {
  return {
    rows: plateAxis(name),
    to: parent === null ? null : plateAxis(parent),
    states: states.map(({ now, before }) => ({
      now: latentAxis(context, now),
      before: latentAxis(context, before),
    })),
  };
}

function reduce(context: Context, table: Node, axis: Axis, semiring: Semiring): Node {
  const { m } = context;
  const full = m.broadcast(table, [axis]);
  return semiring === 'logSum' ? logSumExp(m, full, axis) : m.reduceMax(full, axis);
}

/** The term with its condition in its value. */
export function applied({ m }: Context, term: Term): Term {
  const { node, condition } = term;
  return condition === null ? term : { ...term, node: m.select(condition, node, m.num(0)), condition: null };
}

/** Terms of one scope and condition added up. */
function mergeByScope(context: Context, terms: readonly Term[]): readonly Term[] {
  const groups = new Map<Node | null, Map<string, readonly Term[]>>();
  for (const term of terms) {
    const key = [...term.scope].sort().join('\n');
    const own = groups.get(term.condition) ?? new Map<string, readonly Term[]>();
    groups.set(term.condition, own.set(key, [...(own.get(key) ?? []), term]));
  }
  return [...groups.values()]
    .flatMap((own) => [...own.values()])
    .flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...first, node: sumOf(context, group) }];
    });
}

export function sumOf(context: Context, terms: readonly Term[]): Node {
  const { m } = context;
  const [first, ...rest] = terms.map((term) => term.node);
  return rest.reduce((sum, node) => m.add(sum, node), first ?? m.num(0));
}
