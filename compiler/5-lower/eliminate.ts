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
  const pending = new Map<string | null, readonly Term[]>();
  const add = (term: Term): void => {
    pending.set(term.plate, [...(pending.get(term.plate) ?? []), term]);
  };
  terms.forEach((term) => {
    add(term);
  });
  const rows = new Map<string, Node>();
  const summed: Summed[] = [];
  for (const plate of [...derivation.model.plates].reverse()) {
    const axis = plateAxis(plate.name);
    const last = lastNames(derivation.latents, plate.name);
    const around = pending.get(plate.parent) ?? [];
    const isOfLast = (term: Term): boolean => term.scope.some((name) => last.has(name));
    pending.set(
      plate.parent,
      around.filter((term) => !isOfLast(term)),
    );
    const { terms: left, messages } = eliminateWithin(
      context,
      plate,
      [
        ...(pending.get(plate.name) ?? []),
        ...around.filter(isOfLast).map((term) => atLastStep(context, plate, term, last)),
      ],
      semiring,
      summed,
    );
    // Of a chain each row around it has one already.
    for (const message of messages) add(message);
    for (const term of left) {
      if (plate.parent === null) {
        // Steps that hand something on have no sums of their own.
        if (term.scope.length === 0 && messages.length === 0)
          rows.set(plate.name, m.broadcast(term.node, [axis]));
        add({ ...term, plate: null, node: m.sum(term.node, axis) });
      } else {
        add({ ...term, plate: plate.parent, node: m.sumRows(term.node, axis, plateAxis(plate.parent)) });
      }
    }
  }
  const { terms: totals } = eliminateWithin(context, null, pending.get(null) ?? [], semiring, summed);
  return { total: totals[0]?.node ?? m.num(0), rows, summed };
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
function applied({ m }: Context, term: Term): Term {
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

function sumOf(context: Context, terms: readonly Term[]): Node {
  const { m } = context;
  const [first, ...rest] = terms.map((term) => term.node);
  return rest.reduce((sum, node) => m.add(sum, node), first ?? m.num(0));
}
