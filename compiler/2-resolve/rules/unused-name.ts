// Warns of names that nothing reads: usually a slip of the pen. A leading `_` says that it is meant.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { describeDefinition, type WrittenDefinition } from '../definition.ts';

export const unusedName = defineDiagnostic({
  code: 'W0201',
  name: 'unused-name',
  severity: 'warning',
  unnecessary: true,
  message: ({ definition }: { definition: WrittenDefinition }) =>
    `${noun(definition)} \`${definition.name}\` is never used`,
  labels: ({ definition }) => [{ span: definition.nameSpan, text: 'nothing reads it' }],
  why: () => 'usually another name was meant where it should be read, or a statement is left over',
  fix: ({ definition: { kind, name, nameSpan } }) => ({
    description:
      kind === 'import'
        ? 'use it, or take it out of the braces'
        : `use it, remove it, or call it \`_${name}\` if it is meant to be unused`,
    // Other names are known outside: of data, of results, of options and of arguments.
    edits: kind === 'let' || kind === 'loop' ? [{ span: nameSpan, text: `_${name}` }] : [],
  }),
});

function noun(definition: WrittenDefinition): string {
  return (
    (definition.kind === 'import' ? 'imported ' : '') +
    describeDefinition(definition).replace(/^(an?|the) /, '')
  );
}

/**
 * Params and dims are left to the checker: an observation must depend on the one, and data decide the other. What a
 * file declares may be for others. A comprehension whose variable is not read repeats a value: `[for k in 0..K: 1 / K]`.
 */
export function mayWarnUnused(definition: WrittenDefinition, declaredByFile: boolean): boolean {
  if (declaredByFile || definition.name.startsWith('_')) return false;
  switch (definition.kind) {
    case 'const':
    case 'let':
    case 'hyperparameter':
    case 'parameter':
    case 'input':
    case 'instance':
      return true;
    case 'import':
      return definition.target !== null;
    case 'variable':
      return definition.node.kind === 'latent' || definition.node.kind === 'given';
    default:
      return false;
  }
}
