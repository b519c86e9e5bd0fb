// What is no fault and yet good to know of a model: labels that mean nothing. For who asks about the text (`gen
// check`, an editor), not for who trains.

import type { Variable } from '../3-check/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Derivation } from './derivation.ts';
import { exchangeableLabels } from './diagnostics.ts';

/** Of the first latent whose labels can be exchanged: once for a model. */
export function notesOf({ model, latents }: Derivation): readonly Diagnostic[] {
  const variables = new Map(model.variables.map((variable) => [variable.name, variable]));
  for (const { name, exchangeable, hasEvidence } of latents) {
    const latent = variables.get(name);
    // Labels that the data may hold mean what they mean there.
    if (exchangeable === null || latent === undefined || hasEvidence) continue;
    const params = exchangeable.flatMap(({ param }) => variables.get(param) ?? []);
    const orderable = params.find(isOrderable) ?? null;
    return [exchangeableLabels({ latent, params, orderable })];
  }
  return [];
}

/** One unbounded number for each label. */
function isOrderable({ type, distribution }: Variable): boolean {
  const { element, structure, shape, lower, upper } = type;
  return (
    element === 'real' &&
    structure === null &&
    lower === null &&
    upper === null &&
    shape.length === 1 &&
    distribution === null
  );
}
