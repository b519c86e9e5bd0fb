// Rule 6: observations without a density are fitted by drawing from the model and comparing what is drawn with the
// data. The gradient passes through the draws, so what has params must be drawn as a smooth function of them.

import { subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression } from '../../3-check/model.ts';
import type { Blocker } from './obstacle.ts';
import type { Structure } from './structure.ts';
import { termExpressions } from './terms.ts';

/** Null where the rule serves, or nothing is implicit. */
export function drawingObstacle(structure: Structure): Blocker | null {
  const [first] = structure.implicit;
  if (first === undefined) return null;
  const dense = structure.model.variables.find(
    (variable) => variable.role === 'observe' && !structure.implicit.includes(variable),
  );
  if (dense !== undefined)
    return {
      because: `\`${first.name}\` has no density and \`${dense.name}\` has one, and no rule fits both at once`,
      span: first.nameSpan,
      label: 'has no density',
      change: `give \`${first.name}\` a distribution with \`~\`, or define \`${dense.name}\` with \`=\` as a function of latents too`,
    };
  for (const term of structure.terms) {
    if (term.variable.role !== 'latent' || term.variable.type.element === 'real') continue;
    if (termExpressions(term).some((expression) => isTrained(structure, expression)))
      return {
        because: `the distribution of \`${term.variable.name}\` has params, and no gradient passes through draws of it, which are not continuous`,
        span: term.variable.nameSpan,
        label: 'not continuous',
        change: `write numbers for the params of \`${term.variable.name}\`, or make it continuous`,
      };
  }
  return null;
}

/** Whether params or networks take part. */
function isTrained(structure: Structure, expression: CoreExpression): boolean {
  for (const part of subexpressions(expression)) {
    if (part.kind === 'network') return true;
    if (part.kind === 'variable' && structure.variables.get(part.name)?.role === 'param') return true;
  }
  return false;
}
