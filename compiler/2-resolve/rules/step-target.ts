// What a sequence indexes: `z[0]`, `z[t]`, and of a `let`, `b[last]`. Each step of a name is defined once, by
// statements of one kind.

import type { Expression, Target } from '../../1-parse/ast.ts';
import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import { spanText, type Span } from '../../source/source.ts';

interface InSequence {
  readonly target: Target;
  /** The word of the statement. */
  readonly word: string;
  readonly sequence: string;
}

export const stepTarget = defineDiagnostic({
  code: 'E0219',
  name: 'not-a-step-to-define',
  severity: 'error',
  message: ({ target, word, sequence }: InSequence & { index: Expression; outer: boolean }) =>
    `${article(word)} \`${word}\` defines \`${target.name.name}\` at \`[${sequence}]\` or at a step by its number`,
  labels: ({ index, outer }) => [{ span: index.span, text: outer ? 'another sequence' : 'not one of these' }],
  why: ({ target: { name }, word, sequence, index, outer }) => {
    if (outer) return 'only the innermost sequence is written: the outer ones index implicitly, as plates do';
    if (isLast(index))
      return `the last step is \`[${sequence}]\` too; only a \`let\` may begin there, to run backwards`;
    const steps = `\`${name.name}[0]\` and \`${name.name}[1]\` are base cases, and \`${name.name}[${sequence}]\` holds for all steps after them`;
    return word === 'let' ? `${steps}; \`${name.name}[last]\` begins what runs backwards` : steps;
  },
  fix: ({ target: { name }, sequence, index, outer }): Fix | null => {
    const text = `${name.name}[${sequence}]`;
    if (outer || isLast(index))
      return { description: `write \`${text}\``, edits: [{ span: index.span, text: sequence }] };
    return index.kind === 'binary'
      ? {
          description: `define \`${text}\`, and read \`${name.name}[${sequence}-1]\` for the step before`,
          edits: [],
        }
      : null;
  },
});

function isLast(index: Expression): boolean {
  return index.kind === 'name' && index.name === 'last';
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}

export const stepIndexMissing = defineDiagnostic({
  code: 'E0220',
  name: 'step-left-out-of-name',
  severity: 'error',
  message: ({ target: { name }, sequence }: InSequence) =>
    `\`${name.name}\` has a value for each step of \`${sequence}\`: write \`${name.name}[${sequence}]\``,
  labels: ({ target, sequence }) => [{ span: target.span, text: `in sequence \`${sequence}\`` }],
  why: () =>
    'in a sequence an index says which step is meant; what is the same for all steps stands outside it',
  fix: ({ target: { name }, sequence }) => ({
    description: `write \`${name.name}[${sequence}]\``,
    edits: [{ span: { ...name.span, start: name.span.end }, text: `[${sequence}]` }],
  }),
});

interface Twice {
  readonly target: Target;
  readonly before: Span;
}

export const stepTwice = defineDiagnostic({
  code: 'E0221',
  name: 'step-defined-twice',
  severity: 'error',
  message: ({ target }: Twice) => `\`${spanText(target.span)}\` is defined twice`,
  labels: ({ target, before }) => [
    { span: target.span, text: 'defined again here' },
    { span: before, text: 'first here' },
  ],
  why: () => 'each step has one definition; one by its number goes before the one for all steps',
  fix: () => ({ description: 'remove one of the two, or give one another name', edits: [] }),
});

export const stepKinds = defineDiagnostic({
  code: 'E0222',
  name: 'steps-of-two-kinds',
  severity: 'error',
  message: ({ target: { name }, word, first }: Twice & { word: string; first: string }) =>
    `\`${name.name}\` is ${article(first)} \`${first}\` at one step and ${article(word)} \`${word}\` at another`,
  labels: ({ target, before, word, first }) => [
    { span: target.span, text: `\`${word}\`` },
    { span: before, text: `\`${first}\`` },
  ],
  why: () => 'all steps of a name are of one kind: seen, or not seen, or computed',
  fix: () => ({ description: 'give the two different names', edits: [] }),
});
