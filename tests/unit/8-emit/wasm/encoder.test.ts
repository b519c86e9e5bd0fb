import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import '../../../support/property-seed.ts';
import {
  atomic,
  block,
  br,
  brIf,
  call,
  choose,
  drop,
  f32,
  f32x4,
  f64,
  f64x2,
  forRange,
  globalGet,
  globalSet,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  i8x16,
  instructions,
  label,
  leave,
  loop,
  memory,
  ModuleBuilder,
  select,
  sequence,
  statements,
  unreachable,
  v128,
  when,
  type Expr,
  type ValueType,
} from '../../../../compiler/8-emit/wasm/encoder/index.ts';
import { instantiate } from '../../../support/run-wasm.ts';
import { webAssembly } from '../../../support/web-assembly.ts';

const families: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  i32,
  i64,
  f32,
  f64,
  v128,
  i8x16,
  i16x8,
  i32x4,
  i64x2,
  f32x4,
  f64x2,
  memory,
  atomic,
};

type Build = (...all: readonly unknown[]) => Expr;

/** The function that builds an instruction. */
function buildOf(name: string): Build {
  const dot = name.indexOf('.');
  const found = families[name.slice(0, dot)]?.[name.slice(dot + 1)];
  if (typeof found !== 'function') throw new Error(`no builder of ${name}`);
  return found as Build;
}

const samples: Readonly<Record<ValueType, Expr>> = {
  i32: i32.const(0),
  i64: i64.const(0n),
  f32: f32.const(0),
  f64: f64.const(0),
  v128: f64x2.const(1, 2),
};

/** The instruction on given operands. */
function instruction(name: keyof typeof instructions, operands: readonly Expr[]): Expr {
  const { immediate } = instructions[name];
  const immediates = {
    none: [],
    memory: [16],
    lane: [1],
    memoryLane: [1, 16],
    shuffle: [Array.from({ length: 16 }, (_, i) => 31 - i)],
    zeros: [],
  };
  return buildOf(name)(...operands, ...immediates[immediate]);
}

/** Runs a function of no arguments that gives one value. */
function evaluate(value: Expr<'i32' | 'i64' | 'f32' | 'f64'>): unknown {
  const module = new ModuleBuilder();
  const f = module.function('value', [], value.type);
  f.body(() => [value]);
  module.export('value', f);
  return instantiate(module)('value');
}

const names = Object.keys(instructions) as (keyof typeof instructions)[];

