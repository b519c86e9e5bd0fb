// Mistakes that no rule could derive anything from: latent arrays of unknown size, priors without a mode, models that
// observe nothing.

import { failsAtDefaults } from '../../3-check/conditions.ts';
import type { CheckedModel, Variable } from '../../3-check/model.ts';
import { levelsOf } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { constantValue, printSize } from '../../sizes/size.ts';
import { latentArraySize, noMaximum, nothingObserved } from '../diagnostics.ts';
import { atDefaults, priorLimits, smallest, type PriorLimit } from './prior-limits.ts';

export function refusals(model: CheckedModel): readonly Diagnostic[] {
  const diagnostics = model.variables.flatMap((variable) =>
    variable.role === 'latent' ? refuseLatent(variable) : [],
  );
  // Draws from the posterior need no maximum of it.
  if (model.train?.method !== 'posterior')
    diagnostics.push(...priorLimits(model).flatMap((limit) => refusePrior(model, limit)));
  if (!model.variables.some((variable) => variable.role === 'observe'))
    diagnostics.push(nothingObserved({ model: model.name, span: model.nameSpan }));
  return diagnostics;
}

/** More latents of one array would take minutes to plan, and as long to compile. */
const mostElements = 256;

/** Elements of a latent array are summed out together, unless draws are all that is needed. */
function refuseLatent({ name, nameSpan: span, type }: Variable): Diagnostic[] {
  if (levelsOf(type) === null) return [];
  const sizes = type.shape.map(constantValue);
  const unknown = type.shape.find((_, axis) => sizes[axis] === null);
  const elements = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
  if (unknown === undefined && elements <= mostElements) return [];
  return [
    latentArraySize({
      name,
      span,
      elements: unknown === undefined ? elements : printSize(unknown),
      most: mostElements,
    }),
  ];
}

/** A constant that is too small is an error. What hyperparameters decide is tested when a fit starts. */
function refusePrior(model: CheckedModel, limit: PriorLimit): Diagnostic[] {
  const { param, family, argument, expression, least, span } = limit;
  const value = smallest(expression);
  if (value < least) return [noMaximum({ param, family, argument, value, least, span })];
  const atFirst = smallest(atDefaults(model, expression));
  return Number.isNaN(value) && atFirst < least
    ? [failsAtDefaults({ message: limitMessage(limit), span })]
    : [];
}

/** What must hold of the prior for the posterior to have a maximum. */
export function limitMessage({ param, family, argument, least }: PriorLimit): string {
  return `the ${argument} of the ${family} prior of \`${param}\` must be at least ${String(least)}, or its posterior may have no maximum`;
}
