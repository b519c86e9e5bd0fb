// The kernels of a generated module in WebAssembly: the bytes of both variants, and what their callers must know.

import { bytesOfBase64, findWebAssembly } from './web-assembly.ts';
import type { WebAssemblyHost } from './web-assembly.ts';

/** An array that is written to a kernel's memory before a run, or read from it after. */
export interface WasmArray {
  readonly name: string;
  /** The address of the slot with its own address; the next slot has that of row 0, which need not be in memory. */
  readonly slot: number;
  readonly bytes: 4 | 8;
  /** Of whose rows it has one each; null for none. */
  readonly plate: string | null;
  /** It has one row more: where the rows of another plate begin. */
  readonly offsets: boolean;
}

/** What the caller of one kernel's functions must know. */
export interface WasmKernelPlan {
  /**
   * Size symbols, and the address of the slot that each value is written to. `rows:` rows of a plate in this run,
   * `all:` in all runs of the pass, `held:` rows that lie in memory at once, `tile:` the most rows that a tile has,
   * `group:` the most that a group of its sequences has; `block:` steps of a block of a sequence, `blocks:` how many it has.
   */
  readonly symbols: readonly (readonly [string, number])[];
  readonly inputs: readonly WasmArray[];
  readonly outputs: readonly WasmArray[];
  /**
   * Functions in the order they run. A `pass` is called with the first and the last row of `root`, and so are those of
   * `blocks`, block by block of its steps.
   */
  readonly stages: readonly {
    readonly kind: 'statements' | 'pass' | 'blocks' | 'end';
    readonly root: string | null;
    readonly name: string;
    /** Of sums over the rows of a pass: the slot with the address, and the one with the number of elements. */
    readonly sums: readonly (readonly [address: number, length: number])[];
    /** Of `blocks`: the passes of each visit on the way up, and down. */
    readonly upwards: readonly string[];
    readonly downwards: readonly string[];
  }[];
  /** The plates of the kernel and the plate around each. */
  readonly plates: readonly (readonly [string, string | null])[];
  /** Rows may be handed over in parts: as many outermost ones as whole tiles have, and all that lie in them. */
  readonly inParts: boolean;
  /** The function that computes sizes and addresses and gives the bytes needed. */
  readonly plan: string;
}

/** What a generated module says of its kernels in WebAssembly. */
export interface WasmBundle {
  /** In base64: with relaxed SIMD's multiply-add, and without. */
  readonly relaxed: string;
  readonly plain: string;
  /** Functions of numbers that the kernels call, besides those of `Math`. */
  readonly functions: Readonly<Record<string, (...x: number[]) => number>>;
}

export type WasmVariant = 'relaxed' | 'plain';

/** A bundle, compiled. */
export interface LoadedBundle {
  readonly host: WebAssemblyHost;
  readonly module: object;
  readonly functions: WasmBundle['functions'];
  readonly kernels: Readonly<Record<string, WasmKernelPlan>>;
}

const loaded = new WeakMap<() => WasmBundle, Map<WasmVariant, LoadedBundle | null>>();

/** Compiled at the first call; null where the machine does not run the variant, or may not compile it. */
export function loadBundle(give: () => WasmBundle, variant: WasmVariant): LoadedBundle | null {
  const known = loaded.get(give) ?? new Map<WasmVariant, LoadedBundle | null>();
  loaded.set(give, known);
  const found = known.get(variant);
  if (found !== undefined) return found;
  const compiled = compile(give(), variant);
  known.set(variant, compiled);
  return compiled;
}

function compile(bundle: WasmBundle, variant: WasmVariant): LoadedBundle | null {
  const host = findWebAssembly();
  if (host === null) return null;
  try {
    const bytes = bytesOfBase64(bundle[variant]);
    if (!host.validate(bytes)) return null;
    const module = new host.Module(bytes);
    const [plans] = host.Module.customSections(module, 'kernels');
    const kernels = JSON.parse(new TextDecoder().decode(plans)) as LoadedBundle['kernels'];
    return { host, module, functions: bundle.functions, kernels };
  } catch {
    // A page's security policy may forbid it.
    return null;
  }
}