describe('instructions', () => {
  it.each(names)('%s is what engines take it for', (name) => {
    const module = new ModuleBuilder();
    module.importMemory({ module: 'env', name: 'memory', minimumPages: 1, maximumPages: 2, shared: true });
    const { operands, result } = instructions[name];
    const f = module.function('f', [], 'none');
    f.body(() => {
      const built = instruction(
        name,
        operands.map((type) => samples[type]),
      );
      return [result === 'none' ? (built as Expr<'none'>) : drop(built as Expr<ValueType>)];
    });
    expect(webAssembly.validate(module.toBytes())).toBe(true);
  });

  it('compute what their names say, on numbers', () => {
    const doubles: Readonly<Record<string, (a: number, b: number) => number>> = {
      'f64.add': (a, b) => a + b,
      'f64.sub': (a, b) => a - b,
      'f64.mul': (a, b) => a * b,
      'f64.div': (a, b) => a / b,
      'f64.min': Math.min,
      'f64.max': Math.max,
      'f64.copysign': (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
      'f64.abs': Math.abs,
      'f64.neg': (a) => -a,
      'f64.ceil': Math.ceil,
      'f64.floor': Math.floor,
      'f64.trunc': Math.trunc,
      'f64.nearest': (a) => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a)),
      'f64.sqrt': Math.sqrt,
      'f64.eq': (a, b) => Number(a === b),
      'f64.ne': (a, b) => Number(a !== b),
      'f64.lt': (a, b) => Number(a < b),
      'f64.gt': (a, b) => Number(a > b),
      'f64.le': (a, b) => Number(a <= b),
      'f64.ge': (a, b) => Number(a >= b),
      'i32.trunc_sat_f64_s': (a) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(a))) + 0,
      'f32.demote_f64': Math.fround,
    };
    const integers: Readonly<Record<string, (a: number, b: number) => number>> = {
      'i32.add': (a, b) => (a + b) | 0,
      'i32.sub': (a, b) => (a - b) | 0,
      'i32.mul': Math.imul,
      'i32.div_s': (a, b) => (a / b) | 0,
      'i32.div_u': (a, b) => ((a >>> 0) / (b >>> 0)) | 0,
      'i32.rem_s': (a, b) => (a % b) | 0,
      'i32.rem_u': (a, b) => ((a >>> 0) % (b >>> 0)) | 0,
      'i32.and': (a, b) => a & b,
      'i32.or': (a, b) => a | b,
      'i32.xor': (a, b) => a ^ b,
      'i32.shl': (a, b) => a << b,
      'i32.shr_s': (a, b) => a >> b,
      'i32.shr_u': (a, b) => (a >>> b) | 0,
      'i32.rotl': (a, b) => (a << b) | (a >>> (32 - (b & 31))),
      'i32.eq': (a, b) => Number(a === b),
      'i32.ne': (a, b) => Number(a !== b),
      'i32.lt_s': (a, b) => Number(a < b),
      'i32.lt_u': (a, b) => Number(a >>> 0 < b >>> 0),
      'i32.gt_s': (a, b) => Number(a > b),
      'i32.gt_u': (a, b) => Number(a >>> 0 > b >>> 0),
      'i32.le_s': (a, b) => Number(a <= b),
      'i32.le_u': (a, b) => Number(a >>> 0 <= b >>> 0),
      'i32.ge_s': (a, b) => Number(a >= b),
      'i32.ge_u': (a, b) => Number(a >>> 0 >= b >>> 0),
      'i32.eqz': (a) => Number(a === 0),
      'i32.clz': (a) => Math.clz32(a),
      'i32.extend8_s': (a) => (a << 24) >> 24,
      'i32.extend16_s': (a) => (a << 16) >> 16,
      'f64.convert_i32_s': (a) => a,
      'f64.convert_i32_u': (a) => a >>> 0,
      'f32.convert_i32_s': (a) => Math.fround(a),
    };
    const tried = new Set<string>();
    const check = (
      table: typeof doubles,
      pairs: readonly (readonly [number, number])[],
      constant: (x: number) => Expr,
    ): void => {
      for (const [name, want] of Object.entries(table)) {
        const { operands } = instructions[name as keyof typeof instructions];
        for (const [a, b] of pairs) {
          const built = buildOf(name)(...[constant(a), constant(b)].slice(0, operands.length));
          expect(evaluate(built as Expr<'f64'>), `${name}(${String(a)}, ${String(b)})`).toBe(want(a, b));
        }
        tried.add(name);
      }
    };
    check(
      doubles,
      [
        [1.5, -2.25],
        [-2.5, 2.5],
        [7, 7],
        [-0.25, 3],
        [1e10, -1],
      ],
      f64.const,
    );
    check(
      integers,
      [
        [7, 3],
        [-7, 3],
        [123456789, 5],
        [-1, 2],
        [-2147483648, 31],
      ],
      i32.const,
    );
    expect(tried.size).toBe(Object.keys(doubles).length + Object.keys(integers).length);
  });

  it('treat lanes of vectors as the scalar instruction treats numbers', () => {
    // i8x16 and i16x8 have no scalar counterpart; what there is of them is compared with masks below.
    const scalars = { f64x2: ['f64', 2], f32x4: ['f32', 4], i64x2: ['i64', 2], i32x4: ['i32', 4] } as const;
    const number = fc.oneof(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.constantFrom(0, -0, 0.5, 1.5, -2),
    );
    let compared = 0;
    for (const [shape, [scalar, lanes]] of Object.entries(scalars) as ['f64x2', readonly ['f64', 2]][]) {
      const family = families[shape] as Readonly<Record<string, Build>>;
      const extract = family['extract_lane'] as Build;
      const splat = family['splat'] as Build;
      const constant = (x: number): Expr => {
        if ((scalar as string) === 'i64') return i64.const(BigInt(Math.trunc(x)));
        if ((scalar as string) === 'i32') return i32.const(Math.trunc(x));
        return (families[scalar]?.['const'] as Build)(x);
      };
      for (const name of names.filter((each) => each.startsWith(`${shape}.`))) {
        const operation = name.slice(shape.length + 1);
        const one = instructions[`${scalar}.${operation}` as keyof typeof instructions] as
          (typeof instructions)[keyof typeof instructions] | undefined;
        const many = instructions[name];
        if (one?.immediate !== 'none' || many.immediate !== 'none') continue;
        compared++;
        const shift = operation.startsWith('sh');
        const comparison = one.result === 'i32' && /^(eq|ne|lt|gt|le|ge)/.test(operation);
        fc.assert(
          fc.property(number, number, number, (a, b, c) => {
            // The first lane holds a, the others c.
            const replace = family['replace_lane'] as Build;
            const first = replace(splat(constant(c)), constant(a), 0);
            const second = shift ? i32.const(Math.abs(Math.trunc(b)) % 32) : splat(constant(b));
            const vector = buildOf(name)(...[first, second].slice(0, many.operands.length));
            for (const [lane, x] of [
              [0, a],
              [lanes - 1, c],
            ] as const) {
              const right =
                shift && (scalar as string) === 'i64'
                  ? i64.extend_i32_s(second as Expr<'i32'>)
                  : shift
                    ? second
                    : constant(b);
              const alone = buildOf(`${scalar}.${operation}`)(
                ...[constant(x), right].slice(0, one.operands.length),
              );
              const want = evaluate(alone as Expr<'f64'>);
              if (comparison) {
                const bits = (scalar as string).endsWith('64')
                  ? i64x2.extract_lane(vector as Expr<'v128'>, lane)
                  : i32x4.extract_lane(vector as Expr<'v128'>, lane);
                expect(Number(evaluate(bits)), `${name} lane ${String(lane)}`).toBe(want === 1 ? -1 : 0);
              } else {
                expect(evaluate(extract(vector, lane) as Expr<'f64'>), `${name} lane ${String(lane)}`).toBe(
                  want,
                );
              }
            }
          }),
          { numRuns: 8 },
        );
      }
    }
    expect(compared).toBeGreaterThan(60);
  });

  it('on vectors alone', () => {
    const a = i32x4.const(1, -2, 3, 4);
    const b = i32x4.const(5, 6, 7, -8);
    const lanes = (x: Expr<'v128'>): unknown[] => [0, 1, 2, 3].map((i) => evaluate(i32x4.extract_lane(x, i)));
    expect(lanes(i32x4.shuffle(a, b, [0, 5, 2, 7]))).toEqual([1, 6, 3, -8]);
    expect(lanes(i64x2.shuffle(a, b, [3, 0]))).toEqual([7, -8, 1, -2]);
    expect(lanes(v128.bitselect(a, b, i32x4.const(-1, 0, -1, 0)))).toEqual([1, 6, 3, -8]);
    expect(lanes(v128.and(a, b))).toEqual([1 & 5, -2 & 6, 3 & 7, 4 & -8]);
    expect(lanes(v128.or(a, b))).toEqual([1 | 5, -2 | 6, 3 | 7, 4 | -8]);
    expect(lanes(v128.xor(a, b))).toEqual([1 ^ 5, -2 ^ 6, 3 ^ 7, 4 ^ -8]);
    expect(lanes(v128.andnot(a, b))).toEqual([1 & ~5, -2 & ~6, 3 & ~7, 4 & ~-8]);
    expect(lanes(v128.not(a))).toEqual([-2, 1, -4, -5]);
    expect(lanes(i32x4.min_s(a, b))).toEqual([1, -2, 3, -8]);
    expect(lanes(i32x4.min_u(a, b))).toEqual([1, 6, 3, 4]);
    expect(lanes(i32x4.max_s(a, b))).toEqual([5, 6, 7, 4]);
    expect(lanes(i32x4.trunc_sat_f64x2_s_zero(f64x2.const(-3.7, 1e99)))).toEqual([-3, 2147483647, 0, 0]);
    expect(lanes(i32x4.trunc_sat_f64x2_u_zero(f64x2.const(-3.7, 3.9)))).toEqual([0, 3, 0, 0]);
    const doubles = (x: Expr<'v128'>): unknown[] => [0, 1].map((i) => evaluate(f64x2.extract_lane(x, i)));
    expect(doubles(f64x2.convert_low_i32x4_s(a))).toEqual([1, -2]);
    expect(doubles(f64x2.convert_low_i32x4_u(a))).toEqual([1, 4294967294]);
    expect(doubles(f64x2.promote_low_f32x4(f32x4.const(0.5, 3, 1, 1)))).toEqual([0.5, 3]);
    expect(doubles(f64x2.pmin(f64x2.const(NaN, 1), f64x2.const(2, 0)))).toEqual([NaN, 0]);
    expect(doubles(f64x2.pmax(f64x2.const(NaN, 1), f64x2.const(2, 0)))).toEqual([NaN, 1]);
    const [p, q, r] = [f64x2.const(3, 5), f64x2.const(7, 11), f64x2.const(1, 2)] as const;
    expect(doubles(f64x2.relaxed_madd(p, q, r))).toEqual([22, 57]);
    expect(doubles(f64x2.relaxed_nmadd(p, q, r))).toEqual([-20, -53]);
    const [s, t, u] = [f32x4.const(3), f32x4.const(7), f32x4.const(1)] as const;
    expect(evaluate(f32x4.extract_lane(f32x4.relaxed_madd(s, t, u), 3))).toBe(22);
    expect(evaluate(f32x4.extract_lane(f32x4.relaxed_nmadd(s, t, u), 3))).toBe(-20);
    expect(evaluate(v128.any_true(i32x4.const(0, 0, 1, 0)))).toBe(1);
    expect(evaluate(v128.any_true(i32x4.const(0)))).toBe(0);
    expect(evaluate(i64x2.all_true(i32x4.const(0, 0, 1, 0)))).toBe(0);
    expect(evaluate(i64x2.bitmask(i64x2.const(1n, -1n)))).toBe(2);
    expect(evaluate(i32x4.bitmask(a))).toBe(2);
    expect(evaluate(i16x8.extract_lane_s(i16x8.splat(i32.const(-5)), 7))).toBe(-5);
    expect(evaluate(i8x16.extract_lane_u(i8x16.splat(i32.const(-1)), 15))).toBe(255);
  });

  it('access memory where they should', () => {
    const module = new ModuleBuilder();
    module.importMemory({ module: 'env', name: 'memory', minimumPages: 1 });
    module.data(64, new Uint8Array(new Float64Array([1.5, 2.5, 3.5]).buffer));
    const f = module.function('f', ['i32'], 'none');
    const at = f.param(0);
    f.body(() => [
      v128.store(at, v128.load(at, 64), 0),
      v128.store(at, v128.load64_splat(at, 80), 16),
      v128.store(at, v128.load64_lane(at, f64x2.const(9), 1, 64), 32),
      v128.store64_lane(at, f64x2.const(4, 5), 1, 48),
      f32.store(at, f32.demote_f64(f64.load(at, 72)), 56, 2),
      i32.store8(at, i32.const(257), 60),
      memory.fill(i32.const(128), i32.const(255), i32.const(4)),
      memory.copy(i32.const(132), i32.const(64), i32.const(8)),
    ]);
    module.export('f', f);
    const shared = new webAssembly.Memory({ initial: 1 });
    instantiate(module, { env: { memory: shared } })('f', 0);
    expect([...new Float64Array(shared.buffer, 0, 7)]).toEqual([1.5, 2.5, 3.5, 3.5, 9, 1.5, 5]);
    expect(new Float32Array(shared.buffer, 56, 1)[0]).toBe(2.5);
    expect([...new Uint8Array(shared.buffer, 60, 2)]).toEqual([1, 0]);
    expect([...new Uint8Array(shared.buffer, 127, 6)]).toEqual([0, 255, 255, 255, 255, 0]);
    expect([...new Uint8Array(shared.buffer, 138, 2)]).toEqual([248, 63]);
  });

  it('work on shared memory', () => {
    const module = new ModuleBuilder();
    module.importMemory({ module: 'env', name: 'memory', minimumPages: 1, maximumPages: 1, shared: true });
    const f = module.function('f', ['i32'], 'i32');
    const at = f.param(0);
    f.body(() => [
      i32['atomic.store'](at, i32.const(5)),
      drop(i32['atomic.rmw.add'](at, i32.const(3))),
      drop(i32['atomic.rmw.cmpxchg'](at, i32.const(8), i32.const(20))),
      atomic.fence(),
      drop(memory['atomic.notify'](at, i32.const(1))),
      // Not equal: 1, at once.
      i32.add(i32['atomic.load'](at), memory['atomic.wait32'](at, i32.const(0), i64.const(-1n))),
    ]);
    module.export('f', f);
    const run = instantiate(module, {
      env: { memory: new webAssembly.Memory({ initial: 1, maximum: 1, shared: true }) },
    });
    expect(run('f', 8)).toBe(21);
  });
});

