// Files with all that they use, directly or not. Each is read and parsed once, however often it is used.

import type { Program, UseDeclaration } from '../1-parse/ast.ts';
import { parse } from '../1-parse/parse.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../source/source.ts';
import { pathKey, pathProblem, resolvePath } from './file-path.ts';
import { unreadableFile, useCycle, usePath } from './rules/used-file.ts';

/**
 * Gives a file of this path. The same file in any spelling is best given as the same object: then what it says is said
 * once. Otherwise why it cannot be read, in words that complete "`names.gen` cannot be read: ...".
 */
export type ReadFile = (path: string) => SourceFile | UnreadableFile;

export interface UnreadableFile {
  readonly problem: string;
}

export interface LoadedFile {
  readonly file: SourceFile;
  readonly program: Program;
  /** As `parse` gives it. */
  readonly parsed: ReturnType<typeof parse>;
  /** The file that each `use` names; null where there is none, which is reported or follows from what is. */
  readonly used: ReadonlyMap<UseDeclaration, LoadedFile | null>;
}

/** A `use` on the way from a main file to the one at hand. */
interface Step {
  readonly file: SourceFile;
  readonly use: UseDeclaration;
}

/**
 * The files and all that they reach, each once and after those that it uses. What is said here is about the files; each
 * file's own mistakes are in its `parsed`.
 */
export function loadFiles(mains: readonly SourceFile[], read: ReadFile): Outcome<readonly LoadedFile[]> {
  const diagnostics: Diagnostic[] = [];
  const files: LoadedFile[] = [];
  const loaded = new Map<SourceFile, LoadedFile>();
  const found = new Map<string, SourceFile | UnreadableFile>();
  for (const main of mains) found.set(pathKey(main.path), main);

  const find = (path: string): SourceFile | UnreadableFile => {
    const key = pathKey(path);
    const file = found.get(key) ?? read(path);
    found.set(key, file);
    return file;
  };
  const load = (file: SourceFile, way: readonly Step[]): LoadedFile => {
    const parsed = parse(file);
    const used = new Map<UseDeclaration, LoadedFile | null>();
    for (const use of parsed.value.uses) used.set(use, follow(use, file, way));
    const result: LoadedFile = { file, program: parsed.value, parsed, used };
    loaded.set(file, result);
    files.push(result);
    return result;
  };
  const follow = (use: UseDeclaration, from: SourceFile, way: readonly Step[]): LoadedFile | null => {
    // Without a path the text is broken, which is reported.
    if (use.path === '') {
      if (use.pathSpan.end > use.pathSpan.start) diagnostics.push(usePath({ use, problem: emptyPath }));
      return null;
    }
    const problem = pathProblem(use.path);
    if (problem !== null) {
      diagnostics.push(usePath({ use, problem }));
      return null;
    }
    const path = resolvePath(from.path, use.path);
    const file = find(path);
    if ('problem' in file) {
      diagnostics.push(unreadableFile({ use, path, problem: file.problem }));
      return null;
    }
    const here: readonly Step[] = [...way, { file: from, use }];
    const begin = here.findIndex((step) => step.file === file);
    if (begin >= 0) {
      diagnostics.push(useCycle({ cycle: here.slice(begin).map((step) => step.use) }));
      return null;
    }
    return loaded.get(file) ?? load(file, here);
  };
  for (const main of mains) if (!loaded.has(main)) load(main, []);
  return { value: files, diagnostics };
}

const emptyPath = {
  message: 'the path of a file is empty',
  why: 'a path begins at the folder of the file that uses it: `"./names.gen"`',
  instead: null,
};
