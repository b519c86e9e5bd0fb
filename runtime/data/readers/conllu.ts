// CoNLL-U: sentences whose words stand one a line, with ten columns separated by tabs, and a blank line after each.
// Format: https://universaldependencies.org/format.html

import { DataError } from '../../errors.ts';
import { makeTable, type Table } from '../table.ts';

const fields = ['id', 'form', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc'];

/** Where an underscore may be the word itself; elsewhere it says that nothing is known. */
const written: ReadonlySet<string> = new Set(['form', 'lemma']);

/** A row for each sentence; each cell is the list of its words' fields, null where there is none. Error: `DataError` with the line. */
export function readConllu(text: string, file: string): Table {
  const columns: (string | null)[][][] = fields.map(() => []);
  const lines: number[] = [];
  let open = false;
  text.split(/\r\n|\n/).forEach((line, index) => {
    if (line.trim() === '') {
      open = false;
      return;
    }
    if (line.startsWith('#')) return;
    const cells = line.split('\t');
    if (cells.length !== fields.length)
      throw new DataError(
        { file, line: index + 1 },
        `found ${String(cells.length)} columns where CoNLL-U has ${String(fields.length)}, separated by tabs`,
      );
    if (!open) {
      for (const column of columns) column.push([]);
      lines.push(index + 1);
    }
    open = true;
    // Ranges (`8-9`) and words that are not written (`8.1`) are no words of the text.
    if (/^\d+$/.test(cells[0] ?? ''))
      columns.forEach((column, field) => {
        const cell = cells[field] ?? '';
        column.at(-1)?.push(cell === '_' && !written.has(fields[field] ?? '') ? null : cell);
      });
  });
  if (lines.length === 0) throw new DataError({ file }, 'the file is empty, or has no word');
  return makeTable(
    file,
    fields.map((name, field) => ({ kind: 'nested', name, values: columns[field] ?? [] })),
    lines.length,
    { lines: Int32Array.from(lines) },
  );
}