describe('constants', () => {
  it('keep every value', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.double(),
        (a, b, x) => {
          expect(evaluate(i32.const(a))).toBe(a);
          expect(evaluate(i64.const(b))).toBe(b);
          expect(evaluate(f64.const(x))).toBe(x);
          expect(evaluate(f32.const(x))).toBe(Math.fround(x));
          expect(evaluate(f64x2.extract_lane(f64x2.const(1, x), 1))).toBe(x);
          expect(evaluate(f64x2.extract_lane(f64x2.const(x), 1))).toBe(x);
          expect(evaluate(i64x2.extract_lane(i64x2.const(b), 0))).toBe(b);
        },
      ),
    );
    expect(evaluate(i32.const(2 ** 32 - 1))).toBe(-1);
  });

  it('of vectors are made before the loops that use them', () => {
    const build = (uses: number): Uint8Array => {
      const module = new ModuleBuilder();
      const f = module.function('f', ['i32'], 'f64');
      const [i, sum] = [f.local('i32'), f.local('v128')];
      const add = sum.set(f64x2.add(sum, f64x2.const(0.5, 0.25)));
      f.body(() => [
        forRange(i, i32.const(0), f.param(0), new Array<typeof add>(uses).fill(add)),
        f64.add(f64x2.extract_lane(sum, 0), f64x2.extract_lane(sum, 1)),
      ]);
      module.export('f', f);
      expect(instantiate(module)('f', 10)).toBe(7.5 * uses);
      return module.toBytes();
    };
    // Two locals read, an addition, a local set.
    expect(build(5).length - build(4).length).toBe(9);
  });
});

