// What must hold for any text at all: phases 1 to 4 return, everything said of it has a place inside it, and where it
// parses, formatting keeps what it means and formatting again changes nothing.

import { parse } from '../../compiler/1-parse/parse.ts';
import { analyse } from '../../compiler/pipeline.ts';
import { diagnosticToJson } from '../../compiler/diagnostics/to-json.ts';
import { renderDiagnostics } from '../../compiler/diagnostics/render-terminal.ts';
import { hasErrors } from '../../compiler/diagnostics/diagnostic.ts';
import { format } from '../../compiler/format/format.ts';
import { plainTree } from '../support/plain-tree.ts';

export interface Trial {
  readonly parses: boolean;
  /** No error up to checking. */
  readonly sound: boolean;
  /** Of phases 1 to 4. */
  readonly milliseconds: number;
}

/** Errors: whatever does not hold, as an exception. */
export function tryInput(text: string): Trial {
  const file = { path: 'fuzz.gen', text };
  const start = performance.now();
  const analysis = analyse(file);
  const milliseconds = performance.now() - start;
  for (const diagnostic of analysis.diagnostics) {
    for (const { span } of diagnostic.labels)
      if (!(span.start >= 0 && span.start <= span.end && span.end <= span.file.text.length))
        throw new Error(
          `${diagnostic.code} stands at ${String(span.start)}..${String(span.end)}, outside the text`,
        );
    diagnosticToJson(diagnostic);
  }
  renderDiagnostics(analysis.diagnostics, { color: false });
  const declared = analysis.tree.declarations.filter(({ kind }) => kind === 'model').length;
  if (!hasErrors(analysis.diagnostics) && analysis.derivations.length !== declared)
    throw new Error(
      `of ${String(declared)} models ${String(analysis.derivations.length)} are derived, and nothing is said of the rest`,
    );
  const parses = !hasErrors(parse(file).diagnostics);
  if (parses) tryFormatting(text, analysis.tree);
  return { parses, sound: analysis.models.length > 0, milliseconds };
}

function tryFormatting(text: string, tree: Parameters<typeof plainTree>[0]): void {
  const once = formatted(text);
  const again = parse({ path: 'fuzz.gen', text: once });
  if (hasErrors(again.diagnostics)) throw new Error(`formatted, it does not parse:\n${once}`);
  if (plainTree(again.value) !== plainTree(tree)) throw new Error(`formatting changed the meaning:\n${once}`);
  const twice = formatted(once);
  if (twice !== once)
    throw new Error(`formatting again changes the layout:\n${once}\n-- and then --\n${twice}`);
}

function formatted(text: string): string {
  const { value } = format({ path: 'fuzz.gen', text });
  if (value === null) throw new Error('formatting refuses what parses');
  return value;
}
