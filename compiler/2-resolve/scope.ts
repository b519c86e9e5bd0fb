// Nested name tables: file, model or function, plates, comprehensions. Maps throughout: `constructor` and
// `__proto__` are ordinary names in a spec.

import { builtInNetworks } from '../library/built-in-networks.ts';
import { libraryFunctions } from '../library/functions.ts';
import { plannedFunctions } from '../library/planned.ts';
import { findSignature } from '../library/signatures/index.ts';
import type { Definition, LibraryDefinition, WrittenDefinition } from './definition.ts';

export interface Scope {
  readonly parent: Scope | null;
  readonly names: Map<string, WrittenDefinition>;
  /** Names that statements further down in this body define. */
  readonly upcoming: Map<string, WrittenDefinition>;
}

export function childScope(parent: Scope | null, upcoming: Iterable<WrittenDefinition> = []): Scope {
  const later = new Map<string, WrittenDefinition>();
  for (const definition of upcoming) if (!later.has(definition.name)) later.set(definition.name, definition);
  return { parent, names: new Map(), upcoming: later };
}

/** The innermost definition of the name that is acceptable; the library's come last. */
export function lookUp(
  scope: Scope,
  name: string,
  accept: (definition: Definition) => boolean,
): Definition | null {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    const found = s.names.get(name);
    if (found !== undefined && accept(found)) return found;
  }
  const library = libraryDefinition(name);
  return library !== null && accept(library) ? library : null;
}

/** As written anywhere around: null for library names. */
export function lookUpWritten(scope: Scope | null, name: string): WrittenDefinition | null {
  for (let s = scope; s !== null; s = s.parent) {
    const found = s.names.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

export function lookUpUpcoming(scope: Scope, name: string): WrittenDefinition | null {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    const found = s.upcoming.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

/** Every written definition in view, innermost first. */
export function definitionsInView(scope: Scope): readonly WrittenDefinition[] {
  const result: WrittenDefinition[] = [];
  for (let s: Scope | null = scope; s !== null; s = s.parent) result.push(...s.names.values());
  return result;
}

const libraryCache = new Map<string, LibraryDefinition>();

/** One object for each name, so that definitions compare by identity. */
export function libraryDefinition(name: string): LibraryDefinition | null {
  const known = libraryCache.get(name);
  if (known !== undefined) return known;
  const kind = libraryKind(name);
  if (kind === null) return null;
  const definition: LibraryDefinition = { kind, name, nameSpan: null };
  libraryCache.set(name, definition);
  return definition;
}

function libraryKind(name: string): LibraryDefinition['kind'] | null {
  if (libraryFunctions.has(name)) return 'libraryFunction';
  if (findSignature(name) !== null) return 'distribution';
  if (builtInNetworks.has(name)) return 'libraryNetwork';
  if (plannedFunctions.has(name)) return 'planned';
  return null;
}
