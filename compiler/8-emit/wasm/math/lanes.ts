// The two kinds of lanes that the functions are written for, two doubles and four floats: their instructions and the
// numbers that depend on their precision.

import { f32x4, f64x2, i32x4, i64x2, type Expr } from '../encoder/index.ts';
import { expRest, expRestF32, log2, log2F32, logRest, logRestF32 } from './coefficients.ts';

/** A vector, or what is computed with one. */
export type Vector = Expr<'v128'>;

type Arithmetic = 'const' | 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'pmin' | 'pmax';
type Comparisons = 'eq' | 'lt' | 'gt' | 'relaxed_madd' | 'relaxed_nmadd';

export interface Lanes {
  readonly float: Pick<typeof f64x2, Arithmetic | Comparisons>;
  /** Integers as wide as the lanes. */
  readonly integer: Pick<typeof i64x2, 'add' | 'shl' | 'shr_u' | 'gt_s'>;
  /** The same bits in every lane. */
  readonly bits: (value: bigint) => Vector;
  /** Bits of a lane; those of the fraction; what is added to exponents. */
  readonly width: number;
  readonly fractionBits: number;
  readonly bias: number;
  /** Below, exp is less than half the smallest number; above, more than the largest one. */
  readonly leastExp: number;
  readonly greatestExp: number;
  /** Below, exp is less than half of the last place of 1. */
  readonly leastExpm1: number;
  readonly log2: { readonly high: number; readonly low: number };
  readonly expRest: readonly number[];
  readonly logRest: readonly number[];
}

export const doubles: Lanes = {
  float: f64x2,
  integer: i64x2,
  bits: (value) => i64x2.const(value),
  width: 64,
  fractionBits: 52,
  bias: 1023,
  leastExp: -746,
  greatestExp: 710,
  leastExpm1: -40,
  log2,
  expRest,
  logRest,
};

export const floats: Lanes = {
  float: f32x4,
  integer: i32x4,
  bits: (value) => i32x4.const(Number(BigInt.asIntN(32, value))),
  width: 32,
  fractionBits: 23,
  bias: 127,
  leastExp: -104,
  greatestExp: 89,
  leastExpm1: -18,
  log2: log2F32,
  expRest: expRestF32,
  logRest: logRestF32,
};
