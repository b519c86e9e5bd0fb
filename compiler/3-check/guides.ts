// `guide z ~ D`: the variational family of a latent. Guides cover exactly the continuous latents, and read only what
// is there before the latents are known: observations, inputs, params, networks, and latents guided before.

import type { GuideStatement } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import type { Checker } from './checker.ts';
import { inferDistribution } from './distribution.ts';
import type { ModelDraft, WrittenGuide } from './draft.ts';
import { distributionParts } from './mentions.ts';
import { isFinite, type Guide, type StepDefinition, type ValueType, type Variable } from './model.ts';
import { checkReads } from './sequences/check-reads.ts';
import type { Reader } from './sequences/step-context.ts';
import { stepTarget } from './sequences/step-names.ts';
import { withReader } from './sequences/stepped-statements.ts';
import { baseCases, stepsOf, type StepPlace } from './sequences/steps.ts';
import { printType } from './type.ts';

export const guideOfDiscrete = defineDiagnostic({
  code: 'E0662',
  name: 'guide-of-discrete-latent',
  severity: 'error',
  message: ({ name, type }: { name: string; type: ValueType; span: Span; latent: Span }) =>
    isFinite(type)
      ? `latent \`${name}\` is finite and is summed out exactly, so it has no guide`
      : `latent \`${name}\` is \`${printType(type)}\`, and only continuous latents have a guide`,
  labels: ({ span, latent, type }) => [
    { span, text: 'no guide is needed' },
    { span: latent, text: `\`${printType(type)}\`` },
  ],
  why: ({ type }) =>
    isFinite(type)
      ? 'a guide approximates what cannot be computed, and a sum over the labels can'
      : 'a guide is fitted by gradients through its draws, which whole numbers do not have',
  fix: () => ({ description: 'leave out this guide', edits: [] }),
});

interface Uncovered {
  /** `z`, `z[t]`. */
  readonly text: string;
  readonly span: Span;
}

