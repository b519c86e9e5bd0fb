// The order in which finite latents are summed out: plates from the inside out, and within a plate the latent
// whose table is smallest next (the greedy min-weight rule of variable elimination). What an inner plate leaves
// is a factor over the latents around it, summed over its rows.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Size } from '../../sizes/size.ts';
import { constantSize, evaluateSize, multiplySizes } from '../../sizes/size.ts';
import type { Elimination, Factor, FiniteLatent } from '../derivation.ts';

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
  const weigh = weights(model, latents);
  const eliminations: Elimination[] = [];
  const inside = new Map<string | null, Scope[]>();
  const outside: Place = { name: null, parent: null };
  for (const place of [...[...model.plates].reverse(), outside]) {
    let scopes: Scope[] = [
      ...factors.filter((factor) => factor.plate === place.name).map((factor) => new Set(factor.scope)),
      ...(inside.get(place.name) ?? []),
    ];
    const waiting = new Set(
      latents.filter((latent) => latent.plate === place.name).map((latent) => latent.name),
    );
    while (waiting.size > 0) {
      const next = cheapest(waiting, scopes, weigh);
      const scope = unionOver(scopes, next);
      const remaining = new Set([...scope].filter((name) => name !== next));
      eliminations.push({
        variable: next,
        plate: place.name,
        scope: inOrder(latents, scope),
        cost: tableSize(latents, scope),
        remaining: inOrder(latents, remaining),
      });
      scopes = [...scopes.filter((candidate) => !candidate.has(next)), remaining];
      waiting.delete(next);
    }
    if (place.name !== null) inside.set(place.parent, [...(inside.get(place.parent) ?? []), ...scopes]);
  }
  return eliminations;
}

function cheapest(
  waiting: ReadonlySet<string>,
  scopes: readonly Scope[],
  weigh: (scope: Scope) => number,
): string {
  let best: { name: string; weight: number } | null = null;
  for (const name of waiting) {
    const weight = weigh(unionOver(scopes, name));
    if (best === null || weight < best.weight) best = { name, weight };
  }
  if (best === null) throw new Error('internal: nothing to eliminate');
  return best.name;
}

function unionOver(scopes: readonly Scope[], name: string): Scope {
  const union = new Set([name]);
  for (const scope of scopes) if (scope.has(name)) for (const other of scope) union.add(other);
  return union;
}

function inOrder(latents: readonly FiniteLatent[], scope: Scope): readonly string[] {
  return latents.filter((latent) => scope.has(latent.name)).map((latent) => latent.name);
}

function tableSize(latents: readonly FiniteLatent[], scope: Scope): Size {
  return latents
    .filter((latent) => scope.has(latent.name))
    .reduce((product, latent) => multiplySizes(product, latent.levels), constantSize(1));
}

/** Table sizes as numbers, with the hyperparameters at their defaults. */
function weights(model: CheckedModel, latents: readonly FiniteLatent[]): (scope: Scope) => number {
  const lookup = defaultSizes(model);
  return (scope) => evaluateSize(tableSize(latents, scope), (name) => lookup(name) ?? unknownSize);
}

/** Values of size symbols at the defaults; null where only the data or the caller decide. */
export function defaultSizes(model: CheckedModel): (name: string) => number | null {
  const defaults = new Map(model.hyperparameters.map((hyper) => [hyper.name, hyper.defaultValue]));
  return (name) => defaults.get(name) ?? null;
}
