// Weighted means, which lie where what they are means of does: `p * a + (1 - p) * b`, `guess + (1 - guess) * s`,
// `low + (high - low) * s`, and `w @ x` with a simplex of weights.

import { constantNumber } from './constant-value.ts';
import { expressionKey } from './expression-key.ts';
import { hull, point, unitInterval, within, type Interval } from './intervals.ts';
import type { CoreExpression } from './model.ts';
import { intervalOf } from './type.ts';

/** A mean of `a` and `b`, with weights between 0 and 1 that add up to one. Null stands for the number 1. */
export interface WeightedMean {
  readonly weight: CoreExpression;
  readonly a: CoreExpression | null;
  readonly b: CoreExpression | null;
}

/** Where a sum lies that is a weighted mean; null for any other sum. */
export function intervalOfMean(left: CoreExpression, right: CoreExpression): Interval | null {
  const mean = weightedMean(left, right);
  if (mean === null) return null;
  const [a, b] = [mean.a, mean.b].map((value) => (value === null ? point(1) : intervalOf(value.type)));
  return a === undefined || b === undefined ? null : hull(a, b);
}

/** What `left + right` is a mean of; null for any other sum. */
export function weightedMean(left: CoreExpression, right: CoreExpression): WeightedMean | null {
  return weighted(left, right) ?? stepped(left, right) ?? stepped(right, left);
}

/** `w * a + (1 - w) * b`, a factor of one left out. */
function weighted(left: CoreExpression, right: CoreExpression): WeightedMean | null {
  for (const [weight, a] of factors(left))
    for (const [rest, b] of factors(right))
      if (addUpToOne(weight, rest) && isWeight(weight) && isWeight(rest)) return { weight, a, b };
  return null;
}

/** `low + (high - low) * w`. */
function stepped(low: CoreExpression, product: CoreExpression): WeightedMean | null {
  for (const [weight, step] of factors(product)) {
    if (step?.kind !== 'call' || step.name !== 'sub' || !isWeight(weight)) continue;
    const [high, from] = step.operands;
    if (high !== undefined && from !== undefined && same(from, low)) return { weight, a: low, b: high };
  }
  return null;
}

type Factors = readonly [weight: CoreExpression, value: CoreExpression | null];

function factors(expression: CoreExpression): readonly Factors[] {
  const alone: Factors = [expression, null];
  if (expression.kind !== 'call' || expression.name !== 'mul') return [alone];
  const [left, right] = expression.operands;
  return left === undefined || right === undefined ? [alone] : [[left, right], [right, left], alone];
}

function isWeight({ type }: CoreExpression): boolean {
  return type.element !== 'category' && within(intervalOf(type), unitInterval);
}

function addUpToOne(a: CoreExpression, b: CoreExpression): boolean {
  const [x, y] = [constantNumber(a), constantNumber(b)];
  if (x !== null && y !== null) return Math.abs(x + y - 1) < 1e-12;
  return isComplement(a, b) || isComplement(b, a);
}

/** Whether `a` is `1 - b`. */
function isComplement(a: CoreExpression, b: CoreExpression): boolean {
  if (a.kind !== 'call' || a.name !== 'sub') return false;
  const [one, rest] = a.operands;
  return one !== undefined && rest !== undefined && constantNumber(one) === 1 && same(rest, b);
}

function same(a: CoreExpression, b: CoreExpression): boolean {
  return expressionKey(a) === expressionKey(b);
}
