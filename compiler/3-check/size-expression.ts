// Expressions where a size is due: axes, level counts, plate sizes, ends of slices and comprehensions.

import type { Expression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Size } from '../sizes/size.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { infer } from './infer.ts';
import type { CoreExpression } from './model.ts';
import { spanText } from '../source/source.ts';
import { sizeOf, sizeOfCall } from './size-of.ts';
import { isNumeric, isWhole, printType } from './type.ts';

export const notASize = defineDiagnostic({
  code: 'E0310',
  name: 'not-a-size',
  severity: 'error',
  message: ({ expression }: { expression: CoreExpression }) => `${quoteSpan(expression.span)} is not a size`,
  labels: ({ expression }) => [{ span: expression.span, text: whatInstead(expression) }],
  why: () =>
    'sizes are known before the fit: sums and products of whole numbers, `int` hyperparameters and dims, and `floor(a / 2)`',
  fix: ({ expression }) => {
    const rounded = `floor(${spanText(expression.span)})`;
    return sizeOfCall('floor', [expression]) === null
      ? null
      : { description: `write \`${rounded}\``, edits: [{ span: expression.span, text: rounded }] };
  },
});

function whatInstead({ type }: CoreExpression): string {
  if (!isNumeric(type) || type.shape.length > 0) return `this is \`${printType(type)}\``;
  return isWhole(type) ? 'not known before the fit' : 'need not be a whole number';
}

export interface SizeExpression {
  readonly size: Size;
  readonly expression: CoreExpression;
}

export function inferSize(checker: Checker, expression: Expression): SizeExpression | null {
  const value = infer(checker, expression);
  if (value === null) return null;
  const size = sizeOf(value);
  if (size === null) {
    checker.report(notASize({ expression: value }));
    return null;
  }
  return { size, expression: value };
}
