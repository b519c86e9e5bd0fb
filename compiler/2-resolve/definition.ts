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

/** One of the names in the braces of a `use`. */
export type ImportedName = UseDeclaration['names'][number];

/**
 * Where a definition stands in its sequence: `z[0]` is 0, `z[t]` is `each`, `b[last]` is `last`. Only a `let` has a
 * `last`. See `Resolution.positions`.
 */
export type TargetPosition = number | 'each' | 'last';

interface Written {
  readonly name: string;
  readonly nameSpan: Span;
}

/** What repeats what stands inside it. */
export type BlockDefinition = PlateDefinition | SequenceDefinition;

export interface PlateDefinition extends Written {
  readonly kind: 'plate';
  readonly node: PlateStatement;
}

/** Sequences of one name in one body are one: they share their steps. */
export interface SequenceDefinition extends Written {
  readonly kind: 'sequence';
  /** The first of them. */
  readonly node: SequenceStatement;
}

/** Of what a body defines. */
interface InBlock {
  /** Innermost plate or sequence around the statement; null outside all. */
  readonly block: BlockDefinition | null;
  /**
   * The sequence that indexes the name (`z[t]`), which is the innermost one around the statement. Null for a name
   * without an index: outside every sequence, or a `let` of each step (`let m = ...`).
   */
  readonly sequence: SequenceDefinition | null;
}

export interface VariableDefinition extends Written, InBlock {
  readonly kind: 'variable';
  /** The first of its statements. */
  readonly node: VariableStatement;
  /** `z[0]`, `z[1]` and `z[t]` define one `z`. In order; those that were rejected are left out. */
  readonly statements: readonly VariableStatement[];
}

export interface LetDefinition extends Written, InBlock {
  readonly kind: 'let';
  /** The first of its statements. */
  readonly node: LetStatement;
  /** As those of a variable: `let h[0] = ...` and `let h[t] = ...` define one `h`. */
  readonly statements: readonly LetStatement[];
}

/** A name of another file, under its name here. Uses lead to what it stands for, never to the import. */
export interface ImportDefinition extends Written {
  readonly kind: 'import';
  readonly node: ImportedName;
  /** Null: reported, or the other file is broken. */
  readonly target: WrittenDefinition | null;
}

/** Defined by the text. Two definitions are the same one exactly when they are the same object. */
export type WrittenDefinition =
  | (Written &
      (
        | { readonly kind: 'const'; readonly node: ConstDeclaration }
        | { readonly kind: 'function'; readonly node: FunctionDeclaration }
        | { readonly kind: 'network'; readonly node: NetworkDeclaration }
        | { readonly kind: 'model'; readonly node: ModelDeclaration }
        /** Of a model, or the first of two lists of a network. */
        | { readonly kind: 'hyperparameter'; readonly node: Parameter }
        /** Of a model. */
        | { readonly kind: 'dim'; readonly node: Parameter }
        /** Of a function. */
        | { readonly kind: 'parameter'; readonly node: Parameter }
        /** What a network is called with. */
        | { readonly kind: 'input'; readonly node: Parameter }
        | { readonly kind: 'instance'; readonly node: NetworkStatement }
        | { readonly kind: 'loop'; readonly node: Comprehension }
      ))
  | BlockDefinition
  | VariableDefinition
  | LetDefinition
  | ImportDefinition;

/**
 * Defined by the library, found by name there; one object for each kind and name.
 * - `libraryFunction`, `distribution`: called
 * - `layer`, `activation`: called, or a stage of a pipe (`x |> relu`); an activation is also an argument of a layer
 *   (`dense(400, relu)`). Functions that are activations too (`tanh`, `softmax`) are `libraryFunction` where they
 *   are called, stages among them, and `activation` where they are an argument
 * - `libraryNetwork`: `Dense`, `Embedding`, `Gru`, `Lstm`, for instances
 * - `word`: `none`, `same`, `valid` as an argument of a layer
 * - `position`: `last` in the brackets of a name that a sequence indexes, whatever else is called so
 * - `type`: a type's name where a value is due; never linked
 */
export interface LibraryDefinition {
  readonly kind:
    | 'libraryFunction'
    | 'distribution'
    | 'layer'
    | 'activation'
    | 'libraryNetwork'
    | 'word'
    | 'position'
    | 'type';
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
    case 'libraryFunction':
    case 'distribution':
    case 'layer':
    case 'activation':
    case 'libraryNetwork':
      return true;
    case 'import':
      return definition.target === null || isCallable(definition.target);
    default:
      return false;
  }
}

export function isValue(definition: Definition): boolean {
  switch (definition.kind) {
    case 'import':
      return definition.target === null || isValue(definition.target);
    case 'model':
    case 'type':
      return false;
    case 'word':
    case 'position':
      return true;
    default:
      return !isCallable(definition);
  }
}

/** What `network f = ...` makes an instance of. */
export function isNetwork(definition: Definition): boolean {
  if (definition.kind === 'import') return definition.target === null || isNetwork(definition.target);
  return definition.kind === 'network' || definition.kind === 'libraryNetwork';
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
      return definition.target === null ? 'a name from another file' : describeDefinition(definition.target);
    case 'parameter':
      return 'an argument';
    case 'input':
      return 'an input of the network';
    case 'loop':
      return 'the variable of a comprehension';
    case 'libraryFunction':
      return 'a function of the language';
    case 'libraryNetwork':
      return 'a network of the language';
    case 'activation':
      return 'an activation';
    case 'word':
    case 'position':
      return 'a word of the language';
    case 'const':
      return 'a constant';
    default:
      return `a ${definition.kind}`;
  }
}
