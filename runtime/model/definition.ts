// What a generated module tells the runtime about its model: its variables, sizes and compiled kernels.
// The loops that drive the kernels (EM, L-BFGS, sampling, queries) are the runtime's; the mathematics is not.

import type { Team } from '../kernels/threads/team.ts';

/** Values of all size symbols: hyperparameters, dims, and `rows:<plate>`, the rows of a plate over all its parents. */
export type Sizes = Readonly<Record<string, number>>;
export type SizeFunction = (sizes: Sizes) => number;

export type NumericArray = Float64Array | Int32Array;
export type Arrays = Readonly<Record<string, NumericArray>>;

/**
 * Reads `inputs`, fills `outputs`. Names are those of `KernelDefinition`. `rows` has the numbers of rows of these data;
 * runs with data that need no more room than those before allocate nothing. `more`: further rows of the same pass
 * follow, so sums over rows stay open and outputs without rows are written by the run of the last ones. Then these are
 * as many outermost rows as whole tiles have, the kernel is one whose rows may come in chunks, and `rows` has the rows of
 * all chunks together as `all:<plate>`: where a number of rows is a value, it is that.
 */
export type Kernel = (inputs: Arrays, outputs: Arrays, rows: Sizes, more?: boolean) => void;

/**
 * What a kernel runs as. `fastest`: WebAssembly where the machine has it, else TypeScript, as kernels do that have no other
 * form. `relaxed` and `plain`: WebAssembly with and without multiply-adds that are rounded once.
 */
export type KernelBackend = 'fastest' | 'typescript' | 'relaxed' | 'plain';

export interface ArrayDefinition {
  readonly name: string;
  readonly dtype: 'f64' | 'i32';
  /** Sizes along its axes, in storage order (row-major). Empty: one number. */
  readonly shape: readonly SizeFunction[];
}

/**
 * A compiled program. Array names:
 *   `data.<variable>`     observations and inputs; row axis of its plate first          (category, bool: i32);
 *                         where missing NaN, in an i32 array -1
 *   `param.<param>`       a parameter in its declared shape
 *   `hyper.<name>`        a hyperparameter that is no int
 *   `center.<variable>`   the fixed point about which statistics of the variable are taken (event shape)
 *   `parent.<plate>`      i32: for each row of the plate, its row in the parent plate (not for outermost plates)
 *   `position.<plate>`    i32: for each row of the plate, its index within its parent row (of outermost ones for sequences only)
 *   `offset.<plate>`      i32: for each row of the parent plate, its first row in the plate; one more at the end
 *   `statistic.<factor>.<name>`  expected statistics, axes as in `StatisticDefinition`
 *   `weight.<factor>`     posterior weights of a factor, rows first, then its finite scope
 *   `free.<param>`        unconstrained coordinates of a parameter
 *   `gradient.<param>`    gradient with respect to `free.<param>`
 *   `basis.<param>`       a parameter's share of the directions of least squares
 *   `total.<variable>`    what a draw of the variable adds up to, where the spec leaves that to the data
 *   `key`                 i32 [2]: seed of random draws, low and high word
 *   `logLikelihood`, `logPrior`, `value`  one number
 */
export interface KernelDefinition {
  readonly inputs: readonly ArrayDefinition[];
  readonly outputs: readonly ArrayDefinition[];
  /** The rows of one pass may come in chunks. Default: all come at once. */
  readonly inChunks?: boolean;
  /**
   * Allocates workspace for the model's sizes, rows apart, and returns the kernel. `backend`: for tests; default `fastest`.
   * `team`: threads that may share its rows, as long as the team is not closed.
   */
  readonly make: (sizes: Sizes, backend?: KernelBackend, team?: Team | null) => Kernel;
}

