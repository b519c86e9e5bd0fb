// `simplex<support: M>[K, K]`: which entries may differ from zero, as a constant array of true and false.

import type { Argument, TypeExpression } from '../1-parse/ast.ts';
import { defineDiagnostic, type Fix } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { constantOf, type Constant } from './constant-value.ts';
import { infer } from './infer.ts';
import type { CoreExpression, ValueType } from './model.ts';
import { describeShape, printType, sameShape } from './type.ts';

interface Unfit {
  readonly span: Span;
  readonly what: string;
  readonly text: string;
  readonly advice: string | null;
}

export const supportMask = defineDiagnostic({
  code: 'E0643',
  name: 'support-mask',
  severity: 'error',
  message: ({ span, what }: Unfit) =>
    `${quoteSpan(span)} does not say which entries may differ from zero: ${what}`,
  labels: ({ span, text }) => [{ span, text }],
  why: () =>
    'a support is a constant array of `true` and `false` over the last sizes of the type, with a `true` in every row',
  fix: ({ advice }): Fix | null => (advice === null ? null : { description: advice, edits: [] }),
});

export const supportElsewhere = defineDiagnostic({
  code: 'E0644',
  name: 'support-of-no-param',
  severity: 'error',
  message: ({ name, word }: { name: string; word: string; span: Span }) =>
    `\`${name}\` is ${word}, and only a \`param\` has a support`,
  labels: ({ span }) => [{ span, text: 'leave this out' }],
  why: () =>
    'a support keeps entries of an estimate at zero; a distribution says by itself where its values lie',
});

export const initialOutsideSupport = defineDiagnostic({
  code: 'E0655',
  name: 'start-outside-support',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `the first value of \`${name}\` is not zero where its support says that it is`,
  labels: ({ span }) => [{ span, text: 'not zero there' }],
  why: () => 'what the support keeps at zero is zero from the start',
});

/** The type without its support, for `declaredType`, and the support as written. */
export function splitSupport(type: TypeExpression): {
  readonly plain: TypeExpression;
  readonly support: Argument | null;
} {
  const support = type.arguments.find(({ name }) => name?.name === 'support') ?? null;
  if (type.name.name !== 'simplex' || support === null) return { plain: type, support: null };
  return {
    plain: { ...type, arguments: type.arguments.filter((argument) => argument !== support) },
    support,
  };
}

/** The mask; null where it does not fit, which is reported. */
export function checkSupport(checker: Checker, support: Argument, type: ValueType): CoreExpression | null {
  const mask = infer(checker, support.value);
  if (mask === null) return null;
  const { span } = support.value;
  const refuse = (what: string, text: string, advice: string | null = null): null => {
    checker.report(supportMask({ span, what, text, advice }));
    return null;
  };
  const constant = constantOf(mask);
  const rank = mask.type.shape.length;
  if (mask.type.element !== 'bool')
    return refuse(
      'it does not hold `true` and `false`',
      `this is \`${printType(mask.type)}\``,
      'write `true` where an entry may differ from zero, and `false` where it may not',
    );
  if (constant === null) return refuse('it is not a constant', 'depends on the model');
  if (rank === 0) return refuse('it is a single value', `this is \`${printType(mask.type)}\``);
  const sizes = type.shape.slice(-rank);
  if (!sameShape(mask.type.shape, sizes))
    return refuse(
      `it is ${describeShape(mask.type.shape)}, and the type ends in ${describeShape(sizes)}`,
      `this is ${describeShape(mask.type.shape)}`,
      'give the type the sizes of the support, as numbers or constants',
    );
  if (!everyRow(constant, (row) => row.includes(1)))
    return refuse(
      'a row has no `true`',
      'a row of zeros adds up to 0',
      'let one entry of each row be `true`',
    );
  return mask;
}

/** Reports a constant first value that is not zero where the mask is false. */
export function checkInitialZeros(
  checker: Checker,
  name: string,
  mask: CoreExpression,
  initial: CoreExpression,
): boolean {
  const [allowed, value] = [constantOf(mask), constantOf(initial)];
  if (allowed === null || value === null || isWithin(value, allowed)) return true;
  checker.report(initialOutsideSupport({ name, span: initial.span }));
  return false;
}

/** Zero wherever the mask is; what has fewer axes than the other stands for each of its rows. */
function isWithin(value: Constant, mask: Constant): boolean {
  if (typeof mask === 'number') return mask !== 0 || value === 0;
  const depths = [depthOf(value), depthOf(mask)] as const;
  if (typeof value === 'number' || depths[0] < depths[1]) return mask.every((part) => isWithin(value, part));
  if (depths[0] > depths[1]) return value.every((part) => isWithin(part, mask));
  return value.every((part, index) => isWithin(part, mask[index] ?? 0));
}

function depthOf(value: Constant): number {
  return typeof value === 'number' ? 0 : 1 + depthOf(value[0] ?? 0);
}

function everyRow(value: Constant, holds: (row: readonly number[]) => boolean): boolean {
  if (typeof value === 'number') return true;
  const numbers = value.filter((entry) => typeof entry === 'number');
  return numbers.length === value.length ? holds(numbers) : value.every((part) => everyRow(part, holds));
}
