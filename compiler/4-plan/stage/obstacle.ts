// What keeps a rule from serving a model, in the user's terms.

import type { Span } from '../../source/source.ts';

export interface Obstacle {
  /** A clause with the user's names: "`x` is Bernoulli given `z`". */
  readonly because: string;
  /** The statement or expression that has the property. */
  readonly span: Span;
  /** What that place is, shown under it. */
  readonly label: string;
}

/** An obstacle to every rule that is left. */
export interface Blocker extends Obstacle {
  /** What would help, as something to do. */
  readonly change: string;
}

/** An obstacle that a rule meets among latents that it would serve one by one. */
export interface EliminationObstacle extends Obstacle {
  /** Exact elimination is possible, and takes time exponential in the length of this sequence. */
  readonly exponentialAlong: string | null;
}
