// Runs WebAssembly modules that tests build, after checking that they are valid.

import { forRange, i32, ModuleBuilder, v128, type Expr } from '../../compiler/8-emit/wasm/encoder/index.ts';
import type { FunctionBuilder } from '../../compiler/8-emit/wasm/encoder/index.ts';
import { webAssembly } from './web-assembly.ts';

/** The exports of a module, each called by name with numbers or integers of 64 bits. */
export function instantiate(
  module: ModuleBuilder,
  imports: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): (name: string, ...args: readonly (number | bigint)[]) => unknown {
  const bytes = module.toBytes();
  if (!webAssembly.validate(bytes)) new webAssembly.Module(bytes); // throws, and says what is invalid
  const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), imports);
  return (name, ...args) => {
    const found = exports[name];
    if (typeof found !== 'function') throw new Error(`the module exports no ${name}`);
    return (found as (...args: readonly unknown[]) => unknown)(...args);
  };
}

/** A kernel that maps numbers in memory, one vector after the other. */
export interface MappingKernel {
  readonly bytes: Uint8Array;
  readonly map: (x: ArrayLike<number>) => number[];
  /** What it maps in place; `pass` maps all of it. */
  readonly cells: Float64Array | Float32Array;
  readonly pass: () => void;
}

/** The kernel that applies `emit` to vectors of doubles or floats. */
export function mappingKernel(
  lanes: 'f64' | 'f32',
  emit: (module: ModuleBuilder, kernel: FunctionBuilder, x: Expr<'v128'>) => Expr<'v128'>,
  functions: Readonly<Record<string, unknown>> = {},
): MappingKernel {
  const module = new ModuleBuilder();
  module.importMemory({ module: 'env', name: 'memory', minimumPages: 1 });
  const kernel = module.function('map', ['i32', 'i32'], 'none');
  const [address, end] = [kernel.param(0), kernel.param(1)];
  kernel.body(() => [
    forRange(address, i32.const(0), end, [v128.store(address, emit(module, kernel, v128.load(address)))], 16),
  ]);
  module.export('map', kernel);
  const memory = new webAssembly.Memory({ initial: 1 });
  const run = instantiate(module, { env: { memory }, math: functions });
  const cells = lanes === 'f64' ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer);
  const block = cells.length;
  return {
    bytes: module.toBytes(),
    cells,
    pass: () => {
      run('map', 0, cells.byteLength);
    },
    map: (x) => {
      const out: number[] = [];
      const all = Array.from(x);
      for (let start = 0; start < all.length; start += block) {
        const part = all.slice(start, start + block);
        cells.fill(1);
        cells.set(part);
        run('map', 0, Math.ceil((part.length * cells.BYTES_PER_ELEMENT) / 16) * 16);
        out.push(...cells.subarray(0, part.length));
      }
      return out;
    },
  };
}

/** The distance of two numbers next to a value: of doubles by default, of floats with 23 bits of fraction. */
export function lastPlace(value: number, fractionBits: 52 | 23 = 52): number {
  const least = fractionBits === 52 ? -1022 : -126;
  const magnitude = Math.abs(value);
  let exponent = magnitude === 0 ? least : Math.max(Math.floor(Math.log2(magnitude)), least);
  // log2 rounds.
  if (exponent > least && 2 ** exponent > magnitude) exponent--;
  return Math.max(2 ** (exponent - fractionBits), fractionBits === 52 ? 2 ** -1074 : 2 ** -149);
}
