// Slips that the grammar reads over, so that the rest of the statement is understood.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
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
      : 'the type follows from the value',
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

export const nestedNetwork = defineDiagnostic<{ readonly span: Span; readonly name: string }>({
  code: 'E0138',
  name: 'nested-network',
  severity: 'error',
  message: (d) => `network \`${d.name}\` is declared inside another declaration`,
  labels: (d) => [{ span: d.span, text: 'is a `}` missing above?' }],
  why: () =>
    'networks are declared beside models; inside a model, `network f = Net(...)` makes an instance of one',
});
