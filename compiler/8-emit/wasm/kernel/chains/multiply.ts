// A row of states times a matrix.

import {
  brIf,
  f64x2,
  forRange,
  i32,
  label,
  loop,
  v128,
  when,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  type Scope,
  type Statement,
} from '../../encoder/index.ts';
import type { Arithmetic } from '../arithmetic.ts';
import { add, i, mostVectors, type I32 } from './layout.ts';

/** (vector, matrix, width, result): result[j] = sum{ vector[i] matrix[i, j] : i }, as many of both as `width` bytes have. */
export type Multiply = FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32'], 'none'>;

interface Factors {
  /** Addresses: the first entry, and behind the last. */
  readonly vector: I32;
  readonly end: I32;
  readonly matrix: I32;
  /** Bytes of a row of the matrix. */
  readonly width: I32;
}

/** sums[u] = sum{ vector[i] matrix[i, 2 u ..] : i }, all of them in registers. */
export function multiplyInRegisters(
  scope: Scope,
  { math }: Arithmetic,
  { vector, end, matrix, width }: Factors,
  sums: readonly Local<'v128'>[],
): readonly Statement[] {
  const [entry, row] = [scope.local('i32'), scope.local('i32')];
  const factor = scope.local('v128');
  return [
    ...sums.map((sum) => sum.set(f64x2.const(0))),
    row.set(matrix),
    forRange(
      entry,
      vector,
      end,
      [
        // Two at a time: there is an even number.
        factor.set(v128.load64_splat(entry, 0)),
        ...sums.map((sum, u) => sum.set(math.madd(factor, v128.load(row, 16 * u), sum))),
        row.set(add(row, width)),
        factor.set(v128.load64_splat(entry, 8)),
        ...sums.map((sum, u) => sum.set(math.madd(factor, v128.load(row, 16 * u), sum))),
        row.set(add(row, width)),
      ],
      16,
    ),
  ];
}

export function multiplyFunction(module: ModuleBuilder, arithmetic: Arithmetic): Multiply {
  const f = module.function('vectorTimesMatrix', ['i32', 'i32', 'i32', 'i32'], 'none');
  const [vector, matrix, width, result] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [column, end] = [f.local('i32'), f.local('i32')];
  const sums = Array.from({ length: mostVectors }, () => f.local('v128'));
  /** So many vectors of the result at once, as long as there are as many. */
  const columns = (count: number): Statement => {
    const again = label('columns');
    const own = sums.slice(0, count);
    const fits = i32.le_u(add(column, i(16 * count)), width);
    return when(fits, [
      loop(again, [
        ...multiplyInRegisters(f, arithmetic, { vector, end, matrix: add(matrix, column), width }, own),
        ...own.map((sum, u) => v128.store(add(result, column), sum, 16 * u)),
        column.set(add(column, i(16 * count))),
        brIf(again, fits),
      ]),
    ]);
  };
  return f.body(() => [
    column.set(i(0)),
    end.set(add(vector, width)),
    columns(mostVectors),
    columns(mostVectors / 2),
    columns(1),
  ]);
}
