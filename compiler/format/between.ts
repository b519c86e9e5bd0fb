// What stands between statements, and between declarations: line ends, blank lines, comments.

import { builders } from 'prettier/doc';
import type { Declaration, Statement, UseDeclaration } from '../1-parse/ast.ts';
import { remarkText, trailingRemark } from './gaps.ts';
import type { Doc } from './layout.ts';
import type { Remark, TokenReader } from './token-reader.ts';

const { hardline } = builders;

/** What is laid out one below another. */
export type Node = Statement | Declaration | UseDeclaration;

/** What has nothing above it: the first line of a file or of a body. */
export type Start = 'file' | 'body' | null;

export interface Before {
  readonly doc: Doc;
  /** No blank line and no comment stands between, documentation and comments at the end of the line above aside. */
  readonly directly: boolean;
  /** A comment stands before the node on its line. */
  readonly inline: boolean;
}

/** What stands before a node. With `apart`, there is a blank line in it; in and behind its documentation is none. */
export function printBefore(reader: TokenReader, node: Node, start: Start, apart: boolean): Before {
  const remarks = reader.takeRemarks();
  const documented = 'doc' in node && node.doc !== null;
  const isDoc = (remark: Remark | undefined): boolean =>
    documented && remark !== undefined && remark.startsLine && /^\/\/\/(?!\/)/.test(remark.text);
  const blanks = [...remarks.map(({ blankBefore }) => blankBefore), reader.blankBefore].map(
    (blank, index) => blank && !isDoc(remarks[index - 1]),
  );
  let missing = apart && !blanks.includes(true);
  let above = start;
  const newLine = (blank: boolean | undefined): Doc => {
    const doc =
      above === 'file' ? '' : (blank || missing) && above === null ? [hardline, hardline] : hardline;
    missing = false;
    above = null;
    return doc;
  };
  const docs: Doc[] = [];
  for (const [index, { text, startsLine, endsLine }] of remarks.entries()) {
    if (!startsLine && endsLine) docs.push(trailingRemark(text));
    else docs.push(newLine(blanks[index]), remarkText(text));
  }
  const inline = remarks.at(-1)?.endsLine === false;
  docs.push(inline ? ' ' : newLine(blanks.at(-1)));
  const alone = remarks.some((remark) => remark.startsLine && !isDoc(remark));
  return { doc: docs, directly: !alone && !blanks.includes(true), inline };
}

/** The comments behind the last node, before the end of the file or the bracket that closes. */
export function printEnd(reader: TokenReader, start: Start): Doc {
  return reader.takeRemarks().map(({ text, startsLine, blankBefore }, index): Doc => {
    if (!startsLine) return trailingRemark(text);
    if (start === 'file' && index === 0) return remarkText(text);
    return [blankBefore && !(start === 'body' && index === 0) ? hardline : '', hardline, remarkText(text)];
  });
}
