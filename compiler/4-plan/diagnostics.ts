// What planning refuses, and why. A rule that is not built yet is named as such.

import type { CheckedModel, NetworkInstance, TrainMethod, Variable } from '../3-check/model.ts';
import { printType } from '../3-check/type.ts';
import { defineDiagnostic, type Label } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import type { MethodObstacle } from './stage/methods.ts';
import { ruleNames, ruleSentences } from './stage/print-stage.ts';
import type { Gap, RefusedStage, TakenStage } from './stage/stage.ts';

/** Further places that one message points at. */
const mostPlaces = 4;

/** In the model's own file first: what it calls may stand in another. */
function placed(
  { span: model, nameSpan }: CheckedModel,
  { span, label }: { readonly span: Span; readonly label: string },
): readonly [Label, ...Label[]] {
  const place = { span, text: label };
  return span.file === model.file ? [place] : [{ span: nameSpan, text: 'this model' }, place];
}

export const notDerivableYet = defineDiagnostic({
  code: 'E0801',
  name: 'not-derivable-yet',
  severity: 'error',
  message: ({ gap }: { gap: Gap; others: readonly Gap[]; stage: TakenStage }) => gap.message,
  labels: ({ gap, others, stage }) => [
    ...placed(stage.model, gap),
    ...others
      .filter(({ span }) => span.start !== gap.span.start)
      .slice(0, mostPlaces)
      .map(({ span, label }) => ({ span, text: label })),
  ],
  why: ({ gap, stage }) =>
    gap.instead ??
    `${ruleSentences[stage.rule]}; what can be trained so far are models whose latents are finite, or that observe everything`,
});

export const notDerivable = defineDiagnostic({
  code: 'E0808',
  name: 'not-derivable',
  severity: 'error',
  message: ({ stage }: { stage: RefusedStage }) =>
    `no rule derives \`${stage.model.name}\`: ${stage.obstacle.because}`,
  labels: ({ stage }) => placed(stage.model, stage.obstacle),
  why: ({ stage }) =>
    stage.notTaken
      .filter(({ obstacle }) => obstacle.because !== stage.obstacle.because)
      .map(({ rule, obstacle }) => `not by ${ruleNames[rule]}: ${obstacle.because}`)
      .join('; '),
  fix: ({ stage }) => ({ description: stage.obstacle.change, edits: [] }),
});

export const latentArraySize = defineDiagnostic({
  code: 'E0802',
  name: 'latent-array-size',
  severity: 'error',
  message: ({ name, elements, most }: LatentArray) =>
    typeof elements === 'string'
      ? `latent array \`${name}\` has size ${elements}, which is not a constant`
      : `latent array \`${name}\` has ${elements.toLocaleString('en')} elements, and at most ${String(most)} are summed out`,
  labels: ({ span }) => [{ span, text: 'each element is a latent of its own' }],
  why: ({ elements }) =>
    typeof elements === 'string'
      ? 'the elements of a latent array are summed out together, so their number must be known when compiling'
      : 'the elements of a latent array are summed out one after the other, each with all that depends on it',
  fix: ({ name, elements }) =>
    typeof elements === 'string'
      ? null
      : {
          description: `where the elements do not depend on each other, make them rows of a plate: \`plate item { latent ${name}: ... }\``,
          edits: [],
        },
});

interface LatentArray {
  readonly name: string;
  /** How many there are; the text of the size that is not known when compiling. */
  readonly elements: number | string;
  readonly most: number;
  readonly span: Span;
}

export const nothingObserved = defineDiagnostic<{ model: string; span: Span }>({
  code: 'E0803',
  name: 'nothing-observed',
  severity: 'error',
  message: ({ model }) => `model \`${model}\` observes nothing`,
  labels: ({ span }) => [{ span, text: 'no `observe` inside' }],
  why: () => 'params are estimated from what is observed',
  fix: () => ({ description: 'say what the data explain: `observe x: real ~ Normal(...)`', edits: [] }),
});

/** `variables`: null for all tables together. */
export const tableTooLarge = defineDiagnostic<{
  variables: readonly string[] | null;
  entries: number;
  span: Span;
}>({
  code: 'E0804',
  name: 'table-too-large',
  severity: 'error',
  message: ({ variables, entries }) =>
    variables === null
      ? `summing out the latents needs tables of ${countText(entries)} entries together for each row`
      : `summing out ${listedNames(variables)} needs a table of ${countText(entries)} entries for each row`,
  labels: ({ span, variables }) => [{ span, text: variables === null ? 'this model' : 'summed out here' }],
  why: () =>
    'latents that depend on each other are summed out together, and their numbers of values multiply',
});

/** Elements of an array may be many. */
export function listedNames(names: readonly string[]): string {
  const shown = names.length > 6 ? names.slice(0, 5) : names;
  const more = names.length - shown.length;
  return shown.map((name) => `\`${name}\``).join(', ') + (more === 0 ? '' : ` and ${String(more)} more`);
}

