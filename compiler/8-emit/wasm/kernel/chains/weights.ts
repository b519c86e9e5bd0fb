// What a step's own terms weigh, as numbers: exponentials about their largest; and the logarithms of the steps' sums. A
// batch of steps at a time, because one exponential after the other waits, and many at once do not.

import {
  brIf,
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
  type FunctionBuilder,
  type ModuleBuilder,
} from '../../encoder/index.ts';
import type { Arithmetic } from '../arithmetic.ts';
import { add, i, times, widthOf } from './layout.ts';

/** (terms, weights, shifts, steps, states): weights = exp(terms - shift), where shift is the largest term if finite, else 0. */
export type Weights = FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32', 'i32'], 'none'>;

export function weightsFunction(module: ModuleBuilder, { math }: Arithmetic): Weights {
  const f = module.function('chainWeights', ['i32', 'i32', 'i32', 'i32', 'i32'], 'none');
  const [terms, weights, shifts] = [f.param(0), f.param(1), f.param(2)];
  const [steps, states] = [f.param(3), f.param(4)];
  const [width, from, end, at, shiftAt, lastShift] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const to = f.local('i32');
  const largest = f.local('v128');
  const [low, high] = [f.local('f64'), f.local('f64')];
  const all = i32.shl(states, i(3));
  return f.body(() => [
    width.set(widthOf(states)),
    from.set(terms),
    lastShift.set(add(shifts, i32.shl(steps, i(3)))),
    forRange(
      shiftAt,
      shifts,
      lastShift,
      [
        // The state that makes them even is impossible.
        when(i32.and(states, i(1)), [f64.store(add(from, all), f64.const(-Infinity), 0)]),
        end.set(add(from, width)),
        largest.set(f64x2.const(-Infinity)),
        // Keeps the first where the second is NaN.
        forRange(at, from, end, [largest.set(f64x2.pmax(largest, v128.load(at, 0)))], 16),
        low.set(f64x2.extract_lane(largest, 0)),
        high.set(f64x2.extract_lane(largest, 1)),
        low.set(select(f64.gt(high, low), high, low)),
        f64.store(shiftAt, select(f64.lt(f64.abs(low), f64.const(Infinity)), low, f64.const(0)), 0),
        from.set(end),
      ],
      8,
    ),
    from.set(terms),
    to.set(weights),
    forRange(
      shiftAt,
      shifts,
      lastShift,
      [
        end.set(add(from, width)),
        largest.set(v128.load64_splat(shiftAt, 0)),
        forRange(
          at,
          from,
          end,
          [
            v128.store(to, math.inline('exp', f, f64x2.sub(v128.load(at, 0), largest)), 0),
            to.set(add(to, i(16))),
          ],
          16,
        ),
        from.set(end),
      ],
      8,
    ),
  ]);
}

/** (weights, shifts, steps, states): of terms that are weights as they are, the shifts, and of odd states the one beyond. */
export type WeightsAsGiven = FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32'], 'none'>;

export function weightsAsGivenFunction(module: ModuleBuilder): WeightsAsGiven {
  const f = module.function('chainWeightsAsGiven', ['i32', 'i32', 'i32', 'i32'], 'none');
  const [weights, shifts, steps, states] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [at, width, end] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const again = label('step');
  return f.body(() => [
    memory.fill(shifts, i(0), i32.shl(steps, i(3))),
    when(i32.and(states, i(1)), [
      width.set(widthOf(states)),
      at.set(add(weights, i32.sub(width, i(8)))),
      end.set(add(at, times(steps, width))),
      loop(again, [f64.store(at, f64.const(0), 0), at.set(add(at, width)), brIf(again, i32.lt_u(at, end))]),
    ]),
  ]);
}

/** (sums, shifts, logScale, steps): logScale = shift + log(sum); an odd last step takes one from behind it along. */
export type LogScales = FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32'], 'none'>;

export function logScalesFunction(module: ModuleBuilder, { math }: Arithmetic): LogScales {
  const f = module.function('chainLogScales', ['i32', 'i32', 'i32', 'i32'], 'none');
  const [sums, shifts, logScale, steps] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [at, bytes] = [f.local('i32'), f.local('i32')];
  const value = f.local('v128');
  return f.body(() => [
    bytes.set(times(steps, i(8))),
    forRange(
      at,
      i(0),
      bytes,
      [
        value.set(
          f64x2.add(v128.load(add(shifts, at), 0), math.inline('log', f, v128.load(add(sums, at), 0))),
        ),
        when(
          i32.lt_u(add(at, i(8)), bytes),
          [v128.store(add(logScale, at), value, 0)],
          [v128.store64_lane(add(logScale, at), value, 0, 0)],
        ),
      ],
      16,
    ),
  ]);
}
