// A name in use: linked to what it stands for, or told why it stands for nothing here.

import type { Expression, Identifier, NameExpression } from '../1-parse/ast.ts';
import type { Span } from '../source/source.ts';
import {
  isCallable,
  isNetwork,
  isValue,
  type Definition,
  type LibraryDefinition,
  type WrittenDefinition,
} from './definition.ts';
import { layerWord, libraryCallable, libraryType } from './library-words.ts';
import { link, report, type Resolver } from './resolver.ts';
import { notANetwork, stageOfNetwork } from './rules/network-use.ts';
import { earlyUse, outsideBlock, unknownName, wrongUse } from './rules/unknown-name.ts';
import { lookUp, lookUpSteps, lookUpUpcoming, type Scope } from './scope.ts';
import { nearCallables, nearValues, type Due } from './suggest.ts';

type Use = NameExpression | Identifier;

/** A name read as a value. */
export function useValue(resolver: Resolver, scope: Scope, node: Use, due: Due): Definition | null {
  if (node.name === '_' || node.name === '') return null;
  if (due === 'option') return useOption(resolver, scope, node);
  const found =
    lookUp(scope, node.name, (definition) => isValue(definition) && !hasEnded(resolver, definition)) ??
    (due === 'layerArgument' ? layerWord(node.name) : null);
  if (found !== null) return link(resolver, node, found);
  reportValue(resolver, scope, node, due);
  return null;
}

/** The name before brackets, which may be one that a sequence around this place indexes further down. */
export function useIndexed(resolver: Resolver, scope: Scope, node: Use, due: Due): Definition | null {
  const found = lookUp(scope, node.name, isValue) === null ? lookUpSteps(scope, node.name) : null;
  return found === null ? useValue(resolver, scope, node, due) : link(resolver, node, found);
}

/** The name that a guide is for, which may be that of a latent further down in its sequence. Not linked yet. */
export function useGuided(resolver: Resolver, scope: Scope, node: Identifier): WrittenDefinition | null {
  if (node.name === '_' || node.name === '') return null;
  const found = lookUp(scope, node.name) ?? lookUpSteps(scope, node.name);
  if (found !== null && !hasEnded(resolver, found)) return found;
  if (reportHidden(resolver, scope, node)) return null;
  const { name, span } = node;
  report(
    resolver,
    unknownName({ name, span, due: 'latent', near: nearValues(resolver, scope, name, 'latent') }),
  );
  return null;
}

function reportValue(resolver: Resolver, scope: Scope, node: Use, due: Due): void {
  if (resolver.meant.has(node.name) || reportHidden(resolver, scope, node)) return;
  const { name, span } = node;
  const other = lookUp(scope, name) ?? libraryCallable(name) ?? libraryType(name);
  if (other === null)
    report(resolver, unknownName({ name, span, due, near: nearValues(resolver, scope, name, due) }));
  else reportOther(resolver, other, span, false);
}

function reportOther(resolver: Resolver, definition: Definition, span: Span, called: boolean): void {
  resolver.read.add(definition);
  report(resolver, wrongUse({ definition, called, span }));
}

/** Words of an option are its own; what else stands there may be a value, or a network's instance. */
function useOption(resolver: Resolver, scope: Scope, node: Use): Definition | null {
  const visible = (definition: WrittenDefinition): boolean => !hasEnded(resolver, definition);
  const found =
    lookUp(scope, node.name, (definition) => visible(definition) && isValue(definition)) ??
    lookUp(scope, node.name, visible);
  return found === null ? null : link(resolver, node, found);
}

/** A name that is called, or that is a stage. */
export function useCallable(resolver: Resolver, scope: Scope, node: Use, due: Due): Definition | null {
  if (node.name === '') return null;
  const found = findCallable(scope, node.name, due === 'network' ? isNetwork : isCallable);
  if (found !== null && due === 'stage' && found.kind === 'libraryNetwork') {
    report(resolver, stageOfNetwork({ name: found.name, span: node.span }));
    return null;
  }
  if (found !== null) return link(resolver, node, found);
  if (due !== 'option') reportCallable(resolver, scope, node, due);
  return null;
}

function findCallable(
  scope: Scope,
  name: string,
  accept: (definition: Definition) => boolean,
): WrittenDefinition | LibraryDefinition | null {
  const written = lookUp(scope, name, accept);
  if (written !== null) return written;
  const library = libraryCallable(name);
  return library !== null && accept(library) ? library : null;
}

function reportCallable(resolver: Resolver, scope: Scope, node: Use, due: Due): void {
  if (resolver.meant.has(node.name) || reportHidden(resolver, scope, node)) return;
  const { name, span } = node;
  const other = findCallable(scope, name, isCallable) ?? lookUp(scope, name) ?? libraryType(name);
  if (other === null)
    report(
      resolver,
      unknownName({ name, span, due, near: nearCallables(resolver, scope, name, due), called: true }),
    );
  else if (due === 'network') {
    resolver.read.add(other);
    report(resolver, notANetwork({ definition: other, span }));
  } else reportOther(resolver, other, span, true);
}

/** Of `network f = Encoder(L)`: a call of a network. */
export function reportNoInstance(resolver: Resolver, scope: Scope, value: Expression): void {
  if (value.kind === 'error') return;
  const definition =
    value.kind === 'name' ? (findCallable(scope, value.name, isNetwork) ?? lookUp(scope, value.name)) : null;
  if (value.kind === 'name' && definition === null) {
    reportCallable(resolver, scope, value, 'network');
    return;
  }
  if (definition !== null) resolver.read.add(definition);
  report(resolver, notANetwork({ definition, span: value.span }));
}

/** Defined, but further down or in a block that ended. */
function reportHidden(resolver: Resolver, scope: Scope, node: Use): boolean {
  const { name, span } = node;
  const later = lookUpUpcoming(scope, name);
  if (later !== null) {
    resolver.read.add(later);
    report(resolver, earlyUse({ definition: later, span, own: resolver.defining === later }));
    return true;
  }
  const hidden = resolver.hidden.get(name) ?? null;
  const ended = lookUp(scope, name, (definition) => hasEnded(resolver, definition));
  if (ended?.kind === 'plate' || ended?.kind === 'sequence') {
    report(resolver, outsideBlock({ definition: ended, block: ended, span }));
    return true;
  }
  // In view, and something else than is due there.
  if (hidden === null || lookUp(scope, name) === hidden.definition) return false;
  resolver.read.add(hidden.definition);
  report(resolver, outsideBlock({ ...hidden, span }));
  return true;
}

/** A plate's name is the row's index, a sequence's the step's: outside there is none. */
function hasEnded(resolver: Resolver, definition: WrittenDefinition): boolean {
  return (definition.kind === 'plate' || definition.kind === 'sequence') && !resolver.open.has(definition);
}
