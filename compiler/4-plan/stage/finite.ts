// Rule 2: hidden variables with finitely many values are summed out, along a sequence by the forward recursion. What
// remembers all earlier values of one, or reads them all at once, leaves nothing to recur on.

import { subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression, Recurrence, Variable } from '../../3-check/model.ts';
import type { Blocker } from './obstacle.ts';
import { recurrenceParts, variableParts } from './reads.ts';
import type { Hidden, Structure } from './structure.ts';

/** What cannot be summed out at all; null where all that is finite can. */
export function summingObstacle(structure: Structure): Blocker | null {
  const readers = readersOf(structure);
  for (const hidden of structure.hidden.values()) {
    if (hidden.barren || hidden.kind === 'continuous') continue;
    const found = hidden.kind === 'counted' ? endless(hidden) : remembered(readers, hidden);
    if (found !== null) return found;
  }
  return null;
}

function endless({ variable, missing }: Hidden): Blocker {
  return {
    because: `\`${variable.name}\` has infinitely many values${missing ? ' where it is missing' : ''}, which can neither be summed over nor differentiated`,
    span: variable.nameSpan,
    label: 'a whole number without an upper bound',
    change: `give \`${variable.name}\` an upper bound, such as 50: \`int<lower: 0, upper: 50> ~ Truncated(..., 0, 50)\``,
  };
}

/** Where variables and recurrences are read, in the order of the model. */
interface Readers {
  readonly variables: ReadonlyMap<
    string,
    readonly { readonly reader: Variable; readonly part: CoreExpression }[]
  >;
  /** Recursive ones, by the variables that they are made of. */
  readonly recursions: ReadonlyMap<string, ReadonlySet<Recurrence>>;
  /** Names of the recurrences that a variable reads. */
  readonly used: ReadonlySet<string>;
}

function readersOf({ model, reads }: Structure): Readers {
  const variables = new Map<string, { reader: Variable; part: CoreExpression }[]>();
  const recursions = new Map<string, Set<Recurrence>>();
  const used = new Set<string>();
  for (const reader of model.variables)
    for (const part of variableParts(reader)) {
      for (const name of reads.recurrences(part)) used.add(name);
      for (const name of reads.variables(part)) getOrMake(variables, name, () => []).push({ reader, part });
    }
  for (const recurrence of model.recurrences)
    if (reads.isRecursive(recurrence.name))
      for (const part of recurrenceParts(recurrence))
        for (const name of reads.variables(part))
          getOrMake(recursions, name, () => new Set<Recurrence>()).add(recurrence);
  return { variables, recursions, used };
}

function getOrMake<Item>(map: Map<string, Item>, name: string, make: () => Item): Item {
  const before = map.get(name);
  if (before !== undefined) return before;
  const made = make();
  map.set(name, made);
  return made;
}

function remembered(readers: Readers, { variable }: Hidden): Blocker | null {
  const sequence = variable.steps?.sequence;
  if (sequence === undefined) return null;
  for (const recurrence of readers.recursions.get(variable.name) ?? []) {
    if (recurrence.steps.sequence === sequence && readers.used.has(recurrence.name))
      return {
        because: `\`${recurrence.name}\` carries all earlier values of \`${variable.name}\` along, so a step depends on every combination of them`,
        span: recurrence.nameSpan,
        label: `made of all of \`${variable.name}\` so far`,
        change: `let \`${recurrence.name}\` be made of what is observed, or of a few earlier steps of \`${variable.name}\``,
      };
  }
  for (const { reader, part } of readers.variables.get(variable.name) ?? []) {
    const whole = wholeRead(part, variable.name);
    if (whole !== null)
      return {
        because: `\`${reader.name}\` reads all steps of \`${variable.name}\` at once, and their combinations are too many to sum over`,
        span: whole.span,
        label: 'all steps at once',
        change: `read one step, as \`${variable.name}[${whole.kind === 'step' ? `${sequence}-1` : 'last'}]\`, or carry along in a finite latent what is needed of the others`,
      };
  }
  return null;
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
