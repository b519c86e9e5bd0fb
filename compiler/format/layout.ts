// The numbers of the layout, and how wide text is.

import { printer } from 'prettier/doc';
import type { builders } from 'prettier/doc';

export type Doc = builders.Doc;

/** Longer lines are broken where they can be; a comment at the end of a line does not count. */
export const lineWidth = 100;

/** How far a wide cell may push the cells that stand in its column. */
const columnReach = 16;

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
