// What name resolution gathers while it walks, and how names are declared and linked.

import type {
  Comprehension,
  Declaration,
  Identifier,
  NameExpression,
  Parameter,
  Statement,
  Target,
} from '../1-parse/ast.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  isCallable,
  type BlockDefinition,
  type Definition,
  type ImportedName,
  type TargetPosition,
  type WrittenDefinition,
} from './definition.ts';
import { libraryCallable } from './library-words.ts';
import { importedTwice, type MissingName } from './rules/imported-name.ts';
import {
  duplicateName,
  reservedName,
  shadowedName,
  underscoreName,
  variableTwice,
} from './rules/name-conflict.ts';
import { lookUp, type Scope } from './scope.ts';

/** What defines a name. */
export type DefiningNode = Statement | Declaration | Parameter | Comprehension | ImportedName;

/** What the statements at hand belong to. */
export type BodyKind = 'file' | 'function' | 'network' | 'model';

/** What is not visible outside a block, with the outermost block that one must be in to see it. */
export interface Hidden {
  readonly definition: WrittenDefinition;
  readonly block: BlockDefinition;
}

export interface Resolver {
  readonly uses: Map<NameExpression | Identifier, Definition>;
  readonly definitions: Map<DefiningNode, WrittenDefinition>;
  readonly positions: Map<Target, TargetPosition>;
  readonly rejected: Set<Statement>;
  readonly read: Set<Definition>;
  readonly diagnostics: Diagnostic[];
  /** Names in the braces of a `use` that the other file does not define, told when all uses of them are known. */
  readonly missing: { readonly node: ImportedName; readonly problem: MissingName }[];
  /** What such a name may have been meant for: its uses are no news. */
  meant: ReadonlySet<string>;
  /** Constants, functions and networks of files that the declaration being walked needs. */
  needed: Set<WrittenDefinition>;
  body: BodyKind;
  /** Names of the model that stand inside a block, to tell who reads them outside it. */
  hidden: Map<string, Hidden>;
  /** Targets of guides so far, by latent and step. */
  readonly guided: Map<WrittenDefinition, Map<TargetPosition | null, Target>>;
  /** Names of the model so far that data and results go by: one namespace, whatever the blocks. */
  modelNames: Map<string, WrittenDefinition>;
  /** Of these names, the ones that something else had before: later phases go by names. */
  readonly conflicting: Set<WrittenDefinition>;
  /** Defined twice in one body: which one a use means is not known. */
  readonly ambiguous: Set<Definition>;
  /** The plates and sequences around the statement being walked. */
  readonly open: Set<WrittenDefinition>;
  /** The statement being walked defines this. */
  defining: WrittenDefinition | null;
  /** Inside what was reported as a whole: names are linked where they are found, and nothing is said. */
  quiet: boolean;
  /** How many names may still be compared for "did you mean": of a thousand mistakes the last go without. */
  comparisonsLeft: number;
}

export function createResolver(): Resolver {
  return {
    uses: new Map(),
    definitions: new Map(),
    positions: new Map(),
    rejected: new Set(),
    read: new Set(),
    diagnostics: [],
    missing: [],
    meant: new Set(),
    needed: new Set(),
    body: 'file',
    hidden: new Map(),
    guided: new Map(),
    modelNames: new Map(),
    conflicting: new Set(),
    ambiguous: new Set(),
    open: new Set(),
    defining: null,
    quiet: false,
    comparisonsLeft: 100_000,
  };
}

export function quietly(resolver: Resolver, walk: () => void): void {
  const before = resolver.quiet;
  resolver.quiet = true;
  walk();
  resolver.quiet = before;
}

export function report(resolver: Resolver, diagnostic: Diagnostic): void {
  if (!resolver.quiet) resolver.diagnostics.push(diagnostic);
}

/** Makes the definition visible from here on. */
export function declare(resolver: Resolver, scope: Scope, definition: WrittenDefinition): void {
  scope.upcoming.delete(definition.name);
  // `z[t]` after `z[0]`: one definition in two statements.
  if (scope.names.get(definition.name) === definition) return;
  checkConflicts(resolver, scope, definition);
  if (!scope.names.has(definition.name)) scope.names.set(definition.name, definition);
}

function checkConflicts(resolver: Resolver, scope: Scope, definition: WrittenDefinition): void {
  const { name, nameSpan: span } = definition;
  if (name === '_') report(resolver, underscoreName({ span }));
  const library = libraryCallable(name);
  if (library !== null && !mayShareName(definition, library.kind === 'distribution')) {
    report(resolver, reservedName({ library, span }));
    return;
  }
  const same = scope.names.get(name);
  const outer = lookUp(scope.parent, name);
  const elsewhere = isModelName(definition) ? resolver.modelNames.get(name) : undefined;
  if (isModelName(definition) && elsewhere === undefined) resolver.modelNames.set(name, definition);
  const before = same ?? outer ?? elsewhere ?? definition;
  if (before === definition) return;
  // The uses of the one were meant for the other, perhaps: nothing more is said of either.
  resolver.read.add(definition).add(before);
  // Of a function called `mean` it was told that the language has that name.
  if (library !== null && !mayShareName(before, library.kind === 'distribution')) return;
  if (isModelName(definition)) resolver.conflicting.add(definition);
  if (same !== undefined) resolver.ambiguous.add(same);
  if (definition.kind === 'import' && before.kind === 'import')
    report(resolver, importedTwice({ definition, before }));
  else {
    const conflict = same !== undefined ? duplicateName : outer !== null ? shadowedName : variableTwice;
    report(resolver, conflict({ definition, before }));
  }
}

/** A value may share a function's name (`mean`): the two are never looked up in the same place. */
function mayShareName(definition: WrittenDefinition, distribution: boolean): boolean {
  if (definition.kind === 'model') return true;
  // A name that the other file should not have given is told there.
  if (definition.kind === 'import' && definition.node.alias === null) return true;
  return !distribution && !isCallable(definition);
}

/** Variables, what is carried along a sequence, plates and sequences: they are known by name outside the model. */
function isModelName(definition: WrittenDefinition): boolean {
  switch (definition.kind) {
    case 'variable':
    case 'plate':
    case 'sequence':
      return true;
    case 'let':
      return definition.sequence !== null;
    default:
      return false;
  }
}

/** An import stands for what it imports; where it is not known what is meant, the use says nothing. */
export function link(
  resolver: Resolver,
  node: NameExpression | Identifier,
  definition: Definition,
): Definition | null {
  // What only carries itself along is not used.
  if (definition !== resolver.defining) resolver.read.add(definition);
  const meant = definition.kind === 'import' ? definition.target : definition;
  if (meant === null || resolver.ambiguous.has(definition)) return null;
  resolver.uses.set(node, meant);
  if (meant.kind === 'const' || meant.kind === 'function' || meant.kind === 'network')
    resolver.needed.add(meant);
  return meant;
}
