// The names in the braces of a `use`: what the other file defines itself, and not a model.

import { askWhetherMeant, renamingFix } from '../../diagnostics/did-you-mean.ts';
import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { describeDefinition, type ImportDefinition, type WrittenDefinition } from '../definition.ts';

export interface MissingName {
  readonly name: string;
  readonly span: Span;
  /** As written in the `use`. */
  readonly path: string;
  readonly near: readonly string[];
  /** Where the other file has the name from, if it does: the path as seen from here. */
  readonly elsewhere: { readonly definition: WrittenDefinition; readonly path: string } | null;
}

export const nameNotInFile = defineDiagnostic({
  code: 'E0214',
  name: 'name-not-in-file',
  severity: 'error',
  message: ({ name, path, near, elsewhere }: MissingName & { used: boolean }) =>
    elsewhere === null
      ? `\`${path}\` does not define \`${name}\`${askWhetherMeant(near)}`
      : `\`${path}\` uses \`${name}\` itself, and does not define it`,
  labels: ({ span, elsewhere }) => [
    { span, text: elsewhere === null ? 'not in that file' : 'defined in another file' },
    ...(elsewhere === null
      ? []
      : [{ span: elsewhere.definition.nameSpan, text: describeDefinition(elsewhere.definition) }]),
  ],
  why: ({ elsewhere }) => (elsewhere === null ? null : 'a file gives the names that it defines itself'),
  fix: ({ name, span, near, elsewhere, used }) =>
    elsewhere === null
      ? renaming(renamingFix(span, near), used ? name : null)
      : {
          description: `write \`use { ${elsewhere.definition.name} } from "${elsewhere.path}"\``,
          edits: [],
        },
});

/** What is read under the wrong name all over the file keeps it. */
function renaming(fix: Fix | null, alias: string | null): Fix | null {
  if (fix === null || alias === null) return fix;
  const edits = fix.edits.map(({ span, text }) => ({ span, text: `${text} as ${alias}` }));
  return { description: `${fix.description}, here and where it is used, or take it as \`${alias}\``, edits };
}

export const importedModel = defineDiagnostic({
  code: 'E0215',
  name: 'model-from-another-file',
  severity: 'error',
  message: ({ definition }: { definition: WrittenDefinition; span: Span }) =>
    `\`${definition.name}\` is a model, and models are not for use by others`,
  labels: ({ definition, span }) => [
    { span, text: 'a model' },
    { span: definition.nameSpan, text: 'defined here' },
  ],
  why: () => 'constants, functions and networks can be used in other files',
  fix: ({ definition }) => ({
    description: `leave out \`${definition.name}\`; what the two models share can be a function or a network`,
    edits: [],
  }),
});

export const importedTwice = defineDiagnostic({
  code: 'E0216',
  name: 'used-twice',
  severity: 'error',
  message: ({ definition }: { definition: ImportDefinition; before: ImportDefinition }) =>
    `\`${definition.name}\` is taken from another file twice`,
  labels: ({ definition, before }) => [
    { span: definition.nameSpan, text: 'again here' },
    { span: before.nameSpan, text: 'first here' },
  ],
  why: () => 'a name has one meaning',
  fix: ({ definition, before }) => ({
    description:
      definition.target === before.target
        ? 'remove one of the two'
        : `take one of the two under another name: \`${definition.node.name.name} as ...\``,
    edits: [],
  }),
});
