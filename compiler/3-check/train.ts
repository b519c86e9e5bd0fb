// `train method(options)`: the method and, by the library's lists, its options.

import type { TrainStatement } from '../1-parse/ast.ts';
import { askWhetherMeant, nearNames, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { trainingMethods } from '../library/training/methods.ts';
import type { Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import type { TrainMethod } from './model.ts';
import { checkOptions } from './train-options.ts';

export const unknownMethod = defineDiagnostic({
  code: 'E0701',
  name: 'unknown-method',
  severity: 'error',
  message: ({ name, near }: { name: string; span: Span; near: readonly string[] }) =>
    `there is no training method \`${name}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not a method' }],
  why: () => `methods are ${[...trainingMethods.keys()].join(', ')}; left out, the compiler chooses`,
  fix: ({ span, near }) => renamingFix(span, near),
});

export const trainTwice = defineDiagnostic<{ span: Span; before: Span }>({
  code: 'E0706',
  name: 'train-twice',
  severity: 'error',
  message: () => 'a model has one default way of training, and this is a second `train`',
  labels: ({ span, before }) => [
    { span, text: 'second' },
    { span: before, text: 'first' },
  ],
  why: () => 'keep one; another can be chosen for a run with `--method`',
});

/** Null without a `train`, or where its method is unknown, which is reported. */
export function checkTrain(checker: Checker, statements: readonly TrainStatement[]): TrainMethod | null {
  const [first, second] = statements;
  if (first === undefined) return null;
  if (second !== undefined)
    checker.report(trainTwice({ span: second.method.span, before: first.method.span }));
  const { name, span } = first.method;
  const method = trainingMethods.get(name);
  if (method === undefined) {
    if (name !== '')
      checker.report(unknownMethod({ name, span, near: nearNames(name, trainingMethods.keys()) }));
    return null;
  }
  return { method: name, span, options: checkOptions(checker, method, first.options, span) };
}
