// The result of lowering: every operation that a model allows, as a program, with what a driver must know to
// call them. Array names are those listed at `KernelDefinition` in `runtime/model/definition.ts`.

import type { Derivation } from '../4-plan/derivation.ts';
import type { Program } from '../ir/ops.ts';
import type { Size } from '../sizes/size.ts';

export interface LoweredModel {
  readonly derivation: Derivation;
  readonly statistics: readonly LoweredStatistic[];
  readonly blocks: readonly LoweredBlock[];
  /** Variables with an input `center.<variable>`. */
  readonly centered: readonly string[];
  readonly programs: {
    readonly expectation: Program;
    readonly maximise: Program | null;
    readonly logPrior: Program | null;
    readonly score: Program;
    readonly posterior: Program | null;
    readonly decode: Program | null;
    readonly simulate: Program;
    readonly predict: Program | null;
    /** Starting values of the params that have a `= init`; null without any. */
    readonly initial: Program | null;
    /** The gradient of the objective in free coordinates, and the way to these; null without params. */
    readonly gradient: Program | null;
    readonly unconstrain: Program | null;
  };
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
  readonly solver:
    | { readonly kind: 'closedForm' }
    | {
        readonly kind: 'gradient';
        readonly objective: Program;
        readonly constrain: Program;
        readonly unconstrain: Program;
      };
}
