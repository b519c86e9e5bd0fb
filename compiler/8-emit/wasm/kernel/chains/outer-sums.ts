// Sums over rows of products of two values with an axis each, as of the states at neighbouring steps: a product of matrices.
// Both values are written as records first; then a block of the result at a time is added up over all rows in registers.

import type { Node } from '../../../../ir/ops.ts';
import { innerAxes, plateOf, rowAxis } from '../../../schedule/plates.ts';
import { rowCrossing } from '../../../schedule/reads.ts';
import type { ScheduledRegion } from '../../../schedule/schedule.ts';
import {
  brIf,
  f64x2,
  forRange,
  i32,
  label,
  loop,
  select,
  statements,
  v128,
  when,
  type FunctionBuilder,
  type ModuleBuilder,
  type Statement,
} from '../../encoder/index.ts';
import type { Arithmetic } from '../arithmetic.ts';
import { add, i, times, type I32 } from './layout.ts';

export interface OuterSum {
  readonly node: Node<'reduceSum'>;
  /** Along the first axis of the result, and along the other, which is in the lanes. */
  readonly left: Node;
  readonly right: Node;
}

/** Of a region whose states are in the lanes: the sums whose factors it computes, and keeps. */
export function outerSumsOf(
  { groups, inlined }: ScheduledRegion,
  lanes: readonly string[],
): readonly OuterSum[] {
  const computed = new Set(groups.filter(({ task }) => task.kind === 'value').map(({ task }) => task.node));
  return groups.flatMap(({ task: { node, kind } }) => {
    if (kind !== 'value' || node.op !== 'reduceSum' || !rowCrossing(node)) return [];
    const [product] = node.args;
    if (product.op !== 'mul' || !inlined.has(product)) return [];
    const factors = product.args.filter(
      (factor) =>
        computed.has(factor) &&
        plateOf(factor.type) === node.axis.plate &&
        innerAxes(factor.type.axes).length === 1,
    );
    const isInLanes = (factor: Node): boolean =>
      innerAxes(factor.type.axes).every(({ name }) => lanes.includes(name));
    const right = factors.find(isInLanes);
    const left = factors.find((factor) => factor !== right && !isInLanes(factor));
    return left === undefined || right === undefined || rowAxis(left.type.axes) === null
      ? []
      : [{ node, left, right }];
  });
}

/**
 * (left, leftWidth, right, rightWidth, rows, leftSize, rightSize, target): target[i, j] += sum{ left[r, i] right[r, j] : r }. Widths
 * are bytes of a row; rows of `right` have an even number of elements, the target has none but its own.
 */
export type AddOuterProducts = FunctionBuilder<
  readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  'none'
>;

/** So many rows at a time: they stay in the first cache while one block after the other is made from them. */
const rowsAtOnce = 128;

/** Elements of the left and vectors of the right whose sums are in registers. */
const [blockRows, blockVectors] = [4, 2] as const;

export function addOuterProductsFunction(module: ModuleBuilder, { math }: Arithmetic): AddOuterProducts {
  const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const f = module.function('addOuterProducts', params, 'none');
  const [left, leftWidth, right, rightWidth] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [rows, leftSize, rightSize, target] = [f.param(4), f.param(5), f.param(6), f.param(7)];
  const [row, column, width, a, b, end, to, part] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const factor = f.local('v128');
  const vectors = Array.from({ length: blockVectors }, () => f.local('v128'));
  const sums = Array.from({ length: blockRows * blockVectors }, () => f.local('v128'));
  const sum = (k: number, u: number): (typeof sums)[number] => {
    const found = sums[k * blockVectors + u];
    if (found === undefined) throw new Error('internal: a block without a sum');
    return found;
  };
  const counts = (many: number): readonly number[] => Array.from({ length: many }, (_, k) => k);

  /** So many elements and vectors; of the last vector one lane where it is `half` one. */
  const block = (elements: number, many: number, half: boolean): readonly Statement[] => {
    const own = vectors.slice(0, many);
    const place = (k: number): I32 => add(to, times(width, i(k)));
    return [
      ...counts(elements).flatMap((k) => own.map((_, u) => sum(k, u).set(f64x2.const(0)))),
      b.set(add(right, column)),
      end.set(add(add(left, i32.shl(row, i(3))), times(part, leftWidth))),
      forRangeBy(
        a,
        add(left, i32.shl(row, i(3))),
        end,
        [
          ...own.map((vector, u) => vector.set(v128.load(b, 16 * u))),
          ...counts(elements).flatMap((k) => [
            factor.set(v128.load64_splat(a, 8 * k)),
            ...own.map((vector, u) => sum(k, u).set(math.madd(factor, vector, sum(k, u)))),
          ]),
          b.set(add(b, rightWidth)),
        ],
        leftWidth,
      ),
      to.set(add(target, add(times(row, width), column))),
      ...counts(elements).flatMap((k) =>
        own.map((_, u) =>
          half
            ? v128.store64_lane(place(k), f64x2.add(v128.load64_zero(place(k), 0), sum(k, u)), 0, 0)
            : v128.store(place(k), f64x2.add(v128.load(place(k), 16 * u), sum(k, u)), 16 * u),
        ),
      ),
    ];
  };
  const allRows = (many: number, half = false): readonly Statement[] => {
    const again = label('rows');
    const fits = i32.le_u(add(row, i(blockRows)), leftSize);
    return [
      row.set(i(0)),
      when(fits, [
        loop(again, [...block(blockRows, many, half), row.set(add(row, i(blockRows))), brIf(again, fits)]),
      ]),
      forRange(row, row, leftSize, block(1, many, half)),
    ];
  };
  const columns = (many: number): Statement => {
    const again = label('columns');
    const fits = i32.le_u(add(column, i(16 * many)), width);
    return when(fits, [
      loop(again, [...allRows(many), column.set(add(column, i(16 * many))), brIf(again, fits)]),
    ]);
  };
  const parts = label('parts');
  return f.body(() => [
    width.set(i32.shl(rightSize, i(3))),
    when(rows, [
      loop(parts, [
        part.set(select(i32.lt_u(rows, i(rowsAtOnce)), rows, i(rowsAtOnce))),
        column.set(i(0)),
        columns(blockVectors),
        columns(1),
        when(i32.lt_u(column, width), allRows(1, true)),
        left.set(add(left, times(part, leftWidth))),
        right.set(add(right, times(part, rightWidth))),
        rows.set(i32.sub(rows, part)),
        brIf(parts, rows),
      ]),
    ]),
  ]);

  /** As forRange, by a step that is known when it runs, and once at least. */
  function forRangeBy(
    index: typeof a,
    start: I32,
    last: I32,
    body: readonly Statement[],
    step: I32,
  ): Statement {
    const again = label('next');
    return statements(
      index.set(start),
      loop(again, [...body, index.set(add(index, step)), brIf(again, i32.lt_u(index, last))]),
    );
  }
}