export interface TypeDefinition {
  readonly element: 'real' | 'int' | 'bool' | 'category';
  /** Levels of a category; null otherwise. */
  readonly levels: SizeFunction | null;
  /** The level count is exactly the dim of this name, decided by the data; null otherwise. */
  readonly levelsDim: string | null;
  /** One function for each axis, row axes of plates not among them. */
  readonly shape: readonly SizeFunction[];
  /** For each axis, the dim that it is exactly; null where it is something else. */
  readonly shapeDims: readonly (string | null)[];
  /** As the spec writes the type, for messages: `real[D]`. */
  readonly text: string;
  /** `correlationCholesky`: a `cholesky` whose rows have length 1, as its distribution says. */
  readonly structure:
    | 'simplex'
    | 'ordered'
    | 'unitVector'
    | 'covariance'
    | 'cholesky'
    | 'correlationCholesky'
    | 'correlation'
    | null;
  readonly lower: { readonly value: number; readonly open: boolean } | null;
  readonly upper: { readonly value: number; readonly open: boolean } | null;
}

export interface VariableDefinition {
  readonly name: string;
  readonly role: 'param' | 'latent' | 'observe' | 'given';
  readonly plate: string | null;
  readonly type: TypeDefinition;
  /** `T?`: its entries may be missing. */
  readonly optional: boolean;
  /** Of what is optional: how many last axes of a value are missing together or not at all; 0: each entry by itself. */
  readonly missingTogether: number;
  /** Nothing depends on it: where it is missing it integrates to one. */
  readonly isLeaf: boolean;
  /** `token<V>`: a category whose levels are a vocabulary, so that texts are split into its values. Default: false. */
  readonly vocabulary?: boolean;
  /**
   * `simplex<support: M>`: 1 where entries may differ from zero and 0 where they may not, over the last axes (row-major),
   * the same for all that is before them. Default: 1 everywhere.
   */
  readonly support?: readonly number[];
  /** Line of its statement in the spec, for messages: `geyser.gen:8`. */
  readonly place: string;
}

export interface PlateDefinition {
  readonly name: string;
  readonly parent: string | null;
  /** Rows in one row of the parent; null: the data decide. */
  readonly size: SizeFunction | null;
  readonly sizeDim: string | null;
  /** Its rows are steps in order; null: a plate. */
  readonly sequence: SequenceDefinition | null;
}

export interface SequenceDefinition {
  /** The observation whose last level, END, ends the sequence. Data leave END out; kernels get it as a step of each row. */
  readonly until: string | null;
  /**
   * params, inputs, lags, `value.<variable>` of what is around the sequence, key -> `value.<variable>` of every latent and
   * observation of a step: rows are steps, those of sequences inside it apart.
   */
  readonly simulate: KernelDefinition;
}

/** An input `data.<name>` that is made of the data: the values of `of` at other steps of its sequence. */
export interface LagDefinition {
  readonly name: string;
  readonly of: string;
  /** It is of a latent, or of what may be missing: only draws have it. Default: false. */
  readonly hidden?: boolean;
  readonly sequence: string;
  /** Of which it is an input; null: outside every plate. */
  readonly plate: string | null;
  /** `all`, `last`: for each row around the sequence; the others for each step, any value where there is none. */
  readonly at:
    | { readonly kind: 'back'; readonly steps: number }
    | { readonly kind: 'absolute'; readonly step: number }
    | { readonly kind: 'last' | 'all' };
}

/** An axis of a statistic: which variable's value, or which axis of the event, it runs over. */
export interface StatisticAxis {
  readonly kind: 'latent' | 'observed' | 'plate' | 'event';
  /** The variable of a `latent` or `observed` axis, the plate whose index it is, or the factor's own variable for `event`. */
  readonly variable: string;
  readonly size: SizeFunction;
}

export interface StatisticDefinition {
  /** `statistic.<factor>.<name>`. */
  readonly name: string;
  readonly factor: string;
  /** `weight` (expected number of events), or a component of T(x). */
  readonly statistic: string;
  readonly axes: readonly StatisticAxis[];
}