export const latentsWithoutGuide = defineDiagnostic({
  code: 'E0663',
  name: 'latents-without-guide',
  severity: 'error',
  message: ({ latents }: { latents: readonly [Uncovered, ...Uncovered[]]; guide: Span }) =>
    `${latents.map(({ text }) => `\`${text}\``).join(' and ')} ${latents.length === 1 ? 'has' : 'have'} no guide, and other latents do`,
  labels: ({ latents: [first, ...rest], guide }) => [
    { span: first.span, text: 'without a guide' },
    ...rest.map(({ span }) => ({ span, text: 'without a guide' })),
    { span: guide, text: 'a guide' },
  ],
  why: () =>
    'guides are written for all continuous latents, or for none of them: then the compiler makes them all',
  fix: ({ latents }) => ({
    description: `add ${latents.map(({ text }) => `\`guide ${text} ~ ...\``).join(' and ')}`,
    edits: [],
  }),
});

export function checkGuide(checker: Checker, draft: ModelDraft, statement: GuideStatement): void {
  const latent = checker.resolution.uses.get(statement.target.name);
  // Reported by name resolution.
  if (latent?.kind !== 'variable') {
    draft.complete = false;
    return;
  }
  const { node, sequence } = latent;
  const type = latentType(checker, latent);
  if (type === null) {
    draft.complete = false;
    return;
  }
  const { name, span } = statement.target.name;
  if (type.element !== 'real') {
    draft.complete = false;
    checker.report(guideOfDiscrete({ name, type, span, latent: node.type.span }));
    return;
  }
  const target = { name, type, typeSpan: node.type.span };
  const at = sequence === null ? null : stepTarget(checker, statement.target);
  if (sequence === null || at === null) {
    const distribution = inferDistribution(checker, statement.distribution, target);
    if (distribution === null) draft.complete = false;
    draft.guides.push({ statement, latent, place: null, distribution });
    return;
  }
  const order = statement.span.start;
  const places: readonly StepPlace[] = checker.steps.guides.get(latent) ?? [];
  const reader: Reader = {
    kind: 'guide',
    name,
    span: statement.target.span,
    order,
    sequence: sequence.name,
    steps: stepsOf(places, at),
    reads: new Map(),
  };
  const distribution = withReader(checker, reader, () =>
    inferDistribution(checker, statement.distribution, target),
  );
  const parts = distribution === null ? [] : distributionParts(distribution);
  if (!checkReads(checker, reader, parts) || distribution === null) draft.complete = false;
  draft.guides.push({ statement, latent, place: { at, order }, distribution });
}

/** As declared; null where that was reported. */
function latentType(checker: Checker, latent: WrittenGuide['latent']): ValueType | null {
  const step = checker.steps.names.get(latent)?.type?.step;
  if (step !== undefined) return step.kind === 'value' ? step.type : null;
  const value = checker.values.get(latent);
  return value === undefined || value === null || value.kind === 'record' ? null : value.type;
}

/** Puts the guides together by latent, in the order of their first statements. */
export function assembleGuides(draft: ModelDraft): readonly Guide[] {
  const byLatent = new Map<WrittenGuide['latent'], WrittenGuide[]>();
  for (const guide of draft.guides) {
    const known = byLatent.get(guide.latent) ?? [];
    byLatent.set(guide.latent, known);
    known.push(guide);
  }
  return [...byLatent].map(([latent, guides]) =>
    assembleGuide(latent.name, latent.sequence?.name ?? null, guides),
  );
}

function assembleGuide(latent: string, sequence: string | null, guides: readonly WrittenGuide[]): Guide {
  const general = guides.find(({ place }) => place === null || place.at.kind === 'every') ?? null;
  const main = general ?? guides[0];
  if (main === undefined) throw new Error(`internal: no guide of ${latent}`);
  const places = guides.flatMap(({ place }) => (place === null ? [] : [place]));
  const special = guides.flatMap(({ place, distribution, statement }): readonly StepDefinition[] =>
    place?.at.kind === 'step'
      ? [{ step: place.at.step, distribution, value: null, span: statement.span }]
      : [],
  );
  return {
    latent,
    distribution: general?.distribution ?? null,
    steps: sequence === null ? null : { sequence, from: baseCases(places), special },
    span: main.statement.span,
    nameSpan: main.statement.target.name.span,
  };
}

/** Reports continuous latents, or steps of them, that no guide is for, where guides are written at all. */
export function checkGuidesCover(
  checker: Checker,
  variables: readonly Variable[],
  guides: readonly Guide[],
): void {
  const [first] = guides;
  if (first === undefined) return;
  const byLatent = new Map(guides.map((guide) => [guide.latent, guide]));
  const [one, ...others] = variables
    .filter(({ role, type }) => role === 'latent' && type.element === 'real')
    .flatMap((variable) => uncovered(variable, byLatent.get(variable.name) ?? null));
  if (one !== undefined)
    checker.report(latentsWithoutGuide({ latents: [one, ...others], guide: first.nameSpan }));
}

/** What a guide would have to be written for: `z`, `z[t]`, `z[1]`. */
function uncovered(variable: Variable, guide: Guide | null): readonly Uncovered[] {
  const { name, nameSpan: span, steps, distribution } = variable;
  if (steps === null) return guide === null ? [{ text: name, span }] : [];
  if (guide !== null && guide.distribution !== null) return [];
  const guided = new Set(guide?.steps?.special.map(({ step }) => step) ?? []);
  if (distribution !== null && guide === null) return [{ text: `${name}[${steps.sequence}]`, span }];
  const missing = steps.special
    .filter(({ step }) => !guided.has(step))
    .map(({ step }) => `${name}[${String(step)}]`);
  const general = distribution === null ? [] : [`${name}[${steps.sequence}]`];
  return [...missing, ...general].map((text) => ({ text, span }));
}
