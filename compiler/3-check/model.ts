// What a model means once names, types and sizes are settled: the input of planning. Functions, constants and
// `let`s are inlined, arguments stand under their names, sizes are in normal form, and each expression
// carries its type. A plain value: later phases never look at the syntax tree.

import type { Size } from '../sizes/size.ts';
import { constantSize } from '../sizes/size.ts';
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
  /** Plates and sequences, outer ones before those inside them. */
  readonly plates: readonly Plate[];
  /** In the order written; a variable's parents stand before it. Names are unique in a model. */
  readonly variables: readonly Variable[];
  /** Indexed `let`s of sequences, in the order written: values that are carried from step to step. */
  readonly recurrences: readonly Recurrence[];
  /** Networks with weights of their own, in the order written. */
  readonly networks: readonly NetworkInstance[];
  readonly guides: readonly Guide[];
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

/** A plate, whose rows are independent, or a sequence, whose rows are steps in order. */
export interface Plate {
  readonly name: string;
  readonly doc: string | null;
  readonly parent: string | null;
  /** Rows in one row of the parent, where written. Null: as many as the data have. */
  readonly size: Size | null;
  /** Null: a plate. `until` names the observation whose last symbol ends the sequence. */
  readonly sequence: { readonly until: string | null } | null;
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
  /** Innermost plate or sequence; null outside every one (params always). */
  readonly plate: string | null;
  readonly type: ValueType;
  /** `token<V>`: a category whose levels are a vocabulary. */
  readonly vocabulary: boolean;
  /** `simplex<support: M>`: where entries may differ from zero, of the type's last axes; null: everywhere. */
  readonly support: CoreExpression | null;
  /** `T?`: an entry may be missing. */
  readonly optional: boolean;
  /** Of what planning makes of an array that may be missing: the entry of it that this is. Variables of specs have none. */
  readonly entryOf?: ArrayEntry;
  /** Of what planning makes of a hidden value that is read at later steps: whose value it is. Variables of specs have none. */
  readonly lagOf?: HiddenLag;
  /** Of latents and observations; a param's prior, null without one. */
  readonly distribution: DistributionExpression | null;
  /** `observe x: T = e`: an implicit observation. */
  readonly value: CoreExpression | null;
  /** A param's `= init`. */
  readonly initial: CoreExpression | null;
  /** Of a variable that a sequence indexes: which steps the definition above is for; null for all others. */
  readonly steps: Steps<StepDefinition> | null;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** An entry of an array, by its index along each axis. */
export interface ArrayEntry {
  readonly variable: string;
  readonly position: readonly number[];
}

/** The value of a hidden variable some steps before, or at the last step, for a row around its sequence. */
export interface HiddenLag {
  readonly variable: string;
  /** At least 1. */
  readonly steps: number | 'last';
}

/** How what a sequence indexes is defined from step to step. */
export interface Steps<Definition> {
  readonly sequence: string;
  /** The general definition holds from this step on; it is null where only single steps are defined. */
  readonly from: number;
  /** Definitions of single steps, which go before the general one. */
  readonly special: readonly Definition[];
}

/** `latent z[0]: T ~ D`. */
export interface StepDefinition {
  readonly step: number;
  readonly distribution: DistributionExpression | null;
  readonly value: CoreExpression | null;
  readonly span: Span;
}

/** `let h[0] = a; let h[t] = f(h[t-1])`. A record that is carried along is one recurrence for each field: `s.h`. */
export interface Recurrence {
  readonly name: string;
  /** Innermost plate or sequence. */
  readonly plate: string;
  readonly type: ValueType;
  /** `backwards`: from `h[last]` down, reading `h[t+1]`; only guides read such. */
  readonly direction: 'forwards' | 'backwards';
  readonly value: CoreExpression | null;
  readonly steps: Steps<{
    readonly step: number | 'last';
    readonly value: CoreExpression;
    readonly span: Span;
  }>;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** `guide z ~ D`: the variational family of a latent. */
export interface Guide {
  readonly latent: string;
  readonly distribution: DistributionExpression | null;
  /** As those of the latent, where a sequence indexes it. */
  readonly steps: Steps<StepDefinition> | null;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** `network encode = Encoder(L)`, its sizes settled by its uses. */
export interface NetworkInstance {
  readonly name: string;
  /** The declaration's name, or that of a built-in network. */
  readonly network: string;
  readonly inputs: readonly { readonly name: string; readonly type: ValueType }[];
  /** In terms of `networkInput`s; one without a name, or the fields of a record. */
  readonly results: readonly { readonly name: string | null; readonly value: CoreExpression }[];
  readonly weights: readonly Weight[];
  readonly span: Span;
  readonly nameSpan: Span;
}

/** `dense1.kernel`: layers are numbered in order by kind, inner networks stand in front. */
export interface Weight {
  readonly path: readonly string[];
  readonly shape: readonly Size[];
  /** The library's word for how it starts. */
  readonly initial: string;
  /** False for running statistics. */
  readonly trained: boolean;
}

export interface TrainMethod {
  readonly method: string;
  readonly span: Span;
  readonly options: readonly TrainOption[];
}

export interface TrainOption {
  readonly name: string;
  readonly value: OptionValue;
  readonly span: Span;
}

export type OptionValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** `adam(1e-3, beta1: 0.5)`, `hinge`: a word of the option's list, its settings by name with defaults filled in. */
  | { readonly kind: 'word'; readonly word: string; readonly settings: readonly TrainOption[] }
  | { readonly kind: 'network'; readonly instance: string };

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

/** Codes from 0 on, as data hold them: categories and bools. */
export function isFinite(type: ValueType): boolean {
  return type.element === 'category' || type.element === 'bool';
}

/** How many values there are of a category, a bool or a whole number between bounds: a sum over them is a loop. Else null. */
export function levelsOf({ element, levels, lower, upper }: ValueType): Size | null {
  switch (element) {
    case 'category':
      return levels;
    case 'bool':
      return constantSize(2);
    case 'int':
      return lower === null || upper === null ? null : constantSize(upper.value - lower.value + 1);
    case 'real':
      return null;
  }
}

/** The value at level 0. */
export function lowestOf({ element, lower }: ValueType): number {
  return element === 'int' ? (lower?.value ?? 0) : 0;
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
  | Tabulation
  | StepIndex
  | StepValue
  | Stationary
  | NetworkCall
  | NetworkInput
  | LayerCall
  | LayerRepeat
  | RepeatInput;

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

// In sequences ---------------------------------------------------------------------------------------------

/** The number of the step in its sequence, an int from 0 on. */
export interface StepIndex extends Expr {
  readonly kind: 'stepIndex';
  readonly sequence: string;
}

/** What a sequence indexes, at a step. Read whole, after its sequence, it is a `variable` with an axis of steps. */
export interface StepValue extends Expr {
  readonly kind: 'step';
  /** Of a variable or a recurrence. */
  readonly name: string;
  readonly at: StepPosition;
}

export type StepPosition =
  /** `z[t + offset]`. */
  | { readonly kind: 'relative'; readonly offset: number }
  /** `z[2]`. */
  | { readonly kind: 'absolute'; readonly step: number }
  | { readonly kind: 'last' }
  /** `z[..t]`: all steps before this one, after a BEGIN; argument of a causal network. */
  | { readonly kind: 'before' };

/** The stationary distribution of transition matrices `[..., K, K]`. */
export interface Stationary extends Expr {
  readonly kind: 'stationary';
  readonly operand: CoreExpression;
}

// Networks -------------------------------------------------------------------------------------------------

/** A use of an instance. `field` is null where the network gives one value. */
export interface NetworkCall extends Expr {
  readonly kind: 'network';
  readonly instance: string;
  readonly field: string | null;
  readonly operands: readonly CoreExpression[];
}

/** Inside a network: what it is called with. */
export interface NetworkInput extends Expr {
  readonly kind: 'networkInput';
  readonly name: string;
}

/** An expression: a setting that is known when training begins only, made of hyperparameters. */
export type LayerOption = Size | number | boolean | string | readonly Size[] | CoreExpression;

/** Inside a network: one layer, whose weights are those of the network under this path. */
export interface LayerCall extends Expr {
  readonly kind: 'layer';
  /** Name of a layer in `compiler/library/layers`, or of a network in `compiler/library/built-in-networks.ts`. */
  readonly layer: string;
  /** Which of its results, of a built-in network that gives a record; null otherwise. */
  readonly field: string | null;
  /** `['dense1']`. The uses of an inner instance share one. */
  readonly path: readonly string[];
  readonly operands: readonly CoreExpression[];
  /** All of them, defaults filled in. */
  readonly options: Readonly<Record<string, LayerOption>>;
  /** Along the first axis, a result depends on what came in there and before, and on nothing later. */
  readonly causal: boolean;
}

/** `repeat n { ... }` with a number that the spec leaves open: weights have a first axis of that size. */
export interface LayerRepeat extends Expr {
  readonly kind: 'repeat';
  readonly id: number;
  readonly count: Size;
  readonly operand: CoreExpression;
  /** In terms of the `repeatInput` of this id; its type is the operand's. */
  readonly body: CoreExpression;
}

export interface RepeatInput extends Expr {
  readonly kind: 'repeatInput';
  readonly id: number;
}

// Distributions ------------------------------------------------------------------------------------------

export type DistributionExpression =
  DistributionCall | DistributionChoice | DistributionMixture | DistributionCut;

export interface DistributionCall {
  readonly kind: 'distribution';
  /** Name of a signature in `compiler/library/signatures`, built or not. */
  readonly family: string;
  /** By the names of one of the family's forms, defaults filled in; optional ones that are left out are not there. */
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

/** `Mixture(weights, [D1, D2])`: of `weights` the last axis is that of the parts; they need not add up to one. */
export interface DistributionMixture {
  readonly kind: 'mixture';
  readonly weights: CoreExpression;
  readonly parts: readonly [DistributionExpression, ...DistributionExpression[]];
  readonly span: Span;
}

/** `Truncated(D, lower, upper)` or `Censored(D, lower, upper)`, of numbers; at least one bound is there. */
export interface DistributionCut {
  readonly kind: 'truncated' | 'censored';
  readonly part: DistributionExpression;
  readonly lower: CoreExpression | null;
  readonly upper: CoreExpression | null;
  readonly span: Span;
}
