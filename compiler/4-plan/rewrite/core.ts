// Small expressions that rewriting makes.

import type { CoreExpression, FunctionName, ValueType } from '../../3-check/model.ts';
import { constantSize } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';

const scalarOf = (element: ValueType['element']): ValueType => ({
  element,
  levels: null,
  lower: null,
  upper: null,
  shape: [],
  structure: null,
});

export function numberExpression(value: number, span: Span): CoreExpression {
  return { kind: 'number', value, type: scalarOf(Number.isInteger(value) ? 'int' : 'real'), span };
}

/** The type of one of `levels` categories. */
export function categoryType(levels: number): ValueType {
  return { ...scalarOf('category'), levels: constantSize(levels) };
}

/** 1 for the first category and 0 for the others. */
export function certainFirst(levels: number, span: Span): CoreExpression {
  return {
    kind: 'stack',
    elements: Array.from({ length: levels }, (_, level) => numberExpression(level === 0 ? 1 : 0, span)),
    type: { ...scalarOf('real'), shape: [constantSize(levels)], structure: 'simplex' },
    span,
  };
}

export function equals(variable: string, levels: number, level: number, span: Span): CoreExpression {
  return {
    kind: 'call',
    name: 'equal',
    operands: [
      { kind: 'variable', name: variable, type: categoryType(levels), span },
      numberExpression(level, span),
    ],
    type: scalarOf('bool'),
    span,
  };
}

/** The larger or the smaller of two numbers or arrays of them. */
export function extreme(
  name: Extract<FunctionName, 'max' | 'min'>,
  a: CoreExpression,
  b: CoreExpression,
): CoreExpression {
  if (a.kind === 'number' && b.kind === 'number') return Math[name](a.value, b.value) === a.value ? a : b;
  const { shape } = a.type.shape.length >= b.type.shape.length ? a.type : b.type;
  return { kind: 'call', name, operands: [a, b], type: { ...scalarOf('real'), shape }, span: a.span };
}
