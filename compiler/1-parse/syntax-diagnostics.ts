// What the parser's errors are called, for a reader who knows the model and not the compiler.

import { askWhetherMeant, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';

/** Something that stands where something else was due. */
interface Found {
  readonly span: Span;
  /** The text in backticks, or `the end of the file`. */
  readonly found: string;
}

/** The same where it may stand on a later line than what is missing; `found` is null then. */
interface Missing {
  readonly span: Span;
  readonly found: string | null;
}

const before = (found: string | null): string => (found === null ? '' : ` before ${found}`);

const insert = (at: Span, text: string): Fix => ({
  description: `write \`${text.trim()}\` there`,
  edits: [{ span: at, text }],
});

interface Unclosed extends Missing {
  readonly opener: Span;
  readonly text: string;
  readonly closer: string;
  /** Where to write `closer`: behind the last text that the brackets can hold, or over a bracket of another kind. */
  readonly at: Span;
}

export const unclosedBracket = defineDiagnostic<Unclosed>({
  code: 'E0110',
  name: 'unclosed-bracket',
  severity: 'error',
  message: (d) => `this \`${d.text}\` is never closed`,
  labels: (d) => [
    { span: d.opener, text: 'opened here' },
    { span: d.span, text: `\`${d.closer}\` is missing ${d.found === null ? 'here' : `before ${d.found}`}` },
  ],
  fix: (d) => insert(d.at, d.closer === '}' ? '\n}' : d.closer),
});

export const misalignedBrace = defineDiagnostic<{ readonly opener: Span; readonly closer: Span }>({
  code: 'E0124',
  name: 'misaligned-brace',
  severity: 'error',
  message: () => 'this `{` is probably the one that is never closed',
  labels: (d) => [
    { span: d.opener, text: 'opened here' },
    { span: d.closer, text: 'by the layout, this closes a block around it' },
  ],
  why: () => 'a `}` is missing in this declaration',
});

export const missingComma = defineDiagnostic<Found & { readonly at: Span; readonly closer: string }>({
  code: 'E0111',
  name: 'missing-comma',
  severity: 'error',
  message: (d) => `a \`,\` or \`${d.closer}\` is missing before ${d.found}`,
  labels: (d) => [{ span: d.span, text: '' }],
  fix: (d) => insert(d.at, ','),
});

export const missingSign = defineDiagnostic<
  Missing & {
    readonly at: Span;
    readonly text: string;
    readonly reason: string | null;
    /** What to write in place of what was found; null where that may stay. */
    readonly instead: string | null;
  }
>({
  code: 'E0112',
  name: 'missing-sign',
  severity: 'error',
  message: (d) => `\`${d.text}\` is missing${before(d.found)}`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) => d.reason,
  // Of the other signs, what comes behind them is missing too.
  fix: (d) =>
    d.instead !== null
      ? { description: `write \`${d.instead}\``, edits: [{ span: d.span, text: d.instead }] }
      : d.found !== null && ['then', 'in', 'from'].includes(d.text)
        ? insert(d.at, ` ${d.text}`)
        : null,
});

export const missingDefinitionSign = defineDiagnostic<
  Missing & { readonly at: Span; readonly sign: '~' | '=' | null; readonly word: string }
>({
  code: 'E0113',
  name: 'missing-definition',
  severity: 'error',
  message: (d) =>
    `${d.sign === null ? '`~` or `=`' : `\`${d.sign}\``} is missing in this \`${d.word}\`${before(d.found)}`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) =>
    d.sign === '='
      ? null
      : `${d.word === 'observe' ? 'what is observed' : `a \`${d.word}\``} needs its distribution: \`${d.word} z: real ~ Normal(0, 1)\``,
  fix: (d) => (d.sign === null || d.found === null ? null : insert(d.at, ` ${d.sign}`)),
});

export const missingName = defineDiagnostic<
  Missing & { readonly after: string; readonly what: string; readonly reason: string | null }
>({
  code: 'E0114',
  name: 'missing-name',
  severity: 'error',
  message: (d) => `a ${d.what} is missing after \`${d.after}\``,
  labels: (d) => [{ span: d.span, text: d.found === null ? '' : `this is no ${d.what}` }],
  why: (d) =>
    d.reason ??
    (d.what === 'name' ? 'by its name it is read, matched with data, and shown in results' : null),
});

