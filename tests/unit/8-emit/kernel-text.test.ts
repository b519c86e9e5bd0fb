import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { emitKernel, kernelImports } from '../../../compiler/8-emit/typescript/emit-kernel.ts';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import type { Program } from '../../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { symbolSize } from '../../../compiler/sizes/size.ts';
import * as runtime from '../../../runtime/kernels/index.ts';
import { gaussianMixtureInputs, gaussianMixtureProgram } from '../../support/gaussian-mixture-program.ts';
import { allocateOutputs, compileProgram, loadKernel } from '../../support/run-kernel.ts';

/** Documents of words: how far each word is from its document's mean, and how far documents spread. */
function nestedProgram(): Program {
  const m = createBuilder();
  const document = plateAxis('document');
  const word = plateAxis('word');
  const x = m.input('data.x', { dtype: 'f64', axes: [word] });
  const count = m.sumRows(m.num(1), word, document);
  const mean = m.div(m.sumRows(x, word, document), count);
  const residual = m.sub(x, m.spreadRows(mean, document, word));
  return makeProgram('spread', [
    outputOf(m, 'rows.document', mean, [document]),
    outputOf(m, 'within', m.sum(m.mul(residual, residual), word), []),
  ]);
}

function fixture(name: string): string {
  return join(import.meta.dirname, `../../fixtures/8-emit/${name}/expected/kernel.txt`);
}

test('kernels read well', async () => {
  const programs = { 'gaussian-mixture': gaussianMixtureProgram(), 'nested-plates': nestedProgram() };
  for (const [name, program] of Object.entries(programs))
    await expect(`${emitKernel(program, { name: program.name }).code}\n`).toMatchFileSnapshot(fixture(name));
});

test('a comment tells where a value comes from', () => {
  const { code } = emitKernel(nestedProgram(), {
    name: 'spread',
    describe: (node) => (node.op === 'sub' ? 'words.gen:3' : null),
  });
  expect(code).toContain('// words.gen:3');
});

test('kernels are strict TypeScript without unused names', () => {
  const header = `
    type Sizes = Readonly<Record<string, number>>;
    type Kernel = (inputs: Readonly<Record<string, Float64Array | Int32Array>>, outputs: Readonly<Record<string, Float64Array | Int32Array>>, rows: Sizes) => void;
    declare function sizeOf(sizes: Sizes, name: string): number;
    declare const tileRows: number;
    declare function float64(arrays: Readonly<Record<string, Float64Array | Int32Array>>, name: string): Float64Array;
    declare function int32(arrays: Readonly<Record<string, Float64Array | Int32Array>>, name: string): Int32Array;
    declare function largestTile(rows: number, offsets: readonly Int32Array[]): number;
    declare function createTileSums(length: number): { tile: Float64Array; total: Float64Array; endTile(): void; finish(): void };
  `;
  const text = [gaussianMixtureProgram(), nestedProgram()].map(
    (program) =>
      `export ${emitKernel(program, { name: program.name }).code.replace(/^\/\*\*[^]*?\*\/\n/u, '')}`,
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const original = host.getSourceFile.bind(host);
  host.getSourceFile = (path, languageVersion) =>
    path === 'kernel.ts'
      ? ts.createSourceFile(path, [header, ...text].join('\n'), languageVersion)
      : original(path, languageVersion);
  const checked = ts.createProgram(['kernel.ts'], options, host);
  const messages = ts
    .getPreEmitDiagnostics(checked)
    .map((d) => ts.flattenDiagnosticMessageText(d.messageText, ' '));
  expect(messages).toEqual([]);
});

test('all that kernels import is in the runtime', () => {
  expect([...kernelImports].sort()).toEqual(Object.keys(runtime).sort());
  const program = gaussianMixtureProgram();
  expect(emitKernel(program, { name: 'k' }).runtimeImports).toEqual([
    'createTileSums',
    'float64',
    'tileRows',
  ]);
});

test('the arrays that tie inner to outer rows are reported', () => {
  const { structure } = emitKernel(nestedProgram(), { name: 'k' });
  expect(
    structure.map(({ name, shape }) => `${name} ${shape.map((size) => size.key).join()}`).sort(),
  ).toEqual(['offset.word rows:document + 1', 'parent.word rows:word']);
});

test('names of the spec are harmless', () => {
  const m = createBuilder();
  const hostile = [
    'class',
    '__proto__',
    'μ',
    'sizes',
    'Math',
    'inputs',
    'float64',
    'sums',
    'x1',
    '*/',
    'a b',
    '`',
    "'",
  ];
  const outputs = hostile.map((name, k) => {
    const rows = plateAxis(name);
    const axis = makeAxis(`${name}.axis`, symbolSize(name));
    const x = m.input(`data.${name}`, { dtype: 'f64', axes: [rows, axis] });
    const p = m.input(`param.${name}`, { dtype: 'f64', axes: [axis] });
    return outputOf(m, `out.${name}.${String(k)}`, m.sum(m.mul(x, m.exp(m.add(x, p))), rows), [axis]);
  });
  const program = makeProgram('hostile', outputs);
  const inputs = Object.fromEntries(
    hostile.flatMap((name, k) => [
      [`data.${name}`, Float64Array.from({ length: 14 }, (_, i) => Math.sin(i + k))],
      [`param.${name}`, Float64Array.of(0.25, -k)],
    ]),
  );
  const sizes = Object.fromEntries(
    hostile.flatMap((name) => [
      [name, 2],
      [`rows:${name}`, 7],
    ]),
  );
  const found = compileProgram(program).run(inputs, sizes);
  const wrapped = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, { data }]));
  for (const [name, values] of Object.entries(evaluate(program, wrapped, sizes)))
    values.forEach((value, k) => {
      expect(found[name]?.[k]).toBeCloseTo(value, 10);
    });
});

