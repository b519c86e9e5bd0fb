// The compiler as a library: text in, diagnostics and text out. Nothing here reads or writes a file.

import { explainStage } from './4-plan/explain.ts';
import { notesOf } from './4-plan/notes.ts';
import type { CheckedModel } from './3-check/model.ts';
import type { Derivation } from './4-plan/derivation.ts';
import type { Stage } from './4-plan/stage/stage.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { hasErrors } from './diagnostics/diagnostic.ts';
import { sortDiagnostics } from './diagnostics/order.ts';
import type { Host } from './pipeline.ts';
import { analyse, analyseFiles, generate, quietHost } from './pipeline.ts';
import type { SourceFile } from './source/source.ts';

export type { CheckedModel, Variable, ValueType, Plate, Hyperparameter } from './3-check/model.ts';
export type { Derivation } from './4-plan/derivation.ts';
export type { Diagnostic, Fix, Label, Severity } from './diagnostics/diagnostic.ts';
export { hasErrors } from './diagnostics/diagnostic.ts';
export { printType } from './3-check/type.ts';
export type { ReadFile, UnreadableFile } from './2-resolve/load-files.ts';
export type { Host } from './pipeline.ts';
export type { Position, SourceFile, Span } from './source/source.ts';
export { positionAt } from './source/source.ts';

export interface CheckResult {
  readonly models: readonly CheckedModel[];
  /** Of the models that can be fitted. */
  readonly derivations: readonly Derivation[];
  /** Of all the models of a file without mistakes: the rule that serves each, built or not. */
  readonly stages: readonly Stage[];
  /** File by file, those that are used with the first that uses them, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is wrong with some files or good to know of them, and what they mean as far as that is known. */
export function check(files: readonly SourceFile[], host: Partial<Host> = {}): CheckResult {
  const analyses = analyseFiles(files, { ...quietHost, ...host });
  return {
    models: analyses.flatMap(({ models }) => models),
    derivations: analyses.flatMap(({ derivations }) => derivations),
    stages: analyses.flatMap(({ stages }) => stages),
    diagnostics: analyses.flatMap(({ diagnostics, derivations }) =>
      sortDiagnostics([...diagnostics, ...derivations.flatMap(notesOf)]),
    ),
  };
}

export interface Explanation {
  readonly diagnostics: readonly Diagnostic[];
  /** Each model's derivation in words, or how far it goes; empty where the spec has a mistake. */
  readonly text: string;
}

/** How the models of a file are fitted and queried, and why so. */
export function explain(file: SourceFile, host: Partial<Host> = {}): Explanation {
  const { derivations, stages, diagnostics } = analyse(file, { ...quietHost, ...host });
  return {
    diagnostics,
    text: stages.map((stage) => `${explainStage(stage, derivations)}\n`).join('\n'),
  };
}

export interface CompileOptions {
  /** `formatted` (the default) reads well and loads ts-morph and prettier; `plain` needs neither and is fast. */
  readonly layout?: 'formatted' | 'plain';
  /** `read` gives the files that the spec uses. */
  readonly host?: Partial<Host>;
}

export interface Compilation {
  readonly models: readonly CheckedModel[];
  readonly diagnostics: readonly Diagnostic[];
  /** Null exactly when a diagnostic is an error or the file holds no model. */
  readonly module: {
    /** Beside the spec: `specs/geyser.gen.ts`. */
    readonly path: string;
    readonly code: string;
  } | null;
}

/** The module of a file: the same text gives the same bytes. */
export async function compile(file: SourceFile, options: CompileOptions = {}): Promise<Compilation> {
  const { layout = 'formatted' } = options;
  const host = { ...quietHost, ...options.host };
  const analysis = analyse(file, host);
  const { models, diagnostics } = analysis;
  if (hasErrors(diagnostics) || analysis.derivations.length === 0)
    return { models, diagnostics, module: null };
  return {
    models,
    diagnostics,
    module: { path: `${file.path}.ts`, code: await generate(analysis, layout, host) },
  };
}
