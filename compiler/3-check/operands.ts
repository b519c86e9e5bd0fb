// Which elements each function takes, and the element it gives.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { constantNumber } from './constant-value.ts';
import type { CoreExpression, FunctionName, ValueType } from './model.ts';
import { elementType, isNumeric, isWhole, printType, sameLevels } from './type.ts';

interface Place {
  readonly span: Span;
  readonly type: ValueType;
}

export const categoryArithmetic = defineDiagnostic({
  code: 'E0301',
  name: 'category-arithmetic',
  severity: 'error',
  message: ({ span }: Place) =>
    `${quoteSpan(span)} is a category: a label, which is no number to calculate with`,
  labels: ({ span, type }) => [{ span, text: `this is \`${printType(type)}\`` }],
  why: () => 'labels are numbered in some order that means nothing: twice a label is no label',
  fix: ({ span, type }) => {
    const levels = printType(elementType(type)).replace(/^category<(.*)>$/, '$1');
    const index = quoteSpan(span).replaceAll('`', '');
    return {
      description: `give each label a number of its own, \`param value: real[${levels}]\`, and write \`value[${index}]\``,
      edits: [],
    };
  },
});

export const needsCondition = defineDiagnostic({
  code: 'E0302',
  name: 'needs-condition',
  severity: 'error',
  message: ({ span }: Place) =>
    `${quoteSpan(span)} is no condition: \`and\`, \`or\`, \`not\` and \`if\` take true or false`,
  labels: ({ span, type }) => [{ span, text: `this is \`${printType(type)}\`` }],
  fix: ({ span }) => ({
    description: `compare it with something, such as \`${quoteSpan(span).replaceAll('`', '')} > 0\``,
    edits: [],
  }),
});

export const cannotCompare = defineDiagnostic({
  code: 'E0303',
  name: 'cannot-compare',
  severity: 'error',
  message: ({ left, right }: { left: Place; right: Place }) =>
    `${quoteSpan(left.span)} and ${quoteSpan(right.span)} cannot be compared`,
  labels: ({ left, right }) => [
    { span: right.span, text: `this is \`${printType(right.type)}\`` },
    { span: left.span, text: `this is \`${printType(left.type)}\`` },
  ],
  why: () => 'a category compares with whole numbers and with categories of the same number of levels',
});

const comparisons: ReadonlySet<FunctionName> = new Set(['less', 'lessEqual', 'equal', 'notEqual']);
const logical: ReadonlySet<FunctionName> = new Set(['and', 'or', 'not']);

/** The element of the result; null where an operand does not fit, which is reported. */
export function elementOfCall(
  checker: Checker,
  name: FunctionName,
  operands: readonly CoreExpression[],
): 'real' | 'int' | 'bool' | null {
  if (logical.has(name)) return requireConditions(checker, operands) ? 'bool' : null;
  if (comparisons.has(name)) return requireComparable(checker, operands) ? 'bool' : null;
  if (!requireNumbers(checker, operands)) return null;
  const whole = operands.every((operand) => isWhole(operand.type));
  switch (name) {
    case 'neg':
    case 'add':
    case 'sub':
    case 'mul':
    case 'abs':
    case 'max':
    case 'min':
      return whole ? 'int' : 'real';
    case 'floor':
      return 'int';
    case 'pow': {
      const [, exponent] = operands;
      const constant = exponent === undefined ? null : constantNumber(exponent);
      return whole && constant !== null && constant >= 0 ? 'int' : 'real';
    }
    default:
      return 'real';
  }
}

export function requireNumbers(checker: Checker, operands: readonly CoreExpression[]): boolean {
  const label = operands.find((operand) => !isNumeric(operand.type));
  if (label !== undefined) checker.report(categoryArithmetic(label));
  return label === undefined;
}

export function requireConditions(checker: Checker, operands: readonly CoreExpression[]): boolean {
  const other = operands.find((operand) => operand.type.element !== 'bool');
  if (other !== undefined) checker.report(needsCondition(other));
  return other === undefined;
}

function requireComparable(checker: Checker, operands: readonly CoreExpression[]): boolean {
  const [left, right] = operands;
  if (left === undefined || right === undefined) return true;
  const fine =
    isNumeric(left.type) && isNumeric(right.type) ? true : comparesWithCategory(left.type, right.type);
  if (!fine) checker.report(cannotCompare({ left, right }));
  return fine;
}

function comparesWithCategory(a: ValueType, b: ValueType): boolean {
  if (a.element === 'category' && b.element === 'category') return sameLevels(a, b);
  return (a.element === 'category' ? b : a).element === 'int';
}
