// Whether the method that `train` names applies to the model.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { FiniteLatent } from '../derivation.ts';
import { methodNotApplicable } from '../diagnostics.ts';

export function checkMethod(model: CheckedModel, latents: readonly FiniteLatent[]): readonly Diagnostic[] {
  const train = model.train;
  if (train === null) return [];
  const { method, span } = train;
  const hasPrior = model.variables.some(
    (variable) => variable.role === 'param' && variable.distribution !== null,
  );
  if (method === 'em' && latents.length === 0)
    return [
      methodNotApplicable({
        method,
        span,
        because: 'the model has no latent to sum out',
        change: `write \`train ${hasPrior ? 'map' : 'mle'}\`, or leave it out`,
      }),
    ];
  if (method === 'map' && !hasPrior)
    return [
      methodNotApplicable({
        method,
        span,
        because: 'no param has a prior',
        change: 'give a param a prior with `~`, or write `train mle`',
      }),
    ];
  if (method === 'mle' && hasPrior)
    return [
      methodNotApplicable({
        method,
        span,
        because: 'maximum likelihood leaves out priors, and a param has one',
        change: 'write `train map`, or remove the prior',
      }),
    ];
  return [];
}
