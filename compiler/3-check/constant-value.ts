// Expressions whose value is known when compiling: numbers, and arrays of them.

import { constantValue } from '../sizes/size.ts';
import { folds } from './folds.ts';
import type { CoreExpression } from './model.ts';

export type Constant = number | readonly Constant[];

/** Larger tables are not unrolled. */
const maxElements = 10_000;

/** The value, nested as its shape is; null where it depends on anything, or is too large to look at. */
export function constantOf(
  expression: CoreExpression,
  loops: ReadonlyMap<number, number> = new Map(),
): Constant | null {
  const all = (expressions: readonly CoreExpression[]): readonly Constant[] | null => {
    const values: Constant[] = [];
    for (const each of expressions) {
      const value = constantOf(each, loops);
      if (value === null) return null;
      values.push(value);
    }
    return values;
  };
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'size':
      return constantValue(expression.size);
    case 'loopIndex':
      return loops.get(expression.id) ?? null;
    case 'stack':
      return all(expression.elements);
    case 'tabulate': {
      const from = constantValue(expression.from);
      const to = constantValue(expression.to);
      if (from === null || to === null || to - from > maxElements) return null;
      const values: Constant[] = [];
      for (let k = from; k < to; k += 1) {
        const value = constantOf(expression.body, new Map([...loops, [expression.id, k]]));
        if (value === null) return null;
        values.push(value);
      }
      return values;
    }
    case 'call': {
      const fold = folds[expression.name];
      const [a, b = 0] = all(expression.operands) ?? [];
      return fold === undefined || a === undefined ? null : elementwise(fold, a, b);
    }
    default:
      return null;
  }
}

/** With broadcasting from the right; shapes are known to fit. */
function elementwise(f: (a: number, b: number) => number, a: Constant, b: Constant): Constant {
  if (typeof a === 'number' && typeof b === 'number') return f(a, b);
  if (typeof b === 'number' || (typeof a !== 'number' && depth(a) > depth(b)))
    return typeof a === 'number' ? a : a.map((x) => elementwise(f, x, b));
  if (typeof a === 'number' || depth(b) > depth(a)) return b.map((y) => elementwise(f, a, y));
  return a.map((x, i) => elementwise(f, x, b[i] ?? NaN));
}

function depth(value: Constant): number {
  return typeof value === 'number' ? 0 : 1 + depth(value[0] ?? 0);
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
