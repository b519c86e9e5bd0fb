// Constructs of the language that this version parses but derives nothing from yet. Each is named once, where
// it stands, with what would work today.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

interface Place {
  readonly span: Span;
}

export const sequenceNotServed = defineDiagnostic<Place>({
  code: 'E0904',
  name: 'sequence-not-derivable',
  severity: 'error',
  message: () => 'sequences are not derivable yet',
  labels: ({ span }) => [{ span, text: 'a sequence' }],
  why: () => 'plates, nested ones too, with finite latents work; in them the rows are independent',
});

export const guideNotServed = defineDiagnostic<Place>({
  code: 'E0905',
  name: 'guide-not-derivable',
  severity: 'error',
  message: () => 'guides, and variational methods altogether, are not derivable yet',
  labels: ({ span }) => [{ span, text: 'a guide' }],
  why: () => 'finite latents (`category<K>`, `bool`) are summed out exactly and need no guide',
});

export const optionalNotServed = defineDiagnostic({
  code: 'E0906',
  name: 'missing-not-derivable',
  severity: 'error',
  message: ({ name }: Place & { name: string }) =>
    `missing values (\`?\` after the type of \`${name}\`) are not derivable yet`,
  labels: ({ span }) => [{ span, text: 'may be missing' }],
  why: () => 'leave out the `?` and the rows that lack it, or, if it is never seen, make it a `latent`',
});

export const implicitNotServed = defineDiagnostic({
  code: 'E0907',
  name: 'implicit-not-derivable',
  severity: 'error',
  message: ({ name }: Place & { name: string }) =>
    `\`${name}\` is a function of what is above it, and such implicit models are not derivable yet`,
  labels: ({ span }) => [{ span, text: 'has no density' }],
  why: () => 'give it a distribution: `~ Normal(..., sd)`',
});

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
