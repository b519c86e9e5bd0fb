// The numbers of the layout, and how wide text is.

import { builders, printer } from 'prettier/doc';

export type Doc = builders.Doc;

/** Longer lines are broken where they can be; a comment at the end of a line does not count. */
export const lineWidth = 100;

/** How far a wide cell may push the cells that stand in its column. */
const columnReach = 16;

/** Code before a comment varies more than what stands in the columns of a statement. */
const commentReach = 40;

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
export function columnWidth(widths: readonly number[], reach: number = columnReach): number {
  const widest = Math.min(...widths) + reach;
  return Math.max(0, ...widths.filter((width) => width <= widest));
}

/** Comments at the end of directly consecutive lines of one indentation begin in one column, two blanks off the code. */
export function alignTrailingComments(text: string): string {
  const lines = text.split('\n');
  const aligned: string[] = [];
  for (let index = 0; index < lines.length;) {
    const run = commentRun(lines, index);
    const column = columnWidth(
      run.map(({ code }) => textWidth(code)),
      commentReach,
    );
    for (const { code, comment } of run) aligned.push(`${padText(code, column)}  ${comment}`);
    if (run.length === 0) aligned.push(lines[index] ?? '');
    index += Math.max(1, run.length);
  }
  return aligned.join('\n');
}

interface CommentedLine {
  readonly code: string;
  readonly comment: string;
}

function commentRun(lines: readonly string[], start: number): readonly CommentedLine[] {
  const run: CommentedLine[] = [];
  for (const line of lines.slice(start)) {
    const mark = line.indexOf(commentMark);
    if (mark < 0) break;
    const code = line.slice(0, mark);
    if (run.length > 0 && indentation(code) !== indentation(run[0]?.code ?? '')) break;
    run.push({ code, comment: line.slice(mark + 1) });
  }
  return run;
}

function indentation(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}
