// Why a model is fitted the way it is, in two or three sentences from its derivation.

import type { Block, Derivation } from '../../../compiler/4-plan/derivation.ts';

export function methodReason({ latents, blocks }: Derivation): string {
  const closed = blocks.filter((block) => block.solver.kind === 'closedForm').flatMap(({ params }) => params);
  const from = latents.length > 0 ? 'expected statistics' : 'statistics of the data';
  return [
    ...(latents.length === 0
      ? ['Everything random is observed.']
      : [
          `${list(latents.map(({ name }) => name))} ${latents.length === 1 ? 'has' : 'have'} finitely many values, ` +
            `so ${latents.length === 1 ? 'it is' : 'they are'} summed out exactly.`,
        ]),
    ...(closed.length === 0
      ? []
      : [`${list(closed)} ${closed.length === 1 ? 'is' : 'are'} maximised in closed form from the ${from}.`]),
    ...blocks.flatMap(gradientReason),
  ].join(' ');
}

function gradientReason({ params, solver }: Block): string[] {
  if (solver.kind !== 'gradient') return [];
  return [`${list(params)} ${params.length === 1 ? 'is' : 'are'} maximised by L-BFGS: ${solver.because}.`];
}

/** a, b and c, each in backticks. */
function list(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} and ${last}`;
}
