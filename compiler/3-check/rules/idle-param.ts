// Warns of a param on which no observation depends: data cannot tell it.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { distributionParts, variablesIn } from '../mentions.ts';
import type { Variable } from '../model.ts';

export const idleParam = defineDiagnostic({
  code: 'W0601',
  name: 'idle-param',
  severity: 'warning',
  unnecessary: true,
  message: ({ param }: { param: Variable }) => `no observation depends on param \`${param.name}\``,
  labels: ({ param }) => [{ span: param.nameSpan, text: 'data cannot tell it' }],
  why: () => 'whatever its value is, the data are as likely as before',
  fix: ({ param }) => ({
    description: `use it in the distribution of an \`observe\`, or of something that one depends on, remove it, or call it \`_${param.name}\` if it is meant to be idle`,
    edits: [],
  }),
});

export function idleParams(variables: readonly Variable[]): readonly Variable[] {
  // Against the order of definition: what an observation reads, what that reads, and so on.
  const needed = new Set(variables.filter((each) => each.role === 'observe').map((each) => each.name));
  for (const variable of [...variables].reverse()) {
    if (!needed.has(variable.name)) continue;
    const parts = [
      ...(variable.distribution === null ? [] : distributionParts(variable.distribution)),
      variable.value,
    ];
    for (const part of parts) if (part !== null) for (const name of variablesIn(part)) needed.add(name);
  }
  return variables.filter(
    (variable) => variable.role === 'param' && !variable.name.startsWith('_') && !needed.has(variable.name),
  );
}