/** Parameters that are estimated together, given the statistics and weights: in each M-step its steps in order. */
export interface BlockDefinition {
  readonly name: string;
  readonly params: readonly string[];
  readonly factors: readonly string[];
  /** Each an exact maximum or an ascent over its params, the others as they are. */
  readonly steps: readonly StepDefinition[];
}

export type StepDefinition = ClosedFormStep | UpdateStep | LeastSquaresStep | GradientStep;

/** From statistics alone: among what `kernels.maximise` finds. */
export interface ClosedFormStep {
  readonly kind: 'closedForm';
  readonly params: readonly string[];
  /** Whether it is the maximum whatever the block's other params are: then it need not be repeated. */
  readonly exact: boolean;
}

/** `update`: data, statistics or weights, params -> `param.*`. */
export interface UpdateStep {
  readonly kind: 'update';
  readonly params: readonly string[];
  readonly update: KernelDefinition;
}

/**
 * `equations`: data, statistics or weights, params and `basis.<param>` [levels of the batch, its other entries, directions]
 * -> `normal` [levels, directions, directions] and `residual` [levels, directions]: normal * step = residual along the
 * directions maximises the expected log joint.
 */
export interface LeastSquaresStep {
  readonly kind: 'leastSquares';
  /** `batchAxis`: the axis of the param along which every entry has equations of its own; null: there is none. */
  readonly params: readonly { readonly name: string; readonly batchAxis: number | null }[];
  /** The size symbol of the number of directions, which the caller chooses. */
  readonly directions: string;
  readonly equations: KernelDefinition;
}

/**
 * L-BFGS on the expected log joint. `objective`: from `free.*` (and statistics, or data and weights) to `value` (to be
 * maximised) and `gradient.*`. `constrain`: `free.*` to `param.*`; `unconstrain`: back.
 */
export interface GradientStep {
  readonly kind: 'gradient';
  readonly params: readonly string[];
  readonly objective: KernelDefinition;
  readonly constrain: KernelDefinition;
  readonly unconstrain: KernelDefinition;
}

export interface HyperparameterDefinition {
  readonly name: string;
  /** `int` ones are sizes; others are passed as `hyper.<name>`. */
  readonly type: TypeDefinition;
  readonly defaultValue: number | null;
}

/** What is summed out: a latent, or an observation that may be missing, where it is. */
export interface LatentDefinition {
  readonly variable: string;
  /** Values 0 to levels - 1 (a bool: 2). */
  readonly levels: SizeFunction;
  /**
   * An entry of an observed array, which is summed out by itself: the array, and
   * the place among the `width` numbers of one value of it. Null: a variable.
   */
  readonly entryOf: { readonly variable: string; readonly index: number; readonly width: number } | null;
  /** A number that is computed with: its levels pick no params, and so have none to lose. Default: false. */
  readonly isNumber?: boolean;
  /** Relabelling its values changes nothing but the params listed, each with the axes that are indexed by it: a fit is put in order of decreasing expected count. */
  readonly exchangeable: readonly { readonly param: string; readonly axes: readonly number[] }[] | null;
}

export interface TableDefinition {
  /** Follows "summing out": `` `a`, `b` needs a table of K^2 entries for each row``. */
  readonly what: string;
  readonly entries: SizeFunction;
  readonly most: number;
  readonly place: string;
}

