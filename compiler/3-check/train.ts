// `train method(options)`: the method's name and its options, each with its kind of value.

import type { Argument, TrainStatement } from '../1-parse/ast.ts';
import { askWhetherMeant, nearNames, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { plannedMethods } from '../library/planned.ts';
import type { Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { constantNumber } from './constant-value.ts';
import { infer } from './infer.ts';
import type { TrainMethod } from './model.ts';
import { spreadNotServed } from './rules/not-served.ts';

interface Unknown {
  readonly name: string;
  readonly span: Span;
  readonly near: readonly string[];
  readonly known: readonly string[];
}

export const unknownMethod = defineDiagnostic({
  code: 'E0701',
  name: 'unknown-method',
  severity: 'error',
  message: ({ name, near }: Unknown) => `there is no training method \`${name}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not a method' }],
  why: ({ known }) => `methods are ${known.join(', ')}`,
  fix: ({ span, near }) => renamingFix(span, near),
});

export const unknownOption = defineDiagnostic({
  code: 'E0702',
  name: 'unknown-option',
  severity: 'error',
  message: ({ method, name, near }: Unknown & { method: string }) =>
    `\`${method}\` has no option \`${name}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not an option' }],
  why: ({ method, known }) => `\`${method}\` takes ${known.join(', ')}`,
  fix: ({ span, near }) => renamingFix(span, near),
});

export const optionWithoutName = defineDiagnostic<{ span: Span; known: readonly string[] }>({
  code: 'E0703',
  name: 'option-without-name',
  severity: 'error',
  message: () => 'options of `train` are given by name',
  labels: ({ span }) => [{ span, text: 'which option?' }],
  why: ({ known }) => `for example \`${known[0] ?? ''}: ...\``,
});

export const optionValue = defineDiagnostic({
  code: 'E0704',
  name: 'option-value',
  severity: 'error',
  message: ({ name, wanted }: { name: string; wanted: string; span: Span }) =>
    `\`${name}\` must be ${wanted}`,
  labels: ({ span }) => [{ span, text: 'not so' }],
});

export const optionTwice = defineDiagnostic({
  code: 'E0705',
  name: 'option-twice',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `option \`${name}\` is given twice`,
  labels: ({ span }) => [{ span, text: 'given again' }],
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

export const methodNotServed = defineDiagnostic({
  code: 'E0911',
  name: 'method-not-available',
  severity: 'error',
  message: ({ name, available }: { name: string; available: readonly string[]; span: Span }) =>
    `training by \`${name}\` is not available yet; available are ${available.join(', ')}`,
  labels: ({ span }) => [{ span, text: 'not available yet' }],
});

interface OptionKind {
  readonly wanted: string;
  readonly accepts: (value: number) => boolean;
}

const atLeastOne: OptionKind = {
  wanted: 'a whole number from 1 on',
  accepts: (value) => Number.isSafeInteger(value) && value >= 1,
};
const notNegative: OptionKind = { wanted: 'a number that is not negative', accepts: (value) => value >= 0 };

/** The three share the loop that drives them, and so its options. */
const iterative: ReadonlyMap<string, OptionKind> = new Map([
  ['restarts', atLeastOne],
  ['tolerance', notNegative],
  ['iterations', atLeastOne],
]);

const methods: ReadonlyMap<string, ReadonlyMap<string, OptionKind>> = new Map([
  ['mle', iterative],
  ['map', iterative],
  ['em', iterative],
]);

/** Null without a `train`, or where it has a fault, which is reported. */
export function checkTrain(checker: Checker, statements: readonly TrainStatement[]): TrainMethod | null {
  const [first, second] = statements;
  if (first === undefined) return null;
  if (second !== undefined)
    checker.report(trainTwice({ span: second.method.span, before: first.method.span }));
  const { name, span } = first.method;
  const options = methods.get(name);
  if (options === undefined) {
    const known = [...methods.keys(), ...plannedMethods];
    if (plannedMethods.has(name))
      checker.report(methodNotServed({ name, available: [...methods.keys()], span }));
    else if (name !== '') checker.report(unknownMethod({ name, span, near: nearNames(name, known), known }));
    return null;
  }
  const checked = new Map<string, TrainMethod['options'][number]>();
  for (const argument of first.options) {
    const option = checkOption(checker, name, options, argument);
    if (option === null) continue;
    if (checked.has(option.name)) checker.report(optionTwice({ name: option.name, span: option.span }));
    checked.set(option.name, option);
  }
  return { method: name, span, options: [...checked.values()] };
}

function checkOption(
  checker: Checker,
  method: string,
  options: ReadonlyMap<string, OptionKind>,
  argument: Argument,
): TrainMethod['options'][number] | null {
  const known = [...options.keys()];
  if (argument.spread) {
    checker.report(spreadNotServed({ span: argument.span }));
    return null;
  }
  if (argument.name === null) {
    checker.report(optionWithoutName({ span: argument.span, known }));
    return null;
  }
  const { name, span } = argument.name;
  const kind = options.get(name);
  if (kind === undefined) {
    checker.report(unknownOption({ method, name, span, near: nearNames(name, known), known }));
    return null;
  }
  const value = infer(checker, argument.value);
  const constant = value === null ? null : constantNumber(value);
  const isNumber = value !== null && value.type.element !== 'bool';
  if (constant === null || !isNumber || !kind.accepts(constant)) {
    if (argument.value.kind !== 'error')
      checker.report(optionValue({ name, wanted: kind.wanted, span: argument.value.span }));
    return null;
  }
  return { name, value: { kind: 'number', value: constant }, span: argument.span };
}
