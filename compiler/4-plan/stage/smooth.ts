// Rules 5 and 7: a bound and a sampler need the log joint to be differentiable in every continuous latent.

import { subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression, DistributionExpression } from '../../3-check/model.ts';
import type { Span } from '../../source/source.ts';
import type { Affinity } from './affine.ts';
import type { Blocker } from './obstacle.ts';
import { recurrenceParts } from './reads.ts';
import type { Structure } from './structure.ts';
import { distributionsOf, termExpressions, type Term } from './terms.ts';

/** What jumps, or is flat, between values of its operands. */
const jumps: ReadonlySet<string> = new Set(['less', 'lessEqual', 'equal', 'notEqual', 'floor', 'argMax']);

/** Null where the density of every continuous latent exists and has a gradient. */
export function smoothnessObstacle(structure: Structure, affinity: Affinity): Blocker | null {
  for (const term of structure.terms) {
    const { variable, call } = term;
    const hidden = structure.hidden.get(variable.name);
    const isContinuous = hidden?.kind === 'continuous' && !hidden.barren;
    const censored = term.wrappers.find(({ kind }) => kind === 'censored');
    if (isContinuous && (call.family === 'Delta' || censored !== undefined))
      return {
        because: `\`${variable.name}\` has single values with a probability of their own, and so no density`,
        span: censored?.span ?? call.span,
        label: 'single values',
        change:
          censored === undefined && term.conditions.length + term.wrappers.length === 0
            ? `write \`let ${variable.name} = ...\`, which names a value`
            : `let a finite latent choose between the values: \`latent at: bool\`, and \`if at then ... else ...\` where \`${variable.name}\` is read`,
      };
    if (variable.role === 'observe') {
      const found = movingMass(affinity, term);
      if (found !== null) return found;
    }
    for (const expression of termExpressions(term)) {
      const found = jumpIn(affinity, expression, variable.name);
      if (found !== null) return found;
    }
  }
  for (const recurrence of structure.model.recurrences)
    for (const part of recurrenceParts(recurrence)) {
      const found = jumpIn(affinity, part, recurrence.name);
      if (found !== null) return found;
    }
  return null;
}

/** Arguments that say where values lie. */
const ends: ReadonlyMap<string, readonly string[]> = new Map([
  ['Uniform', ['lower', 'upper']],
  ['Pareto', ['scale']],
]);

/** What is observed lies, given the latents, at a single value, or between ends that move with them. */
function movingMass(affinity: Affinity, { variable, call, wrappers }: Term): Blocker | null {
  const isRandom = (expression: CoreExpression): boolean => affinity.degree(expression) !== 'free';
  const { family, span } = call;
  const single = family === 'Delta' ? Object.values(call.arguments).find(isRandom) : undefined;
  if (single !== undefined)
    return {
      because: `\`${variable.name}\` is a single value given ${affinity.subject(single)}, and so has no density`,
      span,
      label: 'a single value',
      change: `let \`${variable.name}\` vary about it: \`Normal(..., sd)\``,
    };
  const cuts = wrappers.filter(({ kind }) => kind !== 'mixture').flatMap(({ expressions }) => expressions);
  const end = [...(ends.get(family) ?? []).flatMap((name) => call.arguments[name] ?? []), ...cuts].find(
    isRandom,
  );
  return end === undefined
    ? null
    : {
        because: `where values of \`${variable.name}\` lie depends on ${affinity.subject(end)}, and its density jumps there`,
        span: end.span,
        label: 'an end that moves',
        change: 'write ends that do not depend on latents, or a distribution without ends',
      };
}

/** A bound compares densities, that of the guide among them. */
export function guideWithoutDensity({ model }: Structure): Blocker | null {
  for (const guide of model.guides)
    for (const distribution of distributionsOf(guide)) {
      const span = singleValues(distribution);
      if (span !== null)
        return {
          because: `the guide of \`${guide.latent}\` has single values with a probability of their own, and so no density`,
          span,
          label: 'single values',
          change: 'let the guide vary: `Normal(..., sd)`; or leave it out, and the compiler makes one',
        };
    }
  return null;
}

/** Where a distribution of numbers has single values with a probability of their own. */
function singleValues(distribution: DistributionExpression): Span | null {
  switch (distribution.kind) {
    case 'distribution':
      return distribution.family === 'Delta' ? distribution.span : null;
    case 'choice':
      return singleValues(distribution.then) ?? singleValues(distribution.else);
    case 'mixture':
      return distribution.parts.map(singleValues).find((span) => span !== null) ?? null;
    case 'truncated':
      return singleValues(distribution.part);
    case 'censored':
      return distribution.span;
  }
}

function jumpIn(affinity: Affinity, expression: CoreExpression, name: string): Blocker | null {
  if (affinity.degree(expression) === 'free') return null;
  for (const part of subexpressions(expression)) {
    const operands = part.kind === 'call' ? part.operands : part.kind === 'reduce' ? [part.operand] : [];
    if ((part.kind !== 'call' && part.kind !== 'reduce') || !jumps.has(part.name)) continue;
    const random = operands.find((operand) => affinity.degree(operand) !== 'free');
    if (random === undefined) continue;
    const how =
      part.name === 'floor' || part.name === 'argMax' ? `enters through \`${part.name}\`` : 'is compared';
    return {
      because: `${affinity.subject(random)} ${how} in \`${name}\`, which jumps there`,
      span: part.span,
      label: 'no gradient here',
      change:
        'let a finite latent make the choice, which is summed out: `latent over: bool ~ Bernoulli(logits: ...)`',
    };
  }
  return null;
}
