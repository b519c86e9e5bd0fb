// What a guide may read: what is observed or given, params, networks, and latents guided before it.

import { defineDiagnostic, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { distinctParts } from '../mentions.ts';
import { isFinite, type CheckedModel, type CoreExpression, type Guide, type Variable } from '../model.ts';
import { allRead, guideParts, recurrenceParts } from './reads.ts';

interface Read {
  readonly latent: string;
  readonly name: string;
  readonly span: Span;
}

export const guideReadsLatent = defineDiagnostic({
  code: 'E0667',
  name: 'guide-reads-latent',
  severity: 'error',
  message: ({ latent, name, reason }: Read & { reason: string }) =>
    `the guide of \`${latent}\` cannot read the latent \`${name}\`: ${reason}`,
  labels: ({ span }) => [{ span, text: 'not known here' }],
  why: () =>
    'a guide reads what is observed or given, params, networks, and latents whose guides stand above it',
});

export const guideReadsMissing = defineDiagnostic({
  code: 'E0668',
  name: 'guide-reads-what-may-be-missing',
  severity: 'error',
  message: ({ latent, name }: Read) =>
    `the guide of \`${latent}\` cannot read \`${name}\`, which may be missing`,
  labels: ({ span }) => [{ span, text: 'may have no value' }],
  why: ({ name }) => `where \`${name}\` is missing, the guide would have nothing to compute with`,
  fix: ({ name }) => ({
    description: `leave out the \`?\` of \`${name}\` and the rows that lack it, or leave out the guides: then the compiler makes them`,
    edits: [],
  }),
});

export function checkGuideReads(
  model: Pick<CheckedModel, 'variables' | 'recurrences' | 'guides'>,
  report: (diagnostic: Diagnostic) => void,
): void {
  if (model.guides.length === 0) return;
  const variables = new Map(model.variables.map((variable) => [variable.name, variable]));
  const guides = new Map(model.guides.map((guide) => [guide.latent, guide]));
  const recurrences = new Map(model.recurrences.map((each) => [each.name, recurrenceParts(each)]));
  for (const guide of model.guides) {
    const seen = new Set<string>();
    for (const part of distinctParts(guideParts(guide))) {
      if (part.kind !== 'step' && part.kind !== 'variable') continue;
      const read = [part.name, ...allRead(recurrences, recurrences.get(part.name) ?? [])];
      for (const name of read) {
        const variable = variables.get(name);
        if (variable === undefined || seen.has(name)) continue;
        const diagnostic = judge(guide, guides, variable, part, name === part.name);
        if (diagnostic === null) continue;
        seen.add(name);
        report(diagnostic);
      }
    }
  }
}

/** `direct`: the part itself is the variable, rather than a recurrence that reads it. */
function judge(
  guide: Guide,
  guides: ReadonlyMap<string, Guide>,
  variable: Variable,
  part: CoreExpression,
  direct: boolean,
): Diagnostic | null {
  const { name } = variable;
  const read = { latent: guide.latent, name, span: part.span };
  if (variable.role === 'observe' && variable.optional) return guideReadsMissing(read);
  if (variable.role !== 'latent') return null;
  if (isFinite(variable.type)) return guideReadsLatent({ ...read, reason: 'it is summed out' });
  const other = guides.get(name);
  // Without a guide at all: told once, of the latent.
  if (other === undefined || !direct) return null;
  const earlier = part.kind === 'step' && part.at.kind === 'relative' && part.at.offset < 0;
  if (earlier) return null;
  if (other === guide) return guideReadsLatent({ ...read, reason: 'it is what the guide is for' });
  return other.span.start < guide.span.start
    ? null
    : guideReadsLatent({ ...read, reason: `its own guide stands below` });
}