export interface ModelDefinition {
  readonly name: string;
  /** `geyser.gen`, for messages. */
  readonly file: string;
  readonly doc: string | null;
  /** sha256 of the model's meaning, as the compiler prints it: a fit is only read back by the same model. */
  readonly hash: string;
  readonly hyperparameters: readonly HyperparameterDefinition[];
  readonly dims: readonly string[];
  readonly plates: readonly PlateDefinition[];
  readonly variables: readonly VariableDefinition[];
  readonly lags: readonly LagDefinition[];
  readonly latents: readonly LatentDefinition[];
  /** Conditions on sizes, checked when a fit starts. */
  readonly preconditions: readonly {
    readonly holds: (sizes: Sizes) => boolean;
    readonly message: string;
    readonly place: string;
  }[];
  /**
   * Tables that summing out needs, as far as sizes that are no constants decide how large they are. `training`: tested when a
   * fit starts; `prediction`: when it predicts, which sums out more. Default: none.
   */
  readonly tables?: {
    readonly training: readonly TableDefinition[];
    readonly prediction: readonly TableDefinition[];
  };
  /** Numbers that hyperparameters decide, and that must not be too small: checked when a fit starts. Default: none. */
  readonly limits?: {
    /** hyperparameters -> each `output`. */
    readonly kernel: KernelDefinition;
    readonly conditions: readonly {
      readonly output: string;
      readonly least: number;
      readonly message: string;
      readonly place: string;
    }[];
  };
  readonly method: {
    /** `mle`, `map` or `em`. */
    readonly name: 'mle' | 'map' | 'em';
    readonly restarts: number | null;
    readonly tolerance: number | null;
    readonly iterations: number | null;
  };
  readonly blocks: readonly BlockDefinition[];
  readonly statistics: readonly StatisticDefinition[];
  /** Variables whose statistics are centred, for `center.<variable>`. */
  readonly centered: readonly string[];
  /** Why there is no kernel `filter`; null where there is. */
  readonly filterObstacle: string | null;
  readonly kernels: {
    /** data, params -> `logLikelihood`, statistics, weights of factors whose rows some step goes over. */
    readonly expectation: KernelDefinition;
    /** statistics (and params, for what stays) -> params of closed-form steps. Null without any. */
    readonly maximise: KernelDefinition | null;
    /** hyperparameters -> params that the spec starts at a value (`= init`). Null without any. */
    readonly initial: KernelDefinition | null;
    /** params -> `logPrior`. Null without priors. */
    readonly logPrior: KernelDefinition | null;
    /** data, params -> `logLikelihood` and `rows.<plate>` for each outermost plate (absent where rows have no density of their own). */
    readonly score: KernelDefinition;
    /**
     * data, params -> `posterior.<variable>` [rows, ...shape, levels] of every latent and of finite observations that may be
     * missing. Null without any.
     */
    readonly posterior: KernelDefinition | null;
    /**
     * data, params -> `filter.<variable>` of the same at steps of sequences, given the steps up to each. Null: see
     * `filterObstacle`.
     */
    readonly filter: KernelDefinition | null;
    /** data, params -> `decode.<variable>` (i32, [rows, ...shape]) of the same, and `logJoint`, its score. Null without any. */
    readonly decode: KernelDefinition | null;
    /** data, params, key -> `draw.<variable>` of latents and of what is summed out where it is missing. Null without any. */
    readonly drawPosterior: KernelDefinition | null;
    /** params, givens, lags, key -> `value.<variable>` of every latent and observation outside sequences, rows first. */
    readonly simulate: KernelDefinition;
    /**
     * data of which any observation may be missing, params -> `probability.<variable>` [rows, levels] of each finite
     * observation that others depend on. Null without any.
     */
    readonly predictParents: KernelDefinition | null;
    /**
     * The same, for observations that nothing depends on: `probability.<variable>` [rows, ...shape, levels] if finite, else
     * `mean.<variable>` and `sd.<variable>` [rows, ...shape]. What is seen is certain. Null without any.
     */
    readonly predictLeaves: KernelDefinition | null;
    /** data, `free.<param>` -> `gradient.<param>` of log likelihood plus log prior, and `param.<param>`. Null without params. */
    readonly gradient: KernelDefinition | null;
    /** `param.<param>` -> `free.<param>`, and `support.<param>` (1, or 0 for a structural zero) of params that have zeros. Null without params. */
    readonly unconstrain: KernelDefinition | null;
  };
}
