// A spec on the command line: read, compiled, its diagnostics printed.

import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { CheckedModel } from '../compiler/3-check/model.ts';
import type { Derivation } from '../compiler/4-plan/derivation.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import type { SourceFile } from '../compiler/source/source.ts';
import { describeSystemError, ReportedError, UsageError, UserError } from './errors.ts';
import { hasColor, say } from './output.ts';

/** One model of a spec, compiled. */
export interface CompiledModel {
  readonly file: SourceFile;
  readonly model: CheckedModel;
  /** The module's file name, `geyser.gen.ts`, and its text. */
  readonly moduleName: string;
  readonly code: string;
  readonly derivation: Derivation;
}

/** Reads a spec. Errors: `UserError` when it cannot be read or is no text. */
export function readSpec(path: string): SourceFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError(describeSystemError(error, path) ?? `${path}: cannot be read`);
  }
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new UserError(`${path}: this is not UTF-8 text`, 'save the spec as UTF-8');
  }
}

export function isSpecPath(path: string): boolean {
  return extname(path) === '.gen';
}

/** Compiles a spec and picks one of its models. Errors: `ReportedError` after printing what is wrong. */
export async function compileSpec(path: string, modelName: string | undefined): Promise<CompiledModel> {
  const file = readSpec(path);
  const { analyse, generate } = await import('../compiler/pipeline.ts');
  const analysis = analyse(file);
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
