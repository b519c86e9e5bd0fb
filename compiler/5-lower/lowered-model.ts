// The result of lowering: every operation that a model allows, as a program, with what a driver must know to
// call them. Array names are those listed at `KernelDefinition` in `runtime/model/definition.ts`.

import type { Derivation } from '../4-plan/derivation.ts';
import type { TableNeed } from '../4-plan/rules/tables.ts';
import type { Program } from '../ir/ops.ts';
import type { Size } from '../sizes/size.ts';
import type { LoweredLimits } from './programs/limits.ts';

export interface LoweredModel {
  readonly derivation: Derivation;
  readonly statistics: readonly LoweredStatistic[];
  readonly blocks: readonly LoweredBlock[];
  /** Variables with an input `center.<variable>`. */
  readonly centered: readonly string[];
  /** For each sequence the program that draws one step of it, given the steps before and all that is around. */
  readonly steps: readonly LoweredSteps[];
  /** Of sizes that are no constants: what has to hold of them before a fit starts, and before it predicts. */
  readonly tables: { readonly training: readonly TableNeed[]; readonly prediction: readonly TableNeed[] };
  /** What hyperparameters have to leave above limits; null without any. */
  readonly limits: LoweredLimits | null;
  /** Why there is no `programs.filter`; null where there is. */
  readonly filterObstacle: string | null;
  readonly programs: {
    readonly expectation: Program;
    readonly maximise: Program | null;
    readonly logPrior: Program | null;
    readonly score: Program;
    readonly posterior: Program | null;
    readonly filter: Program | null;
    readonly decode: Program | null;
    readonly drawPosterior: Program | null;
    readonly simulate: Program;
    readonly predictParents: Program | null;
    readonly predictLeaves: Program | null;
    /** Starting values of the params that have a `= init`; null without any. */
    readonly initial: Program | null;
    /** The gradient of the objective in free coordinates, and the way to these; null without params. */
    readonly gradient: Program | null;
    readonly unconstrain: Program | null;
  };
}

export interface LoweredSteps {
  readonly sequence: string;
  readonly simulate: Program;
}

export interface LoweredStatistic {
  /** `statistic.<factor>.<statistic>`. */
  readonly name: string;
  readonly factor: string;
  readonly statistic: string;
  readonly axes: readonly {
    readonly kind: 'latent' | 'observed' | 'plate' | 'event';
    readonly variable: string;
    readonly size: Size;
  }[];
}

export interface LoweredBlock {
  readonly name: string;
  readonly params: readonly string[];
  readonly factors: readonly string[];
  readonly steps: readonly LoweredStep[];
}

export type LoweredStep = LoweredClosedForm | LoweredUpdate | LoweredLeastSquares | LoweredGradient;

/** What `programs.maximise` finds of the block. */
export interface LoweredClosedForm {
  readonly kind: 'closedForm';
  readonly params: readonly string[];
  /** Whether it is the maximum whatever the block's other params are. */
  readonly exact: boolean;
}

export interface LoweredUpdate {
  readonly kind: 'update';
  readonly params: readonly string[];
  readonly update: Program;
}

export interface LoweredLeastSquares {
  readonly kind: 'leastSquares';
  /** `batchAxis`: the axis of the param along which every entry has equations of its own. */
  readonly params: readonly { readonly name: string; readonly batchAxis: number | null }[];
  /** The size symbol of the number of directions in `basis.<param>`. */
  readonly directions: string;
  readonly equations: Program;
}

export interface LoweredGradient {
  readonly kind: 'gradient';
  readonly params: readonly string[];
  readonly objective: Program;
  readonly constrain: Program;
  readonly unconstrain: Program;
}
