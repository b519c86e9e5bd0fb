// From the text of specs to what their names stand for, without checking.

import { loadFiles } from '../../compiler/2-resolve/load-files.ts';
import { resolveNames, type Resolution } from '../../compiler/2-resolve/resolve-names.ts';
import { hasErrors, type Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import type { SourceFile } from '../../compiler/source/source.ts';
import { oneLine } from './one-line.ts';

export interface ResolvedSpec {
  readonly resolution: Resolution;
  /** Of the files that they are about, those about the first file first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Paths that were asked for, in order. */
  readonly read: readonly string[];
}

/** The first file, which may use the others; all of them parse. */
export function resolveFiles(texts: Readonly<Record<string, string>>): ResolvedSpec {
  const [main, ...others] = Object.entries(texts).map(([path, text]): SourceFile => ({ path, text }));
  if (main === undefined) throw new Error('no file');
  const read: string[] = [];
  const loaded = loadFiles([main], (path) => {
    read.push(path);
    return others.find((file) => file.path === path) ?? { problem: 'no such file or folder' };
  });
  const broken = loaded.value.flatMap(({ parsed }) => parsed.diagnostics);
  if (hasErrors(broken)) throw new Error(broken.map(oneLine).join('\n'));
  const { value, diagnostics } = resolveNames(loaded.value);
  const said = [...loaded.diagnostics, ...diagnostics];
  const isMain = ({ labels }: Diagnostic): number => (labels[0].span.file === main ? 0 : 1);
  return { resolution: value, diagnostics: said.toSorted((a, b) => isMain(a) - isMain(b)), read };
}

export function resolveSpec(text: string, others: Readonly<Record<string, string>> = {}): ResolvedSpec {
  return resolveFiles({ 'test.gen': text, ...others });
}
