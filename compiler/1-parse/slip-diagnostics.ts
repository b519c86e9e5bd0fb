// Slips that the grammar reads over, so that the rest of the statement is understood.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { joinSpans, spanText } from '../source/source.ts';
import type { Span } from '../source/source.ts';

export const wrongDefinitionSign = defineDiagnostic<{
  readonly span: Span;
  readonly word: string;
  readonly name: string;
  readonly written: '~' | '=';
}>({
  code: 'E0130',
  name: 'wrong-definition-sign',
  severity: 'error',
  message: (d) =>
    d.written === '='
      ? `\`${d.word} ${d.name}\` is drawn from a distribution: \`~\`, not \`=\``
      : `\`${d.word} ${d.name}\` is a value: \`=\`, not \`~\``,
  labels: (d) => [{ span: d.span, text: d.written === '=' ? 'write `~`' : 'write `=`' }],
  why: (d) =>
    d.written === '='
      ? '`~` says that a value is random, `=` that it is computed; a computed value is a `let`'
      : '`~` says that a value is random, `=` that it is computed; a random value that is not seen is a `latent`',
  fix: (d) => {
    const sign = d.written === '=' ? '~' : '=';
    return { description: `write \`${sign}\``, edits: [{ span: d.span, text: sign }] };
  },
});

export const missingColon = defineDiagnostic<{
  readonly at: Span;
  readonly type: Span;
  readonly name: string;
}>({
  code: 'E0131',
  name: 'missing-colon',
  severity: 'error',
  message: (d) => `a \`:\` is missing between \`${d.name}\` and its type`,
  labels: (d) => [{ span: d.type, text: `the type of \`${d.name}\`` }],
  fix: (d) => ({ description: 'write `:` before the type', edits: [{ span: d.at, text: ':' }] }),
});

export const typeBeforeName = defineDiagnostic<{
  readonly type: Span;
  readonly name: Span;
}>({
  code: 'E0145',
  name: 'type-before-name',
  severity: 'error',
  message: (d) => `the name comes first: \`${spanText(d.name)}: ${spanText(d.type)}\``,
  labels: (d) => [{ span: joinSpans(d.type, d.name), text: '' }],
  fix: (d) => ({
    description: `write \`${spanText(d.name)}: ${spanText(d.type)}\``,
    edits: [{ span: joinSpans(d.type, d.name), text: `${spanText(d.name)}: ${spanText(d.type)}` }],
  }),
});

export const untyped = defineDiagnostic<{
  readonly span: Span;
  readonly name: string;
  readonly example: string;
}>({
  code: 'E0132',
  name: 'untyped',
  severity: 'error',
  message: (d) => `\`${d.name}\` has no type`,
  labels: (d) => [{ span: d.span, text: `write its type here, such as \`${d.name}: ${d.example}\`` }],
  why: () => 'the type says which values are possible and how many there are',
});

export const surplusType = defineDiagnostic<{
  readonly span: Span;
  readonly word: string;
  readonly name: string;
}>({
  code: 'E0133',
  name: 'surplus-type',
  severity: 'error',
  message: (d) => `\`${d.word} ${d.name}\` takes no type`,
  labels: (d) => [{ span: d.span, text: 'remove this' }],
  why: (d) =>
    d.word === 'guide'
      ? 'a guide has the type of the latent that it describes'
      : 'its type follows from the value',
  fix: (d) => ({ description: 'remove the type', edits: [{ span: d.span, text: '' }] }),
});

export const looseIf = defineDiagnostic<{ readonly span: Span }>({
  code: 'E0135',
  name: 'if-without-parentheses',
  severity: 'error',
  message: () => 'an `if` inside a formula needs parentheses',
  labels: (d) => [{ span: d.span, text: 'put this in `( )`' }],
  why: () => 'everything behind `else` belongs to the other value',
  fix: (d) => ({
    description: 'put the `if` in parentheses',
    edits: [
      { span: { ...d.span, end: d.span.start }, text: '(' },
      { span: { ...d.span, start: d.span.end }, text: ')' },
    ],
  }),
});

export const definedGiven = defineDiagnostic<{ readonly span: Span; readonly name: string }>({
  code: 'E0137',
  name: 'given-with-definition',
  severity: 'error',
  message: (d) => `\`given ${d.name}\` is an input and has no definition`,
  labels: (d) => [{ span: d.span, text: 'an input has no distribution' }],
  why: () =>
    'an input is conditioned on and never modelled; what has a distribution and is seen is an `observe`',
  fix: (d) => ({
    description: `remove it, or write \`observe ${d.name}\` in place of \`given ${d.name}\``,
    edits: [{ span: d.span, text: '' }],
  }),
});

