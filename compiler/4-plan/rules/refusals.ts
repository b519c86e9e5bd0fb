// What no rule derives so far: continuous latents, latent arrays of unknown size, params without coordinates
// for a gradient step, priors without a mode, models that observe nothing.

import type { CheckedModel, CoreExpression, DistributionExpression, Variable } from '../../3-check/model.ts';
import { isFinite } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { constantValue, printSize } from '../../sizes/size.ts';
import {
  continuousLatent,
  latentArraySize,
  noFreeCoordinates,
  noMaximum,
  nothingObserved,
} from '../diagnostics.ts';

/** Families whose density is unbounded at the edge when this argument is below 1. */
const unboundedBelowOne: ReadonlyMap<string, string> = new Map([
  ['Dirichlet', 'concentration'],
  ['Gamma', 'shape'],
]);

export function refusals(model: CheckedModel): readonly Diagnostic[] {
  const diagnostics = model.variables.flatMap((variable) => {
    if (variable.role === 'latent') return refuseLatent(variable);
    if (variable.role === 'param') return refuseParam(variable);
    return [];
  });
  if (!model.variables.some((variable) => variable.role === 'observe'))
    diagnostics.push(nothingObserved({ model: model.name, span: model.nameSpan }));
  return diagnostics;
}

function refuseLatent(variable: Variable): Diagnostic[] {
  const { name, nameSpan: span, type } = variable;
  if (!isFinite(type)) {
    const sizes = type.shape.length === 0 ? '' : `[${type.shape.map(printSize).join(', ')}]`;
    return [continuousLatent({ name, span, type: `${type.element}${sizes}` })];
  }
  const unknown = type.shape.find((size) => constantValue(size) === null);
  return unknown === undefined ? [] : [latentArraySize({ name, span, size: printSize(unknown) })];
}

function refuseParam(variable: Variable): Diagnostic[] {
  const { structure } = variable.type;
  const diagnostics: Diagnostic[] = [];
  if (structure === 'unitVector' || structure === 'correlation')
    diagnostics.push(noFreeCoordinates({ param: variable.name, structure, span: variable.nameSpan }));
  return variable.distribution === null
    ? diagnostics
    : [...diagnostics, ...refusePrior(variable.name, variable.distribution)];
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
