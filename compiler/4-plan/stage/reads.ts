// Which variables an expression depends on. What a sequence carries along (`let h[t] = f(h[t-1], x[t])`) stands for
// all that it is made of.

import { distributionParts, subexpressions } from '../../3-check/mentions.ts';
import type { CheckedModel, CoreExpression, Recurrence, Variable } from '../../3-check/model.ts';
import { distributionsOf, valuesOf } from './terms.ts';

export interface Reads {
  /** Names of variables, through recurrences. */
  variables(expression: CoreExpression): ReadonlySet<string>;
  /** Recurrences, those that others are made of among them. */
  recurrences(expression: CoreExpression): ReadonlySet<string>;
  /** Whether the recurrence is made of its own earlier values. */
  isRecursive(recurrence: string): boolean;
}

export function readsOf(model: CheckedModel): Reads {
  const carried = new Map(model.recurrences.map((each) => [each.name, directNames(recurrenceParts(each))]));
  const closures = new Map([...carried.keys()].map((name) => [name, closureOf(name, carried)]));
  const known = new WeakMap<CoreExpression, ReadonlySet<string>>();
  const all = (expression: CoreExpression): ReadonlySet<string> => {
    const before = known.get(expression);
    if (before !== undefined) return before;
    const names = new Set<string>();
    for (const name of directNames([expression])) {
      names.add(name);
      for (const inner of closures.get(name) ?? []) names.add(inner);
    }
    known.set(expression, names);
    return names;
  };
  return {
    variables: (expression) => new Set([...all(expression)].filter((name) => !carried.has(name))),
    recurrences: (expression) => new Set([...all(expression)].filter((name) => carried.has(name))),
    isRecursive: (name) => closures.get(name)?.has(name) === true,
  };
}

/** All names that `name` is made of; itself where it is made of its own values. */
function closureOf(name: string, carried: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...(carried.get(name) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(carried.get(next) ?? []));
  }
  return found;
}

export function recurrenceParts({ value, steps }: Recurrence): readonly CoreExpression[] {
  return [...(value === null ? [] : [value]), ...steps.special.map((special) => special.value)];
}

/** Variables and recurrences that are named. */
export function directNames(expressions: readonly CoreExpression[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const expression of expressions)
    for (const part of subexpressions(expression))
      if (part.kind === 'variable' || part.kind === 'step') names.add(part.name);
  return names;
}

/** Every expression of a variable's definitions. */
export function variableParts(variable: Variable): readonly CoreExpression[] {
  return [...distributionsOf(variable).flatMap(distributionParts), ...valuesOf(variable)];
}
