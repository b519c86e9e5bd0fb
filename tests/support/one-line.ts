// Diagnostics and marked places in texts, for tables of wrong specs.

import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { positionAt, spanText } from '../../compiler/source/source.ts';

export function oneLine(diagnostic: Diagnostic): string {
  const { span } = diagnostic.labels[0];
  const { line, column } = positionAt(span.file, span.start);
  return `${diagnostic.code} ${String(line)}:${String(column)} [${spanText(span)}] ${diagnostic.message}`;
}

/** A spec whose expected place is marked: `observe x: real ~ Normal(0, «s»)`. */
export function unmark(marked: string): {
  readonly text: string;
  readonly start: number;
  readonly end: number;
} {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  return { text: marked.replace('«', '').replace('»', ''), start, end };
}
