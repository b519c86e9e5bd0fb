// One element-wise function of checked operands: its shape, element, interval and structure, with constants
// and sizes folded.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { libraryFunctions, type FunctionDomain } from '../library/functions.ts';
import type { Span } from '../source/source.ts';
import { commonShape, stretch } from './broadcast.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { constantNumber } from './constant-value.ts';
import { expressionKey } from './expression-key.ts';
import { folds } from './folds.ts';
import { intervalOfMean } from './convex.ts';
import { atLeast, intersect, intervalOfCall, point, within, type Interval } from './intervals.ts';
import type { CoreExpression, FunctionName, ValueType } from './model.ts';
import { elementOfCall } from './operands.ts';
import { sizeOfCall } from './size-of.ts';
import { structureOfCall } from './structure.ts';
import { boolType, intType, intervalOf, printType, realType, structuredType } from './type.ts';

export const outsideDomain = defineDiagnostic({
  code: 'E0304',
  name: 'outside-domain',
  severity: 'error',
  message: ({ name, domain, operand }: { name: string; domain: FunctionDomain; operand: CoreExpression }) =>
    `\`${name}\` needs ${domain.text}, but ${quoteSpan(operand.span)} may be ` +
    (domain.open ? `${String(domain.lower)} or less` : `less than ${String(domain.lower)}`),
  labels: ({ operand }) => [{ span: operand.span, text: `this is \`${printType(operand.type)}\`` }],
  why: ({ name }) => `elsewhere \`${name}\` has no value, and a fit that came there would fail`,
  fix: () => ({
    description:
      'declare what it is made of as `positive` or `nonnegative`, or pass it through `exp`, `softplus` or `x^2 + 1`',
    edits: [],
  }),
});

export const powerOfNegative = defineDiagnostic({
  code: 'E0305',
  name: 'power-of-negative',
  severity: 'error',
  message: ({ base }: { base: CoreExpression; exponent: CoreExpression }) =>
    `${quoteSpan(base.span)} may be negative, and only whole constant powers of negative numbers exist`,
  labels: ({ base, exponent }) => [
    { span: base.span, text: `this is \`${printType(base.type)}\`` },
    { span: exponent.span, text: 'this is no whole constant' },
  ],
  why: () => '(-1)^0.5 is no real number',
  fix: ({ base }) => ({
    description: `declare what ${quoteSpan(base.span)} is made of as \`positive\` or \`nonnegative\`, or take a power of \`abs(...)\``,
    edits: [],
  }),
});

/** Operands that do not fit are reported, and the result is null. */
export function applyFunction(
  checker: Checker,
  name: FunctionName,
  operands: readonly CoreExpression[],
  span: Span,
): CoreExpression | null {
  const element = elementOfCall(checker, name, operands);
  if (element === null || !requireDomain(checker, name, operands)) return null;
  const shape = commonShape(checker, operands);
  if (shape === null) return null;

  const size = sizeOfCall(name, operands);
  const interval = resultInterval(name, operands);
  const folded = foldConstants(name, operands);
  if (folded !== null) return { kind: 'number', value: folded, type: constantType(element, folded), span };
  if (size !== null) return { kind: 'size', size, type: intType([], interval), span };
  const structure = structureOfCall(name, operands, shape);
  const type: ValueType =
    structure !== null
      ? structuredType(structure, shape)
      : element === 'bool'
        ? boolType(shape)
        : element === 'int'
          ? intType(shape, interval)
          : realType(shape, interval);
  return {
    kind: 'call',
    name,
    operands: operands.map((operand) => stretch(checker, operand, shape)),
    type,
    span,
  };
}

function resultInterval(name: FunctionName, operands: readonly CoreExpression[]): Interval {
  const intervals = operands.map((operand) => intervalOf(operand.type));
  const [left, right] = operands;
  // x * x is a square, though of two independent factors it could be negative.
  if (
    name === 'mul' &&
    left !== undefined &&
    right !== undefined &&
    expressionKey(left) === expressionKey(right)
  )
    return intervalOfCall('pow', [intervalOf(left.type), point(2)]);
  if (name === 'add' && left !== undefined && right !== undefined) {
    const mean = intervalOfMean(left, right);
    // Both hold, and either may be the narrower one.
    if (mean !== null) return intersect(mean, intervalOfCall(name, intervals));
  }
  return intervalOfCall(name, intervals);
}

function requireDomain(checker: Checker, name: FunctionName, operands: readonly CoreExpression[]): boolean {
  const [first, second] = operands;
  if (first === undefined) return true;
  const domain = libraryFunctions.get(name)?.domain ?? null;
  if (domain !== null && !within(intervalOf(first.type), atLeast(domain.lower, domain.open))) {
    checker.report(outsideDomain({ name, domain, operand: first }));
    return false;
  }
  if (name === 'pow' && second !== undefined) {
    const exponent = constantNumber(second);
    const whole = exponent !== null && Number.isInteger(exponent);
    if (!whole && !within(intervalOf(first.type), atLeast(0))) {
      checker.report(powerOfNegative({ base: first, exponent: second }));
      return false;
    }
  }
  return true;
}

/** The value where all operands are constants and it is a finite number. */
function foldConstants(name: FunctionName, operands: readonly CoreExpression[]): number | null {
  const values = operands.map(constantNumber).filter((value) => value !== null);
  const fold = folds[name];
  const [a = 0, b = 0] = values;
  if (fold === undefined || values.length !== operands.length) return null;
  const value = fold(a, b);
  return Number.isFinite(value) ? value : null;
}

export function constantType(element: 'real' | 'int' | 'bool', value: number): ValueType {
  if (element === 'bool') return boolType();
  return element === 'int' ? intType([], point(value)) : realType([], point(value));
}
