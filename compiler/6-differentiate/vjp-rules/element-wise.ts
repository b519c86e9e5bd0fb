// Gradients of element-wise operations. c is the cotangent, y the result.
//
// Where a slope can be infinite (log at 0), `weighted` multiplies: a cotangent of zero stays zero, so that the
// gradient of weighted(0, log(0)) is 0 and not NaN.

import type { BinaryFunction, UnaryFunction } from '../../ir/scalar-functions.ts';
import { specialFunction } from '../../library/special-functions.ts';
import { left, only, refuse, right, summed, third } from './rule.ts';
import type { OperandRule, VjpRule } from './rule.ts';

type ElementWise = UnaryFunction | BinaryFunction | 'select' | 'special';

export const elementWiseRules: { readonly [K in ElementWise]: VjpRule<K> } = {
  neg: [only((m, c) => m.neg(c))],
  // exp' = exp: the forward value serves again.
  exp: [only((m, c, y) => m.mul(c, y))],
  log: [only((m, c, { args: [x] }) => m.weighted(c, m.div(m.num(1), x)))],
  log1p: [only((m, c, { args: [x] }) => m.weighted(c, m.div(m.num(1), m.add(m.num(1), x))))],
  expm1: [only((m, c, y) => m.mul(c, m.add(y, m.num(1))))],
  sqrt: [only((m, c, y) => m.weighted(c, m.div(m.num(0.5), y)))],
  // 0 at 0, halfway between the slopes on either side.
  abs: [
    only((m, c, { args: [x] }) =>
      m.select(m.less(x, m.num(0)), m.neg(c), m.select(m.less(m.num(0), x), c, m.num(0))),
    ),
  ],
  floor: [null],
  sin: [only((m, c, { args: [x] }) => m.mul(c, m.cos(x)))],
  cos: [only((m, c, { args: [x] }) => m.neg(m.mul(c, m.sin(x))))],
  tanh: [only((m, c, y) => m.mul(c, m.sub(m.num(1), m.mul(y, y))))],
  sigmoid: [only((m, c, y) => m.mul(c, m.mul(y, m.sub(m.num(1), y))))],
  softplus: [only((m, c, { args: [x] }) => m.mul(c, m.sigmoid(x)))],
  lgamma: [only((m, c, { args: [x] }) => m.mul(c, m.digamma(x)))],
  digamma: [only((m, c, { args: [x] }) => m.mul(c, m.trigamma(x)))],
  trigamma: [only(refuse('there is no tetragamma operation'))],
  // From log(y) - digamma(y) = x: y' = 1 / (1 / y - trigamma(y)).
  inverseLogMinusDigamma: [only((m, c, y) => m.div(c, m.sub(m.div(m.num(1), y), m.trigamma(y))))],

  add: [left((_, c) => c), right((_, c) => c)],
  sub: [left((_, c) => c), right((m, c) => m.neg(c))],
  mul: [left((m, c, { args: [, b] }) => m.mul(c, b)), right((m, c, { args: [a] }) => m.mul(c, a))],
  div: [
    left((m, c, { args: [, b] }) => m.div(c, b)),
    right((m, c, y) => m.neg(m.mul(c, m.div(y, y.args[1])))),
  ],
  pow: [
    // The slope in a is 0 for b = 0, where b * a^(b - 1) is 0 * Infinity at a = 0.
    left((m, c, { args: [a, b] }) => m.mul(c, m.weighted(b, m.pow(a, m.sub(b, m.num(1)))))),
    // 0 at a = 0 (b > 0), where log(a) is -Infinity.
    right((m, c, y) => m.mul(c, m.weighted(y, m.log(y.args[0])))),
  ],
  // Of equal operands the first takes all: one operand is the maximum, as for `reduceMax`.
  max: [
    left((m, c, { args: [a, b] }) => m.select(m.lessEqual(b, a), c, m.num(0))),
    right((m, c, { args: [a, b] }) => m.select(m.lessEqual(b, a), m.num(0), c)),
  ],
  min: [
    left((m, c, { args: [a, b] }) => m.select(m.lessEqual(a, b), c, m.num(0))),
    right((m, c, { args: [a, b] }) => m.select(m.lessEqual(a, b), m.num(0), c)),
  ],
  weighted: [
    left((m, c, { args: [, logValue] }) => m.weighted(c, logValue)),
    right((m, c, { args: [weight] }) => m.weighted(weight, c)),
  ],

  special: [0, 1, 2, 3].map((position): OperandRule<'special'> =>
    summed(position, (m, c, y) => {
      const partial = specialFunction(y.name).partials[position] ?? null;
      return partial === null ? m.num(0) : m.weighted(c, partial(m, y.args, y));
    }),
  ),

  // Routed, not multiplied: 0 * NaN from the branch not taken would be NaN.
  select: [
    null,
    right((m, c, { args: [condition] }) => m.select(condition, c, m.num(0))),
    third((m, c, { args: [condition] }) => m.select(condition, m.num(0), c)),
  ],
};
