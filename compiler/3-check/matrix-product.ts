// `@`, as NumPy's matmul: vectors and matrices, with leading axes as batches.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { equalSizes, printSize, type Size } from '../sizes/size.ts';
import { spanText, type Span } from '../source/source.ts';
import { broadcastShapes } from './broadcast.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { atLeast, everything, within } from './intervals.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { requireNumbers } from './operands.ts';
import { describeShape, intervalOf, realType, structuredType } from './type.ts';

interface Product {
  readonly left: CoreExpression;
  readonly right: CoreExpression;
}

export const productMismatch = defineDiagnostic({
  code: 'E0403',
  name: 'product-mismatch',
  severity: 'error',
  message: ({ left, right }: Product) =>
    `the shapes of ${quoteSpan(left.span)} and ${quoteSpan(right.span)} do not multiply`,
  labels: ({ left, right }) => [
    { span: right.span, text: `this is ${describeShape(right.type.shape)}` },
    { span: left.span, text: `this is ${describeShape(left.type.shape)}` },
  ],
  why: ({ left, right }) => {
    const columns = left.type.shape.at(-1);
    const rows = right.type.shape.length === 1 ? right.type.shape[0] : right.type.shape.at(-2);
    return columns === undefined || rows === undefined
      ? '`@` multiplies matrices and vectors; for numbers use `*`'
      : `the last size of the left (${printSize(columns)}) must be the row count of the right (${printSize(rows)})`;
  },
  fix: ({ left, right }) =>
    productShape(right.type.shape, left.type.shape) === null
      ? null
      : {
          description: `the other way round they multiply: \`${spanText(right.span)} @ ${spanText(left.span)}\``,
          edits: [],
        },
});

export function inferMatrixProduct(
  checker: Checker,
  left: CoreExpression,
  right: CoreExpression,
  span: Span,
): CoreExpression | null {
  if (!requireNumbers(checker, [left, right])) return null;
  const shape = productShape(left.type.shape, right.type.shape);
  if (shape === null) {
    checker.report(productMismatch({ left, right }));
    return null;
  }
  return { kind: 'matmul', left, right, type: productType(left.type, right.type, shape), span };
}

function productType(left: ValueType, right: ValueType, shape: readonly Size[]): ValueType {
  if (left.structure === 'simplex') {
    // Means of the rows on the right, with these weights.
    if (right.structure === 'simplex' && right.shape.length > 1) return structuredType('simplex', shape);
    return realType(shape, intervalOf(right));
  }
  const signs = [left, right].every((type) => within(intervalOf(type), atLeast(0)));
  return realType(shape, signs ? atLeast(0) : everything);
}

/** Null where they do not multiply. */
function productShape(a: readonly Size[], b: readonly Size[]): readonly Size[] | null {
  const inner = a.at(-1);
  const rows = b.length === 1 ? b[0] : b.at(-2);
  // Leading axes of both, as batches of matrices.
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (inner === undefined || rows === undefined || !equalSizes(inner, rows) || 'fromEnd' in batch)
    return null;
  return [...batch.shape, ...a.slice(0, -1).slice(-1), ...(b.length > 1 ? b.slice(-1) : [])];
}
