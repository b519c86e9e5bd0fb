// Statements and declarations below each other: one a line, at most one blank line between two, none at the edges of
// a body, one around each declaration that has a body.

import { builders } from 'prettier/doc';
import type { Program, Statement } from '../1-parse/ast.ts';
import { printBefore, printEnd } from './between.ts';
import type { Before, Node } from './between.ts';
import { printNode } from './declarations.ts';
import { gap, remarkText } from './gaps.ts';
import type { Doc } from './layout.ts';
import { printRows, readRow } from './rows.ts';
import type { Row } from './rows.ts';
import type { TokenReader } from './token-reader.ts';

const { hardline, indent } = builders;

export function printProgram(reader: TokenReader, program: Program): Doc {
  const nodes = [...program.uses, ...program.declarations].sort((a, b) => a.span.start - b.span.start);
  return [printNodes(reader, nodes, 0), printEnd(reader, nodes.length === 0 ? 'file' : null)];
}

/** The next word is the brace that opens. `level`: of the statements inside. */
export function printBody(reader: TokenReader, nodes: readonly Statement[], level: number): Doc {
  const open = [gap(reader, ' ', 'same'), reader.word('{')];
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
