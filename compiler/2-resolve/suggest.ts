// What could be meant by a name that does not exist: near names of what may stand there.

import { nearNames } from '../diagnostics/did-you-mean.ts';
import { builtInNetworks } from '../library/built-in-networks.ts';
import { libraryFunctions } from '../library/functions.ts';
import { layers } from '../library/layers/index.ts';
import { signatures } from '../library/signatures/index.ts';
import { ourWord, type SynonymKind } from '../library/synonyms.ts';
import { isCallable, isNetwork, isValue, type WrittenDefinition } from './definition.ts';
import { layerWords } from './library-words.ts';
import type { Resolver } from './resolver.ts';
import { definitionsInView, type Scope } from './scope.ts';

/**
 * What may stand somewhere. `latent`: after `guide`. `argument`: of a distribution that is made of others. `option`: of
 * `train`, whose words are looked up in the option's own list.
 */
export type Due =
  | 'value'
  | 'size'
  | 'layerArgument'
  | 'latent'
  | 'distribution'
  | 'argument'
  | 'stage'
  | 'network'
  | 'option';

/** The names that may be meant by one read as a value, nearest first; at most three. */
export function nearValues(resolver: Resolver, scope: Scope, name: string, due: Due): readonly string[] {
  if (resolver.comparisonsLeft < 0) return [];
  const values = definitionsInView(scope).filter(isValue);
  if (due === 'size' || due === 'layerArgument') {
    const sizes = nearest(resolver, name, [
      ...namesOf(values.filter(isSize)),
      ...(due === 'layerArgument' ? layerWords : []),
    ]);
    if (sizes.length > 0) return sizes;
  }
  const isLatent = (each: WrittenDefinition): boolean =>
    each.kind === 'variable' && each.node.kind === 'latent';
  return nearest(resolver, name, namesOf(due === 'latent' ? values.filter(isLatent) : values));
}

/** The names that may be meant by one that is called. */
export function nearCallables(resolver: Resolver, scope: Scope, name: string, due: Due): readonly string[] {
  if (resolver.comparisonsLeft < 0) return [];
  const written = definitionsInView(scope).filter(isCallable);
  const networks = [...namesOf(written.filter(isNetwork)), ...builtInNetworks.keys()];
  const functions = [
    ...namesOf(written.filter((each) => !isNetwork(each))),
    ...libraryFunctions.keys(),
    ...(resolver.body === 'network' || due === 'stage' ? layers.keys() : []),
  ];
  const candidates: Readonly<Record<Due, readonly (readonly [SynonymKind, readonly string[]])[]>> = {
    distribution: [['distribution', [...signatures.keys()]]],
    argument: [
      ['distribution', [...signatures.keys()]],
      ['function', functions],
    ],
    network: [['network', networks]],
    stage: [
      ['stage', [...functions, ...namesOf(written.filter(isNetwork))]],
      ['function', []],
    ],
    value: [['function', functions]],
    size: [['function', functions]],
    layerArgument: [['function', functions]],
    latent: [],
    option: [],
  };
  const lists = candidates[due];
  for (const [kind] of lists) {
    const ours = ourWord(kind, name);
    if (ours !== null) return [ours];
  }
  return nearest(
    resolver,
    name,
    lists.flatMap(([, names]) => names),
  );
}

/** Where a name differs in capitals alone, that one is meant. */
function nearest(resolver: Resolver, name: string, candidates: readonly string[]): readonly string[] {
  resolver.comparisonsLeft -= candidates.length;
  if (resolver.comparisonsLeft < 0) return [];
  const same = candidates.filter((each) => each !== name && each.toLowerCase() === name.toLowerCase());
  return same.length > 0 ? [...new Set(same)] : nearNames(name, candidates);
}

function namesOf(definitions: readonly WrittenDefinition[]): readonly string[] {
  return definitions.map((definition) => definition.name);
}

/** A whole number that is known before the data are. */
function isSize(definition: WrittenDefinition): boolean {
  switch (definition.kind) {
    case 'const':
    case 'dim':
      return true;
    case 'hyperparameter':
    case 'parameter':
      return definition.node.type.name.name === 'int';
    case 'import':
      return definition.target !== null && isSize(definition.target);
    default:
      return false;
  }
}
