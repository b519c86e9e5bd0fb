// A diagnostic on one line, for people who have seen it before and for tools that read lines.

import { positionAt } from '../source/source.ts';
import type { Diagnostic } from './diagnostic.ts';

/** `file:line:column: error[E0402] message`. */
export function renderLine(diagnostic: Diagnostic): string {
  const { span } = diagnostic.labels[0];
  const { line, column } = positionAt(span.file, span.start);
  const place = `${span.file.path}:${String(line)}:${String(column)}`;
  return `${place}: ${diagnostic.severity}[${diagnostic.code}] ${diagnostic.message}`;
}
