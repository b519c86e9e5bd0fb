// What a layer is, to every phase: one file in `layers/` gives all of it. Shapes are written once, over an
// abstract arithmetic of sizes: in the checker a size is a polynomial of symbols, at run time a number.

/** Where numbers lie: from `lower` to `upper`; infinite ends are open. */
export interface Interval {
  readonly lower: number;
  readonly lowerOpen: boolean;
  readonly upper: number;
  readonly upperOpen: boolean;
}

/** What is wrong, for a person who wrote a layer: parts of one message. */
export interface LayerProblem {
  /** What it is and what it has to be: one line, lowercase, without a full stop. */
  readonly message: string;
  /** The reason, where the message alone does not give it. */
  readonly why: string | null;
  /** What to write instead, in words. */
  readonly fix: string | null;
  /** The parameter at fault: point at its argument. Null: at the layer, since what comes in does not fit. */
  readonly about: string | null;
}

/** Sizes as the arithmetic has them. What is not negative as a number need not be shown to be. */
export interface SizeArithmetic<S> {
  constant(value: number): S;
  add(left: S, right: S): S;
  subtract(left: S, right: S): S;
  multiply(left: S, right: S): S;
  /** `floor(size / divisor)`, divisor a positive whole number. */
  floorDivide(size: S, divisor: number): S;
  /** Whether they are equal whatever the symbols are. */
  equal(left: S, right: S): boolean;
  /** As a person writes it. */
  print(size: S): string;
  /**
   * `left <= right` must hold, else the problem is there, once whatever the number of requirements that share it.
   * Of symbols: a precondition of training. Shapes are computed as if it held.
   */
  requireAtMost(left: S, right: S, problem: LayerProblem): void;
  /** `divisor` must divide `size` without a remainder; otherwise as `requireAtMost`. */
  requireDivides(divisor: S, size: S, problem: LayerProblem): void;
}

/** An array that comes in. */
export interface LayerInput<S> {
  /** Outermost first; empty for a single value. */
  readonly axes: readonly S[];
  /** K of `category<K>` and `token<K>`; null for numbers, bools among them. */
  readonly levels: S | null;
}

/**
 * - `size`: a whole number, at least 1, which may depend on hyperparameters and dims
 * - `constant`: a whole number, at least 1, that is known when compiling: sizes are divided by it
 * - `sizes`: all positional arguments from here on, each a `size`
 * - `rate`: a number from 0 up to and without 1; shapes do not depend on it
 * - `flag`: `true` or `false`, written out, since there are weights or not by it
 * - `activation`: one of `activations`, or `none`;  `padding`: `same` or `valid`
 * - `value`: another array of numbers
 */
export type ParameterKind =
  'size' | 'constant' | 'sizes' | 'rate' | 'flag' | 'activation' | 'padding' | 'value';

export interface LayerParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** What it is when left out: a value, or that of another parameter. Null: it may not be left out. */
  readonly default: { readonly value: number | boolean | string } | { readonly sameAs: string } | null;
  /** One line for hover. */
  readonly summary: string;
}

/** The value of one parameter: by its kind. `rate` and `constant` are numbers; a rate that is not known yet is null. */
export type LayerOption<S> =
  | { readonly kind: 'size'; readonly size: S }
  | { readonly kind: 'sizes'; readonly sizes: readonly S[] }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'rate'; readonly value: number | null }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'activation'; readonly name: string }
  | { readonly kind: 'padding'; readonly name: string }
  | { readonly kind: 'value'; readonly input: LayerInput<S> };

/** By parameter name; all parameters are there, defaults filled in (`layer-options.ts`). */
export type LayerOptions<S> = ReadonlyMap<string, LayerOption<S>>;

/**
 * How weights begin; kernels are [..., in, out], and what stands before `in` are positions of a window, which
 * multiply both fans.
 * - `glorotUniform`: uniform within sqrt(6 / (fan in + fan out)) of 0; Glorot and Bengio (2010), equation 16
 * - `heNormal`: normal with variance 2 / fan in; He, Zhang, Ren and Sun (2015), equation 10
 * - `orthogonal`: each block [units, units] of columns orthogonal; Saxe, McClelland and Ganguli (2014)
 * - `embedding`: normal with sd 0.02
 * - `forgetOnes`: zeros, and ones for the forget gate, the second quarter; Gers, Schmidhuber and Cummins (2000)
 */
export type Initial =
  'glorotUniform' | 'heNormal' | 'orthogonal' | 'embedding' | 'zeros' | 'ones' | 'forgetOnes';

export interface Weight<S> {
  readonly name: string;
  readonly shape: readonly S[];
  readonly initial: Initial;
  /** False for what is measured rather than trained: the running statistics of `batchNorm`. */
  readonly trained: boolean;
}

/**
 * Where the results lie (`rangeOf` in `apply-layer.ts` reads it).
 * - `interval`: there, whatever comes in
 * - `activation`: where that function is, of any number
 * - `through`: where that function is, of the input
 * - `input`: where the input lies: values are picked, copied or averaged (whole numbers may not stay whole)
 * - `sign`: on the input's side of 0, or 0: values are scaled or dropped
 * - `hull`: within the hull of the input and of the other array
 */
export type LayerRange =
  | { readonly kind: 'interval'; readonly interval: Interval }
  | { readonly kind: 'activation'; readonly name: string }
  | { readonly kind: 'through'; readonly name: string }
  | { readonly kind: 'input' }
  | { readonly kind: 'sign' }
  | { readonly kind: 'hull'; readonly other: string };

/** What a layer makes of its input. */
export interface LayerResult<S> {
  /** The axes of what comes out; always numbers. */
  readonly output: readonly S[];
  readonly weights: readonly Weight<S>[];
  /**
   * Along the first axis, `output[i]` depends on `input[0..i]` (i among them) and no later one, whatever the
   * weights, in training too. False where the first axis does not stay.
   */
  readonly causal: boolean;
  readonly range: LayerRange;
}

export type LayerOutcome<S> = LayerResult<S> | { readonly problem: LayerProblem };

export interface Layer {
  readonly name: string;
  /** One line for hover. */
  readonly summary: string;
  /** In positional order. */
  readonly parameters: readonly LayerParameter[];
  readonly takes: 'numbers' | 'category';
  /**
   * The names of the axes that it acts on, the last ones of the input: `[height, width, channels]`. It may
   * have more in front, which are independent repeats, and may not have fewer.
   */
  readonly axes: readonly string[];
  /** Of an input that it takes and that has the axes; call `applyLayer` (`apply-layer.ts`), which makes sure. */
  apply<S>(m: SizeArithmetic<S>, input: LayerInput<S>, options: LayerOptions<S>): LayerOutcome<S>;
}
