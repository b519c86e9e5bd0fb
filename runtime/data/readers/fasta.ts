// FASTA: sequences of letters, each below a line that begins with `>`.

import { DataError } from '../../errors.ts';
import { makeTable, type Table } from '../table.ts';

/** One column, `sequence`, with a row for each; their names are left out. Error: `DataError` with the line. */
export function readFasta(text: string, file: string): Table {
  const sequences: string[][] = [];
  const lines: number[] = [];
  text.split(/\r\n|\n/).forEach((line, index) => {
    if (line.startsWith('>')) {
      sequences.push([]);
      lines.push(index + 1);
    } else if (line.trim() !== '' && !line.startsWith(';')) {
      const current = sequences.at(-1);
      if (current === undefined)
        throw new DataError(
          { file, line: index + 1 },
          'this is no FASTA: letters come before the first line that begins with >',
        );
      current.push(line.trim());
    }
  });
  if (sequences.length === 0)
    throw new DataError({ file }, 'the file is empty, or has no line that begins with >');
  return makeTable(
    file,
    [{ kind: 'text', name: 'sequence', values: sequences.map((parts) => parts.join('')) }],
    sequences.length,
    { lines: Int32Array.from(lines), header: 'text' },
  );
}
