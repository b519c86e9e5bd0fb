// `let b[last] = ...; let b[t] = f(b[t+1], x[t])` is computed from the end of what is seen: it reads nothing that has
// to be guessed, and nothing that generates a step may read it.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { distinctParts } from '../mentions.ts';
import type { CheckedModel, CoreExpression, Recurrence } from '../model.ts';
import { allRead, recurrenceParts, variableParts } from './reads.ts';

export const backwardsReadsLatent = defineDiagnostic({
  code: 'E0665',
  name: 'backwards-over-latents',
  severity: 'error',
  message: ({ name, latent }: { name: string; latent: string; span: Span; start: Span }) =>
    `\`${name}\` runs backwards, and may not depend on the latent \`${latent}\``,
  labels: ({ span, start, name }) => [
    { span, text: 'not seen in the data' },
    { span: start, text: `\`${name}\` reads the step after` },
  ],
  why: () =>
    'a guide is there before the latents are known: what it reads backwards is what is observed or given',
});

export const readOfBackwards = defineDiagnostic({
  code: 'E0666',
  name: 'backwards-read-by-model',
  severity: 'error',
  message: ({ name, reader }: { name: string; reader: string; span: Span; start: Span }) =>
    `\`${reader}\` may not read \`${name}\`, which runs backwards`,
  labels: ({ span, start, name }) => [
    { span, text: 'depends on later steps' },
    { span: start, text: `\`${name}\` reads the step after` },
  ],
  why: () => 'steps are generated one after the other; only guides, which are given the data, look ahead',
  fix: ({ name }) => ({
    description: `let \`${name}\` begin at step 0 and read the step before, or read it in a guide only`,
    edits: [],
  }),
});

export function checkBackwards(
  model: Pick<CheckedModel, 'variables' | 'recurrences'>,
  report: (diagnostic: ReturnType<typeof readOfBackwards>) => void,
): void {
  const backwards = new Map(
    model.recurrences.filter((each) => each.direction === 'backwards').map((each) => [each.name, each]),
  );
  if (backwards.size === 0) return;
  // Of recurrences alone: an observation that depends on a latent is seen all the same.
  const parts = new Map(model.recurrences.map((each) => [each.name, recurrenceParts(each)]));
  const latents = new Set(model.variables.filter((each) => each.role === 'latent').map((each) => each.name));
  for (const recurrence of backwards.values()) {
    const found = latentRead(parts, latents, recurrence);
    if (found !== null)
      report(backwardsReadsLatent({ name: shown(recurrence), ...found, start: recurrence.nameSpan }));
  }
  const readers = [
    ...model.variables.map((each) => ({ name: each.name, parts: variableParts(each) })),
    ...model.recurrences
      .filter((each) => each.direction === 'forwards')
      .map((each) => ({ name: shown(each), parts: recurrenceParts(each) })),
  ];
  for (const reader of readers)
    for (const part of distinctParts(reader.parts)) {
      const read = part.kind === 'step' || part.kind === 'variable' ? backwards.get(part.name) : undefined;
      if (read === undefined) continue;
      report(
        readOfBackwards({ name: shown(read), reader: reader.name, span: part.span, start: read.nameSpan }),
      );
      break;
    }
}

/** Of a record the name without its field. */
function shown({ name }: Recurrence): string {
  return name.replace(/\..*$/, '');
}

/** The first place where a latent goes in, itself or through a recurrence; what was observed is known. */
function latentRead(
  parts: ReadonlyMap<string, readonly CoreExpression[]>,
  latents: ReadonlySet<string>,
  recurrence: Recurrence,
): { readonly latent: string; readonly span: Span } | null {
  for (const part of distinctParts(recurrenceParts(recurrence))) {
    if (part.kind !== 'step' && part.kind !== 'variable') continue;
    if (part.name === recurrence.name) continue;
    const read = [part.name, ...allRead(parts, parts.get(part.name) ?? [])];
    const latent = read.find((name) => latents.has(name));
    if (latent !== undefined) return { latent, span: part.span };
  }
  return null;
}