describe('control flow', () => {
  it('counts, leaves, skips and chooses', () => {
    const module = new ModuleBuilder();
    const f = module.function('f', ['i32', 'i32'], 'i32');
    const [start, end] = [f.param(0), f.param(1)];
    const [i, sum] = [f.local('i32'), f.local('i32')];
    const done = label('done');
    f.body(() => [
      when(i32.eq(end, i32.const(99)), [leave(i32.const(-1))]),
      when(i32.eq(end, i32.const(98)), [unreachable()], [sum.set(i32.const(0))]),
      block(done, [
        forRange(i, start, end, [brIf(done, i32.gt_u(sum, i32.const(100))), sum.set(i32.add(sum, i))], 2),
        sum.set(i32.add(sum, i32.const(1000))),
      ]),
      sum,
    ]);
    module.export('f', f);
    const run = instantiate(module);
    expect(run('f', 0, 5)).toBe(1000 + 0 + 2 + 4);
    expect(run('f', 5, 5)).toBe(1000);
    expect(run('f', 7, 5)).toBe(1000);
    expect(run('f', 0, 1000)).toBe(110);
    expect(run('f', 0, 99)).toBe(-1);
    expect(() => run('f', 0, 98)).toThrow(webAssembly.RuntimeError);
  });

  it('computes only the chosen value, and both of select', () => {
    const module = new ModuleBuilder();
    const count = module.global('count', i32.const(0));
    const next = module.function('next', ['f64'], 'f64');
    next.body(() => [globalSet(count, i32.add(globalGet(count), i32.const(1))), next.param(0)]);
    const f = module.function('f', ['i32'], 'f64');
    const [one, two] = [call(next, f64.const(1)), call(next, f64.const(2))];
    f.body(() => [
      f64.add(choose(f.param(0), one, two), f64.mul(f64.const(10), select(f.param(0), one, two))),
    ]);
    const counted = module.function('counted', [], 'i32');
    counted.body(() => [globalGet(count)]);
    module.export('f', f);
    module.export('counted', counted);
    const run = instantiate(module);
    expect(run('f', 1)).toBe(11);
    expect(run('f', 0)).toBe(22);
    expect(run('counted')).toBe(6);
  });

  it('repeats loops, and gives expressions variables', () => {
    const module = new ModuleBuilder();
    const log2 = module.importFunction('math', 'log2', ['f64'], 'f64');
    expect(module.importFunction('math', 'log2', ['f64'], 'f64')).toBe(log2);
    const f = module.function('f', ['f64'], 'f64');
    const x = f.param(0);
    const t = f.local('f64');
    const again = label();
    f.body(() => [
      loop(again, [
        x.set(f64.mul(x, f64.const(2))),
        statements(when(f64.lt(x, f64.const(100)), [br(again)])),
      ]),
      sequence([t.set(call(log2, x))], f64.add(t, f64.mul(t, t))),
    ]);
    module.export('f', f);
    expect(instantiate(module, { math: { log2: Math.log2 } })('f', 2)).toBe(7 + 49);
  });
});

