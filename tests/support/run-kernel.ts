// Runs emitted kernels: strips the types of their text and gives them the runtime's functions.

import { stripTypeScriptTypes } from 'node:module';
import { compileFunction } from 'node:vm';
import { emitKernel } from '../../compiler/8-emit/typescript/emit-kernel.ts';
import type { EmittedKernel } from '../../compiler/8-emit/typescript/emit-kernel.ts';
import type { Axis, Program } from '../../compiler/ir/ops.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import * as runtime from '../../runtime/kernels/index.ts';
import type { Arrays, Kernel, NumericArray, Sizes } from '../../runtime/model/definition.ts';

/** The factory that the emitted text declares. */
export function loadKernel({ code }: EmittedKernel, name: string): (sizes: Sizes) => Kernel {
  const given = { ...runtime, sizeOf };
  const body = `'use strict';\n${stripTypeScriptTypes(code)}\nreturn ${name};`;
  const load = compileFunction(body, Object.keys(given)) as (
    ...values: unknown[]
  ) => (sizes: Sizes) => Kernel;
  return load(...Object.values(given));
}

/** Emits and loads a program; the kernel's outputs are new arrays at each call. */
export function compileProgram(program: Program): {
  readonly emitted: EmittedKernel;
  run(inputs: Arrays, sizes: Sizes): Record<string, NumericArray>;
} {
  const emitted = emitKernel(program, { name: 'testedKernel' });
  const make = loadKernel(emitted, 'testedKernel');
  return {
    emitted,
    run(inputs, sizes) {
      const outputs = allocateOutputs(program, sizes);
      make(sizes)(inputs, outputs, sizes);
      return outputs;
    },
  };
}

export function allocateOutputs(program: Program, sizes: Sizes): Record<string, NumericArray> {
  return Object.fromEntries(
    program.outputs.map(({ name, node, axes }) => {
      const count = elementCount(axes, sizes);
      return [name, node.type.dtype === 'f64' ? new Float64Array(count) : new Int32Array(count)];
    }),
  );
}

export function elementCount(axes: readonly Axis[], sizes: Sizes): number {
  return axes.reduce((product, axis) => product * evaluateSize(axis.size, (name) => sizeOf(sizes, name)), 1);
}

function sizeOf(sizes: Sizes, name: string): number {
  const size = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
  if (size === undefined) throw new Error(`no size ${name}`);
  return size;
}
