// Expressions that are sizes: whole-number polynomials over hyperparameters and dims.

import {
  addSizes,
  constantSize,
  constantValue,
  floorDivideSize,
  multiplySizes,
  powerOfSize,
  subtractSizes,
  tooLarge,
  type Size,
} from '../sizes/size.ts';
import type { CoreExpression, FunctionName } from './model.ts';

/** The expression as a size in normal form; null where it is none. */
export function sizeOf(expression: CoreExpression): Size | null {
  if (expression.kind === 'size') return expression.size;
  if (expression.kind === 'number' && Number.isSafeInteger(expression.value))
    return constantSize(expression.value);
  return null;
}

/** The size that a function of sizes is, where it is one. What grows too large is a number still, but no size. */
export function sizeOfCall(name: FunctionName, operands: readonly CoreExpression[]): Size | null {
  const size = combine(name, operands);
  return size === tooLarge ? null : size;
}

function combine(name: FunctionName, operands: readonly CoreExpression[]): Size | null {
  const [first, second] = operands;
  if (name === 'floor') return first === undefined ? null : floorQuotient(first);
  const left = first === undefined ? null : sizeOf(first);
  const right = second === undefined ? null : sizeOf(second);
  if (left === null) return null;
  if (name === 'neg') return subtractSizes(constantSize(0), left);
  if (right === null) return null;
  switch (name) {
    case 'add':
      return addSizes(left, right);
    case 'sub':
      return subtractSizes(left, right);
    case 'mul':
      return multiplySizes(left, right);
    case 'pow':
      return powerOf(left, constantValue(right));
    default:
      return null;
  }
}

function floorQuotient(operand: CoreExpression): Size | null {
  const size = sizeOf(operand);
  if (size !== null) return size;
  if (operand.kind !== 'call' || operand.name !== 'div') return null;
  const [numerator, denominator] = operand.operands;
  const top = numerator === undefined ? null : sizeOf(numerator);
  const bottom = denominator === undefined ? null : sizeOf(denominator);
  const divisor = bottom === null ? null : constantValue(bottom);
  return top === null || divisor === null || divisor < 1 ? null : floorDivideSize(top, divisor);
}

function powerOf(base: Size, exponent: number | null): Size | null {
  return exponent === null || exponent < 0 ? null : powerOfSize(base, exponent);
}
