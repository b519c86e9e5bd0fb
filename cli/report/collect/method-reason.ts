// Why a model is fitted the way it is, in two or three sentences from its derivation.

import type { BlockStep, Derivation, Factor } from '../../../compiler/4-plan/derivation.ts';
import { affineIn, stepParams } from '../../../compiler/4-plan/reasons.ts';

export function methodReason({ latents, blocks, factors }: Derivation): string {
  const from = latents.length > 0 ? 'expected statistics' : 'statistics of the data';
  const steps = blocks.flatMap((block) => block.steps);
  const closed = steps.filter((step) => step.kind === 'closedForm');
  const fromStatistics = closed.filter(({ evidence }) => evidence === 'statistics').flatMap(stepParams);
  const fromRows = closed.filter(({ evidence }) => evidence === 'rows').flatMap(stepParams);
  // The value at an earlier step, `z[t-1]`, is that of `z`.
  const summedOut = latents.filter(({ name }) => !name.includes('['));
  return [
    ...(summedOut.length === 0
      ? ['Everything random is observed.']
      : [
          `${list(summedOut.map(({ name }) => name))} ${summedOut.length === 1 ? 'has' : 'have'} finitely many values, ` +
            `so ${summedOut.length === 1 ? 'it is' : 'they are'} summed out exactly.`,
        ]),
    ...inClosedForm(fromStatistics, from),
    ...steps.flatMap((step) => otherReason(step, factors)),
    ...inClosedForm(fromRows, 'rows, given the rest'),
  ].join(' ');
}

function inClosedForm(params: readonly string[], from: string): readonly string[] {
  return params.length === 0
    ? []
    : [`${list(params)} ${params.length === 1 ? 'is' : 'are'} maximised in closed form from the ${from}.`];
}

function otherReason(step: BlockStep, factors: readonly Factor[]): readonly string[] {
  if (step.kind === 'closedForm') return [];
  const who = `${list(step.params)} ${step.params.length === 1 ? 'is' : 'are'}`;
  return step.kind === 'leastSquares'
    ? [`${who} found by weighted least squares: ${affineIn(step, factors)}.`]
    : [`${who} maximised by L-BFGS: ${step.because}.`];
}

/** a, b and c, each in backticks. */
function list(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} and ${last}`;
}
