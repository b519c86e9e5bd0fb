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

interface Read {
  readonly variables: ReadonlySet<string>;
  readonly recurrences: ReadonlySet<string>;
}

export function readsOf(model: CheckedModel): Reads {
  const carried = new Map(model.recurrences.map((each) => [each.name, directNames(recurrenceParts(each))]));
  const closures = new Map([...carried.keys()].map((name) => [name, closureOf(name, carried)]));
  const known = new WeakMap<CoreExpression, Read>();
  const all = (expression: CoreExpression): Read => {
    const before = known.get(expression);
    if (before !== undefined) return before;
    const read = { variables: new Set<string>(), recurrences: new Set<string>() };
    for (const name of directNames([expression]))
      for (const each of [name, ...(closures.get(name) ?? [])])
        (carried.has(each) ? read.recurrences : read.variables).add(each);
    known.set(expression, read);
    return read;
  };
  return {
    variables: (expression) => all(expression).variables,
    recurrences: (expression) => all(expression).recurrences,
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
