// The types of models and fits that users see. A generated module names its own: it picks, from the interfaces
// here, those whose operations exist for the model, and fills in the types of its data and parameters:
//
//   export interface GeyserFit
//     extends Fit<GeyserParams, GeyserSample, GeyserEverything>,
//       WithDensity<GeyserData>, WithLatents<GeyserData, GeyserPosterior, GeyserDecoded> {}
//   export const Geyser: Model<GeyserData, GeyserParams, GeyserFit, { K: number }> = createModel(definition);

import type { RowIterable } from '../data/stream/iterable-rows.ts';
import type { RowStream } from '../data/stream/row-stream.ts';
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

/** The same of what may be missing, `Plates` deep in rows and `Rank` deep in a value: null for an entry, or a whole array. */
export type OptionalInput<T, Plates extends number, Rank extends number> =
  NestedInput<NestedInput<T | null, Rank> | null, Plates> | (number extends T ? FlatNumbers : never);

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
  /**
   * Threads that share passes over the rows, this one among them; the fit is the same bit for bit. Default: `auto`, which
   * starts others where passes take long. Without workers or shared memory, one thread works alone.
   */
  readonly threads?: number | 'auto';
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
  /**
   * Fits the model. Data may also come as a stream of rows of the outermost plate, in order, one by one or some at a time
   * as for all of them: the fit is the same, and they need not fit into memory. Errors: `DataError` for the data,
   * `TrainError` for options and for fits that do not exist.
   */
  train(data: Data | RowStream | RowIterable, options?: TrainOptions<Params> & Partial<Hyper>): Promise<F>;
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
  /** Free numbers of the params: K - 1 of a simplex, D (D + 1) / 2 of a covariance. */
  readonly parameters: number;
  /** Rows of the outermost plates together; null without plates. */
  readonly rows: number | null;
  /** Akaike's criterion, 2 k - 2 log L: smaller is better. */
  readonly aic: number;
  /** Schwarz's criterion, k log n - 2 log L over n rows: smaller is better. Null without rows. */
  readonly bic: number | null;
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
  /** Every component has the data that its params need: none is held at a floor, where a likelihood says little. */
  readonly sound: boolean;
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
  /** What counts add up to in each draw, by variable, for those whose total the spec leaves to the data. Default: the mean in the training data. */
  readonly totals?: Readonly<Record<string, number>>;
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
  /** Hyperparameters, dims and, after training, the rows of each plate as `rows:<plate>` and usual totals as `total:<variable>`. */
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

export interface AnomalyOptions {
  /** The share of the training rows that lies below the threshold. Default 0.99. */
  readonly quantile?: number;
}

export interface AnomalyScore {
  /** Minus the log density of each row of the outermost plate, in nats. */
  readonly rows: Float64Array;
  readonly quantile: number;
  /** That quantile of the scores of the training rows; null for a fit that was not trained. */
  readonly threshold: number | null;
  /** Rows above the threshold. */
  readonly flagged: readonly boolean[] | null;
}

export interface WithAnomalyScore<Data> {
  anomalyScore(data: Data, options?: AnomalyOptions): AnomalyScore;
}

/** A param's entry without a standard error. */
export interface AbsentError {
  readonly param: string;
  readonly index: readonly number[];
  readonly reason: string;
}

export interface StandardErrorOptions {
  /** Free coordinates of the params at most. Default 1000. */
  readonly coordinates?: number;
  /** Gives up at once where it would take longer than this. Default: as long as it takes. */
  readonly seconds?: number;
}

/** `Errors`: an entry for each param, in its shape. */
export interface StandardErrors<Errors = AnyValues> {
  /** Standard deviations of the estimates, in the params' own units; null where `absent` says why there is none. */
  readonly values: Errors;
  readonly absent: readonly AbsentError[];
}