/** Products of sizes that are no longer exact are no number. */
function countText(entries: number): string {
  return Number.isSafeInteger(entries) ? entries.toLocaleString('en') : 'more than 10^15';
}

export const noMaximum = defineDiagnostic<{
  param: string;
  family: string;
  argument: string;
  value: number;
  least: number;
  span: Span;
}>({
  code: 'E0805',
  name: 'no-maximum',
  severity: 'error',
  message: ({ param, family, argument, value }) =>
    `the posterior of \`${param}\` may have no maximum: the ${argument} of its ${family} prior is ${String(value)}`,
  labels: ({ span, argument, least }) => [{ span, text: `${argument} below ${String(least)}` }],
  why: ({ family, least }) =>
    `below ${String(least)} a ${family} density grows without bound at the edge of its support`,
  fix: ({ argument, least }) => ({
    description: `let the ${argument} be ${String(least)} or more; draws from the posterior, \`train posterior\`, need no maximum`,
    edits: [],
  }),
});

export const methodNotApplicable = defineDiagnostic({
  code: 'E0807',
  name: 'method-not-applicable',
  severity: 'error',
  message: ({ train, obstacle }: { train: TrainMethod; obstacle: MethodObstacle }) =>
    `\`train ${train.method}\` does not apply: ${obstacle.because}`,
  labels: ({ train, obstacle: { place } }) => [
    { span: train.span, text: 'does not apply' },
    ...(place === null ? [] : [{ span: place.span, text: place.label }]),
  ],
  fix: ({ train, obstacle: { change, instead } }) => ({
    description: change,
    // Options of one method may be none of another.
    edits: instead === null || train.options.length > 0 ? [] : [{ span: train.span, text: instead }],
  }),
});

export const criticMismatch = defineDiagnostic({
  code: 'E0809',
  name: 'critic-mismatch',
  severity: 'error',
  message: ({ message }: { message: string; because: string; critic: NetworkInstance; span: Span }) =>
    message,
  labels: ({ span, critic }) => [
    { span, text: 'the critic' },
    { span: critic.nameSpan, text: 'defined here' },
  ],
  why: ({ because }) => because,
});

export const unusedGuide = defineDiagnostic({
  code: 'W0801',
  name: 'unused-guide',
  severity: 'warning',
  message: ({ latent }: { latent: string; span: Span; because: string; change: string }) =>
    `the guide of \`${latent}\` is not used`,
  labels: ({ span }) => [{ span, text: 'nothing is drawn from it' }],
  why: ({ because }) => because,
  fix: ({ change }) => ({ description: change, edits: [] }),
});

export const optionWithoutEffect = defineDiagnostic({
  code: 'W0802',
  name: 'option-without-effect',
  severity: 'warning',
  message: ({ name, method }: { name: string; method: string; span: Span }) =>
    `\`${name}\` has no effect on \`train ${method}\` of this model`,
  labels: ({ span }) => [{ span, text: 'not read' }],
  why: ({ name }) =>
    name === 'validation' || name === 'patience'
      ? 'all rows are trained on, and none is held out to be watched'
      : 'every step sees all rows, and its length is found, not chosen: there are no batches and no optimizer',
  fix: () => ({ description: 'remove it', edits: [] }),
});

interface Exchangeable {
  readonly latent: Variable;
  /** What belongs to the labels. */
  readonly params: readonly Variable[];
  /** The one that could order them. */
  readonly orderable: Variable | null;
}

export const exchangeableLabels = defineDiagnostic({
  code: 'N0601',
  name: 'exchangeable-labels',
  severity: 'note',
  message: ({ latent }: Exchangeable) =>
    `the labels of \`${latent.name}\` mean nothing, so a fit is unique only up to relabelling`,
  labels: ({ latent }) => [{ span: latent.nameSpan, text: 'numbered by decreasing expected count' }],
  why: ({ params }) =>
    `permuting the labels together with the entries of ${andList(params.map(({ name }) => name))} leaves the model as it is`,
  fix: ({ orderable }) => {
    const declared = orderable === null ? null : { ...orderable.type, structure: 'ordered' as const };
    const order =
      orderable === null || declared === null
        ? 'let a param in order tell them apart, `ordered[K]`'
        : `declare a param of theirs in order, \`param ${orderable.name}: ${printType(declared)}\``;
    return {
      description: `to number them otherwise, ${order}`,
      edits: [],
    };
  },
});

function andList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}

export const planDiagnostics = [
  notDerivableYet.definition,
  latentArraySize.definition,
  nothingObserved.definition,
  tableTooLarge.definition,
  noMaximum.definition,
  methodNotApplicable.definition,
  notDerivable.definition,
  criticMismatch.definition,
  unusedGuide.definition,
  optionWithoutEffect.definition,
  exchangeableLabels.definition,
] as const;
