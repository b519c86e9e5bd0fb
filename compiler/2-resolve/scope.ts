// Nested name tables: file, model or function, plates and sequences, comprehensions. Maps throughout: `constructor`
// and `__proto__` are ordinary names in a spec.

import type { BlockDefinition, WrittenDefinition } from './definition.ts';

export interface Scope {
  readonly parent: Scope | null;
  readonly names: Map<string, WrittenDefinition>;
  /** Names that statements further down in this body define. */
  readonly upcoming: Map<string, WrittenDefinition>;
  /** The plate or sequence whose body this is. */
  readonly block: BlockDefinition | null;
}

export function childScope(
  parent: Scope | null,
  upcoming: Iterable<WrittenDefinition> = [],
  block: BlockDefinition | null = null,
): Scope {
  const later = new Map<string, WrittenDefinition>();
  for (const definition of upcoming) if (!later.has(definition.name)) later.set(definition.name, definition);
  return { parent, names: new Map(), upcoming: later, block };
}

/** The innermost definition of the name that is acceptable. */
export function lookUp(
  scope: Scope | null,
  name: string,
  accept: (definition: WrittenDefinition) => boolean = () => true,
): WrittenDefinition | null {
  for (let s = scope; s !== null; s = s.parent) {
    const found = s.names.get(name);
    if (found !== undefined && accept(found)) return found;
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

/**
 * What a sequence around this place indexes, be it further down: all its steps but those to come are there. Whether
 * the step that is read has a value by then is for checking to say.
 */
export function lookUpSteps(scope: Scope, name: string): WrittenDefinition | null {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    const found = s.names.get(name) ?? s.upcoming.get(name);
    if (found === undefined) continue;
    if (found.kind !== 'variable' && found.kind !== 'let') return null;
    // In a body around the block it has no steps before the block.
    return found.sequence !== null && found.block === s.block ? found : null;
  }
  return null;
}

/** Every written definition in view, innermost first. */
export function definitionsInView(scope: Scope): readonly WrittenDefinition[] {
  const result: WrittenDefinition[] = [];
  for (let s: Scope | null = scope; s !== null; s = s.parent) result.push(...s.names.values());
  return result;
}
