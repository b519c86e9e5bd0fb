// What the rules ask of a model: its terms, what of it is hidden (latents, and observations where they may be
// missing), who reads whom, and which plates lie in which.

import { subexpressions } from '../../3-check/mentions.ts';
import type { CheckedModel, Variable } from '../../3-check/model.ts';
import { isFinite, levelsOf } from '../../3-check/model.ts';
import { readsOf, recurrenceParts, variableParts, type Reads } from './reads.ts';
import { termExpressions, termsOf, valuesOf, type Term } from './terms.ts';

export interface Structure {
  readonly model: CheckedModel;
  readonly reads: Reads;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly terms: readonly Term[];
  /** By name, in the model's order. */
  readonly hidden: ReadonlyMap<string, Hidden>;
  /** Observations that are functions of what is above them. */
  readonly implicit: readonly Variable[];
  /** Terms of which this hidden variable is the value or a parent. */
  readonly touching: ReadonlyMap<string, readonly Term[]>;
  /** What each term reads of the hidden variables, its own among them. */
  readonly scope: ReadonlyMap<Term, ReadonlySet<string>>;
  /** Latents with a guide. */
  readonly guided: ReadonlySet<string>;
  /** Instances that the model itself reads; guides and critics may have others. */
  readonly networks: ReadonlySet<string>;
  /** From the innermost to the outermost. */
  chain(plate: string | null): readonly string[];
  /** Whose rows are steps. */
  isSequence(plate: string | null): boolean;
}

export interface Hidden {
  readonly variable: Variable;
  /**
   * `finite`: a category, a bool, a latent whole number between two bounds. `bounded`: an observed one between two bounds.
   * `counted`: one without end.
   */
  readonly kind: 'finite' | 'bounded' | 'counted' | 'continuous';
  /** Seen in some rows. */
  readonly missing: boolean;
  /** Nothing depends on it: it integrates to one. */
  readonly barren: boolean;
}

export function structureOf(model: CheckedModel): Structure {
  const reads = readsOf(model);
  const variables = new Map(model.variables.map((variable) => [variable.name, variable]));
  const implicit = model.variables.filter(
    (variable) => variable.role === 'observe' && valuesOf(variable).length > 0,
  );
  const candidates = model.variables.filter(
    ({ role, optional, name }) =>
      role === 'latent' || (role === 'observe' && optional && !implicit.some((each) => each.name === name)),
  );
  const barren = barrenNames(candidates, readersOf(model, reads));
  // What nothing depends on integrates to one, and its term with it; of observations, where they are missing only.
  const terms = termsOf(model).filter(
    ({ variable }) => variable.role !== 'latent' || !barren.has(variable.name),
  );
  const hidden = new Map(
    candidates.map((variable) => [
      variable.name,
      {
        variable,
        kind: kindOf(variable),
        missing: variable.role === 'observe',
        barren: barren.has(variable.name),
      },
    ]),
  );
  const names = new Set(candidates.map(({ name }) => name).filter((name) => !barren.has(name)));
  const scope = new Map(terms.map((term) => [term, scopeOf(term, names, reads)]));
  const touching = new Map<string, Term[]>();
  for (const [term, scoped] of scope)
    for (const name of scoped) {
      const sofar = touching.get(name);
      if (sofar === undefined) touching.set(name, [term]);
      else sofar.push(term);
    }
  const parents = new Map(model.plates.map((plate) => [plate.name, plate.parent]));
  return {
    model,
    reads,
    variables,
    terms,
    hidden,
    implicit,
    touching,
    scope,
    guided: new Set(model.guides.map(({ latent }) => latent)),
    networks: networksIn(model),
    chain: (plate) => chainOf(plate, parents),
    isSequence: (plate) => model.plates.some(({ name, sequence }) => name === plate && sequence !== null),
  };
}

function chainOf(plate: string | null, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const chain: string[] = [];
  for (let at = plate; at !== null; at = parents.get(at) ?? null) chain.push(at);
  return chain;
}

function kindOf({ role, type }: Variable): Hidden['kind'] {
  if (type.element === 'real') return 'continuous';
  if (levelsOf(type) === null) return 'counted';
  return isFinite(type) || role === 'latent' ? 'finite' : 'bounded';
}

function scopeOf(term: Term, hidden: ReadonlySet<string>, reads: Reads): ReadonlySet<string> {
  const names = new Set<string>();
  if (hidden.has(term.variable.name)) names.add(term.variable.name);
  for (const expression of termExpressions(term))
    for (const name of reads.variables(expression)) if (hidden.has(name)) names.add(name);
  return names;
}

/** Variables whose definitions read this one; itself, where its steps read earlier ones. */
function readersOf(model: CheckedModel, reads: Reads): ReadonlyMap<string, readonly Variable[]> {
  const readers = new Map<string, Variable[]>();
  for (const variable of model.variables) {
    const read = new Set(variableParts(variable).flatMap((part) => [...reads.variables(part)]));
    for (const name of read) {
      const sofar = readers.get(name);
      if (sofar === undefined) readers.set(name, [variable]);
      else sofar.push(variable);
    }
  }
  return readers;
}

/** What nothing depends on, or only latents of this kind. A finite latent is summed out all the same. */
function barrenNames(
  candidates: readonly Variable[],
  readers: ReadonlyMap<string, readonly Variable[]>,
): ReadonlySet<string> {
  const barren = new Set<string>();
  for (const variable of [...candidates].reverse()) {
    if (variable.role === 'latent' && levelsOf(variable.type) !== null) continue;
    const alive = (readers.get(variable.name) ?? []).some(
      ({ name, role }) => role !== 'latent' || (name !== variable.name && !barren.has(name)),
    );
    if (!alive) barren.add(variable.name);
  }
  return barren;
}

function networksIn(model: CheckedModel): ReadonlySet<string> {
  const names = new Set<string>();
  const parts = [...model.variables.flatMap(variableParts), ...model.recurrences.flatMap(recurrenceParts)];
  for (const part of parts)
    for (const inner of subexpressions(part)) if (inner.kind === 'network') names.add(inner.instance);
  return names;
}
