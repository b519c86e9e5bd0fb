// `sequence t until v`: the observation whose last symbol ends the sequence.

import { askWhetherMeant, orList, renamingFix } from '../../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { describeDefinition, type WrittenDefinition } from '../definition.ts';

interface Until {
  readonly name: string;
  readonly span: Span;
  readonly sequence: string;
  /** What the sequence defines by this name, if anything. */
  readonly definition: WrittenDefinition | null;
  readonly near: readonly string[];
  /** The observations of the sequence. */
  readonly known: readonly string[];
}

export const untilNotObserved = defineDiagnostic({
  code: 'E0223',
  name: 'until-no-observation',
  severity: 'error',
  message: ({ name, sequence, definition, near }: Until) =>
    definition === null
      ? `sequence \`${sequence}\` observes no \`${name}\`${askWhetherMeant(near)}`
      : `\`${name}\` is ${describeDefinition(definition)}, and \`until\` names what the sequence observes`,
  labels: ({ span, definition }) => [
    { span, text: 'not observed in this sequence' },
    ...(definition === null
      ? []
      : [{ span: definition.nameSpan, text: `${describeDefinition(definition)}, defined here` }]),
  ],
  why: ({ known }) =>
    'the sequence stops after the last symbol of an observation that stands directly in it' +
    (known.length === 0 ? '' : `: here ${orList(known)}`),
  fix: ({ span, near }) => renamingFix(span, near),
});
