// Places of diagnostics drawn under the lines of a spec, as comments of the spec itself:
//
//   observe x: real ~ Normal(0, scale)
//   //                          ^^^^^ E0502
//
// `|` stands for an empty place, and `^^^>` for one that goes on in the lines below. Comments do not count as lines
// here: what is drawn belongs to the last line that is not a drawing.

import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { lineText, positionAt, type SourceFile } from '../../compiler/source/source.ts';

const drawing = /^\s*\/\/(?:\s*(?:\^+>?|\|) [EWN]\d{4})+\s*$/;

/** What is drawn, in the order of the text: `stan.gen:3:28 ^^^^^ E0502`. */
export function marksOf(file: SourceFile): readonly string[] {
  const marks: { readonly line: number; readonly column: number; readonly text: string }[] = [];
  let line = 0;
  for (const [index, text] of file.text.split('\n').entries()) {
    if (!drawing.test(text)) {
      line = index + 1;
      continue;
    }
    for (const { 1: run = '', 2: code = '', index: at } of text.matchAll(/(\^+>?|\|) ([EWN]\d{4})/g))
      marks.push({ line, column: at + 1, text: `${run} ${code}` });
  }
  return marks
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, text }) => `${file.path}:${String(line)}:${String(column)} ${text}`);
}

/** The first place of a diagnostic, as it would be drawn. */
export function markOf({ code, labels: [{ span }] }: Diagnostic): string {
  const start = positionAt(span.file, span.start);
  const goesOn = positionAt(span.file, span.end).line > start.line;
  const end = goesOn ? span.start + lineText(span.file, start.line).length - start.column + 1 : span.end;
  const run = span.start === span.end ? '|' : '^'.repeat(end - span.start) + (goesOn ? '>' : '');
  return `${span.file.path}:${String(start.line)}:${String(start.column)} ${run} ${code}`;
}
