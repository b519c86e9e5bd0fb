// Statements that stand where they mean nothing.

import type { Statement } from '../../1-parse/ast.ts';
import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

/** Completes "has no meaning in ...". */
export type Place = 'a function' | 'a network' | 'a model' | 'a plate' | 'a sequence';

export const misplacedStatement = defineDiagnostic({
  code: 'E0603',
  name: 'misplaced-statement',
  severity: 'error',
  message: ({ word, place }: { word: string; place: Place; span: Span }) =>
    `\`${word}\` has no meaning in ${place}`,
  labels: ({ span, word }) => [
    { span: { ...span, end: Math.min(span.end, span.start + word.length) }, text: 'not here' },
  ],
  why: ({ word, place }) => reasonFor(word, place),
});

const anywhere: ReadonlySet<Statement['kind']> = new Set(['const', 'let']);
const ofFunctions: ReadonlySet<Statement['kind']> = new Set(['return']);
const ofNetworks: ReadonlySet<Statement['kind']> = new Set(['return', 'instance']);
const ofRows: ReadonlySet<Statement['kind']> = new Set([
  'latent',
  'observe',
  'given',
  'plate',
  'sequence',
  'guide',
]);
const ofModels: ReadonlySet<Statement['kind']> = new Set([...ofRows, 'param', 'instance', 'train']);

const allowed: Readonly<Record<Place, ReadonlySet<Statement['kind']>>> = {
  'a function': ofFunctions,
  'a network': ofNetworks,
  'a model': ofModels,
  'a plate': ofRows,
  'a sequence': ofRows,
};

export function isMisplaced(statement: Statement, place: Place): boolean {
  return !anywhere.has(statement.kind) && !allowed[place].has(statement.kind);
}

/** As it is written. */
export function wordOf(statement: Statement): string {
  return statement.kind === 'instance' ? 'network' : statement.kind;
}

function reasonFor(word: string, place: Place): string {
  if (word === 'return') return 'it gives the result of a function or network';
  if (place === 'a function')
    return word === 'network'
      ? 'a function has no weights: what is made with a network is computed outside and passed in'
      : 'a function computes a value from its arguments: what is random or unknown stands in a model and is passed in';
  if (place === 'a network')
    return word === 'param'
      ? 'the unknowns of a network are the weights of its layers; a param stands in a model and is passed in'
      : 'a network computes a value from its inputs: what is random or seen stands in a model';
  if (word === 'train')
    return 'it says how the whole model is trained: it stands at the end of the model, outside every plate and sequence';
  const each = place === 'a plate' ? 'rows' : 'steps';
  if (word === 'network')
    return `a network has one set of weights for all ${each}: it stands outside every plate and sequence`;
  return place === 'a plate'
    ? 'a param is one unknown for all rows: it stands outside every plate, with an axis where there are several'
    : 'a param is one unknown for all steps: it stands outside every plate and sequence, with an axis where there are several';
}

export const indexedTarget = defineDiagnostic({
  code: 'E0604',
  name: 'index-outside-sequence',
  severity: 'error',
  message: ({ name, place }: { name: string; span: Span; place: Place; brackets: Span }) =>
    place === 'a plate'
      ? `\`${name}\` is defined for each row without an index; only the steps of a sequence are indexed`
      : `\`${name}\` is defined without an index; only the steps of a sequence are indexed`,
  labels: ({ span }) => [{ span, text: 'leave out the index' }],
  why: () => 'what stands in a plate is indexed by the plate implicitly; an array has its sizes in its type',
  fix: ({ name, brackets }): Fix => ({
    description: `write \`${name}\``,
    edits: [{ span: brackets, text: '' }],
  }),
});

export const afterReturn = defineDiagnostic({
  code: 'E0227',
  name: 'statement-after-return',
  severity: 'error',
  message: ({ word }: { word: string; span: Span; before: Span }) =>
    `this \`${word}\` stands after \`return\`, where nothing is computed any more`,
  labels: ({ span, word, before }) => [
    { span: { ...span, end: Math.min(span.end, span.start + word.length) }, text: 'too late' },
    { span: { ...before, end: before.start + 'return'.length }, text: 'the result is given here' },
  ],
  why: () => '`return` ends a function or network',
  fix: ({ word }) => ({
    description: word === 'return' ? 'keep one of the two' : 'move it above `return`, or remove it',
    edits: [],
  }),
});
