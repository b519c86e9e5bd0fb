// Mistakes that no rule could derive anything from: latent arrays of unknown size, priors without a mode, models that
// observe nothing.

import type { CheckedModel, CoreExpression, DistributionExpression, Variable } from '../../3-check/model.ts';
import { isFinite } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { constantValue, printSize } from '../../sizes/size.ts';
import { latentArraySize, noMaximum, nothingObserved } from '../diagnostics.ts';

/** Families whose density is unbounded at the edge when this argument is below 1. */
const unboundedBelowOne: ReadonlyMap<string, string> = new Map([
  ['Dirichlet', 'concentration'],
  ['Gamma', 'shape'],
]);

export function refusals(model: CheckedModel): readonly Diagnostic[] {
  const diagnostics = model.variables.flatMap((variable) => {
    if (variable.role === 'latent') return refuseLatent(variable);
    // Draws from the posterior need no maximum of it.
    return variable.role === 'param' && variable.distribution !== null && model.train?.method !== 'posterior'
      ? refusePrior(variable.name, variable.distribution)
      : [];
  });
  if (!model.variables.some((variable) => variable.role === 'observe'))
    diagnostics.push(nothingObserved({ model: model.name, span: model.nameSpan }));
  return diagnostics;
}

/** More latents of one array would take minutes to plan, and as long to compile. */
const mostElements = 256;

/** Elements of a latent array are summed out together, unless draws are all that is needed. */
function refuseLatent({ name, nameSpan: span, type }: Variable): Diagnostic[] {
  if (!isFinite(type)) return [];
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

function refusePrior(param: string, prior: DistributionExpression): Diagnostic[] {
  if (prior.kind === 'choice') return [...refusePrior(param, prior.then), ...refusePrior(param, prior.else)];
  if (prior.kind !== 'distribution') return [];
  const { family } = prior;
  const argument = unboundedBelowOne.get(family);
  const value = argument === undefined ? undefined : prior.arguments[argument];
  if (argument === undefined || value === undefined) return [];
  const smallest = smallestConstant(value);
  return smallest !== null && smallest < 1
    ? [noMaximum({ param, family, argument, value: smallest, span: value.span })]
    : [];
}

/** The least number in a constant or an array of constants; null for anything else. */
function smallestConstant(expression: CoreExpression): number | null {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'stack') return null;
  const elements = expression.elements.map(smallestConstant);
  return elements.reduce<number | null>(
    (least, value) => (least === null || value === null ? null : Math.min(least, value)),
    Infinity,
  );
}
