// Uses of one instance share its weights, so what goes in has the same sizes each time.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { quoteSpan, type Checker } from '../checker.ts';
import { printValueType } from '../record.ts';
import { sameShape } from '../type.ts';
import { partsOf, type InputValue } from './elaborate.ts';

interface Uses {
  readonly instance: string;
  readonly input: string;
  readonly now: InputValue;
  readonly before: InputValue;
}

export const usesDisagree = defineDiagnostic({
  code: 'E0413',
  name: 'uses-disagree',
  severity: 'error',
  message: ({ instance, input, now, before }: Uses) =>
    `\`${input}\` of \`${instance}\` is ${quoteSpan(now.span)} here and ${quoteSpan(before.span)} before, and their sizes differ`,
  labels: ({ now, before }) => [
    { span: now.span, text: `this is \`${printValueType(now)}\`` },
    { span: before.span, text: `this is \`${printValueType(before)}\`` },
  ],
  why: () => 'all uses of an instance share its weights, whose sizes follow from what goes in',
  fix: ({ instance }) => ({ description: `make a second instance beside \`${instance}\``, edits: [] }),
});

/** False where the sizes are not those of the first use, which is reported. */
export function checkSharedSizes(
  checker: Checker,
  instance: string,
  names: readonly string[],
  first: readonly InputValue[],
  now: readonly InputValue[],
): boolean {
  for (const [index, value] of now.entries()) {
    const before = first[index];
    if (before === undefined || alike(value, before)) continue;
    checker.report(usesDisagree({ instance, input: names[index] ?? '', now: value, before }));
    return false;
  }
  return true;
}

function alike(a: InputValue, b: InputValue): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  return (
    left.length === right.length &&
    left.every((part, index) => {
      const other = right[index];
      return (
        other !== undefined &&
        sameShape(part.type.shape, other.type.shape) &&
        part.type.levels?.key === other.type.levels?.key
      );
    })
  );
}
