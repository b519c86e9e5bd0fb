// Reductions along the last axis.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { constantValue, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { everything, multiply, point, type Interval } from './intervals.ts';
import type { CoreExpression, Reduction, ValueType } from './model.ts';
import { requireNumbers } from './operands.ts';
import { categoryType, intType, intervalOf, isWhole, printType, realType, structuredType } from './type.ts';

export const reducesSingle = defineDiagnostic({
  code: 'E0406',
  name: 'reduction-of-single-value',
  severity: 'error',
  message: ({ name, operand }: { name: string; operand: CoreExpression }) =>
    `\`${name}\` goes along the last axis, and ${quoteSpan(operand.span)} has none`,
  labels: ({ operand }) => [{ span: operand.span, text: `this is \`${printType(operand.type)}\`` }],
  why: () =>
    'a reduction takes an array, not the rows of a plate: rows are independent, and no statement sees all of them',
});

const names: ReadonlyMap<string, Reduction['name']> = new Map(
  (['sum', 'mean', 'max', 'min', 'logSumExp', 'argMax', 'softmax'] as const).map((name) => [name, name]),
);

export function reduce(
  checker: Checker,
  word: string,
  operand: CoreExpression,
  span: Span,
): CoreExpression | null {
  const name = names.get(word);
  if (name === undefined) throw new Error(`internal: no reduction ${word}`);
  if (!requireNumbers(checker, [operand])) return null;
  const length = operand.type.shape.at(-1);
  if (length === undefined) {
    checker.report(reducesSingle({ name, operand }));
    return null;
  }
  return { kind: 'reduce', name, operand, type: resultType(name, operand.type, length), span };
}

function resultType(name: Reduction['name'], type: ValueType, length: Size): ValueType {
  const rest = type.shape.slice(0, -1);
  const interval = intervalOf(type);
  switch (name) {
    case 'softmax':
      return structuredType('simplex', type.shape);
    case 'argMax':
      return categoryType(length, rest);
    case 'sum': {
      // The entries of a simplex add up to one.
      const total = type.structure === 'simplex' ? point(1) : sumOver(interval, constantValue(length));
      return isWhole(type) ? intType(rest, total) : realType(rest, total);
    }
    case 'max':
    case 'min':
      return isWhole(type) ? intType(rest, interval) : realType(rest, interval);
    case 'mean':
      return realType(rest, interval);
    case 'logSumExp':
      return realType(rest, everything);
  }
}

/** Of at least one element, how many may be unknown: an end of the right sign holds for any number. */
function sumOver(interval: Interval, count: number | null): Interval {
  if (count !== null) return multiply(interval, point(count));
  return {
    lower: interval.lower >= 0 ? interval.lower : -Infinity,
    lowerOpen: interval.lower < 0 || interval.lowerOpen,
    upper: interval.upper <= 0 ? interval.upper : Infinity,
    upperOpen: interval.upper > 0 || interval.upperOpen,
  };
}
