// What is summed out along a sequence: latents that a step hands on to the next, with what links them. Latents of one step
// alone are gone by then; what is left of a step is a function of the states before and after it, and of latents around.

import { constantSize, multiplySizes } from '../../sizes/size.ts';
import type { ChainState, Elimination, FiniteLatent } from '../derivation.ts';

type Scope = ReadonlySet<string>;

/** Names of the latents of a plate that are read at later steps, and of what is read there. */
export function chainedNames(latents: readonly FiniteLatent[], plate: string | null): ReadonlySet<string> {
  const own = latents.filter((latent) => latent.plate === plate);
  return new Set(
    own.flatMap(({ name, lagOf }) =>
      lagOf === null || lagOf.steps === 'last' ? [] : [name, lagOf.variable],
    ),
  );
}

/** What is read of the last step of a sequence, by the names there: it is summed out with the steps. */
export function lastNames(
  latents: readonly FiniteLatent[],
  sequence: string | null,
): ReadonlyMap<string, string> {
  const own = new Set(latents.flatMap(({ name, plate }) => (plate === sequence ? [name] : [])));
  return new Map(
    latents.flatMap(({ name, lagOf }) =>
      lagOf?.steps === 'last' && own.has(lagOf.variable) ? [[name, lagOf.variable] as const] : [],
    ),
  );
}

/** One elimination for each set of states that factors link, and what is left besides. */
export function eliminateChains(
  latents: readonly FiniteLatent[],
  plate: string | null,
  scopes: readonly Scope[],
  weigh: (scope: Scope) => number,
): { readonly eliminations: readonly Elimination[]; readonly left: readonly Scope[] } {
  const names = chainedNames(latents, plate);
  const own = latents.filter(({ name }) => names.has(name));
  const groups = linked(own, scopes);
  const eliminations = groups.map((group): Elimination => {
    const touched = scopes.filter((scope) => [...scope].some((name) => group.has(name)));
    const states = statesOf(own.filter(({ name }) => group.has(name)));
    const table = new Set([...group, ...touched.flatMap((scope) => [...scope])]);
    const largest = largestTable(states, touched, weigh);
    return {
      variable: states[0]?.now ?? '',
      plate,
      scope: inOrder(latents, table).map(({ name }) => name),
      cost: inOrder(latents, largest).reduce(
        (product, { levels }) => multiplySizes(product, levels),
        constantSize(1),
      ),
      remaining: inOrder(latents, table)
        .map(({ name }) => name)
        .filter((name) => !group.has(name)),
      chain: states,
    };
  });
  const untouched = scopes.filter((scope) => [...scope].every((name) => !names.has(name)));
  return { eliminations, left: [...untouched, ...eliminations.map(({ remaining }) => new Set(remaining))] };
}

/** What a step hands on: each latent, and of those that are read later than at the next step, what was handed on before. */
function statesOf(latents: readonly FiniteLatent[]): readonly ChainState[] {
  return latents.flatMap(({ name, lagOf }) => {
    if (lagOf === null) return [];
    const { variable, steps } = lagOf;
    const now = latents.find((other) =>
      steps === 1
        ? other.name === variable
        : other.lagOf?.variable === variable && other.lagOf.steps === Number(steps) - 1,
    );
    if (now === undefined) throw new Error(`internal: nothing is handed on to ${name}`);
    return [{ now: now.name, before: name }];
  });
}

/** Sets of latents that are one another's values before, or that a factor mentions together. */
function linked(latents: readonly FiniteLatent[], scopes: readonly Scope[]): readonly Scope[] {
  let groups: Set<string>[] = latents.map(({ name }) => new Set([name]));
  const join = (names: readonly string[]): void => {
    const met = groups.filter((group) => names.some((name) => group.has(name)));
    const [first] = met;
    if (first === undefined || met.length < 2) return;
    const union = new Set(met.flatMap((group) => [...group]));
    groups = groups.flatMap((group) => (group === first ? [union] : met.includes(group) ? [] : [group]));
  };
  for (const { name, lagOf } of latents) if (lagOf !== null) join([name, lagOf.variable]);
  for (const scope of scopes) join([...scope]);
  return groups;
}

/** The largest that a step makes, its states before summed out one by one, the cheapest first. */
function largestTable(
  states: readonly ChainState[],
  scopes: readonly Scope[],
  weigh: (scope: Scope) => number,
): Scope {
  const now = new Set(states.map((state) => state.now));
  const waiting = new Set(states.map((state) => state.before).filter((name) => !now.has(name)));
  let factors = scopes;
  let message: Scope = new Set(states.map((state) => state.before));
  let largest: Scope = now;
  const joined = (name: string): Scope =>
    new Set([...message, ...factors.filter((scope) => scope.has(name)).flatMap((scope) => [...scope])]);
  while (waiting.size > 0) {
    const [next] = [...waiting].sort((a, b) => weigh(joined(a)) - weigh(joined(b)));
    if (next === undefined) break;
    waiting.delete(next);
    const table = waiting.size === 0 ? new Set([...joined(next), ...now]) : joined(next);
    if (weigh(table) > weigh(largest)) largest = table;
    factors = factors.filter((scope) => !scope.has(next));
    message = new Set([...table].filter((name) => name !== next));
  }
  return largest;
}

function inOrder(latents: readonly FiniteLatent[], scope: Scope): readonly FiniteLatent[] {
  return latents.filter(({ name }) => scope.has(name));
}
