// What a guide may read: what is observed or given, params, networks, and latents guided before it.

import { defineDiagnostic, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { distinctParts, distributionParts } from '../mentions.ts';
import {
  isFinite,
  type CheckedModel,
  type CoreExpression,
  type DistributionExpression,
  type Guide,
  type Recurrence,
  type StepValue,
  type Variable,
  type VariableValue,
} from '../model.ts';
import { recurrenceParts } from './reads.ts';

interface Read {
  readonly latent: string;
  readonly name: string;
  readonly span: Span;
}

export const guideReadsLatent = defineDiagnostic({
  code: 'E0667',
  name: 'guide-reads-latent',
  severity: 'error',
  message: ({ latent, name, reason }: Read & { reason: string; movable?: boolean }) =>
    `the guide of \`${latent}\` cannot read the latent \`${name}\`: ${reason}`,
  labels: ({ span }) => [{ span, text: 'not known here' }],
  why: () =>
    'a guide reads what is observed or given, params, networks, and latents whose guides stand above it',
  fix: ({ latent, name, movable }) =>
    movable ? { description: `move the guide of \`${name}\` above that of \`${latent}\``, edits: [] } : null,
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

type Parts = Pick<CheckedModel, 'variables' | 'recurrences' | 'guides'>;

export function checkGuideReads(model: Parts, report: (diagnostic: Diagnostic) => void): void {
  if (model.guides.length === 0) return;
  const variables = new Map(model.variables.map((variable) => [variable.name, variable]));
  const guides = new Map(model.guides.map((guide) => [guide.latent, guide]));
  const recurrences = new Map(model.recurrences.map((each) => [each.name, each]));
  for (const guide of model.guides) {
    const seen = new Set<string>();
    for (const definition of definitionsOf(guide))
      for (const { name, span, now, backwards } of readsOf(definition, recurrences)) {
        const variable = variables.get(name);
        if (variable === undefined || seen.has(name)) continue;
        // That what runs backwards reads a latent is told of itself.
        if (backwards && variable.role === 'latent') continue;
        const diagnostic = judge(guide, guides, variable, span, now);
        if (diagnostic === null) continue;
        seen.add(name);
        report(diagnostic);
      }
  }
}

/** `now`: of the step at which the guide is drawn, or of all steps; earlier steps have been drawn by then. */
function judge(
  guide: Guide,
  guides: ReadonlyMap<string, Guide>,
  variable: Variable,
  span: Span,
  now: boolean,
): Diagnostic | null {
  const { name } = variable;
  const read = { latent: guide.latent, name, span };
  if (variable.role === 'observe' && variable.optional) return guideReadsMissing(read);
  if (variable.role !== 'latent') return null;
  if (isFinite(variable.type)) return guideReadsLatent({ ...read, reason: 'it is summed out' });
  const other = guides.get(name);
  // Without a guide at all: told once, of the latent.
  if (other === undefined || (variable.steps !== null && !now)) return null;
  if (other === guide) return guideReadsLatent({ ...read, reason: 'it is what the guide is for' });
  return other.span.start < guide.span.start
    ? null
    : guideReadsLatent({ ...read, reason: 'its own guide stands below', movable: true });
}

// What is read, and when ------------------------------------------------------------------------------------

/** One of the definitions of a guide, and the first step at which it holds. */
interface GuideDefinition {
  readonly parts: readonly CoreExpression[];
  readonly sequence: string | null;
  readonly first: number;
  /** For its first step alone. */
  readonly single: boolean;
}

function definitionsOf({ distribution, steps }: Guide): readonly GuideDefinition[] {
  const sequence = steps?.sequence ?? null;
  const special = steps?.special ?? [];
  const definition = (
    from: DistributionExpression | null,
    first: number,
    single: boolean,
  ): readonly GuideDefinition[] =>
    from === null ? [] : [{ parts: distributionParts(from), sequence, first, single }];
  let first = steps?.from ?? 0;
  while (special.some(({ step }) => step === first)) first += 1;
  return [
    ...special.flatMap((each) => definition(each.distribution, each.step, true)),
    ...definition(distribution, first, false),
  ];
}

interface NamedRead {
  readonly name: string;
  /** Where the guide reads it, itself or through what is carried along. */
  readonly span: Span;
  readonly now: boolean;
  /** Through what runs backwards. */
  readonly backwards: boolean;
}

function readsOf(
  definition: GuideDefinition,
  recurrences: ReadonlyMap<string, Recurrence>,
): readonly NamedRead[] {
  const reads: NamedRead[] = [];
  const visited = new Set<string>();
  const visit = (
    parts: readonly CoreExpression[],
    within: Span | null,
    now: boolean,
    backwards: boolean,
  ): void => {
    for (const part of distinctParts(parts)) {
      if (part.kind !== 'step' && part.kind !== 'variable') continue;
      const { name } = part;
      const span = within ?? part.span;
      const same = now && isNow(part, definition);
      const recurrence = recurrences.get(name);
      if (recurrence === undefined) {
        reads.push({ name, span, now: same, backwards });
        continue;
      }
      const key = `${name} ${String(same)}`;
      if (visited.has(key)) continue;
      visited.add(key);
      const inner = same ? partsNow(recurrence, part, definition) : recurrenceParts(recurrence);
      visit(inner, span, same, backwards || recurrence.direction === 'backwards');
    }
  };
  visit(definition.parts, null, true, false);
  return reads;
}

/** Whether a read is of the step at which the definition holds, or of all of them; it may be, for one of its steps. */
function isNow(part: StepValue | VariableValue, { first }: GuideDefinition): boolean {
  if (part.kind === 'variable') return true;
  switch (part.at.kind) {
    case 'relative':
      return part.at.offset === 0;
    case 'absolute':
      return part.at.step >= first;
    case 'before':
      return false;
    case 'last':
      return true;
  }
}

/** What a value that is carried along is made of at the steps of the definition. */
function partsNow(
  recurrence: Recurrence,
  part: StepValue | VariableValue,
  { sequence, first, single }: GuideDefinition,
): readonly CoreExpression[] {
  const { value, steps } = recurrence;
  if (part.kind === 'variable' || part.at.kind === 'last' || steps.sequence !== sequence)
    return recurrenceParts(recurrence);
  const special = steps.special.filter(
    ({ step }) => step === 'last' || (single ? step === first : step >= first),
  );
  const general = value === null || (single && special.length > 0) ? [] : [value];
  return [...special.map((each) => each.value), ...general];
}
