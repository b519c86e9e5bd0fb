// `Truncated(D, lower, upper)` and `Censored(D, lower, upper)`: numbers between bounds, either of which may be left
// out. What the bounds leave of the distribution must be of the declared type, not the distribution itself; where
// values beyond a bound count as at it, the bound too.

import type { CallExpression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DerivedSupport, DistributionSignature } from '../library/signature.ts';
import type { Span } from '../source/source.ts';
import { fitArgumentShape, repeatsOf, type EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { emptyRange } from './declared-type.ts';
import type { FormMatch } from './distribution-form.ts';
import { inferPart } from './distribution.ts';
import { infer } from './infer.ts';
import { everything, intersect, within, type Interval } from './intervals.ts';
import type { CoreExpression, DistributionCut, ValueType } from './model.ts';
import { fitDomain } from './parameter-domain.ts';
import { supportOutsideType, type Cut } from './support.ts';
import { intervalOf } from './type.ts';

export const cutsNumbers = defineDiagnostic({
  code: 'E0508',
  name: 'bounds-without-order',
  severity: 'error',
  message: ({ word, family, gives }: { word: string; family: string; gives: string; span: Span }) =>
    `\`${word}\` bounds single numbers, and \`${family}\` gives ${gives}`,
  labels: ({ span, gives }) => [{ span, text: gives }],
});

export const noBound = defineDiagnostic({
  code: 'E0509',
  name: 'no-bound',
  severity: 'error',
  message: ({ word }: { word: string; span: Span }) =>
    `\`${word}\` needs a bound: \`lower\`, \`upper\` or both`,
  labels: ({ span }) => [{ span, text: 'a bound is missing' }],
});

/** Whether bounds around this family mean nothing, which is reported. */
export function refuseCut(
  checker: Checker,
  { name, eventRank, support }: DistributionSignature,
  cut: Cut,
  span: Span,
): boolean {
  const gives =
    eventRank > 0
      ? eventRank === 1
        ? 'vectors'
        : 'matrices'
      : support.kind === 'category'
        ? 'labels'
        : support.kind === 'bool'
          ? 'true or false'
          : null;
  if (gives !== null) checker.report(cutsNumbers({ word: cut.word, family: name, gives, span }));
  return gives !== null;
}

export function inferCut(
  checker: Checker,
  signature: DistributionSignature,
  support: DerivedSupport & { readonly kind: 'cut' },
  { matched }: FormMatch,
  call: CallExpression,
  target: EventTarget,
  outer: Cut | null,
): DistributionCut | null {
  const written = matched.get(support.of);
  if (written === undefined) return null;
  const { name: word } = signature;
  const [lower, upper] = [support.lower, support.upper].map((name) => {
    const argument = matched.get(name);
    return argument === undefined ? undefined : inferBound(checker, signature, name, argument.value, target);
  });
  if (lower === null || upper === null) return null;
  if (lower === undefined && upper === undefined) {
    checker.report(noBound({ word, span: call.callee.span }));
    return null;
  }
  const interval = between(lower, upper);
  if (
    interval.lower > interval.upper ||
    (interval.lower === interval.upper && target.type.element === 'real')
  ) {
    checker.report(emptyRange({ lower: interval.lower, upper: interval.upper, span: call.span }));
    return null;
  }
  const cut = { word, interval: outer === null ? interval : intersect(interval, outer.interval) };
  const part = inferPart(checker, written.value, target, cut);
  if (part === null) return null;
  for (const bound of [lower, upper])
    if (support.atoms && bound !== undefined && !within(intervalOf(bound.type), intervalOf(target.type))) {
      const problem = `\`${word}\` gives its bound ${quoteSpan(bound.span)} too`;
      const declare = closedType(target.type);
      const place = { signature, span: bound.span, ...target };
      checker.report(supportOutsideType({ ...place, problem, values: null, declare }));
      return null;
    }
  const kind = support.atoms ? 'censored' : 'truncated';
  return { kind, part, lower: lower ?? null, upper: upper ?? null, span: call.span };
}

/** The type with its ends in, where it has a name. */
function closedType(type: ValueType): string | null {
  const { lower, upper } = intervalOf(type);
  if (lower !== 0) return null;
  return upper === Infinity ? 'nonnegative' : upper === 1 ? 'unit' : null;
}

function inferBound(
  checker: Checker,
  signature: DistributionSignature,
  parameter: string,
  expression: Parameters<typeof infer>[1],
  target: EventTarget,
): CoreExpression | null {
  const value = infer(checker, expression);
  if (value === null) return null;
  const place = { family: signature.name, parameter };
  const axes = { batch: repeatsOf(target.type, 0), own: [] };
  const domain = { kind: target.type.element === 'int' ? ('whole' as const) : ('real' as const) };
  const shaped =
    value.type.element === 'category' ? value : fitArgumentShape(checker, value, axes, target, place);
  return shaped === null ? null : fitDomain(checker, shaped, domain, target, place);
}

/** All that bounds in these places may leave. */
function between(lower: CoreExpression | undefined, upper: CoreExpression | undefined): Interval {
  const least = lower === undefined ? everything : intervalOf(lower.type);
  const most = upper === undefined ? everything : intervalOf(upper.type);
  return {
    lower: least.lower,
    lowerOpen: least.lowerOpen,
    upper: most.upper,
    upperOpen: most.upperOpen,
  };
}
