// The numbers of the layout, and how wide text is.

import { printer } from 'prettier/doc';
import type { builders } from 'prettier/doc';

export type Doc = builders.Doc;

/** Longer lines are broken where they can be; a comment at the end of a line does not count. */
export const lineWidth = 100;

/** How far a wide cell may push the cells that stand in its column. */
const columnReach = 16;

/** The same for a comment that stands in a column with those above it: code varies more. */
const commentReach = 32;

/**
 * Stands before a comment at the end of a line until `alignTrailingComments` has found its column. No text that is
 * laid out holds a carriage return: line ends of block comments are made anew.
 */
export const commentMark = '\r';

export function printDoc(doc: Doc): string {
  return printer.printDocToString(doc, { printWidth: lineWidth, tabWidth: 2 }).formatted;
}

/** The text of what has to stand on one line; null where that is not possible. */
export function printFlat(doc: Doc): string | null {
  const { formatted } = printer.printDocToString(doc, { printWidth: Infinity, tabWidth: 2 });
  return /[\n\r]/.test(formatted) ? null : formatted;
}

/** In columns of a terminal: marks that combine take none, wide characters two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/**
 * The width of a column: its widest cell that pushes no other by more than the reach of columns. Wider cells stand
 * out of the column, as if it were not there.
 */
export function columnWidth(widths: readonly number[]): number {
  const widest = widths.reduce((least, width) => Math.min(least, width), Infinity) + columnReach;
  return widths.reduce((most, width) => (width <= widest ? Math.max(most, width) : most), 0);
}

/**
 * Comments at the end of directly consecutive lines of one indentation begin in one column, two blanks off the code.
 * One behind a bracket that opens or closes several lines stands for itself.
 */
export function alignTrailingComments(text: string): string {
  const lines = text.split('\n');
  const aligned: string[] = [];
  for (let index = 0; index < lines.length;) {
    const run = commentRun(lines, index);
    const column = run.reduce((widest, { width }) => Math.max(widest, width), 0);
    for (const { code, comment } of run) aligned.push(`${padText(code, column)}  ${comment}`);
    if (run.length === 0) aligned.push(lines[index] ?? '');
    index += Math.max(1, run.length);
  }
  return aligned.join('\n');
}

interface CommentedLine {
  readonly code: string;
  readonly width: number;
  readonly comment: string;
}

/** The commented lines from one on that share a column. */
function commentRun(lines: readonly string[], start: number): readonly CommentedLine[] {
  const run: CommentedLine[] = [];
  let [narrowest, widest] = [Infinity, 0];
  for (let index = start; index < lines.length; index++) {
    const line = readCommented(lines[index] ?? '');
    const above = run.at(-1);
    if (line === null || (above !== undefined && !sharesColumn(above.code, line.code))) break;
    narrowest = Math.min(narrowest, line.width);
    widest = Math.max(widest, line.width);
    if (widest - narrowest > commentReach) break;
    run.push(line);
  }
  return run;
}

function readCommented(line: string): CommentedLine | null {
  const mark = line.indexOf(commentMark);
  if (mark < 0) return null;
  const code = line.slice(0, mark);
  return { code, width: textWidth(code), comment: line.slice(mark + 1) };
}

function sharesColumn(above: string, code: string): boolean {
  const alone = /^ *[)\]}>]|[([{<=~]$/;
  const indentation = /^ */;
  if (alone.test(above) || alone.test(code)) return false;
  return indentation.exec(above)?.[0] === indentation.exec(code)?.[0];
}