test('a covariance that is not positive definite gives NaN and no exception', () => {
  const program = gaussianMixtureProgram();
  const { inputs, sizes } = gaussianMixtureInputs(10, 2, 2);
  inputs['param.spread']?.set([1, 2, 2, 1]);
  const found = compileProgram(program).run(inputs, sizes);
  expect(found.logLikelihood?.[0]).toBeNaN();
});

test('a kernel gives the same bits each time it runs, and follows new data', () => {
  const program = gaussianMixtureProgram();
  const make = loadKernel(emitKernel(program, { name: 'k' }), 'k');
  const { inputs, sizes } = gaussianMixtureInputs(777, 3, 4);
  const kernel = make(sizes);
  const [first, second, third] = [0, 1, 2].map(() => allocateOutputs(program, sizes));
  kernel(inputs, first ?? {}, sizes);
  const shifted = { ...inputs, 'data.x': Float64Array.from(inputs['data.x'] ?? [], (x) => x + 1) };
  kernel(shifted, third ?? {}, sizes);
  kernel(inputs, second ?? {}, sizes);
  expect(second).toEqual(first);
  expect(third).not.toEqual(first);
});

test('arrays of inner rows grow with the data', () => {
  const program = nestedProgram();
  const make = loadKernel(emitKernel(program, { name: 'k' }), 'k');
  const sizes = { 'rows:document': 2, 'rows:word': 6 };
  const kernel = make(sizes);
  for (const parent of [
    [0, 1, 1, 1, 1, 1],
    [0, 0, 0, 0, 0, 1],
  ]) {
    // prettier-ignore
    const first = parent.filter((document) => document === 0).length;
    const x = Float64Array.of(1, 2, 4, 8, 16, 32);
    const outputs = allocateOutputs(program, sizes);
    const inputs = {
      'data.x': x,
      'parent.word': Int32Array.from(parent),
      'offset.word': Int32Array.of(0, first, 6),
    };
    kernel(inputs, outputs, sizes);
    const mean = (of: Float64Array): number => of.reduce((sum, value) => sum + value, 0) / of.length;
    expect([...(outputs['rows.document'] ?? [])]).toEqual([
      mean(x.subarray(0, first)),
      mean(x.subarray(first)),
    ]);
  }
});
