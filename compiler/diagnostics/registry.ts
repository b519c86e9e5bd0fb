// The diagnostics of a phase, as a list of definitions. Each phase exports one; tests join them and see to it that no
// two share a code or a name, and that each has its page in `docs/errors`.

import type { DiagnosticDefinition } from './diagnostic.ts';

/** A definition whatever its data: what can be said about it without raising it. */
export type AnyDefinition = Pick<DiagnosticDefinition<never>, 'code' | 'name' | 'severity'>;
export type DefinitionList = readonly AnyDefinition[];

const letters = { error: 'E', warning: 'W', note: 'N' } as const;

/** What is wrong with a joined list, one line each: codes or names used twice, or not of their form. */
export function registryProblems(list: DefinitionList): readonly string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  for (const { code, name, severity } of list) {
    if (!new RegExp(`^${letters[severity]}\\d{4}$`).test(code))
      problems.push(`${code} (${name}) is not \`${letters[severity]}\` and four digits`);
    if (!/^[a-z]+(-[a-z]+)*$/.test(name)) problems.push(`${name} (${code}) is not in kebab-case`);
    for (const key of [code, name]) {
      const owner = owners.get(key);
      if (owner !== undefined) problems.push(`${key} is used by ${owner} and by ${code} ${name}`);
      else owners.set(key, `${code} ${name}`);
    }
  }
  return problems;
}
