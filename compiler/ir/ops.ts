// The tensor IR: one table of operations. Shape, gradient, evaluation and emission rules are mapped types over
// it, so a new operation turns every place that must know it into a type error.
//
// Axes are named. Element-wise operations align operands by axis; a value broadcasts along axes that it lacks.
// So there is no broadcast, transpose or reshape, a contraction is `mul` then `reduceSum`, and the loop nest
// that a node needs can be read off its type.

import type { Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';

export interface Axis {
  /** Unique in a program. */
  readonly name: string;
  readonly size: Size;
  /** The rows of this plate (all rows, over all rows of the parent plate), which the data decide. */
  readonly plate: string | null;
}

export type DType = 'f64' | 'i32' | 'bool';

export interface TensorType {
  readonly dtype: DType;
  /** Row axes first, then in order of first use. Order matters for storage only. */
  readonly axes: readonly Axis[];
}

/** Finite states that a sequence hands on from step to step. */
export interface Chain {
  /** The steps. */
  readonly rows: Axis;
  /** The rows around the sequence; null: it is outside every plate. */
  readonly to: Axis | null;
  /** The values of each state after a step, and before it: what slot i holds after a step it holds before the next. */
  readonly states: readonly { readonly now: Axis; readonly before: Axis }[];
}

export interface ChainTerms {
  readonly semiring: 'logSum' | 'max';
  /** For each term which condition says at what steps it counts; null: at all. */
  readonly conditions: readonly (number | null)[];
}

type Unary = { args: readonly [Node]; attrs: Record<never, never> };
type Binary = { args: readonly [Node, Node]; attrs: Record<never, never> };
type Leaf<Attrs> = { args: readonly []; attrs: Attrs };

export interface Ops {
  // Leaves.
  /** An array from outside, stored in the order of its type's axes. */
  input: Leaf<{ readonly name: string }>;
  constant: Leaf<{ readonly value: number }>;
  /** A run-time size, as f64. */
  size: Leaf<{ readonly size: Size }>;
  /** i32: the position along an axis. */
  iota: Leaf<{ readonly axis: Axis }>;
  /** Known to be zero: a place to differentiate with respect to. Dropped after differentiation. */
  placeholder: Leaf<{ readonly name: string }>;

  // Element by element, f64.
  neg: Unary;
  exp: Unary;
  log: Unary;
  log1p: Unary;
  expm1: Unary;
  sqrt: Unary;
  abs: Unary;
  floor: Unary;
  sin: Unary;
  cos: Unary;
  tanh: Unary;
  sigmoid: Unary;
  softplus: Unary;
  lgamma: Unary;
  digamma: Unary;
  trigamma: Unary;
  /** The a > 0 with log(a) - digamma(a) = x. */
  inverseLogMinusDigamma: Unary;
  /** A special function of the library, by name (library/special-functions.ts). */
  special: { args: readonly Node[]; attrs: { readonly name: string } };
  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  pow: Binary;
  max: Binary;
  min: Binary;
  /** weight * logValue, 0 where the weight is 0. */
  weighted: Binary;

  // Conditions: f64 or i32 operands, bool results; `and`, `or`, `not` on bools.
  less: Binary;
  lessEqual: Binary;
  equal: Binary;
  and: Binary;
  or: Binary;
  not: Unary;
  select: { args: readonly [condition: Node, whenTrue: Node, whenFalse: Node]; attrs: Record<never, never> };
  /** To f64 (from i32, bool) or to i32 (from an f64 that is whole). */
  cast: { args: readonly [Node]; attrs: { readonly dtype: DType } };
  /** The value, with gradient zero. */
  stopGradient: Unary;

  // Along axes.
  reduceSum: { args: readonly [Node]; attrs: { readonly axis: Axis } };
  reduceMax: { args: readonly [Node]; attrs: { readonly axis: Axis } };
  /** i32: the first position of the maximum. */
  argMax: { args: readonly [Node]; attrs: { readonly axis: Axis } };
  /** The same values along another axis of equal size. No work. */
  rename: { args: readonly [Node]; attrs: { readonly from: Axis; readonly to: Axis } };
  /** base[index] along `axis`; axes that base and index share are aligned. index is i32. */
  gather: { args: readonly [base: Node, index: Node]; attrs: { readonly axis: Axis } };
  /**
   * out[.., axes: indices, ..] += values, with an index for each of `axes`. Sums over every axis of values and indices
   * that is not in `keep`; result axes: `keep`, then `axes`.
   */
  scatterAdd: {
    args: readonly [values: Node, ...indices: Node[]];
    attrs: { readonly axes: readonly Axis[]; readonly keep: readonly Axis[] };
  };
  /** From rows of a plate to the rows of its parent plate: sums. Both are row axes. */
  sumRows: { args: readonly [Node]; attrs: { readonly from: Axis; readonly to: Axis } };
  /** From rows of a parent plate to the rows of a plate within it: repeats. */
  spreadRows: { args: readonly [Node]; attrs: { readonly from: Axis; readonly to: Axis } };

  // Matrices, by their two axes. Lower triangles only are read; results are zero above the diagonal.
  cholesky: { args: readonly [Node]; attrs: { readonly row: Axis; readonly column: Axis } };
  /**
   * transposed false: b has `row`, y over `column` with sum{ L[row, column] y[column] : column } = b[row].
   * transposed true: b has `column`, y over `row` with sum{ L[row, column] y[row] : row } = b[column].
   */
  solveLower: {
    args: readonly [lower: Node, b: Node];
    attrs: { readonly row: Axis; readonly column: Axis; readonly transposed: boolean };
  };
  /** Concentration over `axis` of the Dirichlet with E[log x] = the argument. */
  dirichletConcentration: { args: readonly [Node]; attrs: { readonly axis: Axis } };

  /** p over `column` with sum{ p[row] P[row, column] : row } = p[column]; rows of P sum to one, and so does p. */
  stationary: { args: readonly [Node]; attrs: { readonly row: Axis; readonly column: Axis } };
  /** y over `column`: the cotangent of P[row, column] is p[row] y[column] where that of p is the second operand. */
  stationarySlope: {
    args: readonly [transitions: Node, cotangent: Node];
    attrs: { readonly row: Axis; readonly column: Axis };
  };

  // Along the steps of a sequence, whose rows lie one after another. See `Chain`.
  /**
   * log(sum{ exp(sum of the terms) : states of all steps }), or the largest of these sums. A term has rows or counts at every
   * step, and some of the axes of the states and others; a state before the first step counts as 0. Result: one number for
   * each row around, and the other axes. Operands: the terms, then conditions of rows.
   */
  chain: { args: readonly Node[]; attrs: Chain & ChainTerms };
  /**
   * The gradient of `chain` with respect to its term number `of`, times the cotangent, at each row: probabilities of what the
   * term depends on, or, of the largest sum, 1 at the best path.
   */
  chainMarginal: {
    args: readonly [cotangent: Node, ...termsAndConditions: Node[]];
    attrs: Chain & ChainTerms & { readonly of: number };
  };
  /**
   * What `chain` is computed from (library/chains). Operands: for `forward` and `best` the unary terms as one value with all
   * axes of the message, for `backward`, `bestPath` and `drawnPath` what its pass forwards wrote; then a table for each of
   * `tables` (`forward`, `backward`, `drawnPath`: nonnegative numbers; the others: their logarithms), then the indices of
   * those that have one. Results have rows, the other axes, and the states `now`; paths are i32 without the latter.
   */
  chainScan: {
    args: readonly Node[];
    attrs: Chain & {
      readonly pass: 'forward' | 'backward' | 'best' | 'bestPath' | 'drawnPath';
      /** For each table the axis along which an index of each row picks; null: it has rows, or is the same at all. */
      readonly tables: readonly (Axis | null)[];
      /** Of `drawnPath`; 0 elsewhere. */
      readonly site: number;
      /** Whether the message of a pass forwards is the numbers whose logarithms it otherwise is. */
      readonly linear: boolean;
    };
  };
  /** What the pass forwards writes besides: logarithms of its scales, what observations are worth. */
  chainPart: { args: readonly [forward: Node]; attrs: { readonly part: 'logScale' | 'emission' } };
  /** The value of the row before it in its sequence; of the first row, the second operand's. */
  previousRow: {
    args: readonly [value: Node, first: Node];
    attrs: { readonly rows: Axis; readonly to: Axis | null };
  };
  /** The value in memory of its own, its elements in the order of these axes, repeated along those that it lacks. */
  store: { args: readonly [Node]; attrs: { readonly axes: readonly Axis[] } };

  // Draws. `site` keeps two draws apart; elements are numbered in the order of the result's axes.
  /**
   * `kind` gamma and poisson take one parameter (shape with scale 1; rate), binomial two (n, p), the others none.
   * `shape`: axes besides the parameters'.
   */
  random: {
    args: readonly Node[];
    attrs: {
      readonly kind: 'uniform' | 'normal' | 'gamma' | 'poisson' | 'binomial';
      readonly site: number;
      readonly shape: readonly Axis[];
    };
  };
  /** i32: the position along `axis` drawn with these probabilities (they sum to one along it). `shape` as for `random`. */
  randomIndex: {
    args: readonly [Node];
    attrs: { readonly axis: Axis; readonly site: number; readonly shape: readonly Axis[] };
  };
  /** Counts along `axis` of n draws with these probabilities (they sum to one along it). `shape` as for `random`. */
  randomCounts: {
    args: readonly [n: Node, probabilities: Node];
    attrs: { readonly axis: Axis; readonly site: number; readonly shape: readonly Axis[] };
  };
}

export type OpName = keyof Ops;

export type Node<K extends OpName = OpName> = {
  [P in K]: {
    readonly op: P;
    readonly type: TensorType;
    readonly origins: readonly Span[];
    readonly args: Ops[P]['args'];
  } & Readonly<Ops[P]['attrs']>;
}[K];

/** A pure function from named arrays to named arrays. */
export interface Program {
  readonly name: string;
  /** Every `input` that is reachable, in order of first use, and those that callers pass though unused. */
  readonly inputs: readonly Node<'input'>[];
  readonly outputs: readonly Output[];
}

export interface Output {
  readonly name: string;
  readonly node: Node;
  /** Storage order: a permutation of the node's axes. */
  readonly axes: readonly Axis[];
}