describe('errors', () => {
  const f = new ModuleBuilder().function('f', ['i32'], 'f64');
  const other = new ModuleBuilder().function('other', ['i32'], 'f64');
  const wrong = i32.const(1) as unknown as Expr<'f64'>;

  it('are found while expressions are built', () => {
    expect(() => f64.add(f64.const(1), wrong)).toThrow('internal: f64.add: operand 2 is i32, not f64');
    expect(() => f64x2.extract_lane(f64x2.const(1), 2)).toThrow('internal: f64x2.extract_lane: lane 2 of 2');
    expect(() => f64.load(i32.const(0), 0, 16)).toThrow('alignment 16 of an access of 8 bytes');
    expect(() => i32['atomic.load'](i32.const(0), 0, 2)).toThrow('alignment 2 of an access of 4 bytes');
    expect(() => i32.const(2 ** 32)).toThrow('internal: i32.const of 4294967296');
    expect(() => call(f, f64.const(1))).toThrow('internal: call of f: operand 1 is f64, not i32');
    expect(() => call(f)).toThrow('internal: call of f takes 1 operands, not 0');
    expect(() => choose(i32.const(1), f64.const(1), wrong)).toThrow('operand 2 is i32, not f64');
  });

  it('name the function', () => {
    expect(() => f.body(() => [f64.add(f64.const(1), wrong)])).toThrow('(in function f)');
    expect(() => f.body(() => [wrong])).toThrow(
      'internal: the body: operand 1 is i32, not f64 (in function f)',
    );
    expect(() => f.body(() => [])).toThrow('internal: there is no result (in function f)');
  });

  it('of bodies are found when the module is written', () => {
    const write = (body: () => [Expr<'f64'>] | [Expr<'none'>, Expr<'f64'>]): (() => void) => {
      const module = new ModuleBuilder();
      module.function('g', [], 'f64').body(body);
      return () => module.toBytes();
    };
    expect(write(() => [call(other, i32.const(1))])).toThrow('internal: other is not of this module');
    expect(write(() => [f64.convert_i32_s(other.param(0))])).toThrow('function g uses local 0 of other');
    expect(write(() => [br(label('away')), f64.const(1)])).toThrow(
      'function g branches to away from outside of it',
    );
    expect(write(() => [leave(), f64.const(1)])).toThrow('function g gives f64 and returns none');
    const unfinished = new ModuleBuilder();
    unfinished.function('h', [], 'none');
    expect(() => unfinished.toBytes()).toThrow('internal: function h has no body');
  });
});

it('gives equal modules equal bytes', () => {
  const build = (): Uint8Array => {
    const module = new ModuleBuilder();
    const f = module.function('f', ['v128'], 'v128');
    f.body(() => [f64x2.add(f.param(0), f64x2.const(NaN, 1))]);
    module.export('f', f);
    return module.toBytes();
  };
  expect(build()).toEqual(build());
});
