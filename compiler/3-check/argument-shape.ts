// How an argument of a distribution lies over the declared type: the type's last axes are one event, a single
// value fills a vector, other axes broadcast from the right, and axes that no argument has are independent
// repeats. An argument's surplus axis is an error.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Distribution } from '../library/distribution.ts';
import { equalSizes, printSize, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
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

interface Mismatch {
  readonly value: CoreExpression;
  readonly target: EventTarget;
  readonly family: string;
  readonly parameter: string;
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
});

/** The argument with axes of size 1 repeated; null where it does not fit, which is reported. */
export function fitArgumentShape(
  checker: Checker,
  family: Distribution,
  rank: 0 | 1 | 2,
  value: CoreExpression,
  target: EventTarget,
  place: { readonly family: string; readonly parameter: string },
): CoreExpression | null {
  const refuse = (problem: string): null => {
    checker.report(argumentShape({ ...place, value, target, problem }));
    return null;
  };
  const { shape } = value.type;
  // A single value stands for every entry.
  if (shape.length === 0) return value;
  const batch = target.type.shape.slice(0, target.type.shape.length - family.eventRank);
  const core = coreSizes(family, rank, target.type);
  if (shape.length < rank) return refuse(`it needs ${String(rank)} axes`);
  const outer = shape.slice(0, shape.length - rank);
  for (const [axis, size] of core.entries()) {
    const given = shape[outer.length + axis];
    if (given === undefined || !equalSizes(given, size))
      return refuse(disagreement(family, core.length - axis, given ?? null, size));
  }
  const surplus = outer.length - batch.length;
  if (surplus > 0)
    return refuse(surplus === 1 ? 'it has an axis too many' : `it has ${String(surplus)} axes too many`);
  const result = broadcastShapes(batch, outer);
  if ('fromEnd' in result || !sameShape(result.shape, batch)) {
    const fromEnd = 'fromEnd' in result ? result.fromEnd : 1;
    return refuse(
      disagreement(family, fromEnd + rank, outer.at(-fromEnd) ?? null, batch.at(-fromEnd) ?? null),
    );
  }
  return stretch(checker, value, [...batch, ...core]);
}

/** Sizes of one event's parameter: the levels of a category, or the event's own size once or twice. */
function coreSizes(family: Distribution, rank: 0 | 1 | 2, type: ValueType): readonly Size[] {
  const size = family.support.kind === 'category' ? type.levels : (type.shape.at(-1) ?? null);
  return size === null ? [] : Array.from({ length: rank }, () => size);
}

function disagreement(
  family: Distribution,
  fromEnd: number,
  given: Size | null,
  wanted: Size | null,
): string {
  const has = given === null ? 'none' : printSize(given);
  const needs = wanted === null ? 'none' : printSize(wanted);
  return family.support.kind === 'category' && fromEnd === 1
    ? `its last axis has size ${has}, for ${needs} levels`
    : `its ${ordinalFromEnd(fromEnd)} axis has size ${has}, not ${needs}`;
}
