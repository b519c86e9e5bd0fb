// Diagnostics as a person reads them in a terminal: which, where (with the source), what, why, how to fix.
//
//   error[E0402] axis-mismatch: `decode(z)` and `x` disagree on their last axis
//     --> vae.gen:14:41
//      |
//   14 | observe x: bool[784] ~ Bernoulli(logits: decode(z))
//      |            ---------                    ^^^^^^^^^ this is [728]
//      |            `x` is [784]
//
//   why: a parameter must broadcast to the shape of the value its distribution describes
//   fix: end `Decoder` (line 6) with `dense(784)`

import { positionAt } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import { codeFrame } from './code-frame.ts';
import type { Diagnostic } from './diagnostic.ts';
import { paintFor } from './paint.ts';

export interface TerminalOptions {
  readonly color: boolean;
}

/** All of them in the order given, a blank line between two; ends with a line break, empty without any. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: TerminalOptions): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options)).join('\n');
}

function renderDiagnostic(diagnostic: Diagnostic, options: TerminalOptions): string {
  const paint = paintFor(diagnostic.severity, options.color);
  const [primary] = diagnostic.labels;
  const head = `${diagnostic.severity}[${diagnostic.code}]`;
  const lines = [`${paint.primary(head)} ${paint.strong(`${diagnostic.name}: ${diagnostic.message}`)}`];

  const labels = diagnostic.labels.map((label, index) => ({ label, primary: index === 0 }));
  const lastLine = Math.max(...labels.map(({ label }) => positionAt(label.span.file, label.span.start).line));
  const gutterWidth = String(lastLine).length;
  const files = new Set<SourceFile>([primary.span.file, ...labels.map(({ label }) => label.span.file)]);
  for (const file of files) {
    const own = labels.filter(({ label }) => label.span.file === file);
    const place = own[0]?.label.span ?? primary.span;
    const arrow = file === primary.span.file ? '-->' : ':::';
    lines.push(`${' '.repeat(gutterWidth)}${paint.gutter(arrow)} ${printPlace(place)}`);
    lines.push(...codeFrame(file, own, gutterWidth, paint));
  }

  const notes = [
    ...(diagnostic.why === null ? [] : [`${paint.strong('why')}: ${diagnostic.why}`]),
    ...(diagnostic.fix === null ? [] : [`${paint.strong('fix')}: ${diagnostic.fix.description}`]),
  ];
  if (notes.length > 0) lines.push('', ...notes);
  return `${lines.join('\n')}\n`;
}

function printPlace(span: Span): string {
  const { line, column } = positionAt(span.file, span.start);
  return `${span.file.path}:${String(line)}:${String(column)}`;
}
