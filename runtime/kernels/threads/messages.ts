// What the trainer hands to the other threads of a team before they work for it. Arrays are of shared memory.

import type { NumericArray, Sizes } from '../../model/definition.ts';
import type { WasmKernelPlan } from '../wasm/bundle.ts';

export type TeamMessage = JoinMessage | KernelMessage;

export interface JoinMessage {
  readonly kind: 'join';
  /** From 0 on; the trainer has none. */
  readonly thread: number;
  readonly control: Int32Array;
}

export interface KernelMessage {
  readonly kind: 'kernel';
  readonly id: number;
  /** The id of what it takes the place of. */
  readonly replaces: number | null;
  /** A `WebAssembly.Module`, and the functions of `runtime/kernels` that it calls. */
  readonly module: object;
  readonly functions: readonly string[];
  readonly plan: WasmKernelPlan;
  /** Those that the kernel was made for, and the rows of its runs. */
  readonly sizes: Sizes;
  readonly rows: Sizes;
  readonly inputs: Readonly<Record<string, NumericArray>>;
  /** Outputs that have rows. */
  readonly outputs: Readonly<Record<string, NumericArray>>;
  readonly tasks: readonly TeamTask[];
  /** The sums of every task. */
  readonly sums: Float64Array;
  /** 1 for each task that is finished. */
  readonly finished: Int32Array;
}

/** Rows of one pass: whole tiles, which are a subtree of the tree in which sums of tiles are added up. */
export interface TeamTask {
  /** Among the passes of the kernel. */
  readonly pass: number;
  readonly first: number;
  readonly last: number;
  /** Where its sums go. */
  readonly offset: number;
}

/** What a thread says that cannot go on. */
export interface FailureMessage {
  readonly failure: string;
}
