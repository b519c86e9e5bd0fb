import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import '../../../support/property-seed.ts';
import { call, f64x2, ModuleBuilder } from '../../../../compiler/8-emit/wasm/encoder/index.ts';
import {
  floatFunctionNames,
  VectorMath,
  vectorFunctionNames,
  type VectorFunctionName,
} from '../../../../compiler/8-emit/wasm/math/index.ts';
import { digamma } from '../../../../compiler/library/special/digamma.ts';
import { lgamma } from '../../../../compiler/library/special/lgamma.ts';
import { sigmoid, softplus } from '../../../../compiler/library/special/logistic.ts';
import { trigamma } from '../../../../compiler/library/special/trigamma.ts';
import table from '../../../reference/vector-math.json' with { type: 'json' };
import { lastPlace, mappingKernel, type MappingKernel } from '../../../support/run-wasm.ts';

const imports = { lgamma, digamma, trigamma, sin: Math.sin, cos: Math.cos, pow: Math.pow };
const known = { ...imports, exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p };
const scalar: Readonly<Record<string, (x: number) => number>> = {
  ...known,
  tanh: Math.tanh,
  sigmoid,
  softplus,
  pow: (x) => x ** 1.5,
};

function kernel(name: VectorFunctionName, relaxed: boolean, lanes: 'f64' | 'f32' = 'f64'): MappingKernel {
  return mappingKernel(
    lanes,
    (module, scope, x) => {
      const math = new VectorMath(module, { relaxed, lanes });
      return name === 'pow' ? math.inline(name, scope, x, f64x2.const(1.5)) : math.inline(name, scope, x);
    },
    imports,
  );
}

/** Largest errors in units in the last place. */
const bounds: Readonly<Record<keyof typeof table & VectorFunctionName, number>> = {
  exp: 0.95,
  expm1: 1.1,
  log: 0.8,
  log1p: 0.85,
  sigmoid: 1.3,
  tanh: 1.5,
  softplus: 1.7,
  lgamma: 3,
  digamma: 3,
  trigamma: 2,
};
/** Of those with zeros away from 0. */
const absolute: Readonly<Record<string, number>> = { lgamma: 1e-16 };

const variants = [
  ['relaxed multiply-add', true],
  ['plain SIMD', false],
] as const;

describe.each(variants)('vector functions with %s', (_, relaxed) => {
  it.each(Object.entries(bounds) as [keyof typeof bounds, number][])(
    '%s against 60 digits',
    (name, bound) => {
      const rows = table[name];
      const got = kernel(name, relaxed).map(rows.map(([x = NaN]) => x));
      for (const [i, [x = NaN, nearest = NaN, rest = NaN]] of rows.entries()) {
        const value = got[i] ?? NaN;
        const error = Math.abs(value - nearest - rest);
        const near = Math.abs(nearest) < 0.25 ? (absolute[name] ?? 0) : 0;
        if (!(error <= Math.max(bound * lastPlace(nearest), near)))
          expect.fail(
            `${name}(${String(x)}) is ${String(value)}, off by ${String(error / lastPlace(nearest))}`,
          );
      }
    },
  );

  it.each(vectorFunctionNames)('%s at the edges', (name) => {
    const edges = [0, -0, Infinity, -Infinity, NaN, -1, 5e-324, -5e-324, 2 ** -1022, 2 ** -1030, 1, 2];
    const more = [709.782712893384, 709.7827128933841, 1e300, 1.7976931348623157e308, -745.1332191019411];
    const beyond = [-745.1332191019412, -1e300, 2.5e305, 2.6e305, 36.7, 40, -40, 1e-17, -1e-17, 3, 4, 0.5];
    const x = [...edges, ...more, ...beyond];
    const got = kernel(name, relaxed).map(x);
    for (const [i, at] of x.entries()) {
      const want = scalar[name]?.(at) ?? NaN;
      const value = got[i] ?? NaN;
      if (Number.isFinite(want) && want !== 0) {
        const enough = Math.max(5 * lastPlace(want), absolute[name] ?? 0);
        expect(Math.abs(value - want), `${name}(${String(at)})`).toBeLessThanOrEqual(enough);
      } else {
        expect(value, `${name}(${String(at)})`).toBe(want);
      }
    }
  });

  it.each(vectorFunctionNames)('%s agrees with numbers one by one', (name) => {
    const { map } = kernel(name, relaxed);
    const wide = fc.double({ noDefaultInfinity: true, noNaN: true });
    const usual = fc.double({ min: -50, max: 50, noNaN: true });
    // The references for lgamma and its derivatives are within 4 units themselves, for x > 0 alone.
    const gamma = name.endsWith('gamma');
    fc.assert(
      fc.property(fc.array(fc.oneof(wide, usual), { minLength: 1, maxLength: 40 }), (x) => {
        const points = gamma ? x.map(Math.abs) : x;
        const got = map(points);
        for (const [i, at] of points.entries()) {
          const want = scalar[name]?.(at) ?? NaN;
          const value = got[i] ?? NaN;
          if (Object.is(value, want)) continue;
          const enough = Math.max((gamma ? 8 : 3) * lastPlace(want), gamma ? 1e-15 : 0);
          if (!(Math.abs(value - want) <= enough)) expect(value, `${name}(${String(at)})`).toBe(want);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each(floatFunctionNames)('%s of floats', (name) => {
    const { map } = kernel(name, relaxed, 'f32');
    // Every 8192nd float of all, with their last bits changing.
    const bits = Uint32Array.from({ length: 2 ** 19 }, (_, i) => 8192 * i + (i % 8191));
    const x = new Float32Array(bits.buffer);
    const got = map(x);
    const wrong = got.flatMap((value, i) => {
      const want = scalar[name]?.(x[i] ?? NaN) ?? NaN;
      const rounded = Math.fround(want);
      if (Object.is(value, rounded)) return [];
      return Math.abs(value - want) <= 1.6 * lastPlace(want, 23) ? [] : [[x[i], value, rounded]];
    });
    expect(wrong).toEqual([]);
  });
});

describe('vector functions in modules', () => {
  it('give the same bits called and written out', () => {
    const x = Array.from({ length: 500 }, (_, i) => Math.exp(i / 25 - 12));
    for (const name of vectorFunctionNames) {
      if (name === 'pow') continue;
      const called = mappingKernel(
        'f64',
        (module, _, vector) => call(new VectorMath(module, { relaxed: true }).function(name), vector),
        imports,
      );
      expect(called.map(x), name).toEqual(kernel(name, true).map(x));
    }
  });

  it('are added when they are used, and once', () => {
    const sizes = ([0, 1, 2] as const).map((uses) => {
      const module = new ModuleBuilder();
      const math = new VectorMath(module, { relaxed: false });
      for (let i = 0; i < uses; i++) math.function('lgamma');
      return module.toBytes().length;
    });
    expect(sizes[0]).toBe(8);
    expect(sizes[1]).toBeGreaterThan(1000);
    expect(sizes[2]).toBe(sizes[1]);
  });

  it('use relaxed instructions in the relaxed variant alone', () => {
    const [plain, relaxed] = [false, true].map((each) =>
      Buffer.from(kernel('exp', each).bytes).toString('hex'),
    );
    // f64x2.relaxed_madd is 0xfd 0x107.
    expect(relaxed).toContain('fd8702');
    expect(plain).not.toContain('fd8702');
  });

  it('refuse functions that floats lack', () => {
    const math = new VectorMath(new ModuleBuilder(), { relaxed: true, lanes: 'f32' });
    expect(() => math.function('lgamma')).toThrow('internal: there is no vector function lgamma of f32');
  });
});