export const reservedWord = defineDiagnostic<{ readonly span: Span; readonly text: string }>({
  code: 'E0115',
  name: 'reserved-word',
  severity: 'error',
  message: (d) => `\`${d.text}\` is a word of the language and cannot be a name`,
  labels: (d) => [{ span: d.span, text: 'choose another name' }],
});

export const missingType = defineDiagnostic<Missing & { readonly after: string }>({
  code: 'E0116',
  name: 'missing-type',
  severity: 'error',
  message: (d) => `a type is missing after \`${d.after}\``,
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => 'types are written like `real`, `real[K, D]`, `category<K>` or `simplex[K]`',
});

export const missingValue = defineDiagnostic<
  Missing & { readonly after: string; /** Of an index. */ readonly axis: Span | null }
>({
  code: 'E0117',
  name: 'missing-value',
  severity: 'error',
  message: (d) =>
    d.found === null
      ? `a value is missing after \`${d.after}\``
      : `a value is missing between \`${d.after}\` and ${d.found}`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) => (d.axis === null ? null : 'a whole axis is taken by `..`: `x[.., j]`'),
  fix: (d) => (d.axis === null ? null : insert(d.axis, '..')),
});

export const questionChoice = defineDiagnostic<{ readonly span: Span }>({
  code: 'E0144',
  name: 'question-mark-choice',
  severity: 'error',
  message: () => 'a choice is written `if condition then value else other`',
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => '`?` stands behind a type: such a value may be missing in the data',
});

export const outsideModel = defineDiagnostic<{ readonly span: Span; readonly text: string }>({
  code: 'E0118',
  name: 'outside-model',
  severity: 'error',
  message: (d) => `\`${d.text}\` stands inside a model, not beside it`,
  labels: (d) => [{ span: d.span, text: 'no `model` is open here' }],
  why: () => 'outside the braces of a model stand only `use`, `const`, `function`, `network` and `model`',
  fix: (d) => ({
    description:
      d.text === 'let'
        ? 'write `const` for a constant, or put it into a model'
        : 'write `model Name { ... }` around it, or look for a `}` too many above',
    edits: [],
  }),
});

export const strayBracket = defineDiagnostic<{ readonly span: Span; readonly text: string }>({
  code: 'E0119',
  name: 'stray-bracket',
  severity: 'error',
  message: (d) => `this \`${d.text}\` closes nothing`,
  labels: (d) => [{ span: d.span, text: '' }],
  fix: (d) => ({ description: `remove the \`${d.text}\``, edits: [{ span: d.span, text: '' }] }),
});

/** What a line may have been meant for, told from what follows its first word. */
export interface Advice {
  readonly why: string;
  readonly fix: Fix | null;
}

export const noStatement = defineDiagnostic<
  Found & { readonly near: readonly string[]; readonly advice: Advice | null }
>({
  code: 'E0120',
  name: 'no-statement',
  severity: 'error',
  message: (d) => `${d.found} begins no statement${askWhetherMeant(d.near)}`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) =>
    d.advice?.why ??
    'a statement begins with one of `param latent observe given let const plate sequence network guide train return`',
  fix: (d) => (d.advice === null ? renamingFix(d.span, d.near) : d.advice.fix),
});

export const noDeclaration = defineDiagnostic<
  Found & { readonly near: readonly string[]; readonly advice: Advice | null }
>({
  code: 'E0122',
  name: 'no-declaration',
  severity: 'error',
  message: (d) => `${d.found} begins no declaration${askWhetherMeant(d.near)}`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) => d.advice?.why ?? 'a file consists of `use`, `const`, `function`, `network` and `model`',
  fix: (d) => (d.advice === null ? renamingFix(d.span, d.near) : d.advice.fix),
});

export const unexpectedText = defineDiagnostic<
  Found & { readonly startsValue: boolean; readonly advice: Advice | null }
>({
  code: 'E0123',
  name: 'unexpected-text',
  severity: 'error',
  message: (d) => `${d.found} cannot follow what stands before it`,
  labels: (d) => [
    {
      span: d.span,
      text: d.startsValue && d.advice === null ? 'is an operator or a `,` missing before it?' : '',
    },
  ],
  why: (d) => d.advice?.why ?? null,
  fix: (d) => d.advice?.fix ?? null,
});
