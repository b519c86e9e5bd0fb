// The text of a spec and places in it. Spans are half-open UTF-16 offsets; lines and columns are computed
// only where something is shown to a person.

export interface SourceFile {
  /** As the user named it; only for messages. */
  readonly path: string;
  readonly text: string;
}

/** `[start, end)` in UTF-16 code units of `file.text`. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** One-based line and column (in UTF-16 units), as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function spanOf(file: SourceFile, start: number, end: number): Span {
  return { file, start, end };
}

/** The smallest span that holds both; both lie in one file. */
export function joinSpans(first: Span, last: Span): Span {
  return {
    file: first.file,
    start: Math.min(first.start, last.start),
    end: Math.max(first.end, last.end),
  };
}

export function spanText(span: Span): string {
  return span.file.text.slice(span.start, span.end);
}

/** Line and column of an offset; `\n`, `\r\n` and a lone `\r` each end a line. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** The text of a one-based line, without its line ending. */
export function lineText(file: SourceFile, line: number): string {
  const starts = lineStarts(file);
  const start = starts[line - 1];
  if (start === undefined) return '';
  return file.text.slice(start, starts[line] ?? file.text.length).replace(/[\r\n]+$/, '');
}

const lineStartCache = new WeakMap<SourceFile, readonly number[]>();

function lineStarts(file: SourceFile): readonly number[] {
  const cached = lineStartCache.get(file);
  if (cached !== undefined) return cached;
  const starts = [0];
  for (const match of file.text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  lineStartCache.set(file, starts);
  return starts;
}
