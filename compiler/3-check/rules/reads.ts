// What reads what in a checked model: variables and recurrences by name.

import { distributionParts, variablesIn } from '../mentions.ts';
import type {
  CheckedModel,
  CoreExpression,
  DistributionExpression,
  Guide,
  Recurrence,
  Variable,
} from '../model.ts';

type Parts = Pick<CheckedModel, 'variables' | 'recurrences'>;

/** The expressions of a variable's definitions, those of single steps and a param's prior included. */
export function variableParts({ distribution, value, steps }: Variable): readonly CoreExpression[] {
  return [{ distribution, value }, ...(steps?.special ?? [])].flatMap((definition) => [
    ...partsOfDistribution(definition.distribution),
    ...(definition.value === null ? [] : [definition.value]),
  ]);
}

export function recurrenceParts({ value, steps }: Recurrence): readonly CoreExpression[] {
  const special = steps.special.map((definition) => definition.value);
  return value === null ? special : [...special, value];
}

export function guideParts({ distribution, steps }: Guide): readonly CoreExpression[] {
  return [distribution, ...(steps?.special ?? []).map((definition) => definition.distribution)].flatMap(
    partsOfDistribution,
  );
}

function partsOfDistribution(distribution: DistributionExpression | null): readonly CoreExpression[] {
  return distribution === null ? [] : distributionParts(distribution);
}

/** Of each variable and recurrence, the expressions that define it. */
export function partsByName({
  variables,
  recurrences,
}: Parts): ReadonlyMap<string, readonly CoreExpression[]> {
  return new Map([
    ...variables.map((each) => [each.name, variableParts(each)] as const),
    ...recurrences.map((each) => [each.name, recurrenceParts(each)] as const),
  ]);
}

/** All that the expressions read, and what that reads, and so on. */
export function allRead(
  parts: ReadonlyMap<string, readonly CoreExpression[]>,
  from: readonly CoreExpression[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const name of variablesIn(next))
      if (!found.has(name)) {
        found.add(name);
        open.push(...(parts.get(name) ?? []));
      }
  return found;
}