export interface WithStandardErrors<Data, Errors> {
  /**
   * From the observed information: the curvature of the log likelihood (with priors: of the log posterior) at the
   * params, so `data` are those of the training. Right when the fit is a maximum and the data are many; entries at
   * the edge of their domain, and those that the data do not determine, have none. Error: `FitError` where a limit is
   * in the way.
   */
  standardErrors(data: Data, options?: StandardErrorOptions): StandardErrors<Errors>;
}

/** `Posterior`: probabilities of each latent, levels last. `Decoded`: the jointly most probable values. */
export interface WithLatents<Data, Posterior, Decoded> {
  posterior(data: Data): Posterior;
  decode(data: Data): Decoded;
  /**
   * `n` draws of all latents together, given the data: along a sequence whole paths. Of missing values that nothing depends
   * on there is none. The same seed gives the same draws. Error: `TrainError` for a number of draws below 1.
   */
  samplePosterior(data: Data, options?: PosteriorOptions): readonly Partial<Decoded>[];
}

/** `Filtered`: probabilities at each step of sequences, levels last. */
export interface WithFilter<Data, Filtered> {
  /**
   * Of what is hidden or missing at each step of a sequence, the probabilities given the steps up to this one, as they were
   * when it was the last: what follows (later steps, that there are any, what is made from the sequence as a whole) plays
   * no part. What is known of the row besides does, and so do inputs.
   */
  filter(data: Data): Filtered;
}

export interface PosteriorOptions {
  /** Default 1. */
  readonly n?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Prediction of a variable with finitely many values, nested: rows, shape, and of probabilities levels. */
export interface FinitePrediction<Probability = unknown, Value = unknown> {
  /** The most probable. */
  readonly value: Value;
  readonly probability: Probability;
}

/** Prediction of a number, nested: rows, shape. */
export interface NumericPrediction<Value = unknown> {
  readonly mean: Value;
  readonly sd: Value;
}

export interface WithPredictions<PartialData, Predictions> {
  /**
   * Of each observed variable that is left out of the data, or has missing values in them, the distribution given the rest; of
   * a value that is there, itself for certain. Where no variable is left out, each complete one on which others depend (a
   * label, say; in models without any, each complete one) is predicted as if it alone were left out.
   */
  predict(data: PartialData): Partial<Predictions>;
}

export interface ForecastOptions {
  /** How many steps after the data. Default 1. */
  readonly steps?: number;
}

export interface WithForecasts<PartialData, Forecasts> {
  /**
   * Of each observation of a sequence that the data hold, the distribution at the steps after them, given the steps so far:
   * nested as the data are, with so many steps. Inputs of a sequence come with their values at these steps.
   */
  forecast(data: PartialData, options?: ForecastOptions): Partial<Forecasts>;
}

export interface WithImputation<Data, Imputed> {
  /**
   * Of each variable that may be missing (`T?`), its values with what is missing filled in: numbers by their mean, with its
   * sd, others by the most probable value, with the probabilities of all. What is there stays, with sd 0 or probability 1.
   */
  impute(data: Data): Imputed;
}

/** A fit with every operation; what a model lacks throws. The type of untyped uses, such as a command line. */
export interface AnyFit
  extends
    Fit<AnyValues, AnyValues, AnyValues, AnyValues>,
    WithDensity<AnyValues>,
    WithLatents<AnyValues, AnyValues, AnyValues>,
    WithFilter<AnyValues, AnyValues>,
    WithAnomalyScore<AnyValues>,
    WithStandardErrors<AnyValues, AnyValues>,
    WithPredictions<AnyValues, Record<string, FinitePrediction | NumericPrediction>>,
    WithForecasts<AnyValues, Record<string, FinitePrediction | NumericPrediction>>,
    WithImputation<AnyValues, Readonly<Record<string, FinitePrediction | NumericPrediction>>> {}

export type AnyValues = Readonly<Record<string, unknown>>;
export type AnyModel = Model<AnyValues, AnyValues, AnyFit>;
