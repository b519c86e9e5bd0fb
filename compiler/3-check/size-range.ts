// The least and greatest value of a whole-number expression as sizes: of `k + 1` in `[for k in 0..K: ...]`, 1 and K.

import {
  addSizes,
  constantSize,
  constantValue,
  multiplySizes,
  subtractSizes,
  type Size,
} from '../sizes/size.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { sizeOf } from './size-of.ts';

export interface SizeRange {
  readonly least: Size;
  readonly most: Size;
}

/**
 * `loops`: the ranges of the enclosing comprehensions, by id; `sequences`: the declared sizes of sequences. Null where
 * it is made of other things.
 */
export function sizeRange(
  loops: ReadonlyMap<number, { readonly from: Size; readonly to: Size }>,
  sequences: ReadonlyMap<string, Size | null>,
  expression: CoreExpression,
): SizeRange | null {
  const size = sizeOf(expression);
  if (size !== null) return { least: size, most: size };
  if (expression.kind === 'loopIndex') {
    const loop = loops.get(expression.id);
    return loop === undefined ? null : { least: loop.from, most: subtractSizes(loop.to, constantSize(1)) };
  }
  if (expression.kind === 'stepIndex')
    return stepRange(sequences.get(expression.sequence) ?? null, expression.type);
  if (expression.kind !== 'call') return null;
  const [left, right] = expression.operands.map((operand) => sizeRange(loops, sequences, operand));
  if (left === null || left === undefined) return null;
  if (expression.name === 'neg') return negated(left);
  if (right === null || right === undefined) return null;
  switch (expression.name) {
    case 'add':
      return sum(left, right);
    case 'sub':
      return sum(left, negated(right));
    case 'mul':
      return scaled(left, right) ?? scaled(right, left);
    default:
      return null;
  }
}

/** From the first step at which the statement holds to the last one of the sequence. */
function stepRange(size: Size | null, { lower, upper }: ValueType): SizeRange | null {
  const least = constantSize(lower?.value ?? 0);
  if (upper !== null) return { least, most: constantSize(upper.value) };
  return size === null ? null : { least, most: subtractSizes(size, constantSize(1)) };
}

function sum(a: SizeRange, b: SizeRange): SizeRange {
  return { least: addSizes(a.least, b.least), most: addSizes(a.most, b.most) };
}

function negated(a: SizeRange): SizeRange {
  const zero = constantSize(0);
  return { least: subtractSizes(zero, a.most), most: subtractSizes(zero, a.least) };
}

/** By a constant that is not negative. */
function scaled(a: SizeRange, factor: SizeRange): SizeRange | null {
  const constant = constantValue(factor.least);
  if (constant === null || constant < 0 || factor.least.key !== factor.most.key) return null;
  return { least: multiplySizes(a.least, factor.least), most: multiplySizes(a.most, factor.least) };
}
