// Types of a spec as TypeScript types of the values that go into operations and come out of them.

import type { ValueType, Variable } from '../../3-check/model.ts';
import { printType } from '../../3-check/type.ts';

/** As it is declared: a category that comes from a vocabulary is a token. */
export function declaredType({ type, vocabulary }: Variable): string {
  const text = printType(type);
  return vocabulary ? text.replace(/^category/, 'token') : text;
}

/** What operations take: nested, or numbers in one flat typed array. */
export function inputType(type: ValueType, plateDepth: number): string {
  const rank = plateDepth + type.shape.length;
  const scalar = inputScalar(type);
  return rank === 0 ? scalar : `NestedInput<${scalar}, ${String(rank)}>`;
}

/** The same of what may be missing: null for an entry or a whole array. */
export function optionalInputType(type: ValueType, plateDepth: number): string {
  const scalar = inputScalar(type);
  const rank = type.shape.length;
  return plateDepth + rank === 0
    ? `${scalar} | null`
    : `OptionalInput<${scalar}, ${String(plateDepth)}, ${String(rank)}>`;
}

function inputScalar(type: ValueType): 'RealInput' | 'BoolInput' | 'CategoryInput' {
  if (type.element === 'bool') return 'BoolInput';
  return type.element === 'category' ? 'CategoryInput' : 'RealInput';
}

/** `number[][]`. */
export function arrayType(scalar: string, rank: number): string {
  return scalar.includes('|') && rank > 0
    ? `(${scalar})${'[]'.repeat(rank)}`
    : `${scalar}${'[]'.repeat(rank)}`;
}

/** `readonly (readonly number[])[]`. */
export function readonlyArrayType(scalar: string, rank: number): string {
  if (rank === 0) return scalar;
  const inner = readonlyArrayType(scalar, rank - 1);
  return `readonly ${rank === 1 ? inner : `(${inner})`}[]`;
}
