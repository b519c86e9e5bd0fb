// What a distribution is, to every phase: one file in `distributions/` gives all of it.

import type { Arithmetic, Event } from './arithmetic.ts';
import type { DerivedSupport, DistributionSignature, FormSignature, Support } from './signature.ts';

export type { Domain, ParameterDefinition, Support } from './signature.ts';

/** Values by parameter or statistic name. */
export type Values<V> = Readonly<Record<string, V>>;

/** One way to write the arguments, and its way to and from the canonical one. */
export interface Form extends FormSignature {
  toCanonical<V, A>(m: Arithmetic<V, A>, values: Values<V>, event: Event<V, A>): Values<V>;
  /** The inverse: from all canonical parameters to this form's. */
  fromCanonical<V, A>(m: Arithmetic<V, A>, values: Values<V>, event: Event<V, A>): Values<V>;
  /**
   * The log density from this form's own arguments, where the way through the canonical ones loses digits
   * (logits far from 0) or work (a Cholesky factor in hand). Null: go through `toCanonical`.
   */
  readonly logDensity: (<V, A>(m: Arithmetic<V, A>, x: V, values: Values<V>, event: Event<V, A>) => V) | null;
}

/**
 * A sufficient statistic, one component of T(x). Categorical's `count` lies over its axis of categories, as
 * `position == x`, so that its weighted sum over rows is a scatter by x.
 */
export interface Statistic {
  readonly name: string;
  /** Which event axes the statistic has: none, the event's own (`axis`), or its pairs (`packed`). */
  readonly axes: 'none' | 'event' | 'packed';
  /** Finite wherever the event is: not a logarithm, which at the edge of the support and outside it is no number. */
  readonly alwaysFinite: boolean;
  of<V, A>(m: Arithmetic<V, A>, x: V, event: Event<V, A>): V;
}

/**
 * One step of maximum likelihood from expected statistics. The statistics of all the cells that share the
 * estimated parameters are pooled (`pool` gives quantities that add up), then `solve` gives the parameters.
 * The implied statistic `weight` is the expected number of events; from a pool of weight 0 the results are
 * NaN or infinite, and the caller keeps what it had.
 */
export interface EstimationStep {
  /** For people: each estimate in terms of the pooled quantities, E[...] per event: `sqrt(E[x^2] - mean^2)`. */
  readonly formulas: Readonly<Record<string, string>>;
  /** Canonical parameters found by this step. */
  readonly estimates: readonly string[];
  /** Canonical parameters that must be known by then: fixed, or found by an earlier step. */
  readonly needs: readonly string[];
  /** Parameters that may not differ between the cells pooled for the estimate to be exact. */
  readonly constantWithinPool: readonly string[];
  /** How each pooled quantity lies over the event: as `Statistic.axes`. */
  readonly pooled: Readonly<Record<string, 'none' | 'event' | 'packed'>>;
  pool<V, A>(m: Arithmetic<V, A>, statistics: Values<V>, known: Values<V>, event: Event<V, A>): Values<V>;
  solve<V, A>(m: Arithmetic<V, A>, pooled: Values<V>, event: Event<V, A>): Values<V>;
  /**
   * Priors on the (single) estimated parameter that keep the step closed: adds their pseudo-counts, so that
   * `solve` gives the maximum of the posterior density. By the prior's family name; where the param is an argument of
   * another form, by both: `variance ~ InverseGamma`. Each gets the prior's canonical parameters.
   */
  readonly conjugate: Readonly<
    Record<
      string,
      <V, A>(m: Arithmetic<V, A>, pooled: Values<V>, prior: Values<V>, event: Event<V, A>) => Values<V>
    >
  >;
}

export interface Moments {
  /** Null where it has no closed form, does not exist, or has no meaning (a category is no number). */
  readonly mean: (<V, A>(m: Arithmetic<V, A>, parameters: Values<V>, event: Event<V, A>) => V) | null;
  /** Element-wise variance; null as for the mean. */
  readonly variance: (<V, A>(m: Arithmetic<V, A>, parameters: Values<V>, event: Event<V, A>) => V) | null;
  /** In nats; null without a closed form. */
  readonly entropy: (<V, A>(m: Arithmetic<V, A>, parameters: Values<V>, event: Event<V, A>) => V) | null;
}

