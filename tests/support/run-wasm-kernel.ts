// Runs programs as WebAssembly, by the loader of generated modules.

import { emitWasm, hasWasmForm } from '../../compiler/8-emit/wasm/emit-wasm.ts';
import type { Program } from '../../compiler/ir/ops.ts';
import { specialFunctions } from '../../compiler/library/special-functions.ts';
import * as runtime from '../../runtime/kernels/index.ts';
import { fastKernel } from '../../runtime/kernels/wasm/fast-kernel.ts';
import type { WasmBundle, WasmVariant } from '../../runtime/kernels/wasm/bundle.ts';
import type { Team } from '../../runtime/kernels/threads/team.ts';
import type { Kernel, Sizes } from '../../runtime/model/definition.ts';
import { webAssembly } from './web-assembly.ts';

/** The factory of one program's kernel; null where it has no form in WebAssembly. */
export function wasmFactory(
  program: Program,
): ((sizes: Sizes, variant: WasmVariant, team?: Team) => Kernel) | null {
  if (!hasWasmForm(program)) return null;
  const bundle = bundleOf([{ name: 'tested', program }]);
  const make = fastKernel(
    () => {
      throw new Error('the TypeScript form is not tested here');
    },
    () => bundle,
    'tested',
  );
  return make;
}

export function bundleOf(
  programs: readonly { readonly name: string; readonly program: Program }[],
): WasmBundle {
  const named = programs.map((each) => ({ ...each, around: new Map(), often: true }));
  const { relaxed, plain, imports } = emitWasm(named);
  for (const bytes of [relaxed, plain]) if (!webAssembly.validate(bytes)) new webAssembly.Module(bytes); // throws, and says what is invalid
  const given: Readonly<Record<string, unknown>> = { ...runtime };
  const functions = Object.fromEntries(
    imports
      .filter((name) => !['sin', 'cos', 'pow'].includes(name))
      .map((name) => [
        name,
        (given[name] ?? specialFunctions.get(name)?.evaluate) as (...x: number[]) => number,
      ]),
  );
  return {
    relaxed: Buffer.from(relaxed).toString('base64'),
    plain: Buffer.from(plain).toString('base64'),
    functions,
  };
}
