// Everything that a report shows, as plain data: collected from a fit once, drawn by the files beside this one.

import type {
  ClassificationView,
  CoefficientView,
  ImageView,
  MissingView,
  RegressionView,
  StatePathView,
  TokenView,
  TransitionView,
  UnknownView,
} from './views.ts';

/** One column of numbers of a plate: a scalar variable, or one element of an array variable. */
export interface Column {
  readonly variable: string;
  /** What a reader knows it by: the data's column name, else `x[1]`. */
  readonly label: string;
  readonly kind: 'real' | 'count' | 'category' | 'bool';
  /** An input: draws have the values of the data. */
  readonly given: boolean;
  /** Drawn from a Normal or MvNormal whose mean and spread depend on the latents alone: ellipses describe it. */
  readonly gaussian: boolean;
  /** Texts of a category's values, in order; null: the values themselves. */
  readonly levels: readonly string[] | null;
}

/** Rows of one plate: what was seen, or what the fitted model draws. Missing values are NaN. */
export interface Table {
  readonly values: readonly Float64Array[];
  /** For each row the index of its component; null where there are none. */
  readonly component: Int32Array | null;
  readonly rows: number;
  /** By column, its values with means under the fit for missing ones; null where none is missing. */
  readonly imputed?: readonly (Float64Array | null)[];
}

export interface PlateView {
  readonly plate: string;
  /** The first ones, where there are many. */
  readonly columns: readonly Column[];
  readonly allColumns: number;
  /** Names of the components: the values of its finite latents and labels, `kind = 0`. */
  readonly components: readonly string[];
  /** Those latents and labels. */
  readonly componentVariables: readonly string[];
  readonly data: Table;
  readonly draws: Table;
}

export interface ParameterView {
  readonly name: string;
  readonly doc: string | null;
  /** The type as the spec writes it. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
  /** Standard errors, NaN where there is none; null where none were computed. */
  readonly errors: Float64Array | null;
  /** Entries that have none, and why. */
  readonly absent: readonly { readonly entry: number; readonly reason: string }[];
  /** For each axis a label for each index; null: the index itself. */
  readonly labels: readonly (readonly string[] | null)[];
  /** For each axis, whether it runs over components, which have a colour. */
  readonly componentAxis: readonly boolean[];
}

export type GraphNodeKind = 'param' | 'latent' | 'observe' | 'given';

/** The model in plate notation. */
export interface ModelGraph {
  readonly nodes: readonly {
    readonly name: string;
    readonly kind: GraphNodeKind;
    readonly plate: string | null;
    readonly type: string;
  }[];
  /** `step`: which step of a sequence the value is of that is read, `t-1`; null for the same. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly step: string | null }[];
  readonly plates: readonly {
    readonly name: string;
    readonly parent: string | null;
    readonly size: string;
  }[];
}

/** Fits of one model that were compared. */
export interface SelectionView {
  /** By what the best was chosen. */
  readonly criterion: string;
  /** How the fits were compared. */
  readonly explanation: string;
  readonly header: readonly string[];
  /** A fit that could not be made has the cells of its settings alone, and a note that says why. */
  readonly rows: readonly {
    readonly cells: readonly string[];
    readonly note: string;
    readonly best: boolean;
  }[];
  /** The hyperparameter that the chart runs along. */
  readonly axis: string;
  readonly points: readonly {
    readonly x: number;
    readonly measure: string;
    readonly value: number;
    /** The other settings that differ. */
    readonly series: string;
    readonly best: boolean;
  }[];
}

export interface ReportData {
  readonly model: string;
  readonly doc: string | null;
  /** File name of the spec. */
  readonly file: string;
  readonly method: string;
  /** Why this method, in a few sentences. */
  readonly methodReason: string;
  readonly objective: string;
  readonly value: number;
  /** Free numbers of the params, and the criteria that charge for them. */
  readonly freeParameters: number;
  readonly aic: number;
  readonly bic: number | null;
  readonly iterations: number;
  readonly interrupted: boolean;
  /** What a person should know about this fit. */
  readonly warnings: readonly string[];
  readonly seconds: number;
  readonly seed: number;
  /** Rows of each plate, hyperparameters and dims. */
  readonly sizes: readonly { readonly name: string; readonly value: number }[];
  /** The objective after each iteration, one curve for each restart; `best` is the index of the one kept. */
  readonly curves: readonly (readonly number[])[];
  readonly best: number;
  readonly parameters: readonly ParameterView[];
  /** Why there are no standard errors. */
  readonly errorsNote: string | null;
  /** Null where one fit was made alone. */
  readonly selection: SelectionView | null;
  readonly graph: ModelGraph;
  readonly plates: readonly PlateView[];
  readonly images: readonly ImageView[];
  readonly tokens: readonly TokenView[];
  readonly missing: readonly MissingView[];
  readonly classifications: readonly ClassificationView[];
  readonly unknowns: readonly UnknownView[];
  readonly regressions: readonly RegressionView[];
  readonly coefficients: readonly CoefficientView[];
  readonly statePaths: readonly StatePathView[];
  readonly transitions: readonly TransitionView[];
  /** Rows that these look at, of how many. */
  readonly sampled: { readonly stride: number; readonly rows: number; readonly of: number };
  /** The derivation as `gen explain` prints it. */
  readonly derivation: string;
}
