// Tables of transitions as passes read them: the states that a sum is made for side by side.

import {
  f64,
  forRange,
  i32,
  memory,
  select,
  type FunctionBuilder,
  type ModuleBuilder,
} from '../../encoder/index.ts';
import { add, i, tableBytes, times, widthOf } from './layout.ts';

/**
 * (table, packed, states, strideBefore, strideNow, sliceStride, slices, transposed): copies slices of a table, with the
 * states after a step side by side, or those before it where `transposed`. Strides in bytes.
 */
export type Pack = FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], 'none'>;

export function packFunction(module: ModuleBuilder): Pack {
  const f = module.function('packTable', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], 'none');
  const [table, packed, states] = [f.param(0), f.param(1), f.param(2)];
  const [strideBefore, strideNow, sliceStride] = [f.param(3), f.param(4), f.param(5)];
  const [slices, transposed] = [f.param(6), f.param(7)];
  const [slice, before, now] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [to, from, width] = [f.local('i32'), f.local('i32'), f.local('i32')];
  return f.body(() => [
    width.set(widthOf(states)),
    memory.fill(packed, i(0), times(slices, tableBytes(width))),
    forRange(slice, i(0), slices, [
      forRange(before, i(0), states, [
        forRange(now, i(0), states, [
          to.set(
            add(
              add(times(slice, tableBytes(width)), times(select(transposed, now, before), width)),
              i32.shl(select(transposed, before, now), i(3)),
            ),
          ),
          from.set(add(times(slice, sliceStride), add(times(before, strideBefore), times(now, strideNow)))),
          f64.store(add(packed, to), f64.load(add(table, from), 0), 0),
        ]),
      ]),
    ]),
  ]);
}
