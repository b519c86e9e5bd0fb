// A spec on the command line: read, compiled, its diagnostics printed.

import { basename, extname } from 'node:path';
import type { CheckedModel } from '../compiler/3-check/model.ts';
import type { Derivation } from '../compiler/4-plan/derivation.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import type { SourceFile } from '../compiler/source/source.ts';
import { ReportedError, UsageError, UserError } from './errors.ts';
import { hasColor, say } from './output.ts';
import { createSpecReader } from './spec-reader.ts';

/** One model of a spec, compiled. */
export interface CompiledModel {
  readonly file: SourceFile;
  readonly model: CheckedModel;
  /** The module's file name, `geyser.gen.ts`, and its text. */
  readonly moduleName: string;
  readonly code: string;
  readonly derivation: Derivation;
}

export function isSpecPath(path: string): boolean {
  return extname(path) === '.gen';
}

/** Compiles a spec and picks one of its models. Errors: `ReportedError` after printing what is wrong. */
export async function compileSpec(path: string, modelName: string | undefined): Promise<CompiledModel> {
  const { analyse, generate, quietHost } = await import('../compiler/pipeline.ts');
  const { open, read } = createSpecReader();
  const file = open(path);
  const analysis = analyse(file, { ...quietHost, read });
  await reportDiagnostics(analysis.diagnostics);
  const derivation = pickModel(file, analysis.derivations, modelName);
  // Laid out plainly: `gen build` is for reading.
  const code = await generate(analysis, 'plain');
  return {
    file,
    model: derivation.model,
    moduleName: `${basename(path)}.ts`,
    code,
    derivation,
  };
}

/** Prints diagnostics on standard error. Error: `ReportedError` when any is an error. */
export async function reportDiagnostics(diagnostics: readonly Diagnostic[]): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderDiagnostics } = await import('../compiler/diagnostics/render-terminal.ts');
  const { diagnosticToJson } = await import('../compiler/diagnostics/to-json.ts');
  const { pointToPages } = await import('./error-pages.ts');
  say(renderDiagnostics(diagnostics, { color: hasColor(process.stderr) }));
  const pointer = pointToPages(diagnostics.map(({ code }) => code));
  if (pointer !== null) say(`${pointer}\n`);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  if (errors > 0) throw new ReportedError(countErrors(errors), diagnostics.map(diagnosticToJson));
}

export function countErrors(errors: number): string {
  return `the spec has ${errors === 1 ? 'an error' : `${String(errors)} errors`}`;
}

function pickModel(
  file: SourceFile,
  derivations: readonly Derivation[],
  name: string | undefined,
): Derivation {
  const names = derivations.map(({ model }) => model.name);
  if (name !== undefined) {
    const found = derivations.find(({ model }) => model.name === name.normalize('NFC'));
    if (found !== undefined) return found;
    throw new UserError(`${file.path}: there is no model \`${name}\``, `the models are ${names.join(', ')}`);
  }
  const [only, another] = derivations;
  if (only === undefined) throw new UserError(`${file.path}: there is no model in this file`);
  if (another !== undefined)
    throw new UsageError(`${file.path} has the models ${names.join(', ')}: say which one with --model`);
  return only;
}
