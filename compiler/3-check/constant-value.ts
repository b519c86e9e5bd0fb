// Expressions whose value is known when compiling: numbers, and arrays of them.

import type { CoreExpression } from './model.ts';

export type Constant = number | readonly Constant[];

/** The value, nested as its shape is; null where it depends on anything. */
export function constantOf(expression: CoreExpression): Constant | null {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'stack') return null;
  const elements: Constant[] = [];
  for (const element of expression.elements) {
    const value = constantOf(element);
    if (value === null) return null;
    elements.push(value);
  }
  return elements;
}

export function constantNumber(expression: CoreExpression): number | null {
  return expression.kind === 'number' ? expression.value : null;
}

/** A vector of numbers, or null. */
export function asVector(value: Constant | null): readonly number[] | null {
  if (value === null || typeof value === 'number') return null;
  const numbers = value.filter((element) => typeof element === 'number');
  return numbers.length === value.length ? numbers : null;
}

export function asMatrix(value: Constant | null): readonly (readonly number[])[] | null {
  if (value === null || typeof value === 'number') return null;
  const rows = value.map(asVector).filter((row) => row !== null);
  return rows.length === value.length ? rows : null;
}
