// Programs -> one WebAssembly module that has all their kernels, each in a memory of its own when it runs, and a section
// of JSON that says how to call them.

import { Bytes } from './encoder/bytes.ts';
import { ModuleBuilder } from './encoder/index.ts';
import { Arithmetic } from './kernel/arithmetic.ts';
import { chainFunctions } from './kernel/chains/index.ts';
import { emitWasmKernel } from './kernel/emit-kernel.ts';
import type { NamedProgram, WasmKernelPlan } from './kernel/emit-kernel.ts';
import { withLinearMessages } from './linear-messages.ts';
import { tileSumFunctions } from './kernel/tile-sums.ts';

export type { NamedProgram } from './kernel/emit-kernel.ts';
export { hasWasmForm } from './kernel/supported.ts';

export interface WasmModule {
  /** With relaxed SIMD's multiply-add, which not every engine has. */
  readonly relaxed: Uint8Array<ArrayBuffer>;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Functions of numbers that it imports from `outside`. */
  readonly imports: readonly string[];
}

/** The section that has the plans of the kernels. */
const planSection = 'kernels';

export function emitWasm(programs: readonly NamedProgram[]): WasmModule {
  const module = new ModuleBuilder();
  module.importMemory({ module: 'outside', name: 'memory', minimumPages: 1 });
  const arithmetic = new Arithmetic(module);
  const tileSums = tileSumFunctions(module);
  const chains = once(() => chainFunctions(module, arithmetic));
  const kernels: Record<string, WasmKernelPlan> = {};
  for (const each of programs)
    kernels[each.name] = emitWasmKernel(
      { module, arithmetic, tileSums, chains },
      { ...each, program: withLinearMessages(each.program) },
    );
  const plans = JSON.stringify(kernels);
  return {
    relaxed: withSection(module.toBytes(), plans),
    plain: withSection(module.toBytes({ relaxed: false }), plans),
    imports: module.imported.map(({ name }) => name).sort(),
  };
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** A module with one more section, which engines hand out as it is. */
function withSection(bytes: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const content = new Bytes();
  content.text(planSection);
  content.bytes(new TextEncoder().encode(text));
  const all = new Bytes();
  all.bytes(bytes);
  all.byte(0);
  all.sizedBytes(content.toArray());
  return all.toArray();
}
