// Rules 5 and 7: a bound and a sampler need the log joint to be differentiable in every continuous latent.

import { subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression } from '../../3-check/model.ts';
import type { Affinity } from './affine.ts';
import type { Blocker } from './obstacle.ts';
import { recurrenceParts } from './reads.ts';
import type { Structure } from './structure.ts';
import { termExpressions } from './terms.ts';

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
        change: `let a finite latent choose between the values: \`latent at: bool\`, and \`if at then ... else ...\` where \`${variable.name}\` is read`,
      };
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
