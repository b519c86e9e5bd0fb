// Kernels in WebAssembly as the runtime drives them: rows in chunks, data that grow, machines that lack it.

import { afterEach, expect, test, vi } from 'vitest';
import { emitKernel } from '../../../../compiler/8-emit/typescript/emit-kernel.ts';
import { optimize } from '../../../../compiler/7-optimize/optimize.ts';
import type { WasmBundle } from '../../../../runtime/kernels/wasm/bundle.ts';
import { fastKernel } from '../../../../runtime/kernels/wasm/fast-kernel.ts';
import type { Arrays, Kernel, Sizes } from '../../../../runtime/model/definition.ts';
import { gaussianMixtureInputs, gaussianMixtureProgram } from '../../../support/gaussian-mixture-program.ts';
import { allocateOutputs, loadKernel } from '../../../support/run-kernel.ts';
import { bundleOf } from '../../../support/run-wasm-kernel.ts';

const program = optimize(gaussianMixtureProgram(), { checked: true, dump: () => undefined });
const bundle = bundleOf([{ name: 'expectation', program }]);
const typescript = loadKernel(emitKernel(program, { name: 'expectation' }), 'expectation');
/** With a cache of its own: what machines can do differs between tests. */
const newFactory = (given: WasmBundle = bundle) => fastKernel(typescript, () => given, 'expectation');

function run(kernel: Kernel, inputs: Arrays, sizes: Sizes): Arrays {
  const outputs = allocateOutputs(program, sizes);
  kernel(inputs, outputs, sizes);
  return outputs;
}

/** The largest difference, relative to numbers above 1. */
function distance(a: Arrays, b: Arrays): number {
  return Math.max(
    ...Object.keys(a).flatMap((name) =>
      Array.from(
        a[name] ?? [],
        (value, i) => Math.abs(value - (b[name]?.[i] ?? NaN)) / Math.max(1, Math.abs(value)),
      ),
    ),
  );
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each(['relaxed', 'plain'] as const)('%s: the same numbers as TypeScript', (variant) => {
  for (const [rows, D, K] of [
    [1000, 8, 5],
    [256, 1, 1],
    [1, 3, 2],
    [0, 2, 2],
  ] as const) {
    const { inputs, sizes } = gaussianMixtureInputs(rows, D, K);
    const expected = run(typescript(sizes), inputs, sizes);
    expect(distance(expected, run(newFactory()(sizes, variant), inputs, sizes))).toBeLessThan(1e-12);
  }
});

test('chunks of whole tiles give the same bits as all rows at once', () => {
  const { inputs, sizes } = gaussianMixtureInputs(5000, 3, 4);
  const x = inputs['data.x'] ?? new Float64Array();
  const kernel = newFactory()(sizes, 'plain');
  const whole = run(kernel, inputs, sizes);
  for (const chunk of [256, 768, 4864]) {
    const outputs = allocateOutputs(program, sizes);
    for (let first = 0; first < 5000; first += chunk) {
      const last = Math.min(5000, first + chunk);
      const rows = { ...sizes, 'rows:point': last - first };
      kernel({ ...inputs, 'data.x': x.subarray(3 * first, 3 * last) }, outputs, rows, last < 5000);
    }
    expect(outputs).toEqual(whole);
  }
});

test('data may grow and shrink from run to run', () => {
  const { sizes } = gaussianMixtureInputs(1, 4, 3);
  const kernel = newFactory()(sizes);
  for (const rows of [10, 100_000, 300, 0, 2_000]) {
    const { inputs, sizes: own } = gaussianMixtureInputs(rows, 4, 3);
    expect(distance(run(typescript(own), inputs, own), run(kernel, inputs, own))).toBeLessThan(1e-12);
  }
});

test('kernels of one module do not share memory', () => {
  const [a, b] = [gaussianMixtureInputs(700, 2, 3), gaussianMixtureInputs(300, 3, 2)];
  const make = newFactory();
  const [first, second] = [make(a.sizes), make(b.sizes)];
  const [alone, other] = [run(first, a.inputs, a.sizes), run(second, b.inputs, b.sizes)];
  expect(run(first, a.inputs, a.sizes)).toEqual(alone);
  expect(run(second, b.inputs, b.sizes)).toEqual(other);
});

test('without WebAssembly, without SIMD or where a policy forbids it, TypeScript runs', () => {
  const { inputs, sizes } = gaussianMixtureInputs(500, 2, 3);
  const expected = run(typescript(sizes), inputs, sizes);
  const host = (globalThis as { readonly WebAssembly?: object }).WebAssembly;
  const without: readonly (object | undefined)[] = [
    undefined,
    { ...methodsOf(host), validate: () => false },
    {
      ...methodsOf(host),
      validate: () => true,
      Module: function refuse() {
        throw new Error('refused');
      },
    },
    {
      ...methodsOf(host),
      Memory: function refuse() {
        throw new RangeError('no memory');
      },
    },
  ];
  for (const machine of without) {
    vi.stubGlobal('WebAssembly', machine);
    expect(run(newFactory({ ...bundle })(sizes), inputs, sizes)).toEqual(expected);
  }
});

test('without relaxed SIMD the plain variant runs', () => {
  const { inputs, sizes } = gaussianMixtureInputs(500, 2, 3);
  const plain = run(newFactory()(sizes, 'plain'), inputs, sizes);
  expect(run(newFactory({ ...bundle, relaxed: 'AGFzbQEAAAD/' })(sizes), inputs, sizes)).toEqual(plain);
});

test('where the arrays do not fit into memory, TypeScript goes on', () => {
  const { inputs, sizes } = gaussianMixtureInputs(3000, 8, 3);
  const host = methodsOf((globalThis as { readonly WebAssembly?: object }).WebAssembly);
  const Memory = host.Memory as new (size: object) => { readonly buffer: ArrayBuffer };
  vi.stubGlobal('WebAssembly', {
    ...host,
    Memory: class extends Memory {
      grow(): number {
        throw new RangeError('no more');
      }
    },
  });
  const kernel = newFactory()(sizes);
  expect(run(kernel, inputs, sizes)).toEqual(run(typescript(sizes), inputs, sizes));
});

test('a form that the machine lacks is refused when it is asked for', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(() => newFactory()({ D: 1, K: 1 }, 'plain')).toThrow('does not run plain WebAssembly');
});

/** What the namespace has: its members are not enumerable. */
function methodsOf(host: object | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.getOwnPropertyNames(host).map((name) => [name, (host as Record<string, unknown>)[name]]),
  );
}
