// Arguments of a layer, or of a network of the library, to options: each by the kind of its parameter.

import type { Argument, Expression } from '../../1-parse/ast.ts';
import { askWhetherMeant, nearNames, renamingFix } from '../../diagnostics/did-you-mean.ts';
import { wrongUse } from '../../2-resolve/rules/unknown-name.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { LayerOption, LayerOptions, LayerParameter } from '../../library/layer.ts';
import { assignOptions, wordsOf, type OptionProblem } from '../../library/layer-options.ts';
import { constantValue, type Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import {
  argumentTwice,
  missingArgument,
  spreadArguments,
  tooManyArguments,
  unknownArgument,
} from '../arguments.ts';
import { quoteSpan, type Checker } from '../checker.ts';
import { constantNumber } from '../constant-value.ts';
import { infer, inferForFaults } from '../infer.ts';
import type { CoreExpression, LayerOption as CoreOption } from '../model.ts';
import { inferSize } from '../size-expression.ts';
import { describeType } from '../type.ts';
import { isOpen, isOpenValue } from './frame.ts';
import { isFixed } from './fixed.ts';

export const unknownOptionWord = defineDiagnostic({
  code: 'E0333',
  name: 'unknown-layer-word',
  severity: 'error',
  message: ({ owner, parameter, word, near }: OptionWord) =>
    word === null
      ? `\`${parameter}\` of \`${owner}\` is one of a list of words`
      : `\`${owner}\` knows no ${parameter} \`${word}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not one of them' }],
  why: ({ parameter, words }) => `\`${parameter}\` is one of ${words.join(', ')}`,
  fix: ({ span, near }) => renamingFix(span, near),
});

interface OptionWord {
  readonly owner: string;
  readonly parameter: string;
  readonly word: string | null;
  readonly words: readonly string[];
  readonly near: readonly string[];
  readonly span: Span;
}

export const optionNotKnown = defineDiagnostic({
  code: 'E0334',
  name: 'option-not-known',
  severity: 'error',
  message: ({ owner, parameter, by, span }: OptionPlace) =>
    `\`${parameter}\` of \`${owner}\` must be known ${by}, and ${quoteSpan(span)} is not`,
  labels: ({ span, by }) => [{ span, text: `not known ${by}` }],
  why: ({ reason }) => reason,
  fix: ({ by }) => ({
    description:
      by === 'when compiling'
        ? 'write it out, or name it with `const`'
        : 'write a number or a hyperparameter',
    edits: [],
  }),
});

interface OptionPlace {
  readonly owner: string;
  readonly parameter: string;
  readonly span: Span;
  readonly by: 'when compiling' | 'before training';
  readonly reason: string;
}

export const optionKind = defineDiagnostic({
  code: 'E0335',
  name: 'option-kind',
  severity: 'error',
  message: ({
    owner,
    parameter,
    wanted,
  }: {
    owner: string;
    parameter: string;
    wanted: string;
    value: CoreExpression;
  }) => `\`${parameter}\` of \`${owner}\` is ${wanted}`,
  labels: ({ value }) => [{ span: value.span, text: `this is \`${describeType(value.type)}\`` }],
});

export interface Options {
  readonly given: LayerOptions<Size>;
  /** Other arrays, in the order of the parameters. */
  readonly arrays: readonly CoreExpression[];
  /** Settings that are known when training begins only. */
  readonly late: ReadonlyMap<string, CoreExpression>;
  /** Where the argument of a parameter stands; the first one of several. */
  readonly places: ReadonlyMap<string, Span>;
}

/** `owner`: what they are options of. Null where something does not fit, which is reported or left to instances. */
export function inferOptions(
  checker: Checker,
  owner: { readonly name: string; readonly span: Span },
  parameters: readonly LayerParameter[],
  args: readonly Argument[],
): Options | null {
  const written: Argument[] = [];
  for (const argument of args) {
    const fields = argument.spread ? spreadArguments(checker, argument) : [argument];
    if (fields === null) return null;
    written.push(...fields);
  }
  const assigned = assignOptions(
    parameters,
    written.map((argument) => ({ name: argument.name?.name ?? null, word: wordIn(checker, argument.value) })),
  );
  for (const problem of assigned.problems) reportProblem(checker, owner, parameters, written, problem);
  if (assigned.problems.length > 0) {
    inferForFaults(
      checker,
      written.filter((argument) => wordIn(checker, argument.value) === null),
    );
    return null;
  }

  const given = new Map<string, LayerOption<Size>>();
  const late = new Map<string, CoreExpression>();
  const places = new Map<string, Span>();
  const arrays = new Map<string, CoreExpression>();
  let complete = true;
  for (const [index, argument] of written.entries()) {
    const parameter = assigned.parameters[index] ?? null;
    if (parameter === null) continue;
    const { name } = parameter;
    const found = inferOption(checker, owner.name, parameter, argument.value);
    if (!places.has(name)) places.set(name, argument.value.span);
    if (found === null) complete = false;
    else if (found.option.kind === 'sizes') {
      const before = given.get(name);
      const sizes = before?.kind === 'sizes' ? before.sizes : [];
      given.set(name, { kind: 'sizes', sizes: [...sizes, ...found.option.sizes] });
    } else given.set(name, found.option);
    if (found?.option.kind === 'value' && found.expression !== null) arrays.set(name, found.expression);
    if (found?.option.kind === 'rate' && found.option.value === null && found.expression !== null)
      late.set(name, found.expression);
  }
  if (!complete) return null;
  const inOrder = parameters.map(({ name }) => arrays.get(name)).filter((array) => array !== undefined);
  return { given, arrays: inOrder, late, places };
}

/** A bare name that no statement of the file gives another meaning: it may be a word of the language. */
function wordIn(checker: Checker, expression: Expression): string | null {
  if (expression.kind !== 'name' || checker.settled.has(expression)) return null;
  const definition = checker.resolution.uses.get(expression);
  return definition === undefined || definition.nameSpan === null ? expression.name : null;
}

function isUnresolved(checker: Checker, expression: Expression): boolean {
  return (
    expression.kind === 'name' && !checker.settled.has(expression) && !checker.resolution.uses.has(expression)
  );
}

function reportProblem(
  checker: Checker,
  owner: { readonly name: string; readonly span: Span },
  parameters: readonly LayerParameter[],
  written: readonly Argument[],
  { kind, argument, name, candidates }: OptionProblem,
): void {
  const callee = owner.name;
  const at = argument === null ? undefined : written[argument];
  const span = at?.name?.span ?? at?.span ?? owner.span;
  const known = parameters.map((parameter) => parameter.name);
  const near = nearNames(name, candidates);
  switch (kind) {
    case 'unknown-name':
      checker.report(unknownArgument({ callee, name, span, near, known }));
      return;
    case 'unknown-word': {
      // A name that nothing defines was reported by name resolution.
      if (at === undefined || isUnresolved(checker, at.value)) return;
      const words = parameters.find((each) => wordsOf(each.kind)?.some((word) => candidates.includes(word)));
      const parameter = words?.name ?? 'option';
      checker.report(
        unknownOptionWord({ owner: callee, parameter, word: name, words: candidates, near, span }),
      );
      return;
    }
    case 'twice':
      checker.report(argumentTwice({ callee, name, span }));
      return;
    case 'too-many':
      checker.report(tooManyArguments({ callee, known, span }));
      return;
    case 'missing':
      checker.report(missingArgument({ callee, missing: [name], span }));
      return;
  }
}

interface InferredOption {
  readonly option: LayerOption<Size>;
  readonly expression: CoreExpression | null;
}

function inferOption(
  checker: Checker,
  owner: string,
  parameter: LayerParameter,
  expression: Expression,
): InferredOption | null {
  const { kind, name } = parameter;
  const { span } = expression;
  const definition = expression.kind === 'name' ? checker.resolution.uses.get(expression) : undefined;
  if (definition?.kind === 'activation' && wordsOf(kind) === null) {
    // `dropout(relu)`: a word where a number is due.
    checker.report(wrongUse({ definition, called: false, span }));
    return null;
  }
  switch (kind) {
    case 'activation':
    case 'padding': {
      const words = wordsOf(kind) ?? [];
      const word = wordIn(checker, expression);
      if (word !== null && words.includes(word)) return { option: { kind, name: word }, expression: null };
      if (expression.kind === 'error' || isUnresolved(checker, expression)) return null;
      const near = word === null ? [] : nearNames(word, words);
      checker.report(unknownOptionWord({ owner, parameter: name, word, words, near, span }));
      return null;
    }
    case 'size':
    case 'sizes': {
      const size = inferSize(checker, expression)?.size ?? null;
      if (size === null) return null;
      return { option: kind === 'size' ? { kind, size } : { kind, sizes: [size] }, expression: null };
    }
    case 'constant': {
      const size = inferSize(checker, expression)?.size ?? null;
      if (size === null) return null;
      const value = constantValue(size);
      if (value !== null) return { option: { kind, value }, expression: null };
      if (!isOpen(checker.frame, size))
        checker.report(
          optionNotKnown({
            owner,
            parameter: name,
            span,
            by: 'when compiling',
            reason: 'the sizes after it are divided by it',
          }),
        );
      return null;
    }
    default: {
      const value = infer(checker, expression);
      return value === null ? null : optionOfValue(checker, owner, name, kind, value);
    }
  }
}

function optionOfValue(
  checker: Checker,
  owner: string,
  parameter: string,
  kind: 'flag' | 'rate' | 'value',
  value: CoreExpression,
): InferredOption | null {
  const { type, span } = value;
  const constant = constantNumber(value);
  const refuse = (wanted: string): null => {
    checker.report(optionKind({ owner, parameter, wanted, value }));
    return null;
  };
  if (kind === 'value')
    return { option: { kind, input: { axes: type.shape, levels: type.levels } }, expression: value };
  if (type.shape.length > 0)
    return refuse(kind === 'flag' ? '`true` or `false`' : 'a number from 0 up to and without 1');
  if (kind === 'flag') {
    if (type.element !== 'bool') return refuse('`true` or `false`');
    if (constant !== null) return { option: { kind, value: constant !== 0 }, expression: null };
    if (!(isFixed(value) && isOpenValue(checker.frame, value)))
      checker.report(
        optionNotKnown({
          owner,
          parameter,
          span,
          by: 'when compiling',
          reason: 'the weights that there are turn on it',
        }),
      );
    return null;
  }
  if (type.element === 'category' || type.element === 'bool')
    return refuse('a number from 0 up to and without 1');
  if (constant !== null) return { option: { kind, value: constant }, expression: null };
  const late = isFixed(value);
  if (!late)
    checker.report(
      optionNotKnown({
        owner,
        parameter,
        span,
        by: 'before training',
        reason: 'it is one setting for all values',
      }),
    );
  return late ? { option: { kind, value: null }, expression: value } : null;
}

/** As a checked model holds them: all of them, in the order of the parameters, without the arrays, which are operands. */
export function coreOptions(
  parameters: readonly LayerParameter[],
  options: LayerOptions<Size>,
  late: ReadonlyMap<string, CoreExpression>,
): Readonly<Record<string, CoreOption>> {
  const result: Record<string, CoreOption> = {};
  for (const { name } of parameters) {
    const option = options.get(name);
    const value = option === undefined ? null : (coreOption(option) ?? late.get(name) ?? null);
    if (value !== null) result[name] = value;
  }
  return result;
}

function coreOption(option: LayerOption<Size>): CoreOption | null {
  switch (option.kind) {
    case 'size':
      return option.size;
    case 'sizes':
      return option.sizes;
    case 'constant':
    case 'rate':
    case 'flag':
      return option.value;
    case 'activation':
    case 'padding':
      return option.name;
    case 'value':
      return null;
  }
}
