// lgamma, digamma and trigamma; negative arguments are left to functions from outside. From 4 on, Stirling's form, where
// a polynomial in 1 / x**2 replaces the asymptotic series. Between, a rational function times the zeros that the function
// has there, its larger part written apart so that less is rounded; below, recurrence.
// Source of the recurrences and of Stirling's form: Abramowitz and Stegun (1964), 6.1.15, 6.1.41, 6.3.5, 6.3.18, 6.4.6,
// 6.4.12; the fits: tests/reference/fit-vector-math.py.

import { choose, f64x2, i64x2, v128, type Steps } from '../encoder/index.ts';
import {
  digammaOverRoot,
  digammaRoot,
  digammaTail,
  lgammaNear2,
  lgammaTail,
  trigammaFrom1,
  trigammaTail,
} from './coefficients.ts';
import { polynomial, signBits, twoSums, type Emitter, type MathContext } from './context.ts';
import type { Vector } from './lanes.ts';
import { log } from './log.ts';

const one = f64x2.const(1);
const four = f64x2.const(4);

interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** From here on, Stirling's form. */
function isLarge(steps: Steps, x: Vector): Vector {
  return steps.keep(f64x2.ge(x, four));
}

/** `yes` where the mask is set, else 0. */
function where(mask: Vector, yes: Vector): Vector {
  return v128.and(mask, yes);
}

/** A rational function of a variable. */
function rational(
  context: MathContext,
  steps: Steps,
  { numerator, denominator }: Rational,
  x: Vector,
): Vector {
  const square = steps.keep(f64x2.mul(x, x));
  return f64x2.div(twoSums(context, numerator, x, square), twoSums(context, denominator, x, square));
}

/** The lanes below 0, and -0, come from outside. */
function withNegatives(context: MathContext, steps: Steps, name: string, x: Vector, y: Vector): Vector {
  const positive = steps.keep(y);
  const negative = steps.keep(i64x2.lt_s(x, i64x2.const(0n)));
  const outside = v128.bitselect(context.imported(name, x), positive, negative);
  return choose(v128.any_true(negative), outside, positive);
}

/**
 * log Gamma(x), for x > 0 within 3 units in the last place, or 1e-16 where the value is below 1/4. With A(t) = lgamma(2 + t) / t:
 *   x < 0.5:  x * A(x) - log(x * (1 + x))          0.5 <= x < 1.5:  (x - 1) * A(x - 1) - log(x)
 *   x < 3:    (x - 2) * A(x - 2)                   3 <= x < 4:      (x - 3) * A(x - 3) + log(x - 1)
 *   else:     (x - 1/2) * (log(x) - 1) + (log(2 pi) - 1) / 2 + tail(1 / x**2) / x
 */
export const lgamma: Emitter = (context, steps, x) => {
  const large = isLarge(steps, x);
  const from3 = steps.keep(f64x2.ge(x, f64x2.const(3)));
  const below15 = steps.keep(f64x2.lt(x, f64x2.const(1.5)));
  const below05 = steps.keep(f64x2.lt(x, f64x2.const(0.5)));
  const shift = f64x2.sub(
    f64x2.add(f64x2.const(2), where(from3, one)),
    f64x2.add(where(below15, one), where(below05, one)),
  );
  const t = steps.keep(f64x2.sub(x, shift));
  const product = v128.bitselect(f64x2.add(one, x), one, below05);
  const between = v128.bitselect(f64x2.sub(x, one), one, from3);
  const factor = v128.bitselect(f64x2.mul(x, product), between, v128.or(below15, large));
  const logarithm = steps.keep(log(context, steps, steps.keep(factor)));
  // One division for both forms.
  const top = v128.bitselect(one, polynomial(context, lgammaNear2.numerator, t), large);
  const bottom = v128.bitselect(x, polynomial(context, lgammaNear2.denominator, t), large);
  const quotient = steps.keep(f64x2.div(top, bottom));
  const square = steps.keep(f64x2.mul(quotient, quotient));
  const tail = context.madd(
    quotient,
    polynomial(context, lgammaTail, square),
    f64x2.const((Math.log(2 * Math.PI) - 1) / 2),
  );
  const stirling = context.madd(f64x2.sub(x, f64x2.const(0.5)), f64x2.sub(logarithm, one), tail);
  const signed = v128.xor(logarithm, where(below15, signBits(context.lanes)));
  const y = v128.bitselect(
    stirling,
    context.madd(t, f64x2.add(f64x2.const(7 / 16), quotient), signed),
    large,
  );
  return withNegatives(context, steps, 'lgamma', x, y);
};

/**
 * digamma(x), the derivative of lgamma, for x > 0 within 3 units in the last place, next to the root too. With R(s) = digamma(1 + s) / (1 + s - root):
 *   x < 1:  (x - (root - 1)) * R(x) - 1 / x        1 <= x < 4:  (x - root) * R(x - 1)
 *   else:   log(x) - 1 / (2 x) - tail(1 / x**2) / x**2
 */
export const digamma: Emitter = (context, steps, x) => {
  const large = isLarge(steps, x);
  const below1 = steps.keep(f64x2.lt(x, one));
  const reciprocal = steps.keep(f64x2.div(one, x));
  const s = steps.keep(f64x2.sub(x, v128.andnot(one, below1)));
  const ratio = rational(context, steps, digammaOverRoot, s);
  // In two parts: next to the root the second one counts.
  const fromRoot = f64x2.sub(f64x2.sub(s, f64x2.const(digammaRoot.high)), f64x2.const(digammaRoot.low));
  const small = steps.keep(
    f64x2.sub(f64x2.mul(fromRoot, f64x2.add(f64x2.const(0.75), ratio)), where(below1, reciprocal)),
  );
  const logarithm = log(context, steps, x);
  const square = steps.keep(f64x2.mul(reciprocal, reciprocal));
  const tail = context.madd(
    square,
    polynomial(context, digammaTail, square),
    f64x2.mul(reciprocal, f64x2.const(0.5)),
  );
  const y = v128.bitselect(f64x2.sub(logarithm, tail), small, large);
  return withNegatives(context, steps, 'digamma', x, y);
};

/**
 * trigamma(x), the derivative of digamma, for x > 0 within 2 units in the last place. With T(s) = trigamma(1 + s), 1 / (1 + s) and a smaller part:
 *   x < 1:  T(x) + 1 / x**2        1 <= x < 4:  T(x - 1)        else:  1 / x + 1 / (2 x**2) + tail(1 / x**2) / x**3
 */
export const trigamma: Emitter = (context, steps, x) => {
  const { madd } = context;
  const large = isLarge(steps, x);
  const below1 = steps.keep(f64x2.lt(x, one));
  const added = steps.keep(where(below1, one));
  const s = steps.keep(f64x2.sub(x, f64x2.sub(one, added)));
  const reciprocal = steps.keep(f64x2.div(one, f64x2.add(x, added)));
  const between = f64x2.add(reciprocal, rational(context, steps, trigammaFrom1, s));
  const small = f64x2.add(between, where(below1, f64x2.div(one, f64x2.mul(x, x))));
  const square = steps.keep(f64x2.mul(reciprocal, reciprocal));
  const tail = madd(reciprocal, polynomial(context, trigammaTail, square), f64x2.const(0.5));
  const y = v128.bitselect(madd(square, tail, reciprocal), small, large);
  return withNegatives(context, steps, 'trigamma', x, y);
};
