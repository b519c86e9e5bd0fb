// What planning refuses, and why. A rule that is not built yet is named as such.

import type { Span } from '../source/source.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';

export const continuousLatent = defineDiagnostic<{ name: string; type: string; span: Span }>({
  code: 'E0801',
  name: 'continuous-latent',
  severity: 'error',
  message: ({ name }) => `latent \`${name}\` has infinitely many values: its inference is not derivable yet`,
  labels: ({ span, type }) => [{ span, text: `this is ${type}` }],
  why: () => 'only latents with finitely many values (bool, category<K>) can be summed out so far',
  fix: ({ name }) => ({
    description: `give \`${name}\` a finite type such as category<K>, or make it a param if one value serves all rows`,
    edits: [],
  }),
});

export const latentArraySize = defineDiagnostic<{ name: string; size: string; span: Span }>({
  code: 'E0802',
  name: 'latent-array-size',
  severity: 'error',
  message: ({ name, size }) => `latent array \`${name}\` has size ${size}, which is not a constant`,
  labels: ({ span }) => [{ span, text: 'each element is a latent of its own' }],
  why: () =>
    'the elements of a latent array are summed out together, so their number must be known when compiling',
});

export const nothingObserved = defineDiagnostic<{ model: string; span: Span }>({
  code: 'E0803',
  name: 'nothing-observed',
  severity: 'error',
  message: ({ model }) => `model \`${model}\` observes nothing`,
  labels: ({ span }) => [{ span, text: 'no `observe` inside' }],
  why: () => 'params are estimated from what is observed',
});

export const tableTooLarge = defineDiagnostic<{ variables: readonly string[]; entries: number; span: Span }>({
  code: 'E0804',
  name: 'table-too-large',
  severity: 'error',
  message: ({ variables, entries }) =>
    `summing out ${variables.map((name) => `\`${name}\``).join(', ')} needs a table of ${entries.toLocaleString('en')} entries for each row`,
  labels: ({ span }) => [{ span, text: 'summed out here' }],
  why: () =>
    'latents that depend on each other are summed out together, and their numbers of values multiply',
});

export const noMaximum = defineDiagnostic<{
  param: string;
  family: string;
  argument: string;
  value: number;
  span: Span;
}>({
  code: 'E0805',
  name: 'no-maximum',
  severity: 'error',
  message: ({ param, family, argument, value }) =>
    `the posterior of \`${param}\` may have no maximum: the ${argument} of its ${family} prior is ${String(value)}`,
  labels: ({ span, argument }) => [{ span, text: `${argument} below 1` }],
  why: ({ family }) => `below 1 a ${family} density grows without bound at the edge of its support`,
});

export const noFreeCoordinates = defineDiagnostic<{ param: string; structure: string; span: Span }>({
  code: 'E0806',
  name: 'no-free-coordinates',
  severity: 'error',
  message: ({ param, structure }) => `estimating \`${param}\`, a ${structure}, is not derivable yet`,
  labels: ({ span }) => [{ span, text: '' }],
  why: ({ structure }) => `there is no gradient step over ${structure} values so far`,
});

export const methodNotApplicable = defineDiagnostic<{
  method: string;
  because: string;
  span: Span;
  change: string;
}>({
  code: 'E0807',
  name: 'method-not-applicable',
  severity: 'error',
  message: ({ method, because }) => `\`train ${method}\` does not apply: ${because}`,
  labels: ({ span, change }) => [{ span, text: change }],
});

export const planDiagnostics = [
  continuousLatent.definition,
  latentArraySize.definition,
  nothingObserved.definition,
  tableTooLarge.definition,
  noMaximum.definition,
  noFreeCoordinates.definition,
  methodNotApplicable.definition,
] as const;
