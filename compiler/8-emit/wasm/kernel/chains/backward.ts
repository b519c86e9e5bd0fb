// The pass backwards along one sequence, or a block of its steps: smoothing[i] = sum{ table[i, j] emission[j] smoothing[j] at
// the step after : j }, 1 at the last step of the sequence.

import {
  brIf,
  call,
  f64,
  f64x2,
  forRange,
  i32,
  label,
  loop,
  v128,
  when,
  type FunctionBuilder,
  type ModuleBuilder,
  type Statement,
} from '../../encoder/index.ts';
import type { Arithmetic } from '../arithmetic.ts';
import { add, i, mostVectors, tableBytes, times, widthOf } from './layout.ts';
import { multiplyInRegisters, type Multiply } from './multiply.ts';

const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;

/**
 * (steps, states, emission, packed, index, smoothing, scratch, begins, ends): as of the pass forwards; of one step at least.
 * Where the sequence does not end with the last step, that of the last is there already; where it does not begin with the
 * first, that of the step before is written too.
 */
export type Backward = FunctionBuilder<typeof params, 'none'>;

export function backwardFunction(
  module: ModuleBuilder,
  arithmetic: Arithmetic,
  multiply: Multiply,
): Backward {
  const bySize = Array.from({ length: mostVectors }, (_, few) =>
    stepsFunction(module, arithmetic, multiply, few + 1),
  );
  const ofMany = stepsFunction(module, arithmetic, multiply, null);
  const f = module.function('chainBackward', params, 'none');
  const all = params.map((_, position) => f.param(position));
  const number = f.local('i32');
  return f.body(() => [
    number.set(i32.shr_u(widthOf(f.param(1)), i(4))),
    ...[...bySize, ofMany].map((each, few) =>
      when(few < mostVectors ? i32.eq(number, i(few + 1)) : i32.gt_u(number, i(mostVectors)), [
        call(each, ...all),
      ]),
    ),
  ]);
}

/** With so many vectors in registers, or (null) any number in memory. */
function stepsFunction(
  module: ModuleBuilder,
  arithmetic: Arithmetic,
  multiply: Multiply,
  vectors: number | null,
): Backward {
  const f = module.function(`chainBackward${vectors === null ? '' : String(2 * vectors)}`, params, 'none');
  const [steps, states, emission, packed] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [index, smoothing, scratch] = [f.param(4), f.param(5), f.param(6)];
  const [begins, ends] = [f.param(7), f.param(8)];
  const [step, width, table, from, to, end, at] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const values = Array.from({ length: vectors ?? 0 }, () => f.local('v128'));
  const again = label('step');
  const before: readonly Statement[] =
    vectors === null
      ? [
          forRange(
            at,
            i(0),
            width,
            [
              v128.store(
                add(scratch, at),
                f64x2.mul(v128.load(add(from, at), 0), v128.load(add(to, at), 0)),
                0,
              ),
            ],
            16,
          ),
          to.set(i32.sub(to, width)),
          call(multiply, scratch, table, width, to),
        ]
      : [
          ...values.map((each, u) => v128.store(scratch, f64x2.mul(v128.load(from, 16 * u), each), 16 * u)),
          ...multiplyInRegisters(f, arithmetic, { vector: scratch, end, matrix: table, width }, values),
          to.set(i32.sub(to, width)),
          ...values.map((each, u) => v128.store(to, each, 16 * u)),
        ];
  return f.body(() => [
    width.set(widthOf(states)),
    end.set(add(scratch, width)),
    step.set(i32.sub(steps, i(1))),
    from.set(add(emission, times(step, width))),
    to.set(add(smoothing, times(step, width))),
    when(ends, [forRange(at, i(0), width, [v128.store(add(to, at), f64x2.const(1), 0)], 16)]),
    ...values.map((each, u) => each.set(v128.load(to, 16 * u))),
    when(i32.ge_s(step, begins), [
      loop(again, [
        table.set(packed),
        when(index, [
          table.set(
            add(
              packed,
              times(i32.trunc_sat_f64_s(f64.load(add(index, i32.shl(step, i(3))), 0)), tableBytes(width)),
            ),
          ),
        ]),
        ...before,
        from.set(i32.sub(from, width)),
        step.set(i32.sub(step, i(1))),
        brIf(again, i32.ge_s(step, begins)),
      ]),
    ]),
  ]);
}
