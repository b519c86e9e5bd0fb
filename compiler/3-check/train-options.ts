// Options of `train`, and the settings of words among them: which option an argument is, and its value. A word is
// looked for in the option's own list first; other names are those of the spec.

import type { Argument, CallExpression, Expression, NameExpression } from '../1-parse/ast.ts';
import { childExpressions } from '../1-parse/walk.ts';
import { askWhetherMeant, nearNames, orList, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic, type Fix } from '../diagnostics/diagnostic.ts';
import type { NumberKind, OptionDefinition, OptionTaker, OptionWord } from '../library/training/option.ts';
import type { Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { constantNumber } from './constant-value.ts';
import { infer } from './infer.ts';
import type { OptionValue, TrainOption } from './model.ts';

export const unknownOption = defineDiagnostic({
  code: 'E0702',
  name: 'unknown-option',
  severity: 'error',
  message: ({
    taker,
    name,
    near,
  }: {
    taker: OptionTaker;
    name: string;
    span: Span;
    near: readonly string[];
  }) => `\`${taker.name}\` has no option \`${name}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not an option' }],
  why: ({ taker }) =>
    taker.options.length === 0
      ? `\`${taker.name}\` takes no options`
      : `\`${taker.name}\` takes ${taker.options.map(({ name }) => name).join(', ')}`,
  fix: ({ span, near }) => renamingFix(span, near),
});

export const optionWithoutName = defineDiagnostic({
  code: 'E0703',
  name: 'option-without-name',
  severity: 'error',
  message: ({ taker }: { taker: OptionTaker; span: Span; meant: OptionDefinition | null }) => {
    const first = taker.options.slice(0, taker.positional).map(({ name }) => name);
    if (taker.options.length === 0) return `\`${taker.name}\` takes no options`;
    return first.length === 0
      ? `options of \`${taker.name}\` are given by name`
      : `options of \`${taker.name}\` but ${orList(first)}, which comes first, are given by name`;
  },
  labels: ({ taker, span }) => [{ span, text: taker.options.length === 0 ? '' : 'which option?' }],
  why: ({ taker }) =>
    taker.options.length === 0 ? null : `options are ${taker.options.map(({ name }) => name).join(', ')}`,
  fix: ({ span, meant }) =>
    meant === null
      ? null
      : {
          description: `write \`${meant.name}:\` before it`,
          edits: [{ span: { ...span, end: span.start }, text: `${meant.name}: ` }],
        },
});

interface WrongValue {
  readonly name: string;
  /** Follows "must be". */
  readonly wanted: string;
  readonly span: Span;
  /** What it is. */
  readonly is: string;
  readonly why?: string;
  readonly fix?: Fix | null;
}

export const optionValue = defineDiagnostic({
  code: 'E0704',
  name: 'option-value',
  severity: 'error',
  message: ({ name, wanted }: WrongValue) => `\`${name}\` must be ${wanted}`,
  labels: ({ span, is }) => [{ span, text: is }],
  why: ({ why }) => why ?? null,
  fix: ({ fix }) => fix ?? null,
});

export const optionTwice = defineDiagnostic({
  code: 'E0705',
  name: 'option-twice',
  severity: 'error',
  message: ({ name }: { name: string; span: Span; before: Span }) => `option \`${name}\` is given twice`,
  labels: ({ span, before }) => [
    { span, text: 'given again' },
    { span: before, text: 'given first' },
  ],
});

export const missingOption = defineDiagnostic({
  code: 'E0707',
  name: 'missing-option',
  severity: 'error',
  message: ({ taker, option }: { taker: OptionTaker; option: OptionDefinition; span: Span }) =>
    `\`${taker.name}\` needs a \`${option.name}\``,
  labels: ({ span, option }) => [{ span, text: `write \`${option.name}: ...\` in its options` }],
  why: ({ option }) => `\`${option.name}\` is ${option.summary}`,
});

export const unknownWord = defineDiagnostic({
  code: 'E0708',
  name: 'unknown-option-word',
  severity: 'error',
  message: ({
    option,
    word,
    near,
  }: {
    option: string;
    word: string;
    near: readonly string[];
    words: readonly OptionWord[];
    span: Span;
  }) => `\`${option}\` cannot be \`${word}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not in its list' }],
  why: ({ option, words }) => `\`${option}\` is one of ${words.map(({ name }) => name).join(', ')}`,
  fix: ({ span, near }) => renamingFix(span, near),
});

/** What is sound of them; the rest is reported. `span`: where the taker itself is named. */
export function checkOptions(
  checker: Checker,
  taker: OptionTaker,
  written: readonly Argument[],
  span: Span,
): readonly TrainOption[] {
  const options: TrainOption[] = [];
  const given = new Map<string, Span>();
  let position = 0;
  for (const argument of written) {
    const named = argument.name !== null || argument.spread;
    const option = named
      ? optionNamed(checker, taker, argument)
      : optionAt(checker, taker, argument, position);
    // Positions end where names begin.
    position = named ? taker.options.length : position + 1;
    if (option === null) continue;
    const before = given.get(option.name);
    if (before !== undefined) {
      checker.report(optionTwice({ name: option.name, span: argument.name?.span ?? argument.span, before }));
      continue;
    }
    given.set(option.name, argument.span);
    const value = checkValue(checker, option, argument.value);
    if (value !== null) options.push({ name: option.name, value, span: argument.span });
  }
  for (const option of taker.options)
    if (option.required && !given.has(option.name)) checker.report(missingOption({ taker, option, span }));
  return options;
}

function optionNamed(checker: Checker, taker: OptionTaker, argument: Argument): OptionDefinition | null {
  if (argument.name === null) {
    checker.report(optionWithoutName({ taker, span: argument.span, meant: null }));
    return null;
  }
  const { name, span } = argument.name;
  const option = taker.options.find((each) => each.name === name);
  if (option !== undefined) return option;
  const near = nearNames(
    name,
    taker.options.map((each) => each.name),
  );
  if (name !== '') checker.report(unknownOption({ taker, name, span, near }));
  return null;
}

function optionAt(
  checker: Checker,
  taker: OptionTaker,
  argument: Argument,
  position: number,
): OptionDefinition | null {
  const option = position < taker.positional ? taker.options[position] : undefined;
  if (option !== undefined) return option;
  if (argument.value.kind === 'error') return null;
  checker.report(
    optionWithoutName({ taker, span: argument.span, meant: optionOfWord(taker, argument.value) }),
  );
  return null;
}

/** `hinge` can only be meant as a `loss`. */
function optionOfWord(taker: OptionTaker, value: Expression): OptionDefinition | null {
  const word = wordOf(value)?.name.name;
  const [only, another] = taker.options.filter(
    ({ kind }) => kind.kind === 'word' && kind.words.some(({ name }) => name === word),
  );
  return another === undefined ? (only ?? null) : null;
}

function checkValue(checker: Checker, option: OptionDefinition, value: Expression): OptionValue | null {
  if (value.kind === 'error') return null;
  switch (option.kind.kind) {
    case 'number':
      return checkNumber(checker, option.name, option.kind, value);
    case 'bool':
      return checkBool(checker, option.name, value);
    case 'word':
      return checkWord(checker, option.name, option.kind.words, value);
    case 'network':
      return checkInstance(checker, option.name, value);
  }
}

function checkNumber(
  checker: Checker,
  name: string,
  { wanted, accepts }: NumberKind,
  value: Expression,
): OptionValue | null {
  const wrong = (is: string, why?: string): null => {
    checker.report(
      optionValue({ name, wanted, span: value.span, is, ...(why === undefined ? {} : { why }) }),
    );
    return null;
  };
  if (value.kind === 'string') return wrong('this is text');
  const inferred = inferKnown(checker, name, wanted, value);
  if (inferred === null) return null;
  if (inferred.type.element === 'bool') return wrong('this is true or false');
  const constant = constantNumber(inferred);
  if (constant === null)
    return wrong(
      inferred.type.shape.length > 0 ? 'this is an array' : 'this is not known when compiling',
      'options are settled when compiling; for one run they can be chosen on the command line or in `train`',
    );
  return accepts(constant) ? { kind: 'number', value: constant } : wrong(`this is ${String(constant)}`);
}

function checkBool(checker: Checker, name: string, value: Expression): OptionValue | null {
  const wanted = '`true` or `false`';
  const inferred = inferKnown(checker, name, wanted, value);
  if (inferred === null) return null;
  const constant = inferred.type.element === 'bool' ? constantNumber(inferred) : null;
  if (constant !== null) return { kind: 'bool', value: constant !== 0 };
  const is = inferred.type.element === 'bool' ? 'this is not known when compiling' : 'this is something else';
  checker.report(optionValue({ name, wanted, span: value.span, is }));
  return null;
}

/** The value in terms of the spec's names; null where it is reported. */
function inferKnown(
  checker: Checker,
  name: string,
  wanted: string,
  value: Expression,
): ReturnType<typeof infer> {
  const unknown = firstUnknown(checker, value);
  if (unknown === null) return infer(checker, value);
  const near = nearNames(
    unknown.name,
    [...checker.values.keys()].map((definition) => definition.name),
  );
  checker.report(
    optionValue({
      name,
      wanted,
      span: value.span,
      is: value === unknown ? 'a word that means nothing here' : 'not a number',
      why: `nothing here is named \`${unknown.name}\`${askWhetherMeant(near)}`,
      fix: renamingFix(unknown.span, near),
    }),
  );
  return null;
}

function firstUnknown(checker: Checker, expression: Expression): NameExpression | null {
  if (expression.kind === 'name') return checker.resolution.uses.has(expression) ? null : expression;
  for (const child of childExpressions(expression)) {
    const found = firstUnknown(checker, child);
    if (found !== null) return found;
  }
  return null;
}

function checkWord(
  checker: Checker,
  name: string,
  words: readonly OptionWord[],
  value: Expression,
): OptionValue | null {
  const written = wordOf(value);
  if (written === null) {
    const text =
      value.kind === 'string' && words.some((word) => word.name === value.value) ? value.value : null;
    checker.report(
      optionValue({
        name,
        wanted: `one of ${words.map((word) => word.name).join(', ')}`,
        span: value.span,
        is: value.kind === 'string' ? 'this is text' : 'this is no word',
        fix:
          text === null
            ? null
            : { description: 'write it without quotation marks', edits: [{ span: value.span, text }] },
      }),
    );
    return null;
  }
  const { name: identifier, arguments: settings } = written;
  const word = words.find((each) => each.name === identifier.name);
  if (word === undefined) {
    const near = nearNames(
      identifier.name,
      words.map((each) => each.name),
    );
    checker.report(unknownWord({ option: name, word: identifier.name, near, words, span: identifier.span }));
    return null;
  }
  const given = checkOptions(checker, word, settings, identifier.span);
  return { kind: 'word', word: word.name, settings: withDefaults(word, given, identifier.span) };
}

/** `hinge` or `adam(1e-3)`; null for anything else. */
function wordOf(value: Expression): {
  readonly name: NameExpression;
  readonly arguments: CallExpression['arguments'];
} | null {
  if (value.kind === 'name') return { name: value, arguments: [] };
  return value.kind === 'call' && value.callee.kind === 'name'
    ? { name: value.callee, arguments: value.arguments }
    : null;
}

/** In the order of the word's list; what has neither value nor default is left out. */
function withDefaults(
  { options }: OptionWord,
  given: readonly TrainOption[],
  span: Span,
): readonly TrainOption[] {
  return options.flatMap((option) => {
    const written = given.find(({ name }) => name === option.name);
    if (written !== undefined) return [written];
    const value = defaultValue(option);
    return value === null ? [] : [{ name: option.name, value, span }];
  });
}

function defaultValue({ default: value }: OptionDefinition): OptionValue | null {
  switch (typeof value) {
    case 'number':
      return { kind: 'number', value };
    case 'boolean':
      return { kind: 'bool', value };
    case 'string':
      return { kind: 'word', word: value, settings: [] };
    default:
      return null;
  }
}

function checkInstance(checker: Checker, name: string, value: Expression): OptionValue | null {
  const instances = [...checker.instances.keys()];
  const found =
    value.kind === 'name' ? instances.find((definition) => definition.name === value.name) : undefined;
  if (found !== undefined) return { kind: 'network', instance: found.name };
  const names = instances.map((definition) => definition.name);
  const near = value.kind === 'name' ? nearNames(value.name, names) : [];
  checker.report(
    optionValue({
      name,
      wanted: 'a network of the model',
      span: value.span,
      is:
        value.kind === 'call' ? 'an instance has a name of its own' : `not a network${askWhetherMeant(near)}`,
      why: `give one a name with \`network ${name} = ...\`, and write that name here`,
      fix: value.kind === 'name' ? renamingFix(value.span, near) : null,
    }),
  );
  return null;
}
