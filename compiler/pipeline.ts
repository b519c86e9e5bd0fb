// Every phase, in order. `analyse` is what editors and `check` need, a plain function; `generate` goes on from
// there to text, and loads the later phases only when it is called.

import type { Program as SyntaxTree } from './1-parse/ast.ts';
import { dumpAst } from './1-parse/dump-ast.ts';
import { loadFiles, type LoadedFile, type ReadFile } from './2-resolve/load-files.ts';
import { resolveNames } from './2-resolve/resolve-names.ts';
import { check as checkPrograms } from './3-check/check.ts';
import type { CheckedModel } from './3-check/model.ts';
import { printModel } from './3-check/print-model.ts';
import type { Derivation } from './4-plan/derivation.ts';
import { planInference } from './4-plan/plan.ts';
import { derivationStage } from './4-plan/stage/derivation-stage.ts';
import type { Stage } from './4-plan/stage/stage.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withoutConsequences } from './diagnostics/consequences.ts';
import { hasErrors } from './diagnostics/diagnostic.ts';
import { sortDiagnostics } from './diagnostics/order.ts';
import type { SourceFile } from './source/source.ts';

export interface Host {
  /** Gives the files that a spec uses. */
  readonly read: ReadFile;
  /** Verifies programs after every pass; always on in tests. */
  readonly checked: boolean;
  /** Shown the result of every phase and pass, by name; `print` works only when it is called. */
  readonly dump: (pass: string, print: () => string) => void;
}

export const quietHost: Host = {
  read: () => ({ problem: 'no other files can be read here' }),
  checked: false,
  dump: () => undefined,
};

/** What is known of some files, and all that they use, once they are checked. */
export interface Checked {
  /** Each after those that it uses. */
  readonly files: readonly LoadedFile[];
  /** Of all files. */
  readonly models: readonly CheckedModel[];
  /** What there is to say about each file. */
  readonly diagnostics: ReadonlyMap<SourceFile, readonly Diagnostic[]>;
}

/** Phases 1 to 3. */
export function checkFiles(files: readonly SourceFile[], host: Host = quietHost): Checked {
  const loaded = loadFiles(files, host.read);
  for (const { program } of loaded.value) host.dump('parse', () => dumpAst(program));
  const resolved = resolveNames(loaded.value);
  const checked = checkPrograms(resolved.value);
  host.dump('check', () => checked.value.models.map(printModel).join('\n'));
  const inNames = byFile([...loaded.diagnostics, ...resolved.diagnostics]);
  const inMeaning = byFile(checked.diagnostics);
  const diagnostics = loaded.value.map(
    ({ file, parsed }) =>
      [file, withoutConsequences(parsed, inNames.get(file) ?? [], inMeaning.get(file) ?? [])] as const,
  );
  return { files: loaded.value, models: checked.value.models, diagnostics: new Map(diagnostics) };
}

function byFile(diagnostics: readonly Diagnostic[]): ReadonlyMap<SourceFile, readonly Diagnostic[]> {
  return Map.groupBy(diagnostics, ({ labels }) => labels[0].span.file);
}

export interface Analysis {
  readonly file: SourceFile;
  readonly tree: SyntaxTree;
  /** Those of this file, not of the ones that it uses. */
  readonly models: readonly CheckedModel[];
  /** Of the models that have one, in order. */
  readonly derivations: readonly Derivation[];
  /** Of all the models, derivable or not; none where something before planning is wrong. */
  readonly stages: readonly Stage[];
  /** Of the file, in the order of the text, then of those that it uses. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Phases 1 to 4: all there is to say about a file. */
export function analyse(file: SourceFile, host: Host = quietHost): Analysis {
  const [analysis] = analyseFiles([file], host);
  if (analysis === undefined) throw new Error('internal: a file without an analysis');
  return analysis;
}

/** Files that use each other are read once, and what is wrong with each is said once, where it is first met. */
export function analyseFiles(files: readonly SourceFile[], host: Host = quietHost): readonly Analysis[] {
  const checked = checkFiles(files, host);
  const loaded = new Map(checked.files.map((each) => [each.file, each]));
  const told = new Set<SourceFile>();
  return files.flatMap((file) => {
    const main = loaded.get(file);
    if (main === undefined) return [];
    const models = checked.models.filter(({ span }) => span.file === file);
    const reached = reachedFrom(main).map((each) => each.file);
    const soFar = (which: readonly SourceFile[]): readonly Diagnostic[] =>
      which.flatMap((each) => sortDiagnostics(checked.diagnostics.get(each) ?? []));
    // Planned only when nothing before is wrong: what follows from a mistake is no news.
    const sound = hasErrors(soFar(reached)) ? [] : models;
    const planned = sound.map(planInference);
    const derivations = planned.flatMap(({ value }) => (value === null ? [] : [value]));
    host.dump('plan', () => printData(derivations));
    const diagnostics = [
      ...soFar(reached.filter((each) => !told.has(each))),
      ...planned.flatMap((each) => each.diagnostics),
    ];
    for (const each of reached) told.add(each);
    return [
      {
        file,
        tree: main.program,
        models,
        derivations,
        stages: sound.map(derivationStage),
        diagnostics: sortDiagnostics(diagnostics),
      },
    ];
  });
}

/** The file first, then those that it uses. */
function reachedFrom(main: LoadedFile): readonly LoadedFile[] {
  const reached = new Set([main]);
  for (const file of reached) for (const used of file.used.values()) if (used !== null) reached.add(used);
  return [...reached];
}

/** Phases 5 to 8: the text of the module that holds all the models. */
export async function generate(
  analysis: Analysis,
  layout: 'formatted' | 'plain',
  host: Pick<Host, 'checked' | 'dump'> = quietHost,
): Promise<string> {
  const [{ lowerDerivation }, { optimizeModel }, { emitTypeScript }, { printProgram }] = await Promise.all([
    import('./5-lower/lower.ts'),
    import('./7-optimize/optimize-model.ts'),
    import('./8-emit/typescript/emit-module.ts'),
    import('./ir/print.ts'),
  ]);
  // Gradients are taken while lowering: the placeholders of expected statistics never leave it.
  const lowered = analysis.derivations.map(lowerDerivation);
  for (const { programs } of lowered)
    for (const program of Object.values(programs))
      if (program !== null) host.dump('lower', () => printProgram(program));
  const optimized = lowered.map((model) =>
    optimizeModel(model, {
      checked: host.checked,
      dump: (pass, program) => {
        host.dump(pass, () => printProgram(program));
      },
    }),
  );
  const text = await emitTypeScript(optimized, { file: baseName(analysis.file.path), layout });
  host.dump('emit', () => text);
  return text;
}

/** `geyser.gen` of `specs/geyser.gen`. */
function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** Data with its places in the text as `[start, end]`, so that two dumps of one spec compare line by line. */
function printData(data: unknown): string {
  return JSON.stringify(
    data,
    (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'file' in value && 'start' in value && 'end' in value
        ? `${String(value.start)}..${String(value.end)}`
        : value,
    2,
  );
}
