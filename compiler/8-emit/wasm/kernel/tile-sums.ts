// Sums over the rows of tiles, added up in a binary tree over tile numbers as runtime/kernels/tiles.ts does it, in the
// memory of a kernel.

import { multiplySizes, constantSize } from '../../../sizes/size.ts';
import type { Size } from '../../../sizes/size.ts';
import {
  brIf,
  call,
  f64,
  forRange,
  i32,
  label,
  loop,
  memory,
  v128,
  f64x2,
  when,
  type Expr,
  type FunctionBuilder,
  type ModuleBuilder,
  type Statement,
} from '../encoder/index.ts';

/** Levels of the tree: tiles of 2**31 rows have no more. */
export const treeLevels = 24;

/** Bytes of the arrays of a pass's sums, as sizes. */
export function levelsLength(length: Size): Size {
  return multiplySizes(constantSize(treeLevels), length);
}

/** The functions of a module that all its kernels call. */
export interface TileSumFunctions {
  /** (pairs, sums, count): sums[k] = both lanes of pairs[k], which are then 0. */
  readonly addPairs: FunctionBuilder<readonly ['i32', 'i32', 'i32'], 'none'>;
  /** (tile, levels, ended, length): the tile's sums go into the tree; `ended` is the address of the number of tiles. */
  readonly endTile: FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32'], 'none'>;
  /** (total, levels, ended, length): all tiles since the last time. */
  readonly finish: FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32'], 'none'>;
  /** (pairs, result, count): the larger of both lanes. */
  readonly largest: FunctionBuilder<readonly ['i32', 'i32', 'i32'], 'none'>;
  /** (pairs, count): -Infinity in both lanes. */
  readonly clearLargest: FunctionBuilder<readonly ['i32', 'i32'], 'none'>;
}

export function tileSumFunctions(module: ModuleBuilder): TileSumFunctions {
  const at = (base: Expr<'i32'>, index: Expr<'i32'>, bytes: number): Expr<'i32'> =>
    i32.add(base, i32.mul(index, i32.const(bytes)));

  const addPairs = module.function('addPairs', ['i32', 'i32', 'i32'], 'none');
  addPairs.body(() => {
    const [pairs, sums, count] = [addPairs.param(0), addPairs.param(1), addPairs.param(2)];
    const k = addPairs.local('i32');
    const pair = addPairs.local('v128');
    return [
      forRange(k, i32.const(0), count, [
        pair.set(v128.load(at(pairs, k, 16), 0)),
        f64.store(at(sums, k, 8), f64.add(f64x2.extract_lane(pair, 0), f64x2.extract_lane(pair, 1)), 0),
        v128.store(at(pairs, k, 16), f64x2.const(0), 0),
      ]),
    ];
  });

  /** target[k] = earlier[k] + target[k] */
  const addInto = module.function('addInto', ['i32', 'i32', 'i32'], 'none');
  addInto.body(() => {
    const [target, earlier, length] = [addInto.param(0), addInto.param(1), addInto.param(2)];
    const k = addInto.local('i32');
    const sum = (index: Expr<'i32'>): Expr<'f64'> =>
      f64.add(f64.load(at(earlier, index, 8), 0), f64.load(at(target, index, 8), 0));
    const vectors = i32.and(length, i32.const(-2));
    const odd = i32.and(length, i32.const(1));
    return [
      forRange(
        k,
        i32.const(0),
        vectors,
        [
          v128.store(
            at(target, k, 8),
            f64x2.add(v128.load(at(earlier, k, 8), 0), v128.load(at(target, k, 8), 0)),
            0,
          ),
        ],
        2,
      ),
      when(odd, [
        f64.store(at(target, i32.sub(length, i32.const(1)), 8), sum(i32.sub(length, i32.const(1))), 0),
      ]),
    ];
  });

  const levelAt = (levels: Expr<'i32'>, level: Expr<'i32'>, length: Expr<'i32'>): Expr<'i32'> =>
    i32.add(levels, i32.mul(i32.mul(level, length), i32.const(8)));
  const add = (...[target, earlier, length]: [Expr<'i32'>, Expr<'i32'>, Expr<'i32'>]): Statement =>
    call(addInto, target, earlier, length);

  const endTile = module.function('endTile', ['i32', 'i32', 'i32', 'i32'], 'none');
  endTile.body(() => {
    const [tile, levels, ended, length] = [
      endTile.param(0),
      endTile.param(1),
      endTile.param(2),
      endTile.param(3),
    ];
    const [level, bits] = [endTile.local('i32'), endTile.local('i32')];
    const again = label('levels');
    const bytes = i32.mul(length, i32.const(8));
    const isOdd = i32.and(bits, i32.const(1));
    return [
      bits.set(i32.load(ended, 0)),
      when(isOdd, [
        // Earlier tiles on the left.
        loop(again, [
          add(tile, levelAt(levels, level, length), length),
          level.set(i32.add(level, i32.const(1))),
          bits.set(i32.shr_u(bits, i32.const(1))),
          brIf(again, isOdd),
        ]),
      ]),
      memory.copy(levelAt(levels, level, length), tile, bytes),
      memory.fill(tile, i32.const(0), bytes),
      i32.store(ended, i32.add(i32.load(ended, 0), i32.const(1)), 0),
    ];
  });

  const finish = module.function('finish', ['i32', 'i32', 'i32', 'i32'], 'none');
  finish.body(() => {
    const [total, levels, ended, length] = [
      finish.param(0),
      finish.param(1),
      finish.param(2),
      finish.param(3),
    ];
    const [level, bits] = [finish.local('i32'), finish.local('i32')];
    const again = label('levels');
    return [
      memory.fill(total, i32.const(0), i32.mul(length, i32.const(8))),
      bits.set(i32.load(ended, 0)),
      when(bits, [
        loop(again, [
          when(i32.and(bits, i32.const(1)), [add(total, levelAt(levels, level, length), length)]),
          level.set(i32.add(level, i32.const(1))),
          bits.set(i32.shr_u(bits, i32.const(1))),
          brIf(again, bits),
        ]),
      ]),
      i32.store(ended, i32.const(0), 0),
    ];
  });

  const largest = module.function('largest', ['i32', 'i32', 'i32'], 'none');
  largest.body(() => {
    const [pairs, result, count] = [largest.param(0), largest.param(1), largest.param(2)];
    const k = largest.local('i32');
    const pair = v128.load(at(pairs, k, 16), 0);
    return [
      forRange(k, i32.const(0), count, [
        f64.store(at(result, k, 8), f64.max(f64x2.extract_lane(pair, 0), f64x2.extract_lane(pair, 1)), 0),
      ]),
    ];
  });

  const clearLargest = module.function('clearLargest', ['i32', 'i32'], 'none');
  clearLargest.body(() => {
    const [pairs, count] = [clearLargest.param(0), clearLargest.param(1)];
    const k = clearLargest.local('i32');
    return [forRange(k, i32.const(0), count, [v128.store(at(pairs, k, 16), f64x2.const(-Infinity), 0)])];
  });
  return { addPairs, endTile, finish, largest, clearLargest };
}
