// Carries out a derivation's eliminations: sums (or maximises) latents out of the factors, plate by plate from
// the inside out. One walk serves the likelihood and, in the max semiring, the most probable configuration;
// posterior weights are its derivatives.

import { plateAxis } from '../ir/axis.ts';
import { logSumExp } from '../ir/log-space.ts';
import type { Axis, Node } from '../ir/ops.ts';
import type { Context } from './context.ts';
import { latentAxis } from './context.ts';

/** A function of some latents' values, for each row of its plate. */
export interface Term {
  readonly plate: string | null;
  readonly scope: readonly string[];
  readonly node: Node;
}

export type Semiring = 'logSum' | 'max';

export interface Eliminated {
  /** One number. */
  readonly total: Node;
  /** Per outermost plate: its rows' own sums, where no latent outside joins them. */
  readonly rows: ReadonlyMap<string, Node>;
}

export function eliminate(context: Context, terms: readonly Term[], semiring: Semiring): Eliminated {
  const { m, derivation } = context;
  const pending = new Map<string | null, readonly Term[]>();
  const add = (term: Term): void => {
    pending.set(term.plate, [...(pending.get(term.plate) ?? []), term]);
  };
  terms.forEach(add);
  const rows = new Map<string, Node>();
  for (const plate of [...derivation.model.plates].reverse()) {
    const axis = plateAxis(plate.name);
    for (const term of eliminateWithin(context, plate.name, pending.get(plate.name) ?? [], semiring)) {
      if (plate.parent === null) {
        if (term.scope.length === 0) rows.set(plate.name, m.broadcast(term.node, [axis]));
        add({ ...term, plate: null, node: m.sum(term.node, axis) });
      } else {
        add({ ...term, plate: plate.parent, node: m.sumRows(term.node, axis, plateAxis(plate.parent)) });
      }
    }
  }
  const [total] = eliminateWithin(context, null, pending.get(null) ?? [], semiring);
  return { total: total?.node ?? m.num(0), rows };
}

/** What is left of the terms of one plate, one term for each distinct scope. */
function eliminateWithin(
  context: Context,
  plate: string | null,
  terms: readonly Term[],
  semiring: Semiring,
): readonly Term[] {
  let rest = terms;
  for (const elimination of context.derivation.eliminations) {
    if (elimination.plate !== plate) continue;
    const { variable } = elimination;
    const joined = rest.filter((term) => term.scope.includes(variable));
    const table = sumOf(context, joined);
    const message = reduce(context, table, latentAxis(context, variable), semiring);
    rest = [
      ...rest.filter((term) => !term.scope.includes(variable)),
      { plate, scope: elimination.remaining, node: message },
    ];
  }
  return mergeByScope(context, rest);
}

function reduce(context: Context, table: Node, axis: Axis, semiring: Semiring): Node {
  const { m } = context;
  const full = m.broadcast(table, [axis]);
  return semiring === 'logSum' ? logSumExp(m, full, axis) : m.reduceMax(full, axis);
}

function mergeByScope(context: Context, terms: readonly Term[]): readonly Term[] {
  const groups = new Map<string, readonly Term[]>();
  for (const term of terms) {
    const key = [...term.scope].sort().join('\n');
    groups.set(key, [...(groups.get(key) ?? []), term]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, node: sumOf(context, group) }];
  });
}

function sumOf(context: Context, terms: readonly Term[]): Node {
  const { m } = context;
  const [first, ...rest] = terms.map((term) => term.node);
  return rest.reduce((sum, node) => m.add(sum, node), first ?? m.num(0));
}
