// How an argument of a distribution lies over the declared type: the type's last axes are one event, a single
// value fills a vector, other axes broadcast from the right, and axes that no argument has are independent
// repeats. An argument's surplus axis is an error.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DistributionSignature, ParameterDefinition, ParameterSize } from '../library/signature.ts';
import { constantSize, equalSizes, printSize, subtractSizes, type Size } from '../sizes/size.ts';
import { spanText, type Span } from '../source/source.ts';
import { broadcastShapes, ordinalFromEnd, stretch } from './broadcast.ts';
import { quoteSpan, type Checker } from './checker.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { describeShape, printType, sameShape } from './type.ts';

/** The variable that a distribution describes. */
export interface EventTarget {
  readonly name: string;
  readonly type: ValueType;
  readonly typeSpan: Span;
}

/** Which argument is meant, for messages. */
export interface ArgumentPlace {
  readonly family: string;
  readonly parameter: string;
}

interface Mismatch extends ArgumentPlace {
  readonly value: CoreExpression;
  readonly target: EventTarget;
  readonly problem: string;
}

export const argumentShape = defineDiagnostic({
  code: 'E0407',
  name: 'argument-shape',
  severity: 'error',
  message: ({ value, target, problem }: Mismatch) =>
    `${quoteSpan(value.span)} does not fit \`${target.name}\`: ${problem}`,
  labels: ({ value, target, family, parameter }) => [
    { span: value.span, text: `\`${parameter}\` of \`${family}\`: ${describeShape(value.type.shape)}` },
    { span: target.typeSpan, text: `\`${target.name}\` is \`${printType(target.type)}\`` },
  ],
  why: () => 'the last axes of an argument are aligned with those of the value that it describes',
  fix: ({ value, parameter, target }) => {
    const factors = productOfVectors(value);
    const description =
      factors !== null
        ? `for the sum of the products write \`${factors.join(' @ ')}\``
        : matrices.has(parameter) && value.type.shape.length <= 1 && target.type.shape.length > 0
          ? 'for entries that are independent use `Normal`, with an `sd` for each'
          : null;
    return description === null ? null : { description, edits: [] };
  },
});

/** Arguments that are matrices, where other systems take spreads. */
const matrices: ReadonlySet<string> = new Set(['covariance', 'cholesky', 'precision']);

/** `['b', 'x']` of `a + b * x`, where b and x are vectors of one size: people who come from formulas mean their sum. */
function productOfVectors(value: CoreExpression): readonly [string, string] | null {
  if (value.kind !== 'call') return null;
  const [left, right] = value.operands;
  if (left === undefined || right === undefined) return null;
  if (value.name === 'add' || value.name === 'sub') return productOfVectors(left) ?? productOfVectors(right);
  if (value.name !== 'mul' || left.type.shape.length !== 1 || !sameShape(left.type.shape, right.type.shape))
    return null;
  const [a, b] = [spanText(left.span), spanText(right.span)];
  return a.includes('\n') || b.includes('\n') ? null : [a, b];
}

/** One of an argument's own axes: its size, null for any, and what that is for: "for K levels"; null: the event. */
export interface OwnAxis {
  readonly size: Size | null;
  readonly due: string | null;
}

/** What an argument may be shaped like: the repeats of the event, then its own axes. */
export interface ArgumentAxes {
  readonly batch: readonly Size[];
  readonly own: readonly OwnAxis[];
}

/** The axes of a variable's type but for its last `eventRank`, which are one event. */
export function repeatsOf(type: ValueType, eventRank: number): readonly Size[] {
  return type.shape.slice(0, type.shape.length - eventRank);
}

export function argumentAxes(
  signature: DistributionSignature,
  definition: ParameterDefinition,
  type: ValueType,
): ArgumentAxes {
  const sizes: readonly ParameterSize[] =
    definition.sizes ?? Array.from({ length: definition.rank }, () => 'event');
  return {
    batch: repeatsOf(type, signature.eventRank),
    own: sizes.map((size) => ownAxis(signature, size, type)),
  };
}

/** The event's size, or the levels of a category. */
function ownAxis({ support }: DistributionSignature, size: ParameterSize, type: ValueType): OwnAxis {
  const levels = support.kind === 'category' ? type.levels : null;
  const event = levels ?? type.shape.at(-1) ?? null;
  if (size === 'any' || event === null) return { size: null, due: null };
  const levelsText = levels === null ? null : `${printSize(levels)} levels`;
  if (size === 'event') return { size: event, due: levelsText === null ? null : `for ${levelsText}` };
  const less = subtractSizes(event, constantSize(1));
  return {
    size: less,
    due: levelsText === null ? null : `for the ${printSize(less)} steps between ${levelsText}`,
  };
}

/** The argument with axes of size 1 repeated; null where it does not fit, which is reported. */
export function fitArgumentShape(
  checker: Checker,
  value: CoreExpression,
  { batch, own }: ArgumentAxes,
  target: EventTarget,
  place: ArgumentPlace,
): CoreExpression | null {
  const refuse = (problem: string): null => {
    checker.report(argumentShape({ ...place, value, target, problem }));
    return null;
  };
  const { shape } = value.type;
  // A single value stands for every entry, where it is known how many there are.
  if (shape.length === 0 && own.every((axis) => axis.size !== null)) return value;
  if (shape.length < own.length)
    return refuse(`it needs ${own.length === 1 ? 'an axis' : `${String(own.length)} axes`}`);
  const outer = shape.slice(0, shape.length - own.length);
  const inner = shape.slice(outer.length);
  for (const [axis, { size, due }] of own.entries()) {
    const given = inner[axis];
    if (given !== undefined && size !== null && !equalSizes(given, size))
      return refuse(disagreement(own.length - axis, given, size, due));
  }
  const surplus = outer.length - batch.length;
  if (surplus > 0)
    return refuse(surplus === 1 ? 'it has an axis too many' : `it has ${String(surplus)} axes too many`);
  const result = broadcastShapes(batch, outer);
  if ('fromEnd' in result || !sameShape(result.shape, batch)) {
    const fromEnd = 'fromEnd' in result ? result.fromEnd : 1;
    return refuse(
      disagreement(fromEnd + own.length, outer.at(-fromEnd) ?? null, batch.at(-fromEnd) ?? null, null),
    );
  }
  return stretch(checker, value, [...batch, ...inner]);
}

function disagreement(fromEnd: number, given: Size | null, wanted: Size | null, due: string | null): string {
  const has = given === null ? 'none' : printSize(given);
  const needs = due ?? `not ${wanted === null ? 'none' : printSize(wanted)}`;
  return `its ${ordinalFromEnd(fromEnd)} axis has size ${has}, ${needs}`;
}
