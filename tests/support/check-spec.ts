// From the text of specs to their checked models and all that was said about them, in one call.

import type { CheckedModel } from '../../compiler/3-check/model.ts';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { checkFiles as checkSources, quietHost, type Host } from '../../compiler/pipeline.ts';
import type { SourceFile } from '../../compiler/source/source.ts';
import { oneLine } from './one-line.ts';

export { oneLine, unmark } from './one-line.ts';

export interface CheckedSpec {
  readonly models: readonly CheckedModel[];
  readonly diagnostics: readonly Diagnostic[];
}

export function checkSpec(text: string): CheckedSpec {
  return checkFiles({ 'test.gen': text });
}

/** Of the first file: it may use the others, whose models and mistakes come after its own. */
export function checkFiles(texts: Readonly<Record<string, string>>): CheckedSpec {
  const [main, ...others] = sourcesOf(texts);
  if (main === undefined) throw new Error('no file');
  const { models, diagnostics } = checkSources([main], hostOf([main, ...others]));
  return {
    models: models.toSorted((a, b) => Number(b.span.file === main) - Number(a.span.file === main)),
    diagnostics: [main, ...others].flatMap((file) => diagnostics.get(file) ?? []),
  };
}

export function sourcesOf(texts: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}

/** Reads these files and no others. */
export function hostOf(files: readonly SourceFile[]): Host {
  return {
    ...quietHost,
    read: (path) => files.find((file) => file.path === path) ?? { problem: 'no such file or folder' },
  };
}

/** The only model of a spec about which nothing is to be said. */
export function soundModel(text: string): CheckedModel {
  const { models, diagnostics } = checkSpec(text);
  const [model] = models;
  if (diagnostics.length > 0 || model === undefined || models.length > 1)
    throw new Error(`expected one model and no diagnostics, got:\n${diagnostics.map(oneLine).join('\n')}`);
  return model;
}
