// Whole numbers as labels of a category: `z: category<K> ~ DiscreteUniform(0, K - 1)`, `Delta(2)`. They must be shown
// to lie in 0 to K-1, or a precondition says when they do.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DistributionSignature, RangeEnd, RangeSupport } from '../library/signature.ts';
import { addSizes, constantSize, printSize, subtractSizes, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import type { EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import type { CoreExpression } from './model.ts';
import { sizeRange, type SizeRange } from './size-range.ts';
import type { Arguments } from './support.ts';
import { intervalOf, printType } from './type.ts';

export const notLabels = defineDiagnostic({
  code: 'E0507',
  name: 'not-labels',
  severity: 'error',
  message: ({ family, target }: { family: string; target: EventTarget; span: Span }) =>
    `\`${target.name}\` is \`${printType(target.type)}\`, but \`${family}\` may give numbers that are none of its labels`,
  labels: ({ span, target }) => [
    { span, text: 'whole numbers of an unknown range' },
    { span: target.typeSpan, text: `\`${printType(target.type)}\`` },
  ],
  why: ({ target }) => {
    const last = target.type.levels === null ? 'K - 1' : lastLabel(target.type.levels);
    return `the labels are 0 to ${last}, and the numbers must be seen to lie there from sizes and constants`;
  },
});

const lastLabel = (levels: Size): string => printSize(subtractSizes(levels, constantSize(1)));

/** Whether the numbers of a range are labels of the target; where they are not, that is reported. */
export function requireLabels(
  checker: Checker,
  { name }: DistributionSignature,
  { lower, upper }: RangeSupport,
  args: Arguments,
  target: EventTarget,
  span: Span,
): boolean {
  return requireWithin(
    checker,
    name,
    rangeOfEnd(checker, lower, args),
    rangeOfEnd(checker, upper, args),
    target,
    span,
  );
}

/** The same for one whole number. */
export function requireLabel(
  checker: Checker,
  family: string,
  value: CoreExpression,
  target: EventTarget,
): boolean {
  const range = rangeOfValue(checker, value);
  return requireWithin(checker, family, range, range, target, value.span);
}

function requireWithin(
  checker: Checker,
  family: string,
  least: SizeRange | null,
  most: SizeRange | null,
  target: EventTarget,
  span: Span,
): boolean {
  const { levels } = target.type;
  if (least === null || most === null || levels === null) {
    checker.report(notLabels({ family, target, span }));
    return false;
  }
  const labels = `${quoteSpan(span)} must give labels of \`${target.name}\`, 0 to ${lastLabel(levels)}`;
  checker.conditions.require(constantSize(0), least.least, labels, span);
  checker.conditions.require(addSizes(most.most, constantSize(1)), levels, labels, span);
  return true;
}

function rangeOfEnd(checker: Checker, end: RangeEnd | null, args: Arguments): SizeRange | null {
  if (end === null) return null;
  if (typeof end === 'number') return { least: constantSize(end), most: constantSize(end) };
  const argument = args[end.parameter];
  return argument === undefined ? null : rangeOfValue(checker, argument);
}

/** By the sizes that it is made of, else by its bounds. */
function rangeOfValue(checker: Checker, value: CoreExpression): SizeRange | null {
  const sizes = sizeRange(checker.loops, checker.steps.sizes, value);
  if (sizes !== null) return sizes;
  const { lower, upper } = intervalOf(value.type);
  const [least, most] = [wholeSize(lower), wholeSize(upper)];
  return least === null || most === null ? null : { least, most };
}

function wholeSize(end: number): Size | null {
  return Number.isFinite(end) ? constantSize(Math.round(end)) : null;
}