/** Logarithms of both tails of a univariate family, in which truncation and censoring are written. */
export interface Tails {
  /** log P(X <= x); -Infinity below the support. */
  logCdf<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V;
  /** log P(X > x); -Infinity above the support. */
  logSurvival<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>): V;
}

/**
 * A family of vectors of which some entries may be missing. `present` is a condition over `event.axis`; where it does
 * not hold, `x` is any finite number.
 */
export interface Marginals {
  /** Log density of the entries that are present; 0 where none is. */
  logDensity<V, A>(m: Arithmetic<V, A>, x: V, present: V, parameters: Values<V>, event: Event<V, A>): V;
  /** Of the whole event given the entries present: where present x itself, without variance. Covariance over (axis, dual). */
  conditional<V, A>(
    m: Arithmetic<V, A>,
    x: V,
    present: V,
    parameters: Values<V>,
    event: Event<V, A>,
  ): { readonly mean: V; readonly covariance: V };
  /** E[T(x)] given the entries present, by statistic; null where the family has no statistics. */
  readonly statistics:
    | (<V, A>(
        m: Arithmetic<V, A>,
        conditional: { readonly mean: V; readonly covariance: V },
        event: Event<V, A>,
      ) => Values<V>)
    | null;
}

/** Univariate: numbers in, numbers out. */
export interface Quantiles {
  /** P(X <= x). */
  cdf(x: number, parameters: Readonly<Record<string, number>>): number;
  /** The smallest x with P(X <= x) >= p, p in [0, 1]. */
  quantile(p: number, parameters: Readonly<Record<string, number>>): number;
}

/** A distribution that is built: its signature, and all that inference asks of it. */
export interface Distribution extends DistributionSignature {
  readonly support: Support | DerivedSupport;
  readonly forms: readonly [Form, ...Form[]];
  /**
   * Log density of an event in nats: event axes are summed away. In `x`'s support only; -Infinity outside it
   * is added by `logDensityOf`. `x` of a discrete family is a whole number as a value.
   */
  logDensity<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>, event: Event<V, A>): V;
  /** Whether an event lies in the support, as a condition; null where every value of the event's type does. */
  readonly inSupport:
    (<V, A>(m: Arithmetic<V, A>, x: V, parameters: Values<V>, event: Event<V, A>) => V) | null;
  /** Sufficient statistics of an exponential family; null where it is none. */
  readonly statistics: readonly Statistic[] | null;
  /**
   * Canonical parameters that must be known for the family to be exponential: the statistics suffice only where no param
   * enters these. Absent: none.
   */
  readonly presumed?: readonly string[];
  /**
   * Location family whose statistics are taken of x - c for a fixed c near the data, so that large offsets
   * cost no digits: the name of the location parameter; null otherwise. Estimates and `pool`'s known location
   * are in the shifted coordinates; the caller shifts.
   */
  readonly location: string | null;
  /**
   * sum of E[log f] over events with these expected statistics (`weight` among them), for a gradient step
   * without a pass over the data. log h(x) is left out. Null without statistics.
   */
  readonly expectedLogDensity:
    | (<V, A>(m: Arithmetic<V, A>, statistics: Values<V>, parameters: Values<V>, event: Event<V, A>) => V)
    | null;
  /** Tried in order; together they cover every parameter that closed form can find. */
  readonly estimation: readonly EstimationStep[];
  readonly moments: Moments;
  readonly quantiles: Quantiles | null;
  /** Null where the family is not univariate, or its tails have no formula. */
  readonly tails: Tails | null;
  /** Of families of vectors whose entries may be missing one by one; null for others. */
  readonly marginals: Marginals | null;
  /**
   * One event's draw; of a bool family, a condition. `repeats` are the axes along which draws differ, those of
   * the parameters (other than event axes) among them.
   */
  sample<V, A>(m: Arithmetic<V, A>, parameters: Values<V>, event: Event<V, A>, repeats: readonly A[]): V;
}
