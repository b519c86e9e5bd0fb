// Passes along the steps of one chain of states, one sequence at a call: what library/chains does for any chain, for the
// usual one: one state, one table that links it to the state before, the same at all rows or picked by an index. States
// are the lanes of vectors; buffers hold an even number of them, those beyond the last zero.

import {
  brIf,
  call,
  f64,
  f64x2,
  forRange,
  i32,
  label,
  loop,
  memory,
  select,
  v128,
  when,
  type Expr,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  type Statement,
} from '../encoder/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Vector } from './value.ts';

type I32 = Expr<'i32'>;
type Params<N extends readonly unknown[]> = { readonly [K in keyof N]: 'i32' };
type Twelve = Params<[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]>;

/** Buffers of a pass, in states: what the scratch memory of a call must hold. */
export const scratchBuffers = 4;

/** Sums below this may have lost digits to underflow; library/chains has the same bound. */
const smallest = 1e-280;

export interface ChainFunctions {
  /**
   * (table, packed, states, strideBefore, strideNow, sliceStride, slices, transposed): copies slices of a table, with the
   * states after a step side by side, or those before it.
   */
  readonly pack: FunctionBuilder<Params<[0, 0, 0, 0, 0, 0, 0, 0]>, 'none'>;
  /**
   * (firstRow, lastRow, states, unary, rowStride, stateStride, packed, index, filtered, logScale, emission, scratch):
   * addresses of row 0; strides in bytes; `index`, `logScale`, `emission` 0 where there is none.
   */
  readonly forward: FunctionBuilder<Twelve, 'none'>;
  /** (firstRow, lastRow, states, emission, rowStride, stateStride, packed, index, smoothing, scratch) */
  readonly backward: FunctionBuilder<Params<[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]>, 'none'>;
}

const i = (value: number): I32 => i32.const(value);
const add = (a: I32, b: I32): I32 => i32.add(a, b);
const times = (a: I32, b: I32): I32 => i32.mul(a, b);
/** Bytes of a buffer. */
const padded = (states: I32): I32 => i32.shl(i32.and(add(states, i(1)), i(-2)), i(3));
const lanes = (vector: Vector): readonly [Expr<'f64'>, Expr<'f64'>] => [
  f64x2.extract_lane(vector, 0),
  f64x2.extract_lane(vector, 1),
];

/** Two states of a row, that may lie apart: `from` is the address of the first, and the second may not be there. */
function loadPair(from: I32, stateStride: I32, hasSecond: I32): Vector {
  // Without a second one, the first again: what is multiplied by it is 0.
  const second = add(from, times(stateStride, hasSecond));
  return v128.load64_lane(second, v128.load64_zero(from, 0), 1, 0);
}

function storePair(from: I32, stateStride: I32, hasSecond: I32, value: Vector): readonly Statement[] {
  return [
    v128.store64_lane(from, value, 0, 0),
    when(hasSecond, [v128.store64_lane(add(from, stateStride), value, 1, 0)]),
  ];
}

export function chainFunctions(module: ModuleBuilder, arithmetic: Arithmetic): ChainFunctions {
  const multiply = vectorTimesMatrix(module, arithmetic);
  return {
    pack: packFunction(module),
    forward: forwardFunction(module, arithmetic, multiply),
    backward: backwardFunction(module, multiply),
  };
}

function packFunction(module: ModuleBuilder): ChainFunctions['pack'] {
  const f = module.function('packTable', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], 'none');
  const [table, packed, states] = [f.param(0), f.param(1), f.param(2)];
  const [strideBefore, strideNow, sliceStride] = [f.param(3), f.param(4), f.param(5)];
  const [slices, transposed] = [f.param(6), f.param(7)];
  const [slice, before, now, row, width] = [1, 2, 3, 4, 5].map(() => f.local('i32')) as [
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
  ];
  f.body(() => [
    width.set(padded(states)),
    memory.fill(packed, i(0), times(times(slices, states), width)),
    forRange(slice, i(0), slices, [
      forRange(before, i(0), states, [
        forRange(now, i(0), states, [
          row.set(
            add(
              times(add(times(slice, states), select(transposed, now, before)), width),
              i32.shl(select(transposed, before, now), i(3)),
            ),
          ),
          f64.store(
            add(packed, row),
            f64.load(
              add(
                table,
                add(times(slice, sliceStride), add(times(before, strideBefore), times(now, strideNow))),
              ),
              0,
            ),
            0,
          ),
        ]),
      ]),
    ]),
  ]);
  return f;
}

/** (vector, matrix, entries, width, result): result[j] = sum{ vector[i] matrix[i, j] : i }, rows of `width` bytes. */
type Multiply = FunctionBuilder<Params<[0, 0, 0, 0, 0]>, 'none'>;

