// Expressions where a size is due: axes, level counts, plate sizes, ends of slices and comprehensions.

import type { Expression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Size } from '../sizes/size.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { infer } from './infer.ts';
import type { CoreExpression } from './model.ts';
import { sizeOf } from './size-of.ts';
import { printType } from './type.ts';

export const notASize = defineDiagnostic({
  code: 'E0310',
  name: 'not-a-size',
  severity: 'error',
  message: ({ expression }: { expression: CoreExpression }) => `${quoteSpan(expression.span)} is not a size`,
  labels: ({ expression }) => [{ span: expression.span, text: `this is \`${printType(expression.type)}\`` }],
  why: () =>
    'sizes are sums and products of whole numbers, `int` hyperparameters and dims; a quotient is written `floor(a / 2)`',
});

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
