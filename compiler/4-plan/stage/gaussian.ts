// Rule 3: latents that are Gaussian, and enter Gaussian factors in their locations alone, affinely, are eliminated
// exactly.

import { gaussianLocation } from '../../library/conjugacy.ts';
import type { Affinity } from './affine.ts';
import { companionObstacle } from './companions.ts';
import type { Component } from './components.ts';
import type { EliminationObstacle, Obstacle } from './obstacle.ts';
import type { Structure } from './structure.ts';
import { termExpressions, valuesOf, type Term } from './terms.ts';

/** Null where the rule serves. */
export function gaussianObstacle(
  structure: Structure,
  affinity: Affinity,
  component: Component,
): EliminationObstacle | null {
  for (const term of component.terms) {
    const found = obstacleAt(affinity, component, term);
    if (found !== null) return { ...found, exponentialAlong: null };
  }
  return implicitChild(structure, component) ?? companionObstacle(structure, component);
}

/** A member that an implicit observation reads. */
export function implicitChild(structure: Structure, { names }: Component): EliminationObstacle | null {
  for (const variable of structure.implicit)
    for (const value of valuesOf(variable))
      if ([...structure.reads.variables(value)].some((name) => names.has(name)))
        return { ...hasNoDensity(variable.name, variable.nameSpan), exponentialAlong: null };
  return null;
}

export function hasNoDensity(name: string, span: Obstacle['span']): Obstacle {
  return {
    because: `\`${name}\` has no density: it is a function of what is above it`,
    span,
    label: 'has no density',
  };
}

function obstacleAt(affinity: Affinity, component: Component, term: Term): Obstacle | null {
  const { variable, call } = term;
  const isMember = component.names.has(variable.name);
  const random = termExpressions(term).find((expression) => affinity.degree(expression) !== 'free');
  const given = random === undefined ? '' : ` given ${affinity.subject(random)}`;
  const location = gaussianLocation(call.family);
  if (isMember && location === null)
    return {
      because: `\`${variable.name}\` is ${call.family}, not Normal`,
      span: variable.nameSpan,
      label: `this is ${call.family}`,
    };
  for (const expression of termExpressions(term)) {
    const degree = affinity.degree(expression);
    // What a network does to a latent is the reason that tells most.
    if (typeof degree === 'object' && degree.throughNetwork)
      return { because: degree.because, span: degree.span, label: 'not affine' };
  }
  if (location === null)
    return {
      because: `\`${variable.name}\` is ${call.family}${given}, not Normal`,
      span: variable.nameSpan,
      label: `this is ${call.family}`,
    };
  const cut = term.wrappers.find(({ kind }) => kind !== 'mixture');
  if (cut !== undefined)
    return {
      because: `\`${variable.name}\` is ${cut.kind}${given}`,
      span: cut.span,
      label: `not Normal: it is ${cut.kind}`,
    };
  for (const condition of term.conditions)
    if (affinity.degree(condition) !== 'free')
      return {
        because: `which distribution \`${variable.name}\` has depends on ${affinity.subject(condition)}`,
        span: condition.span,
        label: 'depends on a continuous latent',
      };
  for (const [name, argument] of Object.entries(call.arguments)) {
    const degree = affinity.degree(argument);
    if (degree === 'free') continue;
    if (name !== location)
      return {
        because: `the \`${name}\` of \`${variable.name}\` depends on ${affinity.subject(argument)}`,
        span: argument.span,
        label: 'depends on a continuous latent',
      };
    if (degree !== 'affine')
      return {
        because: `${degree.because} in the \`${name}\` of \`${variable.name}\``,
        span: degree.span,
        label: 'not affine',
      };
  }
  for (const { expressions } of term.wrappers)
    for (const expression of expressions)
      if (affinity.degree(expression) !== 'free')
        return {
          because: `the weights of \`${variable.name}\` depend on ${affinity.subject(expression)}`,
          span: expression.span,
          label: 'depends on a continuous latent',
        };
  return null;
}
