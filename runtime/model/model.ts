// The types of models and fits that users see. A generated module names its own: it picks, from the interfaces
// here, those whose operations exist for the model, and fills in the types of its data and parameters:
//
//   export interface GeyserFit
//     extends Fit<GeyserParams, GeyserSample, GeyserEverything>,
//       WithDensity<GeyserData>, WithLatents<GeyserData, GeyserPosterior, GeyserDecoded> {}
//   export const Geyser: Model<GeyserData, GeyserParams, GeyserFit, { K: number }> = createModel(definition);

import type { ModelDefinition, Sizes } from './definition.ts';

/** Typed arrays that may stand for nested arrays of numbers, flat, in row-major order. */
export type FlatNumbers =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Arrays nested `Rank` deep, as operations return them. */
export type Nested<
  T,
  Rank extends number,
  Depth extends readonly unknown[] = [],
> = Depth['length'] extends Rank ? T : Nested<T, Rank, readonly [...Depth, unknown]>[];

/** Arrays nested `Rank` deep as operations take them; numbers also as one flat typed array. */
export type NestedInput<
  T,
  Rank extends number,
  Depth extends readonly unknown[] = [],
> = Depth['length'] extends Rank
  ? T
  : | ArrayLike<NestedInput<T, Rank, readonly [...Depth, unknown]>>
    | (Depth extends readonly [] ? (number extends T ? FlatNumbers : never) : never);

/** What may stand for a value of each element type. Text stands for a category by its level. */
export type RealInput = number;
export type BoolInput = boolean | number;
export type CategoryInput = number | string;

/** Texts of a category's levels, in the order of their codes, by variable. */
export type Levels = Readonly<Record<string, readonly string[]>>;

export interface TrainProgress {
  /** Counted from 1. */
  readonly restart: number;
  readonly restarts: number;
  readonly iteration: number;
  /** Log likelihood plus log prior, in nats. */
  readonly objective: number;
  /** `explore`: a restart; `refine`: the best restart on its way to the full tolerance. */
  readonly phase: 'explore' | 'refine';
}

export interface TrainOptions<Params = Readonly<Record<string, unknown>>> {
  /** Values of hyperparameters by name, also where a name is that of another option. */
  readonly set?: Readonly<Record<string, number | boolean>>;
  /** How many times to start from other points; the best is kept. */
  readonly restarts?: number;
  /** Training stops when the estimated gain still to come, in nats per row, is below it. */
  readonly tolerance?: number;
  /** Bound on the iterations of one restart. */
  readonly iterations?: number;
  readonly seed?: number;
  /** Start here instead of at restarts from the data; params left out start as they would. */
  readonly init?: Partial<Params>;
  /** Declared level texts of categories; those of other variables with text are learned. */
  readonly levels?: Levels;
  /** Stops after the iteration under way; the best so far is returned with `converged: false`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface WithOptions {
  readonly set?: Readonly<Record<string, number | boolean>>;
  readonly levels?: Levels;
}

/** `Hyper`: the hyperparameters' names and types; they may stand among the options, or under `set`. */
export interface Model<Data, Params, F, Hyper = Record<never, never>> {
  readonly name: string;
  readonly definition: ModelDefinition;
  /** Fits the model. Errors: `DataError` for the data, `TrainError` for options and for fits that do not exist. */
  train(data: Data, options?: TrainOptions<Params> & Partial<Hyper>): Promise<F>;
  /** A fit with known parameter values instead of trained ones. */
  with(params: Params, options?: WithOptions & Partial<Hyper>): F;
  /** Reads what `fit.save` or `fit.toBytes` wrote; a path needs Node. Error: `FitError`. */
  load(source: string | Uint8Array): F;
}

export interface TrainingSummary {
  readonly method: 'mle' | 'map' | 'em';
  readonly logLikelihood: number;
  /** With the priors of params; null without any. */
  readonly logPosterior: number | null;
  readonly iterations: number;
  readonly converged: boolean;
  readonly seed: number;
  readonly restarts: number;
  /** The objective after each iteration of the restart that was kept. */
  readonly trace: readonly number[];
  /** Where each restart ended; -Number.MAX_VALUE where it had no finite likelihood. */
  readonly objectives: readonly number[];
  /** The restart that was kept, counted from 1: the highest of those whose components are sound. */
  readonly kept: number;
  /** What a person should know about this fit: components held at their floor, say. */
  readonly warnings: readonly string[];
}

export interface SampleOptions<Givens = Readonly<Record<string, unknown>>> {
  /** Default 1. */
  readonly seed?: number;
  /** Inputs: one value for all rows, or one for each. */
  readonly given?: Givens;
  /** Rows in each row of the parent, by plate, for inner plates whose size the data decide. Default: as many as on average in the training data. */
  readonly rows?: Readonly<Record<string, number | readonly number[]>>;
}

/**
 * What every fit has. `Sample` and `Everything` map variables to nested arrays, rows first: true and false for
 * bools, level texts for categories that have them, codes for the others.
 */
export interface Fit<Params, Sample, Everything, Givens = Record<never, never>> {
  readonly definition: ModelDefinition;
  /** Nested arrays; a scalar is a number. */
  readonly params: Params;
  /** The same values, flat, in row-major order. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Hyperparameters, dims and, after training, the rows of each plate as `rows:<plate>`. */
  readonly sizes: Sizes;
  readonly levels: Levels;
  /** Null where the params were given rather than trained. */
  readonly training: TrainingSummary | null;
  /** Draws of the observed variables: n rows of the outermost plate. */
  sample(n: number, options?: SampleOptions<Partial<Givens>>): Sample;
  /** Draws of all random variables, latents too. */
  simulate(n: number, options?: SampleOptions<Partial<Givens>>): Everything;
  toBytes(): Uint8Array;
  /** Writes the fit to a file, all or nothing; needs Node. */
  save(path: string): void;
}

/** Log densities in nats. */
export interface Score<Rows extends Float64Array | null = Float64Array | null> {
  readonly total: number;
  /** One for each row of the outermost plate; null where rows have no density of their own. */
  readonly rows: Rows;
}

/** `Rows`: which of the two it is for this model. */
export interface WithDensity<Data, Rows extends Float64Array | null = Float64Array | null> {
  logProb(data: Data): Score<Rows>;
}

/** `Posterior`: probabilities of each latent, levels last. `Decoded`: the jointly most probable values. */
export interface WithLatents<Data, Posterior, Decoded> {
  posterior(data: Data): Posterior;
  decode(data: Data): Decoded;
}

/** Prediction of a variable with finitely many values, nested: rows, shape, levels. */
export interface FinitePrediction<Probability = unknown> {
  readonly probability: Probability;
}

/** Prediction of a number, nested: rows, shape. */
export interface NumericPrediction<Value = unknown> {
  readonly mean: Value;
  readonly sd: Value;
}

/** `Predictions` has an entry for each observed variable that is left out of the data. */
export interface WithPredictions<PartialData, Predictions> {
  predict(data: PartialData): Partial<Predictions>;
}

/** A fit with every operation; what a model lacks throws. The type of untyped uses, such as a command line. */
export interface AnyFit
  extends
    Fit<AnyValues, AnyValues, AnyValues, AnyValues>,
    WithDensity<AnyValues>,
    WithLatents<AnyValues, AnyValues, AnyValues>,
    WithPredictions<AnyValues, Record<string, FinitePrediction | NumericPrediction>> {}

export type AnyValues = Readonly<Record<string, unknown>>;
export type AnyModel = Model<AnyValues, AnyValues, AnyFit>;