function vectorTimesMatrix(module: ModuleBuilder, { math }: Arithmetic): Multiply {
  const f = module.function('vectorTimesMatrix', ['i32', 'i32', 'i32', 'i32', 'i32'], 'none');
  const [vector, matrix, entries, width, result] = [
    f.param(0),
    f.param(1),
    f.param(2),
    f.param(3),
    f.param(4),
  ];
  const [column, entry, place, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const factor = f.local('v128');
  const sums = Array.from({ length: 8 }, () => f.local('v128'));
  /** So many vectors of the result in registers, as long as there are as many. */
  const columns = (count: number): Statement => {
    const again = label('columns');
    const own = sums.slice(0, count);
    const fits = i32.le_u(add(column, i(16 * count)), width);
    return when(fits, [
      loop(again, [
        ...own.map((sum) => sum.set(f64x2.const(0))),
        place.set(add(matrix, column)),
        forRange(
          entry,
          vector,
          end,
          [
            factor.set(v128.load64_splat(entry, 0)),
            ...own.map((sum, u) => sum.set(math.madd(factor, v128.load(place, 16 * u), sum))),
            place.set(add(place, width)),
          ],
          8,
        ),
        ...own.map((sum, u) => v128.store(add(result, column), sum, 16 * u)),
        column.set(add(column, i(16 * count))),
        brIf(again, fits),
      ]),
    ]);
  };
  f.body(() => [
    column.set(i(0)),
    end.set(add(vector, i32.shl(entries, i(3)))),
    columns(8),
    columns(4),
    columns(1),
  ]);
  return f;
}

function forwardFunction(
  module: ModuleBuilder,
  { math }: Arithmetic,
  multiply: Multiply,
): ChainFunctions['forward'] {
  const params = [
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
    'i32',
  ] as const;
  const f = module.function('chainForward', params, 'none');
  const [firstRow, lastRow, states, unary] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [rowStride, stateStride, packed, index] = [f.param(4), f.param(5), f.param(6), f.param(7)];
  const [filtered, logScale, emission, scratch] = [f.param(8), f.param(9), f.param(10), f.param(11)];
  const [row, width, slice] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [message, predicted, terms, worth] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const [at, from] = [f.local('i32'), f.local('i32')];
  const [peak, shift, sum, scale, found] = [
    f.local('f64'),
    f.local('f64'),
    f.local('f64'),
    f.local('f64'),
    f.local('f64'),
  ];
  const [mass, value, total, factor] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')];
  const [written, second, states8] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const buffer = (base: I32): I32 => add(base, at);
  const eachVector = (body: readonly Statement[]): Statement => forRange(at, i(0), width, body, 16);
  const hasSecond = i32.lt_u(add(at, i(8)), states8);
  const lowAndHigh = (combine: (a: Expr<'f64'>, b: Expr<'f64'>) => Expr<'f64'>): Expr<'f64'> =>
    combine(...lanes(total));
  const larger = (a: Expr<'f64'>, b: Expr<'f64'>): Expr<'f64'> => select(f64.gt(b, a), b, a);
  const logOf = (x: Expr<'f64'>): Expr<'f64'> => f64x2.extract_lane(math.inline('log', f, f64x2.splat(x)), 0);
  const reached = (x: Vector): Vector => v128.and(x, f64x2.ne(mass, f64x2.const(0)));
  const inLogs: readonly Statement[] = [
    total.set(f64x2.const(-Infinity)),
    eachVector([
      mass.set(v128.load(buffer(predicted), 0)),
      value.set(f64x2.add(math.inline('log', f, mass), v128.load(buffer(terms), 0))),
      v128.store(buffer(message), value, 0),
      total.set(f64x2.max(total, value)),
    ]),
    peak.set(lowAndHigh((a, b) => f64.max(a, b))),
    total.set(f64x2.const(0)),
    eachVector([
      total.set(
        f64x2.add(total, math.inline('exp', f, f64x2.sub(v128.load(buffer(message), 0), f64x2.splat(peak)))),
      ),
    ]),
    found.set(f64.add(peak, logOf(lowAndHigh((a, b) => f64.add(a, b))))),
    eachVector([
      mass.set(v128.load(buffer(predicted), 0)),
      v128.store(
        buffer(worth),
        reached(math.inline('exp', f, f64x2.sub(v128.load(buffer(terms), 0), f64x2.splat(found)))),
        0,
      ),
      v128.store(
        buffer(message),
        reached(math.inline('exp', f, f64x2.sub(v128.load(buffer(message), 0), f64x2.splat(found)))),
        0,
      ),
    ]),
  ];
  f.body(() => [
    width.set(padded(states)),
    message.set(scratch),
    predicted.set(add(message, width)),
    terms.set(add(predicted, width)),
    worth.set(add(terms, width)),
    memory.fill(scratch, i(0), times(width, i(scratchBuffers))),
    f64.store(message, f64.const(1), 0),
    states8.set(i32.shl(states, i(3))),
    forRange(row, firstRow, lastRow, [
      slice.set(packed),
      when(index, [
        slice.set(
          add(
            packed,
            times(i32.trunc_sat_f64_s(f64.load(add(index, i32.shl(row, i(3))), 0)), times(states, width)),
          ),
        ),
      ]),
      call(multiply, message, slice, states, width, predicted),
      from.set(add(unary, times(row, rowStride))),
      total.set(f64x2.const(-Infinity)),
      eachVector([
        value.set(loadPair(from, stateStride, hasSecond)),
        v128.store(buffer(terms), value, 0),
        value.set(
          v128.bitselect(
            value,
            f64x2.const(-Infinity),
            f64x2.gt(v128.load(buffer(predicted), 0), f64x2.const(0)),
          ),
        ),
        // Keeps the first where the second is NaN.
        total.set(f64x2.pmax(total, value)),
        from.set(add(from, i32.shl(stateStride, i(1)))),
      ]),
      peak.set(lowAndHigh(larger)),
      shift.set(select(f64.lt(f64.abs(peak), f64.const(Infinity)), peak, f64.const(0))),
      total.set(f64x2.const(0)),
      eachVector([
        mass.set(v128.load(buffer(predicted), 0)),
        factor.set(
          reached(math.inline('exp', f, f64x2.sub(v128.load(buffer(terms), 0), f64x2.splat(shift)))),
        ),
        value.set(f64x2.mul(mass, factor)),
        v128.store(buffer(worth), factor, 0),
        v128.store(buffer(message), value, 0),
        total.set(f64x2.add(total, value)),
      ]),
      sum.set(lowAndHigh((a, b) => f64.add(a, b))),
      scale.set(f64.const(1)),
      when(i32.and(f64.lt(sum, f64.const(smallest)), f64.gt(peak, f64.const(-Infinity))), inLogs, [
        found.set(f64.const(-Infinity)),
        when(f64.ne(sum, f64.const(0)), [
          scale.set(f64.div(f64.const(1), sum)),
          found.set(f64.add(shift, logOf(sum))),
        ]),
      ]),
      from.set(add(filtered, times(row, rowStride))),
      written.set(add(emission, times(row, rowStride))),
      eachVector([
        second.set(hasSecond),
        value.set(f64x2.mul(v128.load(buffer(message), 0), f64x2.splat(scale))),
        v128.store(buffer(message), value, 0),
        ...storePair(from, stateStride, second, value),
        from.set(add(from, i32.shl(stateStride, i(1)))),
        when(emission, [
          value.set(f64x2.mul(v128.load(buffer(worth), 0), f64x2.splat(scale))),
          ...storePair(written, stateStride, second, value),
          written.set(add(written, i32.shl(stateStride, i(1)))),
        ]),
      ]),
      when(logScale, [f64.store(add(logScale, i32.shl(row, i(3))), found, 0)]),
    ]),
  ]);
  return f;
}

function backwardFunction(module: ModuleBuilder, multiply: Multiply): ChainFunctions['backward'] {
  const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const f = module.function('chainBackward', params, 'none');
  const [firstRow, lastRow, states, emission] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [rowStride, stateStride, packed, index] = [f.param(4), f.param(5), f.param(6), f.param(7)];
  const [smoothing, scratch] = [f.param(8), f.param(9)];
  const [row, width, slice, message, weighted] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const [at, from, second, states8] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const steps = label('steps');
  /** Pairs of states of the row, `from` the address of the first, beside the buffers. */
  const eachPair = (start: I32, body: readonly Statement[]): readonly Statement[] => [
    from.set(add(start, times(row, rowStride))),
    forRange(
      at,
      i(0),
      width,
      [
        second.set(i32.lt_u(add(at, i(8)), states8)),
        ...body,
        from.set(add(from, i32.shl(stateStride, i(1)))),
      ],
      16,
    ),
  ];
  const write = eachPair(smoothing, storePair(from, stateStride, second, v128.load(add(message, at), 0)));
  f.body(() => [
    width.set(padded(states)),
    message.set(scratch),
    weighted.set(add(message, width)),
    states8.set(i32.shl(states, i(3))),
    memory.fill(scratch, i(0), times(width, i(2))),
    forRange(at, i(0), states8, [f64.store(add(message, at), f64.const(1), 0)], 8),
    row.set(i32.sub(lastRow, i(1))),
    when(i32.ge_s(row, firstRow), [
      ...write,
      when(i32.gt_s(row, firstRow), [
        loop(steps, [
          ...eachPair(emission, [
            v128.store(
              add(weighted, at),
              f64x2.mul(loadPair(from, stateStride, second), v128.load(add(message, at), 0)),
              0,
            ),
          ]),
          slice.set(packed),
          when(index, [
            slice.set(
              add(
                packed,
                times(i32.trunc_sat_f64_s(f64.load(add(index, i32.shl(row, i(3))), 0)), times(states, width)),
              ),
            ),
          ]),
          call(multiply, weighted, slice, states, width, message),
          row.set(i32.sub(row, i(1))),
          ...write,
          brIf(steps, i32.gt_s(row, firstRow)),
        ]),
      ]),
    ]),
  ]);
  return f;
}
