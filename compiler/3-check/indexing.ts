// `a[i, j]`, `a[.., j]`, `a[1..3]`: every index is shown to lie within its axis, when compiling or, where
// hyperparameters and dims decide it, when a fit starts. An index is never out of range.

import type { Index, IndexExpression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { addSizes, constantSize, equalSizes, printSize, subtractSizes, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { infer } from './infer.ts';
import { structureRank, type CoreExpression, type CoreIndex, type ValueType } from './model.ts';
import { requireSingle, type CheckedValue } from './record.ts';
import { readStep } from './sequences/read-step.ts';
import { sizeRange } from './size-range.ts';
import { inferSize } from './size-expression.ts';
import { describeShape, elementType, intervalOf, printType, withShape } from './type.ts';

interface Indexed {
  readonly operand: CoreExpression;
  readonly index: CoreExpression;
  readonly size: Size;
}

export const tooManyIndices = defineDiagnostic({
  code: 'E0404',
  name: 'too-many-indices',
  severity: 'error',
  message: ({ operand, count }: { operand: CoreExpression; count: number; span: Span }) =>
    operand.type.shape.length === 0
      ? `${quoteSpan(operand.span)} is a single value and cannot be indexed`
      : `${quoteSpan(operand.span)} has ${axes(operand.type.shape.length)}, but ${String(count)} indices are given`,
  labels: ({ operand, span }) => [
    { span, text: 'no axis for this' },
    { span: operand.span, text: `this is \`${printType(operand.type)}\`` },
  ],
});

function axes(count: number): string {
  return count === 1 ? 'one axis' : `${String(count)} axes`;
}

export const wrongLevels = defineDiagnostic({
  code: 'E0405',
  name: 'index-of-other-size',
  severity: 'error',
  message: ({ operand, index, size }: Indexed) => {
    const axis = `that axis of ${quoteSpan(operand.span)} has size ${printSize(size)}`;
    return countsRows(index)
      ? `plate ${quoteSpan(index.span)} has as many rows as the data, but ${axis}`
      : `${quoteSpan(index.span)} has ${levelsText(index.type)} levels, but ${axis}`;
  },
  labels: ({ operand, index }) => [
    { span: index.span, text: countsRows(index) ? 'a row number' : `this is \`${printType(index.type)}\`` },
    { span: operand.span, text: `this is \`${printType(operand.type)}\`` },
  ],
  why: () => 'an index is never out of range: an axis that a category indexes has exactly its levels',
  fix: ({ index, size }) =>
    countsRows(index)
      ? {
          description: `give the plate its size: \`plate ${plainText(index)}: ${printSize(size)}\``,
          edits: [],
        }
      : null,
});

/** The index of a plate whose size the data decide. */
function countsRows(index: CoreExpression): boolean {
  return index.kind === 'plateIndex' && index.type.levels?.key === `rows:${index.plate}`;
}

function levelsText(type: ValueType): string {
  return type.element === 'bool' ? '2' : type.levels === null ? '?' : printSize(type.levels);
}

export const unboundedIndex = defineDiagnostic({
  code: 'E0311',
  name: 'index-may-be-outside',
  severity: 'error',
  message: ({ operand, index }: Indexed) =>
    `${quoteSpan(index.span)} may lie outside ${quoteSpan(operand.span)}`,
  labels: ({ index, operand }) => [
    { span: index.span, text: `this is \`${printType(index.type)}\`` },
    { span: operand.span, text: `this is \`${printType(operand.type)}\`` },
  ],
  why: ({ size }) =>
    `an index is never out of range: it is a \`category<${printSize(size)}>\`, a constant, or the variable of a comprehension`,
  fix: ({ index, size }) =>
    index.kind === 'variable'
      ? { description: `declare ${quoteSpan(index.span)} as \`category<${printSize(size)}>\``, edits: [] }
      : index.kind === 'stepIndex'
        ? {
            description: `give the sequence its size: \`sequence ${index.sequence}: ${printSize(size)}\``,
            edits: [],
          }
        : null,
});

export const arrayIndex = defineDiagnostic({
  code: 'E0312',
  name: 'array-as-index',
  severity: 'error',
  message: ({ index }: Indexed) =>
    `${quoteSpan(index.span)} is an array of indices; an index is a single value`,
  labels: ({ index }) => [{ span: index.span, text: `this is ${describeShape(index.type.shape)}` }],
  fix: ({ operand, index }) => {
    const length = index.type.shape[0];
    const end = length === undefined ? 'n' : printSize(length);
    return {
      description: `pick one by one: \`[for i in 0..${end}: ${plainText(operand)}[${plainText(index)}[i]]]\``,
      edits: [],
    };
  },
});

function plainText(expression: CoreExpression): string {
  return quoteSpan(expression.span).replaceAll('`', '');
}

export function inferIndex(checker: Checker, expression: IndexExpression): CheckedValue {
  const step = readStep(checker, expression);
  if (step === undefined)
    return indexValue(checker, infer(checker, expression.object), expression.indices, expression.span);
  if (step.rest.length === 0) return step.value;
  return indexValue(checker, requireSingle(checker, step.value), step.rest, expression.span);
}

function indexValue(
  checker: Checker,
  operand: CoreExpression | null,
  written: readonly Index[],
  span: Span,
): CoreExpression | null {
  const shape = operand?.type.shape ?? [];
  const surplus = operand === null ? undefined : written[shape.length];
  if (operand !== null && surplus !== undefined) {
    checker.report(tooManyIndices({ operand, count: written.length, span: surplus.span }));
    return null;
  }
  const indices = written.map((index, axis) => inferOne(checker, operand, shape[axis], index));
  const found = indices.filter((index) => index !== null);
  if (operand === null || found.length < indices.length) return null;
  const full = shape.map((_, axis): CoreIndex => found[axis] ?? { kind: 'all' });
  return indexCore(operand, full, span);
}

/** `operand[indices]`, one index for each axis. Indexing what was indexed is one indexing. */
function indexCore(operand: CoreExpression, indices: readonly CoreIndex[], span: Span): CoreExpression {
  const type = indexedType(operand.type, indices);
  if (indices.every((index) => index.kind === 'all')) return { ...operand, span };
  if (operand.kind === 'index' && operand.indices.every((index) => index.kind !== 'slice')) {
    const rest = [...indices];
    const merged = operand.indices.map((index) => (index.kind === 'all' ? (rest.shift() ?? index) : index));
    return { kind: 'index', operand: operand.operand, indices: merged, type, span };
  }
  return { kind: 'index', operand, indices, type, span };
}

function indexedType(type: ValueType, indices: readonly CoreIndex[]): ValueType {
  const shape: Size[] = [];
  for (const [axis, index] of indices.entries()) {
    if (index.kind === 'slice') shape.push(subtractSizes(index.to, index.from));
    else if (index.kind === 'all') shape.push(type.shape[axis] ?? constantSize(1));
  }
  const rank = structureRank(type.structure);
  const whole = indices.slice(indices.length - rank).every((index) => index.kind === 'all');
  return rank === 0 || whole ? withShape(type, shape) : elementType(type, shape);
}

function inferOne(
  checker: Checker,
  operand: CoreExpression | null,
  size: Size | undefined,
  index: Index,
): CoreIndex | null {
  if (index.kind === 'slice') return inferSlice(checker, operand, size, index);
  const value = infer(checker, index.value);
  if (value === null || operand === null || size === undefined) return null;
  return checkIndex(checker, { operand, index: value, size }) ? { kind: 'at', value } : null;
}

function checkIndex(checker: Checker, indexed: Indexed): boolean {
  const { index, size } = indexed;
  const { type } = index;
  if (type.shape.length > 0) {
    checker.report(arrayIndex(indexed));
    return false;
  }
  const levels = type.element === 'bool' ? constantSize(2) : type.element === 'category' ? type.levels : null;
  if (levels !== null) {
    if (equalSizes(levels, size)) return true;
    checker.report(wrongLevels(indexed));
    return false;
  }
  const range = type.element === 'int' ? rangeOf(checker, index) : null;
  if (range === null) {
    checker.report(unboundedIndex(indexed));
    return false;
  }
  const text = quoteSpan(index.span);
  const within = `index ${text} must lie within ${quoteSpan(indexed.operand.span)}`;
  checker.conditions.require(constantSize(0), range.least, `${within}: it may not be negative`, index.span);
  checker.conditions.require(
    addSizes(range.most, constantSize(1)),
    size,
    `${within}: it must be below ${printSize(size)}, since indices begin at 0`,
    index.span,
  );
  return true;
}

/** As sizes where the index is made of them, else by its bounds. */
function rangeOf(
  checker: Checker,
  index: CoreExpression,
): { readonly least: Size; readonly most: Size } | null {
  const symbolic = sizeRange(checker.loops, checker.steps.sizes, index);
  if (symbolic !== null) return symbolic;
  const { lower, upper } = intervalOf(index.type);
  return Number.isFinite(lower) && Number.isFinite(upper)
    ? { least: constantSize(Math.ceil(lower)), most: constantSize(Math.floor(upper)) }
    : null;
}

function inferSlice(
  checker: Checker,
  operand: CoreExpression | null,
  size: Size | undefined,
  index: Index & { kind: 'slice' },
): CoreIndex | null {
  if (index.from === null && index.to === null) return { kind: 'all' };
  const from = index.from === null ? constantSize(0) : (inferSize(checker, index.from)?.size ?? null);
  const to = index.to === null ? (size ?? null) : (inferSize(checker, index.to)?.size ?? null);
  if (from === null || to === null || operand === null || size === undefined) return null;
  const slice = `slice \`${printSize(from)}..${printSize(to)}\` of ${quoteSpan(operand.span)}`;
  checker.conditions.require(constantSize(0), from, `${slice} may not begin below 0`, index.span);
  checker.conditions.require(
    addSizes(from, constantSize(1)),
    to,
    `${slice} must hold at least one element`,
    index.span,
  );
  checker.conditions.require(to, size, `${slice} may not end beyond ${printSize(size)}`, index.span);
  return { kind: 'slice', from, to };
}
