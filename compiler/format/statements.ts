// Statements and declarations below each other: one a line, at most one blank line between two, none at the edges of
// a body, one around each declaration that has a body.

import { builders } from 'prettier/doc';
import type { Declaration, Program, Statement, UseDeclaration } from '../1-parse/ast.ts';
import { operand, printArguments, printDefinition, printExpression } from './expressions.ts';
import { gap, remarkText, trailingRemark } from './gaps.ts';
import type { Doc } from './layout.ts';
import { printList } from './lists.ts';
import { printRows, readRow } from './rows.ts';
import type { Row } from './rows.ts';
import type { Remark, TokenReader } from './token-reader.ts';
import { printParameters, printResult } from './types.ts';

const { hardline, indent, line } = builders;

type Node = Statement | Declaration | UseDeclaration;

export function printProgram(reader: TokenReader, program: Program): Doc {
  const nodes = [...program.uses, ...program.declarations].sort((a, b) => a.span.start - b.span.start);
  return [printNodes(reader, nodes, 0), printEnd(reader, nodes.length === 0 ? 'file' : null)];
}

/** `level`: of the statements inside. */
function printBody(reader: TokenReader, nodes: readonly Statement[], level: number): Doc {
  const open = reader.word('{');
  if (nodes.length === 0) {
    const remarks = reader.remarks();
    if (remarks.every(({ endsLine }) => !endsLine)) {
      const texts = reader.takeRemarks().map(({ text }): Doc => [remarkText(text), ' ']);
      return [open, texts.length === 0 ? '' : ' ', texts, reader.word('}')];
    }
  }
  const inside = printNodes(reader, nodes, level);
  const end = printEnd(reader, nodes.length === 0 ? 'body' : null);
  return [open, indent([inside, end]), hardline, reader.word('}')];
}

// Nodes below each other ---------------------------------------------------------------------------------

/** What has nothing above it: the first line of a file or of a body. */
type Start = 'file' | 'body' | null;

interface Entry {
  readonly before: Before;
  readonly row: Row | null;
  /** Null for a row. */
  readonly doc: Doc | null;
}

function printNodes(reader: TokenReader, nodes: readonly Node[], level: number): Doc {
  const outer = level === 0 ? 'file' : 'body';
  const entries = nodes.map((node, index): Entry => {
    const previous = nodes[index - 1];
    const apart = outer === 'file' && previous !== undefined && !mayTouch(previous, node);
    const before = printBefore(reader, node, index === 0 ? outer : null, apart);
    const row = readRow(reader, node, 2 * level);
    return { before, row, doc: row === null ? printNode(reader, node, level + 1) : null };
  });
  const docs: Doc[] = [];
  for (let index = 0; index < entries.length;) {
    const run = rowRun(entries, index);
    const printed = printRows(
      reader,
      run.flatMap(({ row }) => row ?? []),
    );
    for (const [at, entry] of entries.slice(index, index + Math.max(1, run.length)).entries())
      docs.push(entry.before.doc, entry.doc ?? printed[at] ?? '');
    index += Math.max(1, run.length);
  }
  return docs;
}

/** The rows from an entry on that share their columns. */
function rowRun(entries: readonly Entry[], start: number): readonly Entry[] {
  const first = entries[start];
  if (first === undefined || first.row === null) return [];
  let end = start + 1;
  while (sharesColumns(entries[end - 1], entries[end])) end++;
  return entries.slice(start, end);
}

function sharesColumns(above: Entry | undefined, entry: Entry | undefined): boolean {
  if (above === undefined || entry === undefined || above.row === null || entry.row === null) return false;
  if (above.row.long || above.before.inline || entry.before.inline) return false;
  return entry.before.directly && entry.row.family === above.row.family;
}

/** Declarations that may stand on directly consecutive lines. */
function mayTouch(first: Node, second: Node): boolean {
  return first.kind === second.kind && (first.kind === 'const' || first.kind === 'use');
}

