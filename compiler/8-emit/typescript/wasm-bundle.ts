// The kernels of a module in WebAssembly, as text at its end: both variants in base64, and the functions of the runtime
// that they call.

import type { Program } from '../../ir/ops.ts';
import { topologicalOrder } from '../../ir/order.ts';
import { addSizes, constantSize } from '../../sizes/size.ts';
import type { PlateNesting } from '../schedule/plates.ts';
import { plateTree } from '../schedule/plates.ts';
import { emitWasm } from '../wasm/emit-wasm.ts';
import type { NamedProgram } from '../wasm/emit-wasm.ts';
import type { StructureInput } from './emit-kernel.ts';

const lineWidth = 100;
/** Functions that JavaScript has. */
const ofMath: ReadonlySet<string> = new Set(['sin', 'cos', 'pow']);

export function wasmCode(
  name: string,
  programs: readonly NamedProgram[],
): { readonly code: string; readonly runtimeImports: readonly string[] } {
  const { relaxed, plain, imports } = emitWasm(programs);
  const functions = imports.filter((each) => !ofMath.has(each));
  const text = (bytes: Uint8Array): string =>
    `\`\n${(base64(bytes).match(new RegExp(`.{1,${String(lineWidth)}}`, 'gu')) ?? []).join('\n')}\n\``;
  const code = [
    '/** The kernels above that go over rows as WebAssembly, in base64: with fused multiply-add, and without. */',
    `function ${name}(): WasmBundle {`,
    '  return {',
    `    functions: {${functions.length === 0 ? '' : ` ${functions.join(', ')} `}},`,
    `    relaxed: ${text(relaxed)},`,
    `    plain: ${text(plain)},`,
    '  };',
    '}',
  ];
  return { code: code.join('\n'), runtimeImports: functions };
}

/** In WebAssembly a kernel reads which rows lie in which of all its plates, used or not. */
export function wasmStructure(
  structure: readonly StructureInput[],
  { outputs }: Program,
  around: PlateNesting,
): readonly StructureInput[] {
  const plates = plateTree(topologicalOrder(outputs.map(({ node }) => node)), around);
  const offsets = [...plates.axes.keys()].flatMap((plate) => {
    const parent = plates.axes.get(plates.parent(plate) ?? '');
    if (parent === undefined) return [];
    const shape = [addSizes(parent.size, constantSize(1))];
    return [{ name: `offset.${plate}`, dtype: 'i32' as const, shape }];
  });
  return [...structure, ...offsets.filter(({ name }) => !structure.some((each) => each.name === name))];
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
