// What stands between two words: blanks, line ends and comments.
//
// A comment keeps its place between the same two words, and its kind: at the end of a line of code, on a line of its
// own, or inside a line. That is why laying out a text twice changes nothing: the second time reads what the first wrote.

import { builders } from 'prettier/doc';
import type { Doc } from './layout.ts';
import type { TokenReader } from './token-reader.ts';
import { commentMark } from './trailing-comments.ts';

const { breakParent, hardline, ifBreak, indent, join, lineSuffix, literalline } = builders;

const openers: readonly (string | null)[] = [null, '(', '[', '{'];
const closers: readonly (string | null)[] = [null, ')', ']', '}', ','];

/**
 * The gap before the next word, inside a statement. `separator` stands there where no comment does: nothing, a blank,
 * or a place where the line may end. A line that a comment ends goes on one level further in, unless `level` is `same`.
 */
export function gap(reader: TokenReader, separator: Doc, level: 'same' | 'inner' = 'inner'): Doc {
  const within = (doc: Doc): Doc => (level === 'same' ? doc : indent(doc));
  const before = openers.includes(reader.previous) ? '' : ' ';
  const after = closers.includes(reader.textAt(reader.position)) ? '' : ' ';
  const remarks = reader.takeRemarks();
  if (remarks.length === 0) return separator;
  return remarks.map(({ text, startsLine, endsLine }, index): Doc => {
    if (!endsLine) {
      const sign = separator === '' ? before : separator;
      return [index === 0 ? sign : '', within(remarkText(text)), after];
    }
    if (index === 0 && !startsLine) return [trailingRemark(text), within(hardline)];
    return within([index === 0 ? hardline : '', remarkText(text), hardline]);
  });
}

/** The comments before a bracket that closes; with one that ends its line, the group around them breaks. */
export function closingRemarks(reader: TokenReader): Doc {
  return reader.takeRemarks().map(({ text, startsLine, endsLine }, index): Doc => {
    const inside = [openers.includes(reader.previous) ? '' : ' ', remarkText(text)];
    if (index === 0 && !endsLine) return ifBreak(trailingRemark(text), inside);
    if (startsLine) return [hardline, remarkText(text)];
    return [trailingRemark(text), breakParent];
  });
}

/** At the end of a line: `alignTrailingComments` finds its column, and it does not count in the width of the line. */
export function trailingRemark(text: string): Doc {
  return lineSuffix([commentMark, remarkText(text)]);
}

/** Of a block comment with a star before each line the stars are lined up; the lines of any other stay as they are. */
export function remarkText(text: string): Doc {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  const [first = '', ...rest] = lines;
  if (rest.length === 0) return first;
  if (!rest.every((line) => /^\s*\*/.test(line))) return join(literalline, lines);
  return [first, ...rest.map((line): Doc => [hardline, ' ', line.trimStart()])];
}
