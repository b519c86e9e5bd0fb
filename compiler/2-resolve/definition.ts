// What a name stands for.

import type {
  Comprehension,
  ConstDeclaration,
  FunctionDeclaration,
  GivenStatement,
  LatentStatement,
  LetStatement,
  ModelDeclaration,
  NetworkDeclaration,
  NetworkStatement,
  ObserveStatement,
  Parameter,
  ParamStatement,
  PlateStatement,
  SequenceStatement,
  UseDeclaration,
} from '../1-parse/ast.ts';
import type { Span } from '../source/source.ts';

export type VariableStatement = ParamStatement | LatentStatement | ObserveStatement | GivenStatement;

interface Written {
  readonly name: string;
  readonly nameSpan: Span;
}

/** Defined by the text. Two definitions are the same one exactly when they are the same object. */
export type WrittenDefinition = Written &
  (
    | { readonly kind: 'const'; readonly node: ConstDeclaration }
    | { readonly kind: 'function'; readonly node: FunctionDeclaration }
    | { readonly kind: 'network'; readonly node: NetworkDeclaration }
    | { readonly kind: 'model'; readonly node: ModelDeclaration }
    | { readonly kind: 'import'; readonly node: UseDeclaration }
    | { readonly kind: 'hyperparameter'; readonly node: Parameter }
    | { readonly kind: 'dim'; readonly node: Parameter }
    | { readonly kind: 'parameter'; readonly node: Parameter }
    | { readonly kind: 'variable'; readonly node: VariableStatement }
    | { readonly kind: 'let'; readonly node: LetStatement }
    | { readonly kind: 'instance'; readonly node: NetworkStatement }
    | { readonly kind: 'plate'; readonly node: PlateStatement }
    | { readonly kind: 'sequence'; readonly node: SequenceStatement }
    | { readonly kind: 'loop'; readonly node: Comprehension }
  );

/** Defined by the library, found by name there. `planned` ones are words that cannot be used yet. */
export interface LibraryDefinition {
  readonly kind: 'libraryFunction' | 'libraryNetwork' | 'distribution' | 'planned';
  readonly name: string;
  readonly nameSpan: null;
}

export type Definition = WrittenDefinition | LibraryDefinition;

/** Callables and values are looked up apart: a param may be called `mean`, and `mean(x)` is the reduction still. */
export function isCallable(definition: Definition): boolean {
  switch (definition.kind) {
    case 'function':
    case 'network':
    case 'instance':
    case 'import':
    case 'libraryFunction':
    case 'libraryNetwork':
    case 'distribution':
    case 'planned':
      return true;
    default:
      return false;
  }
}

export function isValue(definition: Definition): boolean {
  return definition.kind === 'import' || !(isCallable(definition) || definition.kind === 'model');
}

/** With its article, for messages: `a param`, `an observation`. */
export function describeDefinition(definition: Definition): string {
  switch (definition.kind) {
    case 'variable':
      return definition.node.kind === 'observe'
        ? 'an observation'
        : definition.node.kind === 'given'
          ? 'an input'
          : `a ${definition.node.kind}`;
    case 'instance':
      return 'a network instance';
    case 'import':
      return 'a name from another file';
    case 'parameter':
      return 'an argument';
    case 'loop':
      return 'the variable of a comprehension';
    case 'libraryFunction':
      return 'a function of the language';
    case 'libraryNetwork':
      return 'a network of the language';
    case 'distribution':
      return 'a distribution';
    case 'planned':
      return 'a word of the language';
    case 'const':
      return 'a constant';
    case 'dim':
      return 'a dim';
    default:
      return `a ${definition.kind}`;
  }
}
