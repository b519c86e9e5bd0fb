// Rule 4: latents of a conjugate family integrate out in closed form, where each factor that reads one reads it
// alone and as it is, in the argument to which its family is conjugate.

import { conjugateTo, gaussianLocation, isConjugateFamily } from '../../library/conjugacy.ts';
import type { CoreExpression } from '../../3-check/model.ts';
import type { Affinity } from './affine.ts';
import { companionObstacle } from './companions.ts';
import type { Component } from './components.ts';
import { implicitChild } from './gaussian.ts';
import type { EliminationObstacle, Obstacle } from './obstacle.ts';
import type { Structure } from './structure.ts';
import type { Term } from './terms.ts';

/** Null where the rule serves. */
export function conjugateObstacle(
  structure: Structure,
  affinity: Affinity,
  component: Component,
): EliminationObstacle | null {
  const found = component.terms
    .map((term) =>
      component.names.has(term.variable.name)
        ? priorObstacle(affinity, term)
        : childObstacle(structure, affinity, component, term),
    )
    .find((obstacle) => obstacle !== null);
  if (found !== undefined) return { ...found, exponentialAlong: null };
  return implicitChild(structure, component) ?? companionObstacle(structure, component);
}

function priorObstacle(affinity: Affinity, { variable, call, wrappers, conditions }: Term): Obstacle | null {
  const place = { span: variable.nameSpan, label: `this is ${call.family}` };
  const [wrapper] = wrappers;
  if (wrapper !== undefined)
    return {
      because: `\`${variable.name}\` is ${wrapper.kind === 'mixture' ? 'a mixture' : wrapper.kind}`,
      ...place,
    };
  if (!isConjugateFamily(call.family))
    return {
      because: `\`${variable.name}\` is ${call.family}, which is conjugate to ${gaussianLocation(call.family) === null ? 'nothing' : 'means of a Normal only'}`,
      ...place,
    };
  const random = [...Object.values(call.arguments), ...conditions].find(
    (expression) => affinity.degree(expression) !== 'free',
  );
  return random === undefined
    ? null
    : {
        because: `the distribution of \`${variable.name}\` depends on ${affinity.subject(random)}, which is latent too`,
        span: random.span,
        label: 'depends on a latent',
      };
}

function childObstacle(
  structure: Structure,
  affinity: Affinity,
  component: Component,
  term: Term,
): Obstacle | null {
  const { variable, call } = term;
  const isFree = (expression: CoreExpression): boolean => affinity.degree(expression) === 'free';
  const elsewhere = [...term.conditions, ...term.wrappers.flatMap(({ expressions }) => expressions)].find(
    (expression) => !isFree(expression),
  );
  if (elsewhere !== undefined)
    return {
      because: `${affinity.subject(elsewhere)} decides which distribution \`${variable.name}\` has`,
      span: elsewhere.span,
      label: 'depends on a latent',
    };
  const cut = term.wrappers.find(({ kind }) => kind !== 'mixture');
  const [first, second] = Object.entries(call.arguments).filter(([, argument]) => !isFree(argument));
  if (first === undefined) return null;
  const [name, argument] = first;
  if (cut !== undefined)
    return {
      because: `\`${variable.name}\` is ${cut.kind} given ${affinity.subject(argument)}`,
      span: cut.span,
      label: cut.kind,
    };
  if (second !== undefined)
    return {
      because: `the \`${name}\` and the \`${second[0]}\` of \`${variable.name}\` are both made of latents`,
      span: variable.nameSpan,
      label: 'two arguments made of latents',
    };
  for (const branch of branches(affinity, argument)) {
    const found = branchObstacle(structure, affinity, component, term, name, branch);
    if (found !== null) return found;
  }
  return null;
}

function branchObstacle(
  structure: Structure,
  affinity: Affinity,
  component: Component,
  { variable, call }: Term,
  argument: string,
  branch: CoreExpression,
): Obstacle | null {
  if (affinity.degree(branch) === 'free') return null;
  const scaled = withoutFactor(affinity, branch);
  const name = nameOf(affinity, scaled ?? branch);
  const latent = name === null || !component.names.has(name) ? undefined : structure.variables.get(name);
  if (latent === undefined)
    return {
      because: `${affinity.subject(branch)} does not stand by itself as the \`${argument}\` of \`${variable.name}\``,
      span: branch.span,
      label: 'made of a latent',
    };
  for (const own of structure.terms) {
    if (own.variable.name !== latent.name) continue;
    const conjugate = conjugateTo(own.call.family, call.family, argument);
    if (conjugate === null)
      return {
        because: `${own.call.family}, as \`${latent.name}\` has it, is not conjugate to the \`${argument}\` of a ${call.family}, which \`${variable.name}\` is`,
        span: branch.span,
        label: `\`${argument}\` of a ${call.family}`,
      };
    if (scaled !== null && !conjugate.scaled)
      return {
        because: `\`${latent.name}\` is scaled as the \`${argument}\` of \`${variable.name}\``,
        span: branch.span,
        label: 'scaled',
      };
  }
  return null;
}

/** The values of an `if` whose conditions are free of continuous latents, down to its leaves, each once. */
function branches(affinity: Affinity, expression: CoreExpression): ReadonlySet<CoreExpression> {
  const found = new Set<CoreExpression>([expression]);
  for (const each of found) {
    if (each.kind !== 'if' || affinity.degree(each.condition) !== 'free') continue;
    found.delete(each);
    found.add(each.then).add(each.else);
  }
  return found;
}

/** `rate` of `exposure * rate`; null without a known factor. */
function withoutFactor(affinity: Affinity, expression: CoreExpression): CoreExpression | null {
  if (expression.kind !== 'call') return null;
  const [left, right] = expression.operands;
  if (left === undefined || right === undefined) return null;
  const free = (operand: CoreExpression): boolean => affinity.degree(operand) === 'free';
  if (expression.name === 'mul') return free(left) ? right : free(right) ? left : null;
  return expression.name === 'div' && free(right) ? left : null;
}

/** The variable that an expression is, or of which it picks entries by what is no continuous latent. */
function nameOf(affinity: Affinity, expression: CoreExpression): string | null {
  switch (expression.kind) {
    case 'variable':
    case 'step':
      return expression.name;
    case 'index':
      return expression.indices.every((at) => at.kind !== 'at' || affinity.degree(at.value) === 'free')
        ? nameOf(affinity, expression.operand)
        : null;
    default:
      return null;
  }
}
