// Array literals, comprehensions and `if`.

import type { ArrayLiteral, Comprehension, ConditionalExpression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { addSizes, constantSize, printSize, subtractSizes, type Size } from '../sizes/size.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { commonShape, stretch } from './broadcast.ts';
import { infer, inferAll, inferValue } from './infer.ts';
import { add, fromBounds, hull } from './intervals.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { requireConditions } from './operands.ts';
import { pairFields, printValueType, type CheckedValue, type RecordValue } from './record.ts';
import { inferSize } from './size-expression.ts';
import {
  boolType,
  categoryType,
  elementType,
  intType,
  intervalOf,
  isNumeric,
  isWhole,
  describeType,
  realType,
  sameLevels,
  sameShape,
  withShape,
} from './type.ts';
import type { Span } from '../source/source.ts';

export const emptyArray = defineDiagnostic<{ span: Span }>({
  code: 'E0308',
  name: 'empty-array',
  severity: 'error',
  message: () => 'an array needs at least one element',
  labels: ({ span }) => [{ span, text: 'empty' }],
  why: () => 'without an element it is not known what it is an array of',
});

export const unlikeElements = defineDiagnostic({
  code: 'E0309',
  name: 'unlike-elements',
  severity: 'error',
  message: ({ first, other }: { first: CoreExpression; other: CoreExpression }) =>
    `${quoteSpan(first.span)} and ${quoteSpan(other.span)} are not of one kind`,
  labels: ({ first, other }) => [
    { span: other.span, text: `this is \`${describeType(other.type)}\`` },
    { span: first.span, text: `this is \`${describeType(first.type)}\`` },
  ],
  why: () =>
    'the elements of an array, and the two results of an `if`, have one kind of element and one shape',
});

export function inferArray(checker: Checker, expression: ArrayLiteral): CoreExpression | null {
  const { span } = expression;
  if (expression.elements.length === 0) {
    checker.report(emptyArray({ span }));
    return null;
  }
  const elements = inferAll(checker, expression.elements);
  const [first] = elements ?? [];
  if (elements === null || first === undefined) return null;
  let type = first.type;
  for (const other of elements.slice(1)) {
    const joined = joinTypes(type, other.type);
    if (joined === null || !sameShape(type.shape, other.type.shape)) {
      checker.report(unlikeElements({ first, other }));
      return null;
    }
    type = joined;
  }
  return {
    kind: 'stack',
    elements,
    type: withShape(type, [constantSize(elements.length), ...type.shape]),
    span,
  };
}

/** The smallest type that holds the elements of both; null where there is none. Shapes are not compared. */
function joinTypes(a: ValueType, b: ValueType): ValueType | null {
  if (!isNumeric(a) || !isNumeric(b)) {
    return !isNumeric(a) && !isNumeric(b) && sameLevels(a, b) ? a : null;
  }
  if (a.structure !== null && a.structure === b.structure) return a;
  if (a.element === 'bool' && b.element === 'bool') return boolType(a.shape);
  const interval = hull(intervalOf(a), intervalOf(b));
  return isWhole(a) && isWhole(b) ? intType(a.shape, interval) : realType(a.shape, interval);
}

export function inferComprehension(checker: Checker, expression: Comprehension): CoreExpression | null {
  const from = inferSize(checker, expression.from);
  const to = inferSize(checker, expression.to);
  const definition = checker.resolution.definitions.get(expression);
  if (definition === undefined) return null;
  const id = checker.nextLoop();
  const variableSpan = expression.variable.span;
  const loop: CoreExpression | null =
    from === null || to === null
      ? null
      : { kind: 'loopIndex', id, type: loopType(from.expression, to.expression), span: variableSpan };
  if (from !== null && to !== null) checker.loops.set(id, { from: from.size, to: to.size });
  checker.values.set(definition, loop);
  const body = infer(checker, expression.body);
  if (from === null || to === null || body === null) return null;
  const length = subtractSizes(to.size, from.size);
  checker.conditions.require(
    addSizes(from.size, constantSize(1)),
    to.size,
    `the comprehension must have at least one element: \`${printSize(from.size)}\` must be below \`${printSize(to.size)}\``,
    expression.span,
  );
  const type = withShape(body.type, [length, ...body.type.shape]);
  return { kind: 'tabulate', id, from: from.size, to: to.size, body, type, span: expression.span };
}

/** From the least value of `from` to one below the greatest of `to`. */
function loopType(from: CoreExpression, to: CoreExpression): ValueType {
  const low = intervalOf(from.type);
  const high = add(intervalOf(to.type), { lower: -1, lowerOpen: false, upper: -1, upperOpen: false });
  const lower = low.lower === -Infinity ? null : { value: low.lower, open: false };
  const upper = high.upper === Infinity ? null : { value: high.upper, open: false };
  return intType([], fromBounds(lower, upper));
}

export const unlikeRecords = defineDiagnostic({
  code: 'E0332',
  name: 'unlike-records',
  severity: 'error',
  message: ({
    then,
    otherwise,
  }: {
    then: CoreExpression | RecordValue;
    otherwise: CoreExpression | RecordValue;
  }) =>
    `the two results of this \`if\`, ${quoteSpan(then.span)} and ${quoteSpan(otherwise.span)}, do not have the same fields`,
  labels: ({ then, otherwise }) => [
    { span: otherwise.span, text: `this is ${describeValue(otherwise)}` },
    { span: then.span, text: `this is ${describeValue(then)}` },
  ],
  why: () => 'an `if` gives one kind of value, whichever way it goes',
});

function describeValue(value: CoreExpression | RecordValue): string {
  const printed = printValueType(value);
  return value.kind === 'record' ? printed : `\`${printed}\``;
}

/** Of two records of the same fields: field by field. */
export function inferConditional(checker: Checker, expression: ConditionalExpression): CheckedValue {
  const condition = infer(checker, expression.condition);
  const then = inferValue(checker, expression.then);
  const otherwise = inferValue(checker, expression.else);
  if (condition === null || then === null || otherwise === null) return null;
  if (!requireConditions(checker, [condition])) return null;
  const { span } = expression;
  if (then.kind !== 'record' && otherwise.kind !== 'record')
    return choose(checker, condition, then, otherwise, span);
  const pairs = then.kind === 'record' && otherwise.kind === 'record' ? pairFields(then, otherwise) : null;
  if (pairs === null) {
    checker.report(unlikeRecords({ then, otherwise }));
    return null;
  }
  const fields = new Map<string, CoreExpression>();
  for (const [name, [left, right]] of pairs) {
    const chosen = choose(checker, condition, left, right, span);
    if (chosen === null) return null;
    fields.set(name, chosen);
  }
  return { kind: 'record', fields, span };
}

function choose(
  checker: Checker,
  condition: CoreExpression,
  then: CoreExpression,
  otherwise: CoreExpression,
  span: Span,
): CoreExpression | null {
  const joined = joinTypes(then.type, otherwise.type);
  if (joined === null) {
    checker.report(unlikeElements({ first: then, other: otherwise }));
    return null;
  }
  const shape = commonShape(checker, [then, otherwise, condition]);
  if (shape === null) return null;
  const whole = condition.type.shape.length === 0 && sameShape(then.type.shape, otherwise.type.shape);
  const type = whole ? withShape(joined, shape) : plain(joined, shape);
  return {
    kind: 'if',
    condition: stretch(checker, condition, shape),
    then: stretch(checker, then, shape),
    else: stretch(checker, otherwise, shape),
    type,
    span,
  };
}

/** Chosen entry by entry, whole structures fall apart. */
function plain(type: ValueType, shape: readonly Size[]): ValueType {
  return type.element === 'category' && type.levels !== null
    ? categoryType(type.levels, shape)
    : elementType(type, shape);
}
