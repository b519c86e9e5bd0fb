// Lowered models -> the text of one TypeScript module: typed interfaces, the definitions that the runtime
// drives, the models themselves and, last, their kernels, as TypeScript and as WebAssembly.

import type { LoweredModel } from '../../5-lower/lowered-model.ts';
import { hasWasmForm } from '../wasm/emit-wasm.ts';
import type { NamedProgram } from '../wasm/emit-wasm.ts';
import { emitDefinition } from './emit-definition.ts';
import type { DefinitionContext } from './emit-definition.ts';
import { emitInterfaces } from './emit-interfaces.ts';
import { emitKernel, kernelImports } from './emit-kernel.ts';
import { printLiteral } from './literal.ts';
import type { ConstantStatement, Module, Statement } from './module.ts';
import { createNames, escapeDoc, escapeLine } from './names.ts';
import { printPlain } from './print-plain.ts';
import { createSizeTable } from './size-function.ts';
import { wasmCode, wasmStructure } from './wasm-bundle.ts';

export interface EmitOptions {
  /** The spec's file, without folders. */
  readonly file: string;
  /** `formatted`: by ts-morph and prettier. `plain`: by nothing, for where those are not at hand or not worth their time. */
  readonly layout: 'formatted' | 'plain';
}

export async function emitTypeScript(models: readonly LoweredModel[], options: EmitOptions): Promise<string> {
  const module = buildModule(models, options.file);
  if (options.layout === 'plain') return printPlain(module);
  const { printWithTsMorph } = await import('./print-with-ts-morph.ts');
  return printWithTsMorph(module);
}

/** Types that interfaces and models may mention. */
const interfaceTypes = [
  'BoolInput', 'CategoryInput', 'FinitePrediction', 'Fit', 'Model', 'NestedInput', 'NumericPrediction',
  'OptionalInput', 'RealInput', 'WithAnomalyScore', 'WithDensity', 'WithFilter', 'WithForecasts', 'WithImputation', 'WithLatents',
  'WithPredictions', 'WithStandardErrors',
]; // prettier-ignore
const otherTypes = ['Kernel', 'ModelDefinition', 'Sizes', 'WasmBundle'];

/** Programs that answer a question about data and are done. */
const queries: ReadonlySet<string> = new Set([
  'score', 'posterior', 'filter', 'decode', 'predictParents', 'predictLeaves',
]); // prettier-ignore

export function buildModule(models: readonly LoweredModel[], file: string): Module {
  const names = createNames([...interfaceTypes, ...otherTypes, ...kernelImports, 'createModel', 'sizeOf']);
  // Before all else, so that models keep their names.
  const locals = models.map((lowered) => names.claim(lowered.derivation.model.name));
  const runtimeValues = new Set(['createModel']);
  const statements: Statement[] = [];
  const kernels: Statement[] = [];
  const bundle = names.claim('wasmKernels');
  const inWasm: NamedProgram[] = [];
  models.forEach((lowered, index) => {
    const { model } = lowered.derivation;
    const local = locals[index] ?? '';
    const prefix = lowerFirst(local);
    const interfaces = emitInterfaces(lowered, local, names);
    const sizeTable = names.claim(`${prefix}Sizes`);
    const definitionName = names.claim(`${prefix}Definition`);
    const sizes = createSizeTable(sizeTable);
    const around = new Map(model.plates.map((plate) => [plate.name, plate.parent]));
    const emitProgram: DefinitionContext['emitKernel'] = (program) => {
      const name = names.claim(`${prefix}${upperFirst(program.name)}`);
      const { code, runtimeImports, structure, inChunks } = emitKernel(program, { name, around });
      for (const used of runtimeImports) runtimeValues.add(used);
      kernels.push({ kind: 'code', text: code });
      if (!hasWasmForm(program)) return { make: name, structure, inChunks };
      inWasm.push({ name, program, around, often: !queries.has(program.name) });
      runtimeValues.add('fastKernel');
      const make = `fastKernel(${name}, ${bundle}, '${name}')`;
      return { make, structure: wasmStructure(structure, program, around), inChunks };
    };
    const definition = printLiteral(emitDefinition(lowered, { file, sizes, emitKernel: emitProgram }));
    statements.push(
      ...interfaces.statements,
      constant(sizeTable, `Sizes of the arrays of \`${escapeDoc(model.name)}\`.`, null, sizes.print()),
      constant(definitionName, null, 'ModelDefinition', definition),
      {
        ...constant(
          local,
          model.doc === null ? null : escapeDoc(model.doc),
          interfaces.modelType,
          `createModel(${definitionName})`,
        ),
        exported: local === model.name,
      },
      // A name that no declaration can have is exported all the same.
      ...(local === model.name ? [] : [{ kind: 'export' as const, local, exported: model.name }]),
    );
  });
  const wasm = inWasm.length === 0 ? null : wasmCode(bundle, inWasm);
  for (const used of wasm?.runtimeImports ?? []) runtimeValues.add(used);
  if (wasm !== null) kernels.push({ kind: 'code', text: wasm.code });
  const types = otherTypes.filter((type) => type !== 'WasmBundle' || wasm !== null);
  return {
    header: escapeLine(`Generated by gen from ${file}. Do not edit.`),
    imports: [
      { from: 'generand/runtime', typeOnly: false, names: [...runtimeValues].sort() },
      { from: 'generand/runtime', typeOnly: true, names: [...typesOf(statements), ...types].sort() },
    ],
    statements: [...statements, { kind: 'code', text: sizeOf }, ...kernels],
  };
}

const sizeOf = `/** The value of a size, by its name. */
function sizeOf(sizes: Sizes, name: string): number {
  return sizes[name] ?? Number.NaN;
}`;

function constant(name: string, doc: string | null, type: string | null, value: string): ConstantStatement {
  return { kind: 'constant', name, doc, exported: false, type, value };
}

/** The runtime's types that the statements mention; names of the module are never among them. */
function typesOf(statements: readonly Statement[]): readonly string[] {
  const texts = statements.flatMap((statement) => {
    if (statement.kind === 'interface')
      return [...statement.extends, ...statement.properties.map(({ type }) => type)];
    return statement.kind === 'constant' && statement.type !== null ? [statement.type] : [];
  });
  const words = new Set(texts.flatMap((text) => text.split(/[^\p{ID_Continue}$]+/u)));
  return interfaceTypes.filter((name) => words.has(name));
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
