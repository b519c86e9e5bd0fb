// What the library defines, by name and by where the name stands.

import { activations } from '../library/activations.ts';
import { builtInNetworks } from '../library/built-in-networks.ts';
import { libraryFunctions } from '../library/functions.ts';
import { wordsOf } from '../library/layer-options.ts';
import { layers } from '../library/layers/index.ts';
import { signatures } from '../library/signatures/index.ts';
import type { LibraryDefinition } from './definition.ts';

const made = new Map<string, LibraryDefinition>();

/** One object for each kind and name, so that definitions compare by identity. */
function definitionOf(kind: LibraryDefinition['kind'], name: string): LibraryDefinition {
  const key = `${kind} ${name}`;
  const definition = made.get(key) ?? { kind, name, nameSpan: null };
  made.set(key, definition);
  return definition;
}

/** What is called by this name, or is a stage; null if nothing is. */
export function libraryCallable(name: string): LibraryDefinition | null {
  if (libraryFunctions.has(name)) return definitionOf('libraryFunction', name);
  if (signatures.has(name)) return definitionOf('distribution', name);
  if (activations.has(name)) return definitionOf('activation', name);
  if (layers.has(name)) return definitionOf('layer', name);
  if (builtInNetworks.has(name)) return definitionOf('libraryNetwork', name);
  return null;
}

/** Words that may be an argument of a layer. */
export const layerWords: readonly string[] = [
  ...activations.keys(),
  ...['none', ...(wordsOf('padding') ?? [])],
];

/** What the name is as an argument of a layer: `relu`, `same`. */
export function layerWord(name: string): LibraryDefinition | null {
  if (activations.has(name)) return definitionOf('activation', name);
  return layerWords.includes(name) ? definitionOf('word', name) : null;
}

const typeNames: ReadonlySet<string> = new Set(
  (
    'real positive nonnegative unit int count bool category token simplex ordered unitVector covariance ' +
    'cholesky correlation image dim'
  ).split(' '),
);

/** A type of this name: it stands after `:` alone, and is told where a value is due. */
export function libraryType(name: string): LibraryDefinition | null {
  return typeNames.has(name) ? definitionOf('type', name) : null;
}

/** The last position of a sequence, in the brackets of what it indexes. */
export const lastPosition: LibraryDefinition = definitionOf('position', 'last');
