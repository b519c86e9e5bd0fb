// What emitters of vector functions share: the kind of lanes, multiply-add in the variant that the module is built for,
// functions that use each other, and the pieces that several formulas have.

import { i32, v128, type Callee, type Steps } from '../encoder/index.ts';
import type { Lanes, Vector } from './lanes.ts';

/** A function of the module that maps vectors lane by lane. */
export type VectorCallee = Callee & { readonly result: 'v128' };

export interface MathContext {
  readonly lanes: Lanes;
  /** a * b + c, rounded once with relaxed SIMD on machines that have it, else twice. */
  readonly madd: (a: Vector, b: Vector, c: Vector) => Vector;
  /** c - a * b, likewise. */
  readonly nmadd: (a: Vector, b: Vector, c: Vector) => Vector;
  /** A function of this library as a function of the module, which is added when it is first asked for. */
  readonly function: (name: string) => VectorCallee;
  /** A function of numbers from outside, applied to each lane of variables. */
  readonly imported: (name: string, ...operands: Vector[]) => Vector;
}

/** Writes what the arguments, each in a variable, are mapped to. */
export type Emitter = (context: MathContext, steps: Steps, ...x: [Vector, ...Vector[]]) => Vector;

/** c0 + x * (c1 + x * (c2 + ...)), the coefficients from c0. */
export function polynomial({ lanes, madd }: MathContext, coefficients: readonly number[], x: Vector): Vector {
  return coefficients
    .map((coefficient) => lanes.float.const(coefficient))
    .reduceRight((sum, coefficient) => madd(sum, x, coefficient));
}

/**
 * The same as even powers plus x times odd ones, given x and x**2: two sums that do not wait for each other, which is
 * faster, and in fewer steps of rounding each.
 */
export function twoSums(
  context: MathContext,
  coefficients: readonly number[],
  x: Vector,
  square: Vector,
): Vector {
  const even = coefficients.filter((_, i) => i % 2 === 0);
  const odd = coefficients.filter((_, i) => i % 2 === 1);
  return context.madd(polynomial(context, odd, square), x, polynomial(context, even, square));
}

/** The sign bit of every lane. */
export function signBits({ bits, width }: Lanes): Vector {
  return bits(1n << BigInt(width - 1));
}

/** -|x|: one instruction, where abs and neg are several. */
export function minusAbs(lanes: Lanes, x: Vector): Vector {
  return v128.or(x, signBits(lanes));
}

/** `magnitude` with the sign of `sign`. */
export function withSignOf(lanes: Lanes, magnitude: Vector, sign: Vector): Vector {
  return v128.bitselect(sign, magnitude, signBits(lanes));
}

/** 1.5 * 2**fractionBits. Added to a smaller number, it leaves that number, rounded to an integer, in the lowest bits. */
export function roundingShift({ fractionBits }: Lanes): number {
  return 1.5 * 2 ** fractionBits;
}

/** The lowest bits, moved to where the exponent is. */
export function asExponent({ integer, fractionBits }: Lanes, x: Vector): Vector {
  return integer.shl(x, i32.const(fractionBits));
}

/** 2**n for lanes of integers that are exponents of normal numbers: the exponent's bits are n + bias. */
export function powerOfTwo(lanes: Lanes, n: Vector): Vector {
  const { float, bias } = lanes;
  return asExponent(lanes, float.add(n, float.const(roundingShift(lanes) + bias)));
}
