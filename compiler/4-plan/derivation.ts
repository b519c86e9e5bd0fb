// A derivation: how a model is fitted and queried, as data. Later phases carry it out and `gen explain` prints it;
// nothing in it names a kind of model.

import { variablesIn } from '../3-check/mentions.ts';
import type { CheckedModel, CoreExpression, HiddenLag, Variable } from '../3-check/model.ts';
import type { Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { variableParts } from './stage/reads.ts';

export interface Derivation {
  /** As it is planned: steps of sequences are rows, what they read of other steps is an input (`lags`). */
  readonly model: CheckedModel;
  readonly lags: readonly Lag[];
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

/** An input that the data hold in another place: what a sequence's steps read of other steps. */
export interface Lag {
  /** Of the input in the model: `letter[t-1]`. */
  readonly name: string;
  /** The observation or input whose values these are; of what is hidden, what draws read. */
  readonly of: string;
  readonly hidden: boolean;
  readonly sequence: string;
  /** `all`, `last`: for each row around the sequence; the others for each step, any value where there is none. */
  readonly at:
    | { readonly kind: 'back'; readonly steps: number }
    | { readonly kind: 'absolute'; readonly step: number }
    | { readonly kind: 'last' | 'all' };
}

/** Whether nothing depends on an observation, in its own step or another. */
export function isLeaf({ model, lags }: Derivation, name: string): boolean {
  const isRead = model.variables.some((variable) =>
    variableParts(variable).some((part) => variablesIn(part).has(name)),
  );
  // What ends a sequence says how long its rows are.
  const ends = model.plates.some(({ sequence }) => sequence?.until === name);
  return !isRead && !ends && !lags.some(({ of }) => of === name);
}

/** The variables of the spec: values of other steps are none, nor are entries of arrays that may be missing. */
export function ownVariables({ model, lags }: Derivation): readonly Variable[] {
  const made = new Set(lags.map(({ name }) => name));
  return model.variables.filter(
    ({ name, entryOf, lagOf }) => !made.has(name) && entryOf === undefined && lagOf === undefined,
  );
}

export interface FiniteLatent {
  readonly name: string;
  readonly plate: string | null;
  readonly levels: Size;
  /** It is the value of this latent, some steps before; null: it is of its own step. */
  readonly lagOf: HiddenLag | null;
  /** An observation that may be missing: where it is seen, evidence leaves that value alone. */
  readonly hasEvidence: boolean;
  /** A whole number that is computed with: its levels pick nothing. */
  readonly isNumber: boolean;
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

/** Sums one latent out of the factors that mention it, for every row of its plate; or a chain, for every row around it. */
export interface Elimination {
  readonly variable: string;
  readonly plate: string | null;
  /** Latents of the table that is built, the variable among them. */
  readonly scope: readonly string[];
  /** Entries of the table for one row. */
  readonly cost: Size;
  /** Latents of the message that remains. */
  readonly remaining: readonly string[];
  /** Along a sequence: the states that a step hands on, each with its name before the step; null: a sum in each row. */
  readonly chain: readonly ChainState[] | null;
}

export interface ChainState {
  readonly now: string;
  readonly before: string;
}

/** Params that are estimated together. In each M-step its steps are carried out in order. */
export interface Block {
  readonly name: string;
  readonly params: readonly string[];
  /** Ids of the factors that its params appear in. */
  readonly factors: readonly string[];
  /**
   * Each an exact maximum or an ascent over its own params, given the current values of the others (ECM: Meng and Rubin
   * 1993). Every param that anything depends on is in one at least; none where nothing does.
   */
  readonly steps: readonly BlockStep[];
  readonly hasPrior: boolean;
}

export type BlockStep = ClosedFormStep | LeastSquaresStep | GradientStep;

/**
 * What a step works from: expected sufficient statistics of each cell, or the rows of the data with their posterior
 * weights.
 */
export type StepEvidence = 'statistics' | 'rows';

/** One estimation step of a family, applied to params at all their sites. */
export interface ClosedFormStep {
  readonly kind: 'closedForm';
  readonly evidence: StepEvidence;
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
  /** Params that it takes at their current values although a later step of the block moves them. */
  readonly holds: readonly string[];
}

/** The joint maximum over params in which every location they enter is affine, given all scales. */
export interface LeastSquaresStep {
  readonly kind: 'leastSquares';
  readonly evidence: StepEvidence;
  readonly params: readonly string[];
  /** Ids of the factors whose locations they enter. */
  readonly sites: readonly string[];
  /** Params whose Normal priors they enter, as the value or in its mean. */
  readonly priors: readonly string[];
  /** A finite variable that picks an entry of each of the params wherever it is used: one system for each level. */
  readonly batch: LeastSquaresBatch | null;
  /** Params that it takes at their current values although a later step of the block moves them. */
  readonly holds: readonly string[];
  /** Why it has no closed form from statistics. */
  readonly because: string;
}

export interface LeastSquaresBatch {
  readonly cell: CellVariable;
  /** For each of the params, the axis that the variable picks along. */
  readonly axes: readonly number[];
}

/** L-BFGS on the block's share of the expected log joint, in free coordinates. */
export interface GradientStep {
  readonly kind: 'gradient';
  readonly evidence: StepEvidence;
  readonly params: readonly string[];
  readonly sites: readonly string[];
  /** Params whose priors the params enter, their own among them. */
  readonly priors: readonly string[];
  readonly because: string;
}

export interface Reason {
  /** What it is about: a variable or a block. */
  readonly subject: string;
  readonly taken: string;
  readonly notTaken: readonly { readonly rule: string; readonly because: string }[];
}
