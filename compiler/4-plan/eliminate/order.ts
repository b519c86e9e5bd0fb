// The order in which finite latents are summed out: plates from the inside out, and within a plate the order whose tables
// have the fewest entries together: the best of all orders of a few latents that meet, a good one of more. What an inner
// plate leaves is a factor over the latents around it, summed over its rows; no order changes what that depends on. What a
// sequence hands on goes last of its steps: `chains.ts`.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Size } from '../../sizes/size.ts';
import { constantSize, evaluateSize, multiplySizes } from '../../sizes/size.ts';
import type { Elimination, Factor, FiniteLatent } from '../derivation.ts';
import { chainedNames, eliminateChains, lastNames } from './chains.ts';
import { cheapestOrder, mostExact } from './exact.ts';
import { components, meetingGraph } from './graph.ts';
import { greedyOrder } from './greedy.ts';

type Scope = ReadonlySet<string>;

/** A plate, or what is outside them all. */
interface Place {
  readonly name: string | null;
  readonly parent: string | null;
}

/**
 * What a size that data or callers decide counts as when orders are compared, or its default where that is more: a table
 * with one more such axis is the larger one, as it is wherever sizes matter.
 */
const usualSize = 8;

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
      evaluateSize(size, (each) => Math.max(lookup(each) ?? usualSize, usualSize)),
    ]),
  );

  const weigh = (scope: Scope): number => {
    let entries = 1;
    for (const name of scope) entries *= levels.get(name) ?? 1;
    return entries;
  };
  const factorsOf = Map.groupBy(factors, (factor) => factor.plate);
  const latentsOf = Map.groupBy(latents, (latent) => latent.plate);
  const outside: Place = { name: null, parent: null };
  const places = [...[...model.plates].reverse(), outside];
  const inside = new Map<string | null, readonly Scope[]>(
    places.map(({ name }) => [name, (factorsOf.get(name) ?? []).map((factor) => new Set(factor.scope))]),
  );
  return places.flatMap((place) => {
    const last = lastNames(latents, place.name);
    const around = place.name === null ? [] : (inside.get(place.parent) ?? []);
    const isOfLast = (scope: Scope): boolean => [...scope].some((name) => last.has(name));
    const scopes = [
      ...(inside.get(place.name) ?? []),
      ...around.filter(isOfLast).map((scope) => new Set([...scope].map((name) => last.get(name) ?? name))),
    ];
    const chained = chainedNames(latents, place.name);
    const waiting = (latentsOf.get(place.name) ?? [])
      .filter(({ name, lagOf }) => !chained.has(name) && lagOf?.steps !== 'last')
      .map((latent) => latent.name);
    const order = chooseOrder(waiting, scopes, (name) => levels.get(name) ?? 1);
    const { steps, left: ofSteps } = carryOut(order, scopes);
    const { eliminations, left } = eliminateChains(latents, place.name, ofSteps, weigh);
    if (place.name !== null)
      inside.set(place.parent, [...around.filter((scope) => !isOfLast(scope)), ...left]);
    const sums = steps.map(({ name, scope, remaining }): Elimination => {
      const table = inOrder(scope);
      return {
        variable: name,
        plate: place.name,
        scope: table.map((latent) => latent.name),
        cost: tableSize(table),
        remaining: inOrder(remaining).map((latent) => latent.name),
        chain: null,
      };
    });
    return [...sums, ...eliminations];
  });
}

interface Step {
  readonly name: string;
  /** Of the table that is made. */
  readonly scope: Scope;
  /** Of what summing leaves. */
  readonly remaining: Scope;
}

/** The cheapest order for each set of latents that meet, one set after the other as they are written. */
function chooseOrder(
  waiting: readonly string[],
  scopes: readonly Scope[],
  levelsOf: (name: string) => number,
): readonly string[] {
  const graph = meetingGraph(waiting, scopes, levelsOf);
  return components(graph)
    .flatMap((nodes) =>
      nodes.length <= mostExact ? cheapestOrder(graph, nodes).order : greedyOrder(graph, nodes),
    )
    .flatMap((node) => waiting[node] ?? []);
}

/** Only what shares a scope with it is looked at. */
function carryOut(
  order: readonly string[],
  scopes: readonly Scope[],
): { readonly steps: readonly Step[]; readonly left: readonly Scope[] } {
  const alive = new Set(scopes);
  const touching = new Map<string, Set<Scope>>(order.map((name) => [name, new Set()]));
  const attach = (scope: Scope): void => {
    for (const name of scope) touching.get(name)?.add(scope);
  };
  scopes.forEach(attach);
  const steps = order.map((name): Step => {
    const scope = new Set([name]);
    for (const gone of touching.get(name) ?? []) {
      alive.delete(gone);
      for (const other of gone) {
        scope.add(other);
        if (other !== name) touching.get(other)?.delete(gone);
      }
    }
    const remaining = new Set([...scope].filter((other) => other !== name));
    alive.add(remaining);
    attach(remaining);
    return { name, scope, remaining };
  });
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
