// The order in which finite latents are summed out: plates from the inside out, and within a plate the latent
// whose table is smallest next (the greedy min-weight rule of variable elimination). What an inner plate leaves
// is a factor over the latents around it, summed over its rows.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Size } from '../../sizes/size.ts';
import { constantSize, evaluateSize, multiplySizes } from '../../sizes/size.ts';
import type { Elimination, Factor, FiniteLatent } from '../derivation.ts';
import { cheapestOf } from './cheapest.ts';

type Scope = ReadonlySet<string>;

/** A plate, or what is outside them all. */
interface Place {
  readonly name: string | null;
  readonly parent: string | null;
}

/** Sizes that only the data decide count as this many when orders are compared. */
const unknownSize = 8;

export function eliminationOrder(
  model: CheckedModel,
  latents: readonly FiniteLatent[],
  factors: readonly Factor[],
): readonly Elimination[] {
  const byName = new Map(latents.map((latent, position) => [latent.name, { latent, position }]));
  /** The latents of a scope, in the model's order. */
  const inOrder = (scope: Scope): readonly FiniteLatent[] =>
    [...scope]
      .flatMap((name) => byName.get(name) ?? [])
      .sort((a, b) => a.position - b.position)
      .map(({ latent }) => latent);
  const lookup = defaultSizes(model);
  const levels = new Map(
    latents.map(({ name, levels: size }) => [
      name,
      evaluateSize(size, (each) => lookup(each) ?? unknownSize),
    ]),
  );
  const weigh = (scope: Scope): number => {
    let entries = 1;
    for (const name of scope) entries *= levels.get(name) ?? 1;
    return entries;
  };

  const factorsOf = Map.groupBy(factors, (factor) => factor.plate);
  const latentsOf = Map.groupBy(latents, (latent) => latent.plate);
  const inside = new Map<string | null, Scope[]>();
  const outside: Place = { name: null, parent: null };
  return [...[...model.plates].reverse(), outside].flatMap((place) => {
    const scopes = [
      ...(factorsOf.get(place.name) ?? []).map((factor) => new Set(factor.scope)),
      ...(inside.get(place.name) ?? []),
    ];
    const waiting = (latentsOf.get(place.name) ?? []).map((latent) => latent.name);
    const { steps, left } = eliminateAll(waiting, scopes, weigh);
    if (place.name !== null) inside.set(place.parent, (inside.get(place.parent) ?? []).concat(left));
    return steps.map(({ name, scope, remaining }): Elimination => {
      const table = inOrder(scope);
      return {
        variable: name,
        plate: place.name,
        scope: table.map((latent) => latent.name),
        cost: tableSize(table),
        remaining: inOrder(remaining).map((latent) => latent.name),
      };
    });
  });
}

interface Step {
  readonly name: string;
  /** Of the table that is made. */
  readonly scope: Scope;
  /** Of what summing leaves. */
  readonly remaining: Scope;
}

/** Cheapest first; of equals, the one written first. Only what shares a scope with it is weighed anew. */
function eliminateAll(
  waiting: readonly string[],
  scopes: readonly Scope[],
  weigh: (scope: Scope) => number,
): { readonly steps: readonly Step[]; readonly left: readonly Scope[] } {
  const alive = new Set(scopes);
  const touching = new Map<string, Set<Scope>>(waiting.map((name) => [name, new Set()]));
  const attach = (scope: Scope): void => {
    for (const name of scope) touching.get(name)?.add(scope);
  };
  scopes.forEach(attach);
  const table = (name: string): Scope => {
    const union = new Set([name]);
    for (const scope of touching.get(name) ?? []) for (const other of scope) union.add(other);
    return union;
  };
  const cheapest = cheapestOf(waiting, (name) => weigh(table(name)));
  const steps: Step[] = [];
  for (let name = cheapest.take(); name !== null; name = cheapest.take()) {
    const taken = name;
    const scope = table(name);
    const remaining = new Set([...scope].filter((other) => other !== taken));
    steps.push({ name, scope, remaining });
    for (const gone of touching.get(name) ?? []) {
      alive.delete(gone);
      for (const other of gone) if (other !== name) touching.get(other)?.delete(gone);
    }
    alive.add(remaining);
    attach(remaining);
    for (const other of remaining) if (cheapest.has(other)) cheapest.set(other, weigh(table(other)));
  }
  return { steps, left: [...alive] };
}

/** Over exactly these latents. */
function tableSize(latents: readonly FiniteLatent[]): Size {
  return latents.reduce((product, latent) => multiplySizes(product, latent.levels), constantSize(1));
}

/** Values of size symbols at the defaults; null where only the data or the caller decide. */
export function defaultSizes(model: CheckedModel): (name: string) => number | null {
  const defaults = new Map(model.hyperparameters.map((hyper) => [hyper.name, hyper.defaultValue]));
  return (name) => defaults.get(name) ?? null;
}
