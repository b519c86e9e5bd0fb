// A derivation: how a model is fitted and queried, as data. Later phases carry it out and `gen explain` prints it;
// nothing in it names a kind of model.

import type { CheckedModel, CoreExpression } from '../3-check/model.ts';
import type { Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';

export interface Derivation {
  readonly model: CheckedModel;
  readonly method: 'mle' | 'map' | 'em';
  /** What is summed out, parents first: finite latents, and finite observations that may be missing and have children. */
  readonly latents: readonly FiniteLatent[];
  /** Every factor of the log joint but the priors of params: latents and observations, in the model's order. */
  readonly factors: readonly Factor[];
  /** In the order in which they are carried out. */
  readonly eliminations: readonly Elimination[];
  /** Params that are estimated together; every param is in exactly one. */
  readonly blocks: readonly Block[];
  /** What was derived for what, and why nothing earlier in the list of rules was. */
  readonly reasons: readonly Reason[];
}

export interface FiniteLatent {
  readonly name: string;
  readonly plate: string | null;
  readonly levels: Size;
  /** An observation that may be missing: where it is seen, evidence leaves that value alone. */
  readonly hasEvidence: boolean;
  /** Params (and their axes) that a relabelling of its values permutes; null where labels are not exchangeable. */
  readonly exchangeable: readonly { readonly param: string; readonly axes: readonly number[] }[] | null;
}

/** One term of the log joint, for each row of its plate. */
export interface Factor {
  /** The variable's name; branches of an `if` between distributions are `x.1`, `x.2`, ... */
  readonly id: string;
  readonly variable: string;
  readonly kind: 'latent' | 'observation';
  readonly plate: string | null;
  /** What is summed out that it depends on, its own variable among that. */
  readonly scope: readonly string[];
  /**
   * What of the variable may be missing, and is then left out of the density: each entry by itself (of an event that is a
   * vector, given its other entries), or whole events.
   */
  readonly missing: 'nothing' | 'entries' | 'events';
  /** All must hold for the factor to count: the branches of an `if` that lead to it. */
  readonly guard: readonly { readonly condition: CoreExpression; readonly holds: boolean }[];
  readonly family: string;
  /** Index into the family's forms. */
  readonly form: number;
  readonly arguments: Readonly<Record<string, ArgumentMap>>;
  /**
   * What a parameter solver needs of it: nothing (no params), expected sufficient statistics for each cell, or
   * the rows themselves with their posterior weights.
   */
  readonly evidence: 'none' | 'statistics' | 'rows';
  /** With statistics: the finite variables whose values number the cells. */
  readonly cells: readonly CellVariable[];
  readonly span: Span;
}

export interface CellVariable {
  /** `plate`: the row's index in its plate. */
  readonly kind: 'latent' | 'observed' | 'plate';
  readonly name: string;
  readonly levels: Size;
}

/** How an argument of a distribution depends on the params. */
export type ArgumentMap =
  /** On none. `perRow`: it differs from row to row. */
  | { readonly kind: 'fixed'; readonly expression: CoreExpression; readonly perRow: boolean }
  /** It is one entry (or sub-array) of one param, picked by finite variables and constants. */
  | {
      readonly kind: 'cell';
      readonly param: string;
      readonly indices: readonly CellIndex[];
      readonly expression: CoreExpression;
    }
  /** Anything else. */
  | { readonly kind: 'computed'; readonly params: readonly string[]; readonly expression: CoreExpression };

/** For each axis of the param. */
export type CellIndex =
  | { readonly kind: 'variable'; readonly cell: CellVariable }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'all' };

/** Sums one latent out of the factors that mention it, for every row of its plate. */
export interface Elimination {
  readonly variable: string;
  readonly plate: string | null;
  /** Latents of the table that is built, the variable among them. */
  readonly scope: readonly string[];
  /** Entries of the table for one row. */
  readonly cost: Size;
  /** Latents of the message that remains. */
  readonly remaining: readonly string[];
}

export interface Block {
  readonly name: string;
  readonly params: readonly string[];
  /** Ids of the factors that its params appear in. */
  readonly factors: readonly string[];
  readonly solver:
    | { readonly kind: 'closedForm'; readonly steps: readonly SolverStep[] }
    | { readonly kind: 'gradient'; readonly evidence: 'statistics' | 'rows'; readonly because: string };
  readonly hasPrior: boolean;
}

/** One estimation step of a family, applied to params at all their sites. */
export interface SolverStep {
  readonly family: string;
  /** Index into the family's `estimation`. */
  readonly step: number;
  /** Which param is found for which canonical parameter of the family. */
  readonly estimates: readonly {
    readonly parameter: string;
    readonly argument: string;
    readonly param: string;
  }[];
  /** Ids of the factors that contribute. */
  readonly sites: readonly string[];
}

export interface Reason {
  /** What it is about: a variable or a block. */
  readonly subject: string;
  readonly taken: string;
  readonly notTaken: readonly { readonly rule: string; readonly because: string }[];
}
