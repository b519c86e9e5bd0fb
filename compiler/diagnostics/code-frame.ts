// The source lines of a diagnostic with its labels under them.
//
//   14 | observe x: bool[784] ~ Bernoulli(logits: decode(z))
//      |            ---------                    ^^^^^^^^^ this is [728]
//      |            `x` is [784]

import { lineText, positionAt } from '../source/source.ts';
import type { SourceFile } from '../source/source.ts';
import type { Label } from './diagnostic.ts';
import { displayLine, type DisplayedLine } from './display-columns.ts';
import type { Paint } from './paint.ts';

/** Longer lines are shown in part, around what they are shown for. */
const maxColumns = 160;
const columnsBefore = 40;

/** A label on one line, in display columns. */
interface Mark {
  readonly from: number;
  /** At least one column past `from`, so that an empty span is seen too. */
  readonly to: number;
  readonly text: string;
  readonly primary: boolean;
}

/** Lines of the frame, gutters included, for labels of one file. */
export function codeFrame(
  file: SourceFile,
  labels: readonly { readonly label: Label; readonly primary: boolean }[],
  gutterWidth: number,
  paint: Paint,
): string[] {
  const byLine = new Map<number, { readonly label: Label; readonly primary: boolean }[]>();
  for (const item of labels) {
    const { line } = positionAt(file, item.label.span.start);
    byLine.set(line, [...(byLine.get(line) ?? []), item]);
  }
  const margin = (number: string): string => paint.gutter(`${number.padStart(gutterWidth)} |`);
  const lines = [margin('')];
  let previous: number | null = null;
  for (const line of [...byLine.keys()].sort((a, b) => a - b)) {
    if (previous !== null && line === previous + 2)
      lines.push(join(margin(String(line - 1)), crop(displayLine(lineText(file, line - 1)).text, 0)));
    else if (previous !== null && line > previous + 2) lines.push(paint.gutter('...'));
    const shown = shownLine(file, line);
    const marks = (byLine.get(line) ?? []).map((item) =>
      markOf(file, line, item.label, item.primary, shown.columnOf),
    );
    const offset = cropOffset(shown.text, marks);
    lines.push(join(margin(String(line)), crop(shown.text, offset)));
    const moved = marks.map((mark) => ({ ...mark, ...clamp(mark.from - offset, mark.to - offset) }));
    lines.push(...underline(moved, paint).map((row) => join(margin(''), row)));
    previous = line;
  }
  return lines;
}

const lastShown = new WeakMap<SourceFile, { readonly line: number; readonly shown: DisplayedLine }>();

/** Many diagnostics of one long line look at it once. */
function shownLine(file: SourceFile, line: number): DisplayedLine {
  const last = lastShown.get(file);
  if (last?.line === line) return last.shown;
  const shown = displayLine(lineText(file, line));
  lastShown.set(file, { line, shown });
  return shown;
}

function join(margin: string, text: string): string {
  return text === '' ? margin : `${margin} ${text}`;
}

function markOf(
  file: SourceFile,
  line: number,
  label: Label,
  primary: boolean,
  columnOf: (offset: number) => number,
): Mark {
  const start = positionAt(file, label.span.start);
  const end = positionAt(file, label.span.end);
  const from = columnOf(start.column - 1);
  // A label of several lines is drawn to the end of its first.
  const to = columnOf(end.line === line ? end.column - 1 : lineText(file, line).length);
  return { from, to: Math.max(to, from + 1), text: label.text, primary };
}

/** The rows under a line: underlines, and the texts from right to left. */
function underline(marks: readonly Mark[], paint: Paint): string[] {
  const drawn = new Row();
  // The primary mark last, so that it shows where places overlap.
  for (const mark of [...marks].sort((a, b) => Number(a.primary) - Number(b.primary)))
    drawn.put(mark.from, (mark.primary ? '^' : '-').repeat(mark.to - mark.from), styleOf(mark, paint));
  const pending = marks.filter((mark) => mark.text !== '').sort((a, b) => b.from - a.from || b.to - a.to);
  const rightmost = pending[0];
  // The rightmost text goes behind its own underline where nothing else is drawn there.
  if (rightmost !== undefined && marks.every((mark) => mark === rightmost || mark.to <= rightmost.to)) {
    drawn.put(rightmost.to + 1, rightmost.text, styleOf(rightmost, paint));
    pending.shift();
  }
  const rows = [drawn];
  for (const [index, mark] of pending.entries()) {
    const row = new Row();
    for (const waiting of pending.slice(index + 1)) row.put(waiting.from, '|', styleOf(waiting, paint));
    row.put(mark.from, mark.text, styleOf(mark, paint));
    rows.push(row);
  }
  return rows.map((row) => row.print());
}

type Style = (text: string) => string;

function styleOf(mark: Mark, paint: Paint): Style {
  return mark.primary ? paint.primary : paint.secondary;
}

/** Characters by column, each with its style. */
class Row {
  readonly #cells: { readonly text: string; readonly style: Style }[] = [];

  put(column: number, text: string, style: Style): void {
    for (const [index, character] of Array.from(text).entries())
      this.#cells[column + index] = { text: character, style };
  }

  print(): string {
    let printed = '';
    for (let index = 0; index < this.#cells.length;) {
      const cell = this.#cells[index];
      let run = '';
      // A run of one style; at least the cell itself.
      while (index < this.#cells.length && this.#cells[index]?.style === cell?.style) {
        run += this.#cells[index]?.text ?? ' ';
        index++;
      }
      printed += cell === undefined ? run : cell.style(run);
    }
    return printed;
  }
}

function cropOffset(text: string, marks: readonly Mark[]): number {
  if (text.length <= maxColumns) return 0;
  const first = marks.find((mark) => mark.primary) ?? marks[0];
  return Math.max(0, (first?.from ?? 0) - columnsBefore);
}

function crop(text: string, offset: number): string {
  if (offset === 0 && text.length <= maxColumns) return text;
  const part = text.slice(offset, offset + maxColumns);
  return `${offset > 0 ? '…' : ''}${part.slice(offset > 0 ? 1 : 0)}${offset + maxColumns < text.length ? '…' : ''}`;
}

function clamp(from: number, to: number): { from: number; to: number } {
  const start = Math.min(Math.max(from, 0), maxColumns);
  return { from: start, to: Math.max(start + 1, Math.min(to, maxColumns)) };
}
