// Items in brackets: on one line where they fit, else one a line with a comma behind each.

import { builders } from 'prettier/doc';
import { gap, remarkText, trailingRemark } from './gaps.ts';
import type { Doc } from './layout.ts';
import type { Remark, TokenReader } from './token-reader.ts';

const { breakParent, fill, group, hardline, ifBreak, indent, line, softline } = builders;

interface ListOptions {
  /** Inside the brackets: nothing, or the blanks of `{ a, b }`. */
  readonly padding?: Doc;
  /** As many items on each line as fit, for long lists of numbers. */
  readonly filled?: boolean;
}

/** From the opening bracket, which is the next word, to the closing one. */
export function printList<Item>(
  reader: TokenReader,
  items: readonly Item[],
  printItem: (item: Item) => Doc,
  { padding = softline, filled = false }: ListOptions = {},
): Doc {
  const open = reader.word();
  if (items.length === 0) return group([open, emptyList(reader), reader.word()]);
  const parts: Doc[] = [gap(reader, padding, 'same')];
  for (const [index, item] of items.entries()) {
    const doc = printItem(item);
    if (index === items.length - 1) parts.push(doc);
    else parts.push([doc, gap(reader, ''), reader.word(',')], gap(reader, line, 'same'));
  }
  const end = endOfList(reader);
  const [first = '', ...rest] = parts;
  return group([open, indent([first, filled ? fill(rest) : rest, end]), padding, reader.word()]);
}

/** The comma behind the last item, which is there exactly where the list is broken, and the comments around it. */
function endOfList(reader: TokenReader): Doc {
  const remarks = [...reader.takeRemarks()];
  if (reader.nextIs(',')) {
    reader.word();
    remarks.push(...reader.takeRemarks());
  }
  const later = remarks.findIndex(({ endsLine }) => endsLine);
  const inside = later < 0 ? remarks : remarks.slice(0, later);
  const behind = later < 0 ? [] : remarks.slice(later);
  return [inside.map(({ text }): Doc => [' ', remarkText(text)]), ifBreak(','), behind.map(ownLine)];
}

function ownLine({ text, startsLine }: Remark, index: number): Doc {
  if (startsLine || index > 0) return [hardline, remarkText(text)];
  return [trailingRemark(text), breakParent];
}

function emptyList(reader: TokenReader): Doc {
  const remarks = reader.takeRemarks();
  if (remarks.some(({ endsLine }) => endsLine)) return [indent(remarks.map(ownLine)), hardline];
  return remarks.map(({ text }) => remarkText(text));
}
