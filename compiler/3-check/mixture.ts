// `Mixture(weights, [D1, D2])`: each part must be of the declared type, and there is a weight for each.

import type { CallExpression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DerivedSupport, DistributionSignature } from '../library/signature.ts';
import { findSignature } from '../library/signatures/index.ts';
import { constantSize } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { fitArgumentShape, repeatsOf, type EventTarget } from './argument-shape.ts';
import type { Checker } from './checker.ts';
import type { FormMatch } from './distribution-form.ts';
import { inferPart } from './distribution.ts';
import { infer } from './infer.ts';
import { structureRank, type DistributionExpression, type DistributionMixture } from './model.ts';
import { fitDomain } from './parameter-domain.ts';
import type { Cut } from './support.ts';

export const partsNotListed = defineDiagnostic({
  code: 'E0510',
  name: 'parts-not-listed',
  severity: 'error',
  message: ({ word }: { word: string; span: Span }) =>
    `\`${word}\` takes a list of distributions: \`[Normal(0, 1), Normal(0, 10)]\``,
  labels: ({ span }) => [{ span, text: 'not such a list' }],
  why: () =>
    'for as many like parts as a size says, use a `latent kind: category<K> ~ Categorical(weights)` and index with it',
});

export const unlikeParts = defineDiagnostic({
  code: 'E0511',
  name: 'unlike-parts',
  severity: 'error',
  message: ({ word, first, other }: { word: string; first: Part; other: Part }) =>
    `the parts of \`${word}\` describe different things: ${rankText(first.rank)} and ${rankText(other.rank)}`,
  labels: ({ first, other }) => [
    { span: other.span, text: `of ${rankText(other.rank)}` },
    { span: first.span, text: `of ${rankText(first.rank)}` },
  ],
  why: () =>
    'one part is chosen for each thing that is described: for each vector, or for each of its entries',
});

interface Part {
  readonly span: Span;
  readonly rank: number;
}

function rankText(rank: number): string {
  return ['single values', 'vectors'][rank] ?? 'matrices';
}

export function inferMixture(
  checker: Checker,
  signature: DistributionSignature,
  support: DerivedSupport & { readonly kind: 'hull' },
  { matched }: FormMatch,
  call: CallExpression,
  target: EventTarget,
  cut: Cut | null,
): DistributionMixture | null {
  const { name: word } = signature;
  const [parameter = ''] = Object.keys(signature.parameters);
  const [written, listed] = [matched.get(parameter), matched.get(support.of)];
  if (written === undefined || listed === undefined) return null;
  const weights = infer(checker, written.value);
  const { value: list } = listed;
  if (list.kind !== 'array' || list.elements.length === 0) {
    if (list.kind !== 'error') checker.report(partsNotListed({ word, span: list.span }));
    return null;
  }
  const inferred = list.elements.map((element) => inferPart(checker, element, target, cut));
  const parts = inferred.filter((part) => part !== null);
  const [first, ...rest] = parts;
  if (first === undefined || parts.length < inferred.length || weights === null) return null;

  const ranked = parts.map((part) => ({ span: part.span, rank: eventRankOf(part) }));
  const events = ranked.filter((part): part is Part => part.rank !== null);
  const [leading] = events;
  const other = events.find((part) => part.rank !== leading?.rank);
  if (leading !== undefined && other !== undefined) {
    checker.report(unlikeParts({ word, first: leading, other }));
    return null;
  }
  const place = { family: word, parameter };
  const size = constantSize(parts.length);
  const axes = {
    batch: repeatsOf(target.type, leading?.rank ?? structureRank(target.type.structure)),
    own: [{ size, due: `for ${String(parts.length)} distributions` }],
  };
  const isLabel = weights.type.element === 'category';
  const shaped = isLabel ? weights : fitArgumentShape(checker, weights, axes, target, place);
  const definition = signature.parameters[parameter];
  const fitted =
    shaped === null || definition === undefined
      ? null
      : fitDomain(checker, shaped, definition.domain, target, place);
  return fitted === null
    ? null
    : { kind: 'mixture', weights: fitted, parts: [first, ...rest], span: call.span };
}

/** How many last axes are one event; null where that is as the variable has it. */
function eventRankOf(distribution: DistributionExpression): number | null {
  switch (distribution.kind) {
    case 'distribution': {
      const signature = findSignature(distribution.family);
      return signature === null || signature.support.kind === 'value' ? null : signature.eventRank;
    }
    case 'choice':
      return eventRankOf(distribution.then) ?? eventRankOf(distribution.else);
    case 'mixture':
      return distribution.parts.map(eventRankOf).find((rank) => rank !== null) ?? null;
    case 'truncated':
    case 'censored':
      return 0;
  }
}
