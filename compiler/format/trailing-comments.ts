// Comments at the ends of lines get their columns when the lines are known.

import { padText, textWidth } from './layout.ts';

/**
 * Stands before a comment at the end of a line until its column is found. No text that is laid out holds a carriage
 * return: line ends of block comments are made anew.
 */
export const commentMark = '\r';

/** How much the code of lines may differ in width whose comments stand in one column. */
const commentReach = 32;

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
