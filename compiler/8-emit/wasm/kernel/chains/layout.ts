// How chains lie in memory: the states of a step side by side, an even number of them, so that every step begins at a
// vector; a state that is there for this alone weighs 0. Steps follow one another.

import { constantSize, floorDivideSize, addSizes, multiplySizes } from '../../../../sizes/size.ts';
import type { Size } from '../../../../sizes/size.ts';
import { i32, type Expr } from '../../encoder/index.ts';

export type I32 = Expr<'i32'>;

/** States in registers at most: eight vectors of two leave as many registers for what is multiplied. */
export const mostVectors = 8;

/** Steps whose exponentials and logarithms are computed together, so that they overlap, and lie in the first cache. */
export const batchSteps = 32;

/** Sums below this are made once more in logarithms: parts of them, kept as they are for the next step, may have lost digits. */
export const smallest = 1e-140;

export const i = (value: number): I32 => i32.const(value);
export const add = (a: I32, b: I32): I32 => i32.add(a, b);
export const times = (a: I32, b: I32): I32 => i32.mul(a, b);

/** The states of a step, and one more where they are odd. */
export function evenSize(states: Size): Size {
  return multiplySizes(constantSize(2), floorDivideSize(addSizes(states, constantSize(1)), 2));
}

/** Bytes of a table: of an even number of rows, those beyond the last 0. */
export const tableBytes = (width: I32): I32 => i32.mul(i32.shr_u(width, i32.const(3)), width);

/** Bytes of a step. */
export function widthOf(states: I32): I32 {
  return i32.shl(i32.and(add(states, i(1)), i(-2)), i(3));
}

/**
 * Doubles of the scratch memory of a pass: the message handed to the first step, then the weights of a batch, its shifts and
 * its sums.
 */
export function scratchSize(states: Size): Size {
  return addSizes(
    multiplySizes(constantSize(1 + batchSteps), evenSize(states)),
    constantSize(2 * batchSteps),
  );
}
