// Rule 2: hidden variables with finitely many values are summed out, along a sequence by the forward recursion. What
// remembers all earlier values of one, or reads them all at once, leaves nothing to recur on.

import { subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression } from '../../3-check/model.ts';
import type { Blocker } from './obstacle.ts';
import { recurrenceParts, variableParts } from './reads.ts';
import type { Hidden, Structure } from './structure.ts';

/** What cannot be summed out at all; null where all that is finite can. */
export function summingObstacle(structure: Structure): Blocker | null {
  for (const hidden of structure.hidden.values()) {
    if (hidden.barren || hidden.kind === 'continuous') continue;
    const found = hidden.kind === 'counted' ? endless(hidden) : remembered(structure, hidden);
    if (found !== null) return found;
  }
  return null;
}

function endless({ variable, missing }: Hidden): Blocker {
  return {
    because: `\`${variable.name}\` has infinitely many values${missing ? ' where it is missing' : ''}, which can neither be summed over nor differentiated`,
    span: variable.nameSpan,
    label: 'a whole number without an upper bound',
    change: `give \`${variable.name}\` finitely many values: \`category<K>\`, with a K that it stays below`,
  };
}

function remembered(structure: Structure, { variable }: Hidden): Blocker | null {
  const sequence = variable.steps?.sequence;
  if (sequence === undefined) return null;
  for (const recurrence of structure.model.recurrences) {
    if (recurrence.steps.sequence !== sequence || !structure.reads.isRecursive(recurrence.name)) continue;
    const reads = recurrenceParts(recurrence).some((part) =>
      structure.reads.variables(part).has(variable.name),
    );
    if (reads && isRead(structure, recurrence.name))
      return {
        because: `\`${recurrence.name}\` carries all earlier values of \`${variable.name}\` along, so a step depends on every combination of them`,
        span: recurrence.nameSpan,
        label: `made of all of \`${variable.name}\` so far`,
        change: `let \`${recurrence.name}\` be made of what is observed, or of a few earlier steps of \`${variable.name}\``,
      };
  }
  for (const reader of structure.model.variables)
    for (const part of variableParts(reader)) {
      if (!structure.reads.variables(part).has(variable.name)) continue;
      const whole = wholeRead(part, variable.name);
      if (whole !== null)
        return {
          because: `\`${reader.name}\` reads all steps of \`${variable.name}\` at once, and their combinations are too many to sum over`,
          span: whole.span,
          label: 'all steps at once',
          change: `read one step, as \`${variable.name}[last]\`, or carry along in a finite latent what is needed of the others`,
        };
    }
  return null;
}

function isRead(structure: Structure, recurrence: string): boolean {
  return structure.model.variables.some((variable) =>
    variableParts(variable).some((part) => structure.reads.recurrences(part).has(recurrence)),
  );
}

function wholeRead(expression: CoreExpression, name: string): CoreExpression | null {
  for (const part of subexpressions(expression))
    if (
      (part.kind === 'variable' && part.name === name) ||
      (part.kind === 'step' && part.name === name && part.at.kind === 'before')
    )
      return part;
  return null;
}
