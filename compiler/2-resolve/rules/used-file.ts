// The file behind a `use`: a path that leads nowhere, a file that cannot be read, files that use each other.

import type { UseDeclaration } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { PathProblem } from '../file-path.ts';

export const usePath = defineDiagnostic({
  code: 'E0211',
  name: 'path-of-use',
  severity: 'error',
  message: ({ problem }: { use: UseDeclaration; problem: PathProblem }) => problem.message,
  labels: ({ use }) => [{ span: use.pathSpan, text: '' }],
  why: ({ problem }) => problem.why,
  fix: ({ use, problem: { instead } }) =>
    instead === null
      ? null
      : { description: `write \`"${instead}"\``, edits: [{ span: use.pathSpan, text: `"${instead}"` }] },
});

export const unreadableFile = defineDiagnostic({
  code: 'E0212',
  name: 'unreadable-file',
  severity: 'error',
  message: ({ path, problem }: { use: UseDeclaration; path: string; problem: string }) =>
    `\`${path}\` cannot be read: ${problem}`,
  labels: ({ use }) => [{ span: use.pathSpan, text: 'this file' }],
  why: () => 'a path begins at the folder of the file that uses it',
});

export const useCycle = defineDiagnostic({
  code: 'E0213',
  name: 'files-use-each-other',
  severity: 'error',
  message: ({ cycle }: { cycle: readonly UseDeclaration[] }) => {
    const files = cycle.map(({ span }) => `\`${baseName(span.file.path)}\``);
    const [first = ''] = files;
    return cycle.length === 1
      ? `${first} uses itself`
      : `files use each other: ${[...files, first].join(' -> ')}`;
  },
  /** The `use` that closes the cycle comes first. */
  labels: ({ cycle }) => {
    const closing = cycle.at(-1);
    if (closing === undefined) throw new Error('internal: a cycle without a file');
    const others = cycle.slice(0, -1);
    return [
      { span: closing.pathSpan, text: others.length === 0 ? 'this file' : 'back to where it began' },
      ...others.map(({ pathSpan, span }) => ({
        span: pathSpan,
        text: `used by \`${baseName(span.file.path)}\``,
      })),
    ];
  },
  why: ({ cycle }) =>
    cycle.length === 1
      ? 'what a file defines is known in all of it'
      : 'a file is understood before those that use it',
  fix: ({ cycle }) => ({
    description:
      cycle.length === 1 ? 'remove this `use`' : 'move what both need into a third file, which both use',
    edits: [],
  }),
});

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
