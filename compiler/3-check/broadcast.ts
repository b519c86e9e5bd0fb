// Broadcasting from the right, as NumPy does it: axes are aligned at their ends, and a missing axis, or one of
// the constant size 1, stretches. A symbol is never silently 1.

import { constantSize, constantValue, equalSizes, printSize, type Size } from '../sizes/size.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { intType, elementType, describeShape, sameShape } from './type.ts';
import type { CoreExpression, CoreIndex } from './model.ts';
import { atLeast } from './intervals.ts';

interface Mismatch {
  readonly left: { readonly span: Span; readonly shape: readonly Size[] };
  readonly right: { readonly span: Span; readonly shape: readonly Size[] };
  /** Counted from the end: 1 is the last axis. */
  readonly fromEnd: number;
}

export const shapeMismatch = defineDiagnostic({
  code: 'E0402',
  name: 'shape-mismatch',
  severity: 'error',
  message: ({ left, right, fromEnd }: Mismatch) =>
    `${quoteSpan(left.span)} and ${quoteSpan(right.span)} disagree on their ${ordinalFromEnd(fromEnd)} axis: ` +
    `${axisText(left.shape, fromEnd)} and ${axisText(right.shape, fromEnd)}`,
  labels: ({ left, right }) => [
    { span: right.span, text: `this is ${describeShape(right.shape)}` },
    { span: left.span, text: `this is ${describeShape(left.shape)}` },
  ],
  why: () => 'shapes are aligned at their last axes, and aligned axes have one size',
});

export function ordinalFromEnd(fromEnd: number): string {
  return ['last', 'second to last', 'third to last'][fromEnd - 1] ?? `${String(fromEnd)}th to last`;
}

function axisText(shape: readonly Size[], fromEnd: number): string {
  const size = shape.at(-fromEnd);
  return size === undefined ? 'none' : printSize(size);
}

/** The common shape, or which axis (from the end) disagrees. */
export function broadcastShapes(
  left: readonly Size[],
  right: readonly Size[],
): { readonly shape: readonly Size[] } | { readonly fromEnd: number } {
  const shape: Size[] = [];
  for (let fromEnd = 1; fromEnd <= Math.max(left.length, right.length); fromEnd += 1) {
    const a = left.at(-fromEnd);
    const b = right.at(-fromEnd);
    if (a === undefined || b === undefined) shape.unshift(a ?? b ?? constantSize(1));
    else if (equalSizes(a, b) || isOne(b)) shape.unshift(a);
    else if (isOne(a)) shape.unshift(b);
    else return { fromEnd };
  }
  return { shape };
}

function isOne(size: Size): boolean {
  return constantValue(size) === 1;
}

/** The common shape of all operands; null where two disagree, which is reported. */
export function commonShape(checker: Checker, operands: readonly CoreExpression[]): readonly Size[] | null {
  let shape: readonly Size[] = [];
  let widest: CoreExpression | null = null;
  for (const operand of operands) {
    const result = broadcastShapes(shape, operand.type.shape);
    if ('fromEnd' in result) {
      const left = { span: widest?.span ?? operand.span, shape };
      checker.report(
        shapeMismatch({
          left,
          right: { span: operand.span, shape: operand.type.shape },
          fromEnd: result.fromEnd,
        }),
      );
      return null;
    }
    if (widest === null || result.shape.length > shape.length) widest = operand;
    shape = result.shape;
  }
  return shape;
}

/**
 * Repeats the value along its axes of size 1 that are longer in `shape`, so that later phases align axes by
 * size alone. Axes that it lacks stay lacking.
 */
export function stretch(
  checker: Checker,
  expression: CoreExpression,
  shape: readonly Size[],
): CoreExpression {
  const own = expression.type.shape;
  const target = shape.slice(shape.length - own.length);
  if (sameShape(own, target)) return expression;
  // [a, 1] against [a, n]: [for i in 0..a: [for j in 0..n: x[i, 0]]]
  const type = intType([], atLeast(0));
  const ids = target.map(() => checker.nextLoop());
  const indices = own.map((size, axis): CoreIndex => {
    const stretched = isOne(size) && !isOne(target[axis] ?? size);
    const value: CoreExpression = stretched
      ? { kind: 'number', value: 0, type, span: expression.span }
      : { kind: 'loopIndex', id: ids[axis] ?? 0, type, span: expression.span };
    return { kind: 'at', value };
  });
  let body: CoreExpression = {
    kind: 'index',
    operand: expression,
    indices,
    type: elementType(expression.type),
    span: expression.span,
  };
  for (let axis = target.length - 1; axis >= 0; axis -= 1) {
    const bodyType = elementType(expression.type, target.slice(axis));
    body = {
      kind: 'tabulate',
      id: ids[axis] ?? 0,
      from: constantSize(0),
      to: target[axis] ?? constantSize(1),
      body,
      type: bodyType,
      span: expression.span,
    };
  }
  return body;
}
