// What a model means once names, types and sizes are settled: the input of planning. Functions, constants and
// `let`s are inlined, arguments stand under their names, sizes are in normal form, and each expression
// carries its type. A plain value: later phases never look at the syntax tree.

import type { Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';

export interface CheckedModel {
  readonly name: string;
  readonly doc: string | null;
  readonly span: Span;
  readonly nameSpan: Span;
  /** In the order written. `int` ones are also size symbols under their name. */
  readonly hyperparameters: readonly Hyperparameter[];
  /** Sizes that the data decide, in the order written; size symbols under their name. */
  readonly dims: readonly { readonly name: string; readonly doc: string | null; readonly span: Span }[];
  /** Outer plates before the plates inside them. */
  readonly plates: readonly Plate[];
  /** In the order written; a variable's parents stand before it. Names are unique in a model. */
  readonly variables: readonly Variable[];
  readonly train: TrainMethod | null;
  /** Conditions on hyperparameters to test when a fit starts. */
  readonly preconditions: readonly Precondition[];
}

export interface Hyperparameter {
  readonly name: string;
  readonly doc: string | null;
  readonly type: ValueType;
  /** Scalars only. Null: a value must be given. */
  readonly defaultValue: number | null;
  readonly span: Span;
}

export interface Plate {
  readonly name: string;
  readonly doc: string | null;
  readonly parent: string | null;
  /** Rows in one row of the parent, where written. Null: as many as the data have. */
  readonly size: Size | null;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** `left <= right` (both sizes), with the message for when it fails. */
export interface Precondition {
  readonly left: Size;
  readonly right: Size;
  readonly message: string;
  readonly span: Span;
}

export type Role = 'param' | 'latent' | 'observe' | 'given';

export interface Variable {
  readonly name: string;
  readonly doc: string | null;
  readonly role: Role;
  /** Innermost plate; null outside every plate (params always). */
  readonly plate: string | null;
  readonly type: ValueType;
  /** `T?`: an entry may be missing. */
  readonly optional: boolean;
  /** Of latents and observations; a param's prior, null without one. */
  readonly distribution: DistributionExpression | null;
  /** `observe x: T = e`: an implicit observation. */
  readonly value: CoreExpression | null;
  /** A param's `= init`. */
  readonly initial: CoreExpression | null;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface TrainMethod {
  readonly method: string;
  readonly span: Span;
  readonly options: readonly {
    readonly name: string;
    readonly value: number | string | boolean;
    readonly span: Span;
  }[];
}

// Types --------------------------------------------------------------------------------------------------

export type Structure = 'simplex' | 'ordered' | 'unitVector' | 'covariance' | 'cholesky' | 'correlation';

/** An end of an interval. */
export interface Bound {
  readonly value: number;
  /** Open: the value itself is excluded. */
  readonly open: boolean;
}

export interface ValueType {
  readonly element: 'real' | 'int' | 'bool' | 'category';
  /** Levels of a `category<K>` or `token<V>`; null otherwise (a bool has two). */
  readonly levels: Size | null;
  /** Null: unbounded on that side. `positive` is an open lower bound 0; `unit` two closed ones. */
  readonly lower: Bound | null;
  readonly upper: Bound | null;
  /** All sizes, a structured value's own last: `covariance[K, D]` is `[K, D, D]`, `simplex[K]` is `[K]`. */
  readonly shape: readonly Size[];
  readonly structure: Structure | null;
}

/** How many last axes are one structured value: 1 for simplex, 2 for covariance, 0 without structure. */
export function structureRank(structure: Structure | null): 0 | 1 | 2 {
  switch (structure) {
    case null:
      return 0;
    case 'simplex':
    case 'ordered':
    case 'unitVector':
      return 1;
    case 'covariance':
    case 'cholesky':
    case 'correlation':
      return 2;
  }
}

/** Finite values: a sum over them is a loop. */
export function isFinite(type: ValueType): boolean {
  return type.element === 'category' || type.element === 'bool';
}

// Expressions --------------------------------------------------------------------------------------------

interface Expr {
  readonly type: ValueType;
  readonly span: Span;
}

export type CoreExpression =
  | NumberConstant
  | SizeValue
  | HyperparameterValue
  | VariableValue
  | PlateIndex
  | LoopIndex
  | FunctionCall
  | IndexOperation
  | Choice
  | Reduction
  | MatrixProduct
  | Stack
  | Tabulation;

/** A number, or a bool as 0 or 1. */
export interface NumberConstant extends Expr {
  readonly kind: 'number';
  readonly value: number;
}

/** A size used as a value: an int hyperparameter, a dim, a plate's declared size. */
export interface SizeValue extends Expr {
  readonly kind: 'size';
  readonly size: Size;
}

/** A hyperparameter that is no int. */
export interface HyperparameterValue extends Expr {
  readonly kind: 'hyperparameter';
  readonly name: string;
}

export interface VariableValue extends Expr {
  readonly kind: 'variable';
  readonly name: string;
}

/** The row's index in its plate, counted within one row of the parent plate. */
export interface PlateIndex extends Expr {
  readonly kind: 'plateIndex';
  readonly plate: string;
}

/** The variable of an enclosing `Tabulation`. */
export interface LoopIndex extends Expr {
  readonly kind: 'loopIndex';
  readonly id: number;
}

export type FunctionName =
  | 'neg'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'sqrt'
  | 'abs'
  | 'floor'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'lgamma'
  | 'digamma'
  | 'max'
  | 'min'
  | 'less'
  | 'lessEqual'
  | 'equal'
  | 'notEqual'
  | 'and'
  | 'or'
  | 'not';

/** Element by element; operands broadcast from the right as NumPy does it. `a > b` is `less(b, a)`. */
export interface FunctionCall extends Expr {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly operands: readonly CoreExpression[];
}

export type CoreIndex =
  | { readonly kind: 'at'; readonly value: CoreExpression }
  | { readonly kind: 'all' }
  | { readonly kind: 'slice'; readonly from: Size; readonly to: Size };

/** One index per axis of `operand` (`all` filled in on the right); `at` removes its axis. */
export interface IndexOperation extends Expr {
  readonly kind: 'index';
  readonly operand: CoreExpression;
  readonly indices: readonly CoreIndex[];
}

export interface Choice extends Expr {
  readonly kind: 'if';
  readonly condition: CoreExpression;
  readonly then: CoreExpression;
  readonly else: CoreExpression;
}

/** Over the last axis: `softmax` and `sort`-like ones keep it, the rest remove it. */
export interface Reduction extends Expr {
  readonly kind: 'reduce';
  readonly name: 'sum' | 'mean' | 'max' | 'min' | 'logSumExp' | 'argMax' | 'softmax';
  readonly operand: CoreExpression;
}

/** `@`, as NumPy's matmul. */
export interface MatrixProduct extends Expr {
  readonly kind: 'matmul';
  readonly left: CoreExpression;
  readonly right: CoreExpression;
}

/** `[a, b, c]`: equal shapes along a new first axis. */
export interface Stack extends Expr {
  readonly kind: 'stack';
  readonly elements: readonly CoreExpression[];
}

/** `[for k in from..to: body]`: a new first axis of size `to - from`. */
export interface Tabulation extends Expr {
  readonly kind: 'tabulate';
  readonly id: number;
  readonly from: Size;
  readonly to: Size;
  readonly body: CoreExpression;
}

// Distributions ------------------------------------------------------------------------------------------

export type DistributionExpression = DistributionCall | DistributionChoice;

export interface DistributionCall {
  readonly kind: 'distribution';
  /** Name of a distribution in `compiler/library/distributions`. */
  readonly family: string;
  /** All arguments by the names of one of the family's forms, defaults filled in. */
  readonly arguments: Readonly<Record<string, CoreExpression>>;
  readonly span: Span;
}

/** `if c then D1 else D2`. */
export interface DistributionChoice {
  readonly kind: 'choice';
  readonly condition: CoreExpression;
  readonly then: DistributionExpression;
  readonly else: DistributionExpression;
  readonly span: Span;
}
