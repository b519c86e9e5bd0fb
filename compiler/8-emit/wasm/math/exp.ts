// exp, expm1, sigmoid and tanh. x = n * log(2) + r with |r| <= log(2) / 2, so that exp(x) = 2**n * exp(r), and
// exp(r) = 1 + r + r**2 * p(r) with a polynomial p.
// Source: Muller (2016), Elementary Functions, chapter 11 (range reduction with log(2) in two parts).

import { v128, type Steps } from '../encoder/index.ts';
import {
  asExponent,
  minusAbs,
  powerOfTwo,
  roundingShift,
  twoSums,
  withSignOf,
  type Emitter,
  type MathContext,
} from './context.ts';
import type { Vector } from './lanes.ts';

interface Reduced {
  readonly n: Vector;
  /** x less the exact part of n * log(2). */
  readonly high: Vector;
  readonly r: Vector;
  /** exp(r) - 1 - r. */
  readonly rest: Vector;
}

/** The parts of a variable whose exponential is between the smallest and about the largest number, or NaN. */
function reduce(context: MathContext, steps: Steps, x: Vector): Reduced {
  const { lanes, madd, nmadd } = context;
  const { float, log2, expRest } = lanes;
  const shift = float.const(roundingShift(lanes));
  const n = steps.keep(float.sub(madd(x, float.const(Math.LOG2E), shift), shift));
  const high = steps.keep(nmadd(n, float.const(log2.high), x));
  const r = steps.keep(nmadd(n, float.const(log2.low), high));
  const square = steps.keep(float.mul(r, r));
  return { n, high, r, rest: steps.keep(float.mul(square, twoSums(context, expRest, r, square))) };
}

/** 2**n * exp(r) - 1, given 2**n, and what rounding took from the sum. */
function scaledMinusOne(
  { lanes, madd, nmadd }: MathContext,
  steps: Steps,
  { n, high, r, rest }: Reduced,
  power: Vector,
): { readonly sum: Vector; readonly lost: Vector } {
  const { float, log2 } = lanes;
  const less = steps.keep(float.sub(power, float.const(1)));
  const leading = steps.keep(madd(power, r, less));
  const fromR = nmadd(n, float.const(log2.low), float.sub(high, r));
  // Where 2**n is 2, leading is exact, and small because most cancels: the rest is added to it last.
  const small = steps.keep(madd(power, float.add(rest, fromR), madd(power, r, float.sub(less, leading))));
  const sum = steps.keep(float.add(leading, small));
  return { sum, lost: float.add(float.sub(leading, sum), small) };
}

/** exp of a variable within the bounds where results are finite and above 0, or NaN; and what rounding took from it. */
function expInRange(
  context: MathContext,
  steps: Steps,
  x: Vector,
): { readonly value: Vector; readonly lost: Vector } {
  const { lanes, madd } = context;
  const { float, bias } = lanes;
  const one = float.const(1);
  const { n, r, rest } = reduce(context, steps, x);
  // In two factors near 2**(n / 2): 2**n itself may be subnormal, or more than the largest number.
  const shift = float.const(roundingShift(lanes) + bias);
  const shifted = steps.keep(madd(n, float.const(0.5), shift));
  const first = steps.keep(asExponent(lanes, shifted));
  const second = steps.keep(powerOfTwo(lanes, float.sub(n, float.sub(shifted, shift))));
  const scale = (each: Vector): Vector => float.mul(float.mul(each, first), second);
  const less = steps.keep(float.add(r, rest));
  const y = steps.keep(float.add(one, less));
  return { value: scale(y), lost: scale(float.add(float.sub(one, y), less)) };
}

/** exp(-|x|): from 0 to 1; and what rounding took from it. */
export function expOfMinusAbs(
  context: MathContext,
  steps: Steps,
  x: Vector,
): { readonly value: Vector; readonly lost: Vector } {
  const { float, leastExp } = context.lanes;
  const clamped = float.pmax(minusAbs(context.lanes, x), float.const(leastExp));
  return expInRange(context, steps, steps.keep(clamped));
}

