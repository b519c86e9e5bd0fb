// Which rule of the language serves a model, what it makes of each hidden variable, and why no earlier one does: the
// first thing that planning finds out, for every model that checks.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Span } from '../../source/source.ts';
import type { Blocker, Obstacle } from './obstacle.ts';

/** In the order in which they are tried (section 8 of the language page). */
export const rules = [
  'observed',
  'finite',
  'gaussian',
  'conjugate',
  'bound',
  'implicit',
  'posterior',
] as const;
export type Rule = (typeof rules)[number];

export type Method = 'mle' | 'map' | 'em' | 'elbo' | 'iwae' | 'adversarial' | 'mmd' | 'posterior';

/** What a rule makes of a hidden variable. */
export type Treatment =
  | 'summed'
  /** By the forward recursion along its sequence. */
  | 'forward'
  | 'eliminated'
  /** By a Kalman filter along its sequence. */
  | 'filtered'
  | 'integrated'
  | 'boundedWritten'
  /** By a guide that the compiler makes. */
  | 'boundedMade'
  | 'drawn'
  | 'sampled'
  /** Nothing depends on it: it integrates to one. */
  | 'dropped';

export interface Treated {
  /** Params among them, where they are drawn like latents. */
  readonly variable: string;
  readonly treatment: Treatment;
  /** An observation, treated so where it is missing. */
  readonly missing: boolean;
  readonly span: Span;
}

/** An earlier rule, and what it lacks. */
export interface NotTaken {
  readonly rule: Rule;
  readonly obstacle: Obstacle;
}

/** Something that the stage needs and no later phase serves. */
export interface Gap {
  /** Stands alone as a message: "`level` is linear and Gaussian: its Kalman filter is not derivable yet". */
  readonly message: string;
  /** What the place is, under its span. */
  readonly label: string;
  readonly span: Span;
  /** A few words, for lists. */
  readonly name: string;
  /** What is there instead; null without a good answer. */
  readonly instead: string | null;
}

export type Stage = TakenStage | RefusedStage;

export interface TakenStage {
  readonly kind: 'taken';
  readonly model: CheckedModel;
  readonly rule: Rule;
  readonly method: Method;
  /** Whether params are found by gradient for sure: a network takes part. */
  readonly byGradient: boolean;
  /** In the model's order. */
  readonly treated: readonly Treated[];
  readonly notTaken: readonly NotTaken[];
  /** The most important first; empty: derivable. */
  readonly gaps: readonly Gap[];
}

export interface RefusedStage {
  readonly kind: 'refused';
  readonly model: CheckedModel;
  /** What blocks every rule that is left. */
  readonly obstacle: Blocker;
  readonly notTaken: readonly NotTaken[];
}