interface Before {
  readonly doc: Doc;
  /** No blank line and no comment stands between, documentation and comments at the end of the line above aside. */
  readonly directly: boolean;
  /** A comment stands before the node on its line. */
  readonly inline: boolean;
}

/** What stands before a node. With `apart`, there is a blank line in it; in and behind its documentation is none. */
function printBefore(reader: TokenReader, node: Node, start: Start, apart: boolean): Before {
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
function printEnd(reader: TokenReader, start: Start): Doc {
  return reader.takeRemarks().map(({ text, startsLine, blankBefore }, index): Doc => {
    if (!startsLine) return trailingRemark(text);
    if (start === 'file' && index === 0) return remarkText(text);
    return [blankBefore && !(start === 'body' && index === 0) ? hardline : '', hardline, remarkText(text)];
  });
}

// What is no row -----------------------------------------------------------------------------------------

/** `level`: of the statements inside the node. */
function printNode(reader: TokenReader, node: Node, level: number): Doc {
  const keyword = reader.word();
  const name = (): Doc => [gap(reader, ' '), reader.word()];
  switch (node.kind) {
    case 'use': {
      const items = [gap(reader, ' '), printUseItems(reader, node)];
      return [keyword, items, gap(reader, ' '), reader.word('from'), gap(reader, ' '), reader.word()];
    }
    case 'function':
      return [keyword, name(), gap(reader, ''), printSignature(reader, [node.parameters], node, level)];
    case 'network': {
      const { hyperparameters, parameters } = node;
      const head = [keyword, name(), gap(reader, '')];
      const both = reader.textAt(reader.closer() + 1) === '(';
      return [head, printSignature(reader, both ? [hyperparameters, parameters] : [parameters], node, level)];
    }
    case 'model': {
      const head: Doc[] = [keyword, name()];
      if (reader.nextIs('(')) head.push(gap(reader, ''), printParameters(reader, node.hyperparameters));
      return [head, gap(reader, ' ', 'same'), printBody(reader, node.body, level)];
    }
    case 'plate':
      return [
        keyword,
        name(),
        printSize(reader, node),
        gap(reader, ' '),
        printBody(reader, node.body, level),
      ];
    case 'sequence': {
      const head = [keyword, name(), printSize(reader, node)];
      const until = node.until === null ? '' : [gap(reader, ' '), reader.word('until'), name()];
      return [head, until, gap(reader, ' ', 'same'), printBody(reader, node.body, level)];
    }
    case 'train': {
      const head = [keyword, name()];
      if (!reader.nextIs('(')) return head;
      return [head, gap(reader, ''), printArguments(reader, node.options)];
    }
    case 'return':
      return [keyword, printDefinition(reader, node.value, 'return '.length)];
    default:
      throw new Error(`internal: ${node.kind} is a row`);
  }
}

function printSignature(
  reader: TokenReader,
  lists: readonly Extract<Node, { kind: 'function' }>['parameters'][],
  node: Extract<Node, { kind: 'function' | 'network' }>,
  level: number,
): Doc {
  const parameters = lists.map((list, index) => [
    index === 0 ? '' : gap(reader, ''),
    printParameters(reader, list),
  ]);
  const arrow = [gap(reader, ' '), reader.word('->'), gap(reader, ' ')];
  const result = printResult(reader, node.result);
  return [parameters, arrow, result, gap(reader, ' ', 'same'), printBody(reader, node.body, level)];
}

function printSize(reader: TokenReader, { size }: Extract<Node, { kind: 'plate' | 'sequence' }>): Doc {
  if (size === null) return '';
  return [gap(reader, ''), reader.word(':'), gap(reader, ' '), printExpression(reader, size, operand)];
}

function printUseItems(reader: TokenReader, { names }: UseDeclaration): Doc {
  return printList(
    reader,
    names,
    ({ alias }) => {
      const name = reader.word();
      if (alias === null) return name;
      return [name, gap(reader, ' '), reader.word('as'), gap(reader, ' '), reader.word()];
    },
    { padding: line },
  );
}