/** exp, within 0.95 units in the last place. pmin and pmax keep NaN, their first operand. */
export const exp: Emitter = (context, steps, x) => {
  const { float, leastExp, greatestExp } = context.lanes;
  const clamped = float.pmax(float.pmin(x, float.const(greatestExp)), float.const(leastExp));
  return expInRange(context, steps, steps.keep(clamped)).value;
};

/** exp(x) - 1, within 1.1 units in the last place. */
export const expm1: Emitter = (context, steps, x) => {
  const { lanes } = context;
  const { float, leastExpm1, greatestExp, bias, fractionBits } = lanes;
  const clamped = float.pmax(float.pmin(x, float.const(greatestExp)), float.const(leastExpm1));
  const reduced = reduce(context, steps, steps.keep(clamped));
  // n is bias + 1 where the result is near the largest number, and 2**n no number: half of it, then twice.
  const extra = steps.keep(v128.and(float.gt(reduced.n, float.const(bias - 1)), float.const(1)));
  const power = steps.keep(powerOfTwo(lanes, float.sub(reduced.n, extra)));
  const y = scaledMinusOne(context, steps, reduced, power).sum;
  // So small numbers are their own results; -0 is.
  const tiny = float.gt(minusAbs(lanes, x), float.const(-(2 ** -(fractionBits + 2))));
  return v128.bitselect(x, float.mul(y, float.add(float.const(1), extra)), tiny);
};

/**
 * 1 / (1 + exp(-x)), and exp(x) / (1 + exp(x)) for x < 0, where exp(-x) overflows; within 1.3 units in the last place.
 * Rounding takes a from the numerator and b from the sum d, so that the quotient q is off by (a - q * b) / d; and 1 / d
 * is the larger of q and 1 - q, since the two quotients add up to 1.
 */
export const sigmoid: Emitter = (context, steps, x) => {
  const { lanes, madd, nmadd } = context;
  const { float } = lanes;
  const one = float.const(1);
  const { value, lost } = expOfMinusAbs(context, steps, x);
  const e = steps.keep(value);
  const ofE = steps.keep(lost);
  const negative = steps.keep(float.lt(x, float.const(0)));
  const d = steps.keep(float.add(one, e));
  const b = float.add(float.sub(e, float.sub(d, one)), ofE);
  const q = steps.keep(float.div(v128.bitselect(e, one, negative), d));
  const a = v128.and(negative, ofE);
  return madd(nmadd(q, b, a), float.pmax(q, float.sub(one, q)), q);
};

/**
 * tanh, within 1 unit in the last place, and 1.5 above 18. tanh |x| = -t / d with t = exp(-2 |x|) - 1 and d = t + 2. Rounding takes a
 * from t and b from d, so that the quotient q is off by (a + q * (a + b)) / d; and 1 / d = (1 + q) / 2.
 */
export const tanh: Emitter = (context, steps, x) => {
  const { lanes, madd, nmadd } = context;
  const { float, leastExpm1 } = lanes;
  const twice = float.mul(minusAbs(lanes, x), float.const(2));
  const reduced = reduce(context, steps, steps.keep(float.pmax(twice, float.const(leastExpm1))));
  const power = steps.keep(powerOfTwo(lanes, reduced.n));
  const { sum: t, lost } = scaledMinusOne(context, steps, reduced, power);
  const a = steps.keep(lost);
  const d = steps.keep(float.add(t, float.const(2)));
  const b = float.sub(t, float.sub(d, float.const(2)));
  const q = steps.keep(float.div(float.neg(t), d));
  const half = float.const(0.5);
  return withSignOf(lanes, nmadd(madd(q, half, half), madd(q, float.add(a, b), a), q), x);
};
