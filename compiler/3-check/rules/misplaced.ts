// Statements that stand where they mean nothing.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

export const misplacedStatement = defineDiagnostic({
  code: 'E0603',
  name: 'misplaced-statement',
  severity: 'error',
  message: ({ word, place }: { word: string; place: string; span: Span }) =>
    `\`${word}\` has no meaning in ${place}`,
  labels: ({ span, word }) => [
    { span: { ...span, end: Math.min(span.end, span.start + word.length) }, text: 'not here' },
  ],
  why: ({ word }) => reasons.get(word) ?? null,
});

const reasons: ReadonlyMap<string, string> = new Map([
  [
    'param',
    'a param is one unknown for all rows: it stands outside every plate, with an axis where there are several',
  ],
  ['train', 'it says how the whole model is trained: it stands at the end of the model, outside every plate'],
  ['return', 'it gives the result of a function'],
]);

export const indexedTarget = defineDiagnostic({
  code: 'E0604',
  name: 'index-outside-sequence',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `\`${name}\` is defined for each row without an index; only the steps of a sequence are indexed`,
  labels: ({ span }) => [{ span, text: 'leave out the index' }],
  why: () => 'what stands in a plate is indexed by the plate implicitly; an array has its sizes in its type',
});

export const optionalElsewhere = defineDiagnostic({
  code: 'E0605',
  name: 'only-observations-go-missing',
  severity: 'error',
  message: ({ word, name }: { word: string; name: string; span: Span }) =>
    `\`${name}\` is a ${word}, and only an \`observe\` may have missing values`,
  labels: ({ span }) => [{ span, text: 'leave out the `?`' }],
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