export const nestedDeclaration = defineDiagnostic<{
  readonly span: Span;
  /** `network`, `function` or `model`. */
  readonly word: string;
  readonly name: string;
}>({
  code: 'E0138',
  name: 'nested-declaration',
  severity: 'error',
  message: (d) => `${d.word} \`${d.name}\` is declared inside another declaration`,
  labels: (d) => [{ span: d.span, text: 'is a `}` missing above?' }],
  why: (d) =>
    d.word === 'network'
      ? 'networks are declared beside models; inside a model, `network f = Net(...)` makes an instance of one'
      : 'models, networks and functions stand beside each other in a file, never inside one another',
});

export const parenthesisedList = defineDiagnostic<{
  readonly span: Span;
  readonly open: Span;
  readonly close: Span | null;
}>({
  code: 'E0139',
  name: 'parenthesised-list',
  severity: 'error',
  message: () => 'several values together are an array, in `[ ]`',
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => 'parentheses group one value, `(a + b) * c`, or hold a record with names, `(mean: a, sd: b)`',
  fix: (d) =>
    d.close === null
      ? null
      : {
          description: 'write `[ ]` in place of `( )`',
          edits: [
            { span: d.open, text: '[' },
            { span: d.close, text: ']' },
          ],
        },
});

export const bracedRecord = defineDiagnostic<{ readonly open: Span; readonly close: Span | null }>({
  code: 'E0146',
  name: 'braced-record',
  severity: 'error',
  message: () => 'named values stand in `( )`, not in `{ }`',
  labels: (d) => [{ span: d.open, text: '' }],
  why: () => 'a record is written `(mean: a, sd: b)`, options directly in the call: `em(restarts: 10)`',
  fix: (d) =>
    d.close === null
      ? null
      : {
          description: 'write `( )` in place of `{ }`',
          edits: [
            { span: d.open, text: '(' },
            { span: d.close, text: ')' },
          ],
        },
});

/** `=` behind the names of arguments. */
export const namedByEquals = defineDiagnostic<{ readonly signs: readonly [Span, ...Span[]] }>({
  code: 'E0140',
  name: 'named-by-equals',
  severity: 'error',
  message: () => 'an argument is named with `:`, not `=`',
  labels: (d) => [{ span: d.signs[0], text: '' }],
  why: () => 'as in `Normal(mean: 0, sd: 2)`, `real<lower: 0>`; `=` says what something is',
  fix: (d) => ({
    description: 'write `:`',
    edits: d.signs.map((span) => ({ span, text: ':' })),
  }),
});

export const colonSlice = defineDiagnostic<{ readonly signs: readonly [Span, ...Span[]] }>({
  code: 'E0141',
  name: 'colon-slice',
  severity: 'error',
  message: () => 'a slice is written with `..`, not `:`',
  labels: (d) => [{ span: d.signs[0], text: '' }],
  why: () =>
    'positions count from 0, and the second one is not in the slice: `x[0..3]` has three entries; `x[.., j]` takes a whole axis',
  fix: (d) => ({
    description: 'write `..`',
    edits: d.signs.map((span) => ({ span, text: '..' })),
  }),
});

/** A loop, or an `if` where a statement is due. */
export const foreignStatement = defineDiagnostic<{ readonly span: Span; readonly word: string }>({
  code: 'E0142',
  name: 'foreign-statement',
  severity: 'error',
  message: (d) => (d.word === 'for' ? 'there are no loops here' : '`if` begins no statement'),
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) =>
    d.word === 'for'
      ? 'independent repetitions are a `plate row { ... }`, ordered ones a `sequence t { ... }`, and an array is made by `[for k in 0..K: value]`'
      : 'a spec has no order of execution; an `if` chooses between values or distributions: `let y = if c then a else b`',
});

export const surplusHead = defineDiagnostic<{
  readonly span: Span;
  readonly word: 'plate' | 'sequence' | 'model';
  readonly name: string;
}>({
  code: 'E0143',
  name: 'surplus-before-block',
  severity: 'error',
  message: (d) => `this cannot stand between \`${d.word} ${d.name}\` and its \`{\``,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) => heads[d.word],
});

/** How blocks begin. */
export const heads = {
  plate: 'a plate is written `plate row { ... }`, or `plate row: N { ... }` with the number of its rows',
  sequence:
    'a sequence is written `sequence t { ... }`, or `sequence t: T { ... }` with its length, or `sequence t until x { ... }`',
  model: 'a model is written `model Name { ... }`, or `model Name(K: int = 2, D: dim) { ... }`',
} as const;
