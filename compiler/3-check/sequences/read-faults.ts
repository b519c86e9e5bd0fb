// What can be wrong with reading a name of a sequence at a step.

import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import { spanText, type Span } from '../../source/source.ts';
import { quoteSpan } from '../checker.ts';

interface Read {
  /** `z[t-1]`. */
  readonly span: Span;
  /** The name that is read. */
  readonly name: string;
  /** The sequence, which is the name of its steps. */
  readonly index: string;
}

export const beforeFirstStep = defineDiagnostic({
  code: 'E0645',
  name: 'before-the-first-step',
  severity: 'error',
  message: ({ span, step }: BeforeFirst) =>
    `at step ${String(step)}, ${quoteSpan(span)} would be before the first step`,
  labels: ({ span, reader, missing }) => [
    { span, text: 'no such step' },
    { span: reader, text: missing.length === 0 ? 'read here' : `holds from step 0 on, without a base case` },
  ],
  why: ({ span, readerName, index }) =>
    `the first step is 0; with base cases, \`${readerName}[0]\` and so on, \`${readerName}[${index}]\` holds from the next step on, where ${quoteSpan(span)} exists`,
  fix: ({ missing }): Fix | null =>
    missing.length === 0
      ? null
      : { description: `define ${missing.map((each) => `\`${each}\``).join(' and ')}`, edits: [] },
});

interface BeforeFirst extends Read {
  /** Of the reading statement. */
  readonly step: number;
  /** What it defines: place and name. */
  readonly reader: Span;
  readonly readerName: string;
  /** The base cases that would help: `z[0]`. */
  readonly missing: readonly string[];
}

export const nothingAtStep = defineDiagnostic({
  code: 'E0646',
  name: 'nothing-at-step',
  severity: 'error',
  message: ({ span, name, step }: Read & { step: number; places: readonly Span[] }) =>
    `${quoteSpan(span)} is read, and nothing defines \`${name}\` at step ${String(step)}`,
  labels: ({ span, places }) => [
    { span, text: 'read here' },
    ...places.slice(0, 3).map((place) => ({ span: place, text: 'defines one step' })),
  ],
  why: ({ name, index }) =>
    `\`${name}[0]\` is the value at step 0; \`${name}[${index}]\` is that at all steps after the base cases`,
  fix: ({ name, index }) => ({ description: `define \`${name}[${index}]\``, edits: [] }),
});

export const belowAtStep = defineDiagnostic({
  code: 'E0647',
  name: 'read-before-its-step',
  severity: 'error',
  message: ({ span, own, step }: Read & { own: boolean; step: number | null; place: Span }) =>
    own
      ? `${quoteSpan(span)} is read in its own definition`
      : `${quoteSpan(span)} is read before it is defined${step === null ? '' : ` at step ${String(step)}`}`,
  labels: ({ span, own, place }) =>
    own
      ? [{ span, text: 'not defined yet' }]
      : [
          { span, text: 'not defined yet' },
          { span: place, text: 'defined here' },
        ],
  why: () =>
    'each step is generated from top to bottom: a statement reads what stands above it, or what came at an earlier step',
  fix: ({ name, index, own }) => ({
    description: own
      ? `read the step before: \`${name}[${index}-1]\``
      : `move the definition of \`${name}\` up, or read \`${name}[${index}-1]\``,
    edits: [],
  }),
});

export const laterStep = defineDiagnostic({
  code: 'E0648',
  name: 'read-of-a-later-step',
  severity: 'error',
  message: ({ span }: LaterRead) => `${quoteSpan(span)} is a step that comes later`,
  labels: ({ span }) => [{ span, text: 'not there yet' }],
  why: ({ ahead }) =>
    ahead
      ? 'the last step has none after it, so a guide looks ahead by what runs backwards from there'
      : 'the steps are generated one after the other, and a statement reads its own step and earlier ones',
  fix: ({ backwards, ahead, name, index }): Fix | null =>
    ahead
      ? {
          description: `carry it along: \`let b[last] = ${name}[last]\`, \`let b[${index}] = ...\` of \`b[${index}+1]\` and \`${name}[${index}]\`, and read that`,
          edits: [],
        }
      : backwards === null
        ? null
        : {
            description: `for a value that guides read and that runs backwards, start it with \`let ${backwards}[last] = ...\``,
            edits: [],
          },
});

interface LaterRead extends Read {
  /** The `let` that reads its own later step. */
  readonly backwards: string | null;
  /** A guide reads what is observed or given. */
  readonly ahead: boolean;
}

export const stepForm = defineDiagnostic({
  code: 'E0649',
  name: 'not-a-step',
  severity: 'error',
  message: ({ name, index, span, text }: Read & { text: string }) =>
    `${quoteSpan(span)} is no step of \`${index}\`, at which \`${name}\` could be read${text === '' ? '' : `: ${text}`}`,
  labels: ({ span }) => [{ span, text: 'not a step' }],
  why: ({ name, index }) =>
    `\`${name}\` is read at this step, \`${name}[${index}]\`, at one before it by a constant distance, \`${name}[${index}-1]\`, or at a number, \`${name}[0]\``,
});

export const lastInside = defineDiagnostic({
  code: 'E0650',
  name: 'last-inside-sequence',
  severity: 'error',
  message: ({ span, index }: Read) => `${quoteSpan(span)} is not known before sequence \`${index}\` ends`,
  labels: ({ span }) => [{ span, text: 'inside the sequence' }],
  why: ({ name }) => `after the sequence, in the same row, \`${name}[last]\` may be read`,
  fix: ({ index }) => ({
    description: `move the statement that reads it behind the end of \`sequence ${index}\``,
    edits: [],
  }),
});

export const sliceOfSteps = defineDiagnostic({
  code: 'E0651',
  name: 'slice-of-steps',
  severity: 'error',
  message: ({ span, index, prefix }: Read & { prefix: boolean }) =>
    prefix
      ? `only a network can read ${quoteSpan(span)}, all steps before this one`
      : `${quoteSpan(span)} is several steps of \`${index}\`; inside the sequence they are read one by one`,
  labels: ({ span, prefix }) => [{ span, text: prefix ? 'not the argument of a network' : 'a slice' }],
  why: ({ name, index }) =>
    `a causal network reads all steps before this one, \`net(${name}[..${index}])\`; after the sequence, reductions such as \`sum(${name})\` go over all of them`,
});

export const stepLeftOut = defineDiagnostic({
  code: 'E0652',
  name: 'step-left-out',
  severity: 'error',
  message: ({ name, index }: Read) =>
    `\`${name}\` has a value for each step of \`${index}\`: say which one is meant`,
  labels: ({ span }) => [{ span, text: 'which step?' }],
  why: ({ name, index }) =>
    `\`${name}[${index}]\` is this step's, \`${name}[${index}-1]\` that of the step before`,
  fix: ({ name, index, span }): Fix | null =>
    spanText(span) === name
      ? {
          description: `write \`${name}[${index}]\``,
          edits: [{ span: { ...span, start: span.end }, text: `[${index}]` }],
        }
      : null,
});

export const numberedStep = defineDiagnostic({
  code: 'E0653',
  name: 'step-that-may-not-exist',
  severity: 'error',
  message: ({ span, index }: Read) =>
    `${quoteSpan(span)} may not exist: how many steps \`${index}\` has is up to the data`,
  labels: ({ span }) => [{ span, text: 'after the sequence' }],
  why: ({ name }) =>
    `after a sequence \`${name}[last]\` may be read, and reductions over all steps, such as \`sum(${name})\``,
});
