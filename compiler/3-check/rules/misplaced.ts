// Parts of statements that stand where they mean nothing; whole statements are told by name resolution.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

export const optionalElsewhere = defineDiagnostic({
  code: 'E0605',
  name: 'only-observations-go-missing',
  severity: 'error',
  message: ({ word, name }: { word: string; name: string; span: Span }) =>
    `\`${name}\` is ${word}, and only an \`observe\` may have missing values`,
  labels: ({ span }) => [{ span, text: 'leave out the `?`' }],
  why: ({ word }) =>
    word === 'an input'
      ? 'an input is conditioned on and never modelled, so nothing says what a missing one could have been; an `observe` with a distribution does'
      : `${word} is never in the data, so nothing of it can be missing`,
  fix: ({ span }) => ({
    description: 'leave out the `?`',
    edits: [{ span: { ...span, start: span.end - 1 }, text: '' }],
  }),
});

export const optionalImplicit = defineDiagnostic({
  code: 'E0654',
  name: 'implicit-value-goes-missing',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `\`${name}\` is a function of what is above it, and such a value cannot be missing`,
  labels: ({ span }) => [{ span, text: 'leave out the `?`' }],
  why: () =>
    'a missing value is summed out by its distribution, and `observe x: T = e` has none; whole rows that lack it are left out of the data',
  fix: () => ({
    description: 'leave out the `?`, or give it a distribution: `~ Normal(..., sd)`',
    edits: [],
  }),
});

export const constNotConstant = defineDiagnostic({
  code: 'E0606',
  name: 'const-not-constant',
  severity: 'error',
  message: ({ name }: { name: string; span: Span; keyword: Span }) =>
    `\`${name}\` is not known when compiling`,
  labels: ({ span }) => [{ span, text: 'depends on the model' }],
  why: () => '`const` names numbers; `let` names any value',
  fix: ({ keyword }) => ({ description: 'write `let`', edits: [{ span: keyword, text: 'let' }] }),
});
