// What checking must know of a distribution: the arguments that it takes, where each may lie, and where its values
// lie. Every distribution of the language has a signature; those with a file in `distributions/` have the rest too.

/** Values of which the last axes are one: a vector, or a matrix. */
export type StructuredDomain =
  | { readonly kind: 'simplex' }
  /** Entries that increase. */
  | { readonly kind: 'ordered' }
  | { readonly kind: 'covariance' }
  /** Lower triangles with a positive diagonal. */
  | { readonly kind: 'cholesky' };

/** Where the numbers of a continuous parameter or family may lie. */
export interface IntervalDomain {
  readonly kind: 'interval';
  readonly lower: number | null;
  readonly upper: number | null;
  readonly openLower: boolean;
  readonly openUpper: boolean;
}

type SharedDomain =
  | { readonly kind: 'real' }
  | IntervalDomain
  /** Whole numbers from 0 on. */
  | { readonly kind: 'count' }
  | { readonly kind: 'bool' }
  | StructuredDomain;

/** What values an argument may have. An end is open where the formula is no number there. */
export type Domain =
  | SharedDomain
  /** Whole numbers of either sign. */
  | { readonly kind: 'whole' }
  /** Numbers above D - 1, for D by D matrices. */
  | { readonly kind: 'degrees' }
  /** Whatever the variable itself may be. */
  | { readonly kind: 'any' };

/** An end of a range: a number, or the argument that gives it. */
export type RangeEnd = number | { readonly parameter: string };

/** Numbers between two ends, both in; null: no end. */
export interface RangeSupport {
  readonly kind: 'range';
  readonly whole: boolean;
  readonly lower: RangeEnd | null;
  readonly upper: RangeEnd | null;
}

/** What values an event may have. */
export type Support =
  | SharedDomain
  | RangeSupport
  /** 0 to K-1, where K is the size of the vector parameter named, or one more: that of its `sizes`. */
  | { readonly kind: 'category'; readonly sizeOf: string }
  /** Cholesky factors of correlation matrices: rows of length 1. */
  | { readonly kind: 'correlationCholesky' };

/** Where the values of a distribution lie that is made of others, or of a value. */
export type DerivedSupport =
  /** Wherever those of a part do. */
  | { readonly kind: 'hull'; readonly of: string }
  /**
   * Where those of the part do, between the bounds, both in. `atoms`: what lies beyond a bound counts as at it, so
   * that the bounds themselves have mass; otherwise it is left out.
   */
  | {
      readonly kind: 'cut';
      readonly of: string;
      readonly lower: string;
      readonly upper: string;
      readonly atoms: boolean;
    }
  /** Where the argument does. */
  | { readonly kind: 'value'; readonly of: string };

/**
 * Size of an axis of a parameter: that of the event (the number of levels, where the event is a category), one
 * less, or whatever the argument has.
 */
export type ParameterSize = 'event' | 'oneLess' | 'any';

export interface ParameterDefinition {
  readonly domain: Domain;
  /** Axes of one event's parameter: 0 a scalar for each event element, 1 a vector, 2 a matrix. */
  readonly rank: 0 | 1 | 2;
  /** Of its axes, as many as the rank says; absent: all are the event's. */
  readonly sizes?: readonly ParameterSize[];
}

/** One way to write the arguments. The first form is canonical: its parameters are those of the distribution. */
export interface FormSignature {
  /** Names in positional order. */
  readonly names: readonly string[];
  /** Defaults by name, where an argument may be left out. */
  readonly defaults: Readonly<Record<string, number>>;
  /** Further arguments that may be left out, which then have no value; absent: none. */
  readonly optional?: readonly string[];
  /** Of the arguments that canonical parameters lack; canonical ones are in `parameters` of the distribution. */
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
}

export interface DistributionSignature {
  readonly name: string;
  /** One line for hover and for `gen explain`, with the density. */
  readonly summary: string;
  /** How many last axes of a value are one event. */
  readonly eventRank: 0 | 1 | 2;
  readonly support: Support | DerivedSupport;
  /** Mass on whole numbers rather than a density. */
  readonly discrete: boolean;
  /** Canonical parameters. */
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  /** The first is canonical. */
  readonly forms: readonly [FormSignature, ...FormSignature[]];
  /** Arguments that are distributions themselves: one, or a list of them; absent: none. */
  readonly distributions?: Readonly<Record<string, 'one' | 'several'>>;
}
