// Constructs of the language that this version parses but derives nothing from yet. Each is named once, where
// it stands, with what would work today.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

interface Place {
  readonly span: Span;
}

export const wordNotServed = defineDiagnostic({
  code: 'E0910',
  name: 'not-available-yet',
  severity: 'error',
  message: ({
    word,
    kind,
    available,
  }: Place & { word: string; kind: string; available: readonly string[] }) =>
    `${kind} \`${word}\` is not available yet` +
    (available.length === 0 ? '' : `; available are ${available.join(', ')}`),
  labels: ({ span }) => [{ span, text: 'not available yet' }],
});
