// What name resolution gathers while it walks, and how a name is looked up and declared.

import type {
  Comprehension,
  Identifier,
  NameExpression,
  Parameter,
  Statement,
  Declaration,
} from '../1-parse/ast.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { libraryFunctions } from '../library/functions.ts';
import { signatures } from '../library/signatures/index.ts';
import type { Span } from '../source/source.ts';
import { isCallable, isValue, type Definition, type WrittenDefinition } from './definition.ts';
import {
  duplicateName,
  reservedName,
  shadowedName,
  underscoreName,
  variableTwice,
} from './rules/name-conflict.ts';
import { earlyUse, outsidePlate, suggestNames, unknownName, wrongUse } from './rules/unknown-name.ts';
import {
  definitionsInView,
  libraryDefinition,
  lookUp,
  lookUpUpcoming,
  lookUpWritten,
  type Scope,
} from './scope.ts';

/** What defines a name. */
export type DefiningNode = Statement | Declaration | Parameter | Comprehension;

export interface Resolver {
  readonly uses: Map<NameExpression | Identifier, Definition>;
  readonly definitions: Map<DefiningNode, WrittenDefinition>;
  readonly read: Set<Definition>;
  readonly diagnostics: Diagnostic[];
  /** Constants and functions of the file that the declaration being walked needs; null elsewhere. */
  needed: Set<WrittenDefinition> | null;
  /** Names of the model that stand inside a plate, to tell who reads them outside it. */
  inPlates: ReadonlyMap<string, { readonly definition: WrittenDefinition; readonly plate: string }>;
  /** Variables and plates of the model so far: one namespace, whatever the plates. */
  modelNames: Map<string, WrittenDefinition>;
  /** Defined in a sequence: after it they may be read by `[last]`. */
  readonly inSequences: Set<Definition>;
  /** The statement being walked defines this. */
  defining: WrittenDefinition | null;
  /**
   * Inside constructs that later phases do not serve yet: names are linked where they are found, and nothing
   * is said where they are not, since the construct itself is reported.
   */
  quiet: boolean;
  /** Text was broken somewhere: what looks unused may be used there. */
  broken: boolean;
}

export function quietly(resolver: Resolver, walk: () => void): void {
  const before = resolver.quiet;
  resolver.quiet = true;
  walk();
  resolver.quiet = before;
}

function report(resolver: Resolver, diagnostic: Diagnostic): void {
  if (!resolver.quiet) resolver.diagnostics.push(diagnostic);
}

/** Makes the definition visible from here on. */
export function declare(resolver: Resolver, scope: Scope, definition: WrittenDefinition): void {
  scope.upcoming.delete(definition.name);
  checkConflicts(resolver, scope, definition);
  if (!scope.names.has(definition.name)) scope.names.set(definition.name, definition);
}

function checkConflicts(resolver: Resolver, scope: Scope, definition: WrittenDefinition): void {
  const { name, nameSpan: span } = definition;
  if (name === '_') report(resolver, underscoreName({ span }));
  const library = libraryDefinition(name);
  if (
    library !== null &&
    definition.kind !== 'model' &&
    (library.kind === 'distribution' || isCallable(definition))
  ) {
    // A value may share a function's name (`mean`): the two are never looked up in the same place.
    report(resolver, reservedName({ library, span }));
    return;
  }
  const same = scope.names.get(name);
  const outer = lookUpWritten(scope.parent, name);
  const isModelName = definition.kind === 'variable' || definition.kind === 'plate';
  const elsewhere = isModelName ? resolver.modelNames.get(name) : undefined;
  if (isModelName && elsewhere === undefined) resolver.modelNames.set(name, definition);
  const before = same ?? outer ?? elsewhere;
  if (before === undefined) return;
  // Its uses were meant for the other one, perhaps: nothing more is said of it.
  resolver.read.add(definition);
  const conflict = same !== undefined ? duplicateName : outer !== null ? shadowedName : variableTwice;
  report(resolver, conflict({ definition, before }));
}

/** A name read as a value. */
export function useValue(resolver: Resolver, scope: Scope, node: NameExpression | Identifier): void {
  if (node.name === '_' || node.name === '') return;
  const found = lookUp(scope, node.name, isValue);
  if (found !== null) link(resolver, node, found);
  else if (!reportHidden(resolver, scope, node)) {
    const other = lookUp(scope, node.name, () => true);
    if (other !== null) {
      resolver.read.add(other);
      report(resolver, wrongUse({ definition: other, called: false, span: node.span }));
    } else reportUnknown(resolver, scope, node.name, node.span, 'name');
  }
}

/** A name that is called. */
export function useCallable(resolver: Resolver, scope: Scope, node: NameExpression | Identifier): void {
  if (node.name === '') return;
  const found = lookUp(scope, node.name, isCallable);
  if (found !== null) link(resolver, node, found);
  else if (!reportHidden(resolver, scope, node)) {
    const other = lookUp(scope, node.name, () => true);
    if (other !== null) {
      resolver.read.add(other);
      report(resolver, wrongUse({ definition: other, called: true, span: node.span }));
    } else reportUnknown(resolver, scope, node.name, node.span, 'function or distribution');
  }
}

function link(resolver: Resolver, node: NameExpression | Identifier, definition: Definition): void {
  resolver.uses.set(node, definition);
  resolver.read.add(definition);
  if (definition.kind === 'const' || definition.kind === 'function') resolver.needed?.add(definition);
}

/** Defined, but further down or in a plate that ended. */
function reportHidden(resolver: Resolver, scope: Scope, node: NameExpression | Identifier): boolean {
  const later = lookUpUpcoming(scope, node.name);
  if (later !== null) {
    resolver.read.add(later);
    report(resolver, earlyUse({ definition: later, span: node.span, own: resolver.defining === later }));
    return true;
  }
  const inPlate = resolver.inPlates.get(node.name);
  if (inPlate !== undefined) {
    resolver.read.add(inPlate.definition);
    report(resolver, outsidePlate({ ...inPlate, span: node.span }));
    return true;
  }
  return false;
}

function reportUnknown(
  resolver: Resolver,
  scope: Scope,
  name: string,
  span: Span,
  what: 'name' | 'function or distribution',
): void {
  const accept = what === 'name' ? isValue : isCallable;
  const written = definitionsInView(scope)
    .filter(accept)
    .map((definition) => definition.name);
  const library = what === 'name' ? [] : [...libraryFunctions.keys(), ...signatures.keys()];
  report(resolver, unknownName({ name, span, what, near: suggestNames(name, [...written, ...library]) }));
}
