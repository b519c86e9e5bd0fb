// log, log1p, softplus. x = 2**k * (1 + f) with 1 + f from 1 / sqrt(2) to sqrt(2); with s = f / (2 + f),
// log(1 + f) = 2 * atanh(s) = f - (f**2 / 2 - s * (f**2 / 2 + s**2 * p(s**2))), the form whose leading term f has no
// error.
// Source: the reduction and that form are those of fdlibm, e_log.c; the idea is of P. T. P. Tang (1990), ACM TOMS 16.

import { call, choose, i32, v128, type Local, type Steps } from '../encoder/index.ts';
import { twoSums, withSignOf, type Emitter, type MathContext } from './context.ts';
import { expOfMinusAbs } from './exp.ts';
import type { Lanes, Vector } from './lanes.ts';

interface Parts {
  /** k, and f. */
  readonly exponent: Local<'v128'>;
  readonly fraction: Local<'v128'>;
}

/** The bits of sqrt(1 / 2), rounded down. */
function leastFraction({ width }: Lanes): bigint {
  return width === 64 ? 0x3fe6a09e667f3bccn : 0x3f3504f3n;
}

/** The parts of normal numbers above 0, in a variable. */
function split(lanes: Lanes, steps: Steps, x: Vector): Parts {
  const { float, integer, bits, fractionBits, bias } = lanes;
  const least = leastFraction(lanes);
  // So that what is left of the fraction's bits counts from sqrt(1 / 2), and k grows there.
  const one = BigInt(bias) << BigInt(fractionBits);
  const shifted = steps.keep(integer.add(x, bits(one - least)));
  // A small integer in the fraction of 2**fractionBits: a number without conversion.
  const base = 2 ** fractionBits;
  const biased = v128.or(integer.shr_u(shifted, i32.const(fractionBits)), float.const(base));
  const exponent = steps.keep(float.sub(biased, float.const(base + bias)));
  const low = v128.and(shifted, bits((1n << BigInt(fractionBits)) - 1n));
  const fraction = steps.keep(float.sub(integer.add(low, bits(least)), float.const(1)));
  return { exponent, fraction };
}

/** k * log(2) + log(1 + f) + correction; the correction, if there is one, is below the last place of f. */
function join(
  context: MathContext,
  steps: Steps,
  { exponent, fraction }: Parts,
  correction?: Vector,
): Vector {
  const { lanes, madd } = context;
  const { float, log2, logRest } = lanes;
  const s = steps.keep(float.div(fraction, float.add(fraction, float.const(2))));
  const z = steps.keep(float.mul(s, s));
  const square = steps.keep(float.mul(z, z));
  const rest = float.mul(z, twoSums(context, logRest, z, square));
  const half = steps.keep(float.mul(float.mul(fraction, fraction), float.const(0.5)));
  const low = float.const(log2.low);
  const exponentLow = correction === undefined ? float.mul(exponent, low) : madd(exponent, low, correction);
  const small = madd(s, float.add(half, rest), exponentLow);
  const leading = float.sub(fraction, float.sub(half, small));
  return madd(exponent, float.const(log2.high), leading);
}

/** All bits of lanes that are no normal number above 0: 0, subnormal, negative, infinite, NaN. */
function special({ integer, bits, width, fractionBits }: Lanes, x: Vector): Vector {
  // Adding the bits of infinity moves those of normal positive numbers to the lowest integers: from -2**(width - 1) to
  // just below twice infinity's.
  const infinity = (1n << BigInt(width - 1)) - (1n << BigInt(fractionBits));
  const last = 2n * infinity - 1n;
  return integer.gt_s(integer.add(x, bits(infinity)), bits(last));
}

/** log of any number: the function that is called where a lane is special. */
export const logAny: Emitter = (context, steps, x) => {
  const { lanes } = context;
  const { float, bias, fractionBits } = lanes;
  const zero = float.const(0);
  // Subnormal numbers are made normal.
  const raised = fractionBits + 2;
  const small = steps.keep(float.lt(x, float.const(2 ** (1 - bias))));
  const normal = v128.bitselect(float.mul(x, float.const(2 ** raised)), x, small);
  const { exponent, fraction } = split(lanes, steps, steps.keep(normal));
  const lowered = steps.keep(float.sub(exponent, v128.and(small, float.const(raised))));
  const y = join(context, steps, { exponent: lowered, fraction });
  const finite = v128.bitselect(y, x, float.lt(x, float.const(Infinity)));
  const positive = v128.bitselect(float.const(NaN), finite, float.lt(x, zero));
  return v128.bitselect(float.const(-Infinity), positive, float.eq(x, zero));
};

/** log, within 0.8 units in the last place. */
export const log: Emitter = (context, steps, x) => {
  const { lanes } = context;
  const inner = steps.inner();
  const ordinary = inner.give(join(context, inner, split(lanes, inner, x)));
  return choose(v128.any_true(special(lanes, x)), call(context.function('logAny'), x), ordinary);
};

/** log(1 + x), within 0.85 units in the last place: the sum is rounded to u, and rounding lost c: log(u) + c / u. */
export const log1p: Emitter = (context, steps, x) => {
  const { lanes } = context;
  const { float } = lanes;
  const one = float.const(1);
  const u = steps.keep(float.add(one, x));
  const t = steps.keep(float.sub(u, x));
  const lost = float.add(float.sub(one, t), float.sub(x, float.sub(u, t)));
  const ordinary = steps.keep(join(context, steps, split(lanes, steps, u), float.div(lost, u)));
  const mask = steps.keep(special(lanes, u));
  const all = v128.bitselect(call(context.function('logAny'), u), ordinary, mask);
  // The sign of -0.
  return withSignOf(lanes, choose(v128.any_true(mask), all, ordinary), x);
};

/**
 * log(1 + exp(x)) = max(x, 0) + log(1 + e) with e = exp(-|x|), where 1 + e is (1 + (e - 1) / 2) * 2 from sqrt(2) on;
 * within 1.7 units in the last place, 0.24 on average.
 */
export const softplus: Emitter = (context, steps, x) => {
  const { float } = context.lanes;
  const one = float.const(1);
  const e = steps.keep(expOfMinusAbs(context, steps, x).value);
  const upper = steps.keep(float.gt(e, float.const(Math.SQRT2 - 1)));
  const halved = float.mul(float.sub(e, one), float.const(0.5));
  const fraction = steps.keep(v128.bitselect(halved, e, upper));
  const exponent = steps.keep(v128.and(upper, one));
  return float.add(float.pmax(x, float.const(0)), join(context, steps, { exponent, fraction }));
};
