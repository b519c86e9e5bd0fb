// Every phase, in order. `analyse` is what editors and `check` need, a plain function; `generate` goes on from
// there to text, and loads the later phases only when it is called.

import type { Program as SyntaxTree } from './1-parse/ast.ts';
import { parse } from './1-parse/parse.ts';
import { resolveNames } from './2-resolve/resolve-names.ts';
import { check as checkProgram } from './3-check/check.ts';
import type { CheckedModel } from './3-check/model.ts';
import type { Derivation } from './4-plan/derivation.ts';
import { planInference } from './4-plan/plan.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withoutConsequences } from './diagnostics/consequences.ts';
import { hasErrors } from './diagnostics/diagnostic.ts';
import type { SourceFile } from './source/source.ts';

export interface Host {
  /** Verifies programs after every pass; always on in tests. */
  readonly checked: boolean;
  /** Shown the result of every phase and pass, by name; `print` works only when it is called. */
  readonly dump: (pass: string, print: () => string) => void;
}

export const quietHost: Host = { checked: false, dump: () => undefined };

export interface Analysis {
  readonly file: SourceFile;
  readonly tree: SyntaxTree;
  readonly models: readonly CheckedModel[];
  /** Of the models that have one, in order. */
  readonly derivations: readonly Derivation[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Phases 1 to 4: all there is to say about a file. */
export function analyse(file: SourceFile, host: Host = quietHost): Analysis {
  const parsed = parse(file);
  host.dump('parse', () => printData(parsed.value));
  const resolved = resolveNames(parsed.value);
  const checked = checkProgram(parsed.value, resolved.value);
  const { models } = checked.value;
  host.dump('check', () => printData(models));
  const soFar = withoutConsequences(parsed, resolved.diagnostics, checked.diagnostics);
  // Planned only when nothing before is wrong: what follows from a mistake is no news.
  const planned = hasErrors(soFar) ? [] : models.map(planInference);
  const derivations = planned.flatMap(({ value }) => (value === null ? [] : [value]));
  host.dump('plan', () => printData(derivations));
  return {
    file,
    tree: parsed.value,
    models,
    derivations,
    diagnostics: [...soFar, ...planned.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** Phases 5 to 8: the text of the module that holds all the models. */
export async function generate(
  analysis: Analysis,
  layout: 'formatted' | 'plain',
  host: Host = quietHost,
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
