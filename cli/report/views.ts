// What the sections of a report show beside charts of data and draws, as plain data.

import type { Calibration } from '../measures/calibration.ts';
import type { Classification } from '../measures/classification.ts';
import type { RegressionMeasures } from '../measures/regression.ts';

/** Predictions of a finite observation from everything else, compared with what was observed. */
export interface ClassificationView {
  readonly variable: string;
  readonly levels: readonly string[];
  /** Whether the levels have the colours of components. */
  readonly coloured: boolean;
  readonly measures: Classification;
  readonly calibration: Calibration;
}

/** What the fit says of finite values that are not in the data: latents, and labels that are missing. */
export interface UnknownView {
  readonly variable: string;
  readonly levels: readonly string[];
  readonly coloured: boolean;
  /** Of an observation that is missing in places: how often each level is seen; null for a latent. */
  readonly seen: Float64Array | null;
  /** Values that are not known. */
  readonly unknown: number;
  /** Sums of their probabilities, by level. */
  readonly expected: Float64Array;
  /** How many of them have the level as the most probable one. */
  readonly hard: Float64Array;
  /** Mean of the largest probability, of those that have the level as the most probable one; NaN without any. */
  readonly certainty: Float64Array;
  /** Counts of the largest probability, in bins of equal width from 0 to 1, by level: [bin, level]. */
  readonly largest: Float64Array;
  readonly bins: number;
  /** The variable has a value for each step of a sequence. */
  readonly bySteps: boolean;
  /** Where the largest probability is smallest. */
  readonly leastCertain: readonly UncertainValue[];
}

export interface UncertainValue {
  /** Its row, and in nested plates the row within that: counted from 1; a step of a sequence from 0. */
  readonly place: readonly number[];
  /** The most probable levels first. */
  readonly probabilities: readonly { readonly level: number; readonly probability: number }[];
}

/** A number that is observed given inputs: what the fit expects it to be. */
export interface RegressionView {
  readonly variable: string;
  readonly label: string;
  readonly measures: RegressionMeasures;
  readonly observed: Float64Array;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** For each row the index of its component; null without components. */
  readonly component: Int32Array | null;
  readonly components: readonly string[];
}

/** Numbers that may have any sign and stand beside inputs: what a table of coefficients has. */
export interface CoefficientView {
  readonly variable: string;
  readonly rows: readonly {
    readonly name: string;
    readonly estimate: number;
    /** NaN where there is none. */
    readonly error: number;
  }[];
}

/** Sequences whose steps have a finite state that nobody saw: what the states are taken for, beside what was observed. */
export interface StatePathView {
  readonly sequence: string;
  /** The plates around it, outermost first. */
  readonly plates: readonly string[];
  readonly chains: readonly ChainView[];
  /** Numbers of a step, the first ones, and categories with few levels. */
  readonly columns: readonly PathColumn[];
  /** Sequences in the data, and steps of all of them. */
  readonly sequences: number;
  readonly steps: number;
  /** What is drawn step by step: the first sequences, of a long one a part. */
  readonly pieces: readonly PathPiece[];
  /** A long sequence from end to end; null where the pieces show it. */
  readonly overview: PathOverview | null;
}

export interface PathColumn {
  readonly label: string;
  /** Of a category, in order; null for a number. */
  readonly levels: readonly string[] | null;
}

/** A finite variable that depends on its own earlier value, and how the steps are shared among its levels. */
export interface ChainView {
  readonly variable: string;
  readonly levels: readonly string[];
  /** By level: posterior probabilities added up over the steps. */
  readonly expected: Float64Array;
  /** Steps of the most probable paths, how often these come to the level, and the longest stay. */
  readonly decoded: Float64Array;
  readonly visits: Float64Array;
  readonly longest: Float64Array;
  /** Steps that a stay lasts on average under the fit, 1 / (1 - p); null where p is not one number for each level. */
  readonly stay: Float64Array | null;
}

export interface PathPiece {
  /** The row of each plate around the sequence, from 1; empty for a sequence outside every plate. */
  readonly place: readonly number[];
  /** The first position shown, and the positions there are. */
  readonly from: number;
  readonly of: number;
  /** By column; NaN where missing. */
  readonly values: readonly Float64Array[];
  /** By chain, the level at each step on the most probable path. */
  readonly states: readonly Int32Array[];
  /** By chain, posterior probabilities: [step, level]. */
  readonly probabilities: readonly Float64Array[];
  /** The words of the steps, where a step is a word; null elsewhere. */
  readonly words: readonly string[] | null;
}

/** Neighbouring steps put together. */
export interface PathOverview {
  /** Where each bin begins, and the end. */
  readonly edges: readonly number[];
  /** By column, of the steps of each bin; null for a category. */
  readonly ranges: readonly ({
    readonly low: Float64Array;
    readonly high: Float64Array;
    readonly mean: Float64Array;
  } | null)[];
  /** By chain, the share of the steps that the most probable path is in each level: [bin, level]. */
  readonly shares: readonly Float64Array[];
}

/** A square table of probabilities of what comes next. */
export interface TransitionView {
  readonly param: string;
  readonly variable: string;
  /** Levels shown, in order. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** [from, to]. */
  readonly probability: Float64Array;
  /** How many levels there are. */
  readonly levels: number;
  /** Whether the levels have the colours of components. */
  readonly coloured: boolean;
}

/** Columns with missing values. */
export interface MissingView {
  readonly plate: string;
  readonly rows: number;
  readonly columns: readonly {
    readonly label: string;
    readonly missing: number;
    readonly total: number;
    /** Of a number: mean of what is there, and of what is missing under the fit; null for others. */
    readonly means: { readonly seen: number; readonly imputed: number } | null;
    /** Of a finite variable: what missing values were taken for, the most frequent first; null for others. */
    readonly takenFor: readonly { readonly level: string; readonly count: number }[] | null;
  }[];
  /** Columns with fewer missing values that are left out here. */
  readonly more: number;
}

/** Tokens of a vocabulary that tell components apart. */
export interface TokenView {
  readonly variable: string;
  readonly components: readonly {
    readonly name: string;
    /** Tokens in the rows of the component. */
    readonly total: number;
    readonly tokens: readonly {
      readonly token: string;
      readonly count: number;
      /** Its share in the component over its share elsewhere. */
      readonly ratio: number;
    }[];
  }[];
  /** The most frequent tokens of all, where there are no components. */
  readonly frequent: readonly { readonly token: string; readonly count: number; readonly share: number }[];
}

/** Long arrays that are drawn as pictures. */
export interface ImageView {
  readonly variable: string;
  readonly height: number;
  readonly width: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: number;
  /** Values drawn as white paper and black ink; of colours as 0 and full. */
  readonly low: number;
  readonly high: number;
  /** Null: all rows. */
  readonly groups: readonly {
    readonly component: number | null;
    readonly name: string | null;
    readonly rows: number;
    /** Means of rows of the data and of draws, and a few of each; null where there are none. */
    readonly dataMean: Float64Array | null;
    readonly fittedMean: Float64Array | null;
    readonly data: readonly Float64Array[];
    readonly draws: readonly Float64Array[];
  }[];
}
