// Whether the first line of a table names its columns. Files without a header are common, and a row that is taken for
// names, or names for a row, is a mistake that is hard to see later: so what was decided is said in the summary.

import { at } from '../../record.ts';
import { cellText, isMissingWord } from '../table.ts';
import type { CsvBody, FirstRecord } from './csv.ts';
import { numberOf } from './number-text.ts';

export type HeaderDecision =
  | { readonly kind: 'names' | 'row'; readonly notes: readonly string[] }
  /** The first line counts rows and columns, as the files of scikit-learn do. */
  | { readonly kind: 'counts'; readonly notes: readonly string[] };

/** `told`: what the person says, if anything. */
export function decideHeader(first: FirstRecord, body: CsvBody, told: boolean | undefined): HeaderDecision {
  const unnamed = (why: string, width: number): readonly string[] => [
    `${why}: the columns are called x1 to x${String(width)} (--header yes says otherwise)`,
  ];
  if (told === true) return { kind: 'names', notes: [] };
  if (told === false)
    return { kind: 'row', notes: [`no header: the columns are called x1 to x${String(first.cells.length)}`] };
  if (countsRows(first, body))
    return {
      kind: 'counts',
      notes: [
        `line ${String(first.line)} (\`${first.cells.join(',').slice(0, 40)}\`) only counts the rows and columns, and is passed over: the columns are called x1 to x${String(body.width)}`,
      ],
    };
  if (first.cells.every((cell) => isNumber(cell) || isMissingWord(cell)) && first.cells.some(isNumber)) {
    if (countsUp(first.cells))
      return { kind: 'names', notes: ['the first line, which counts up, is taken as names'] };
    return {
      kind: 'row',
      notes: unnamed('the first line holds numbers, so it is a row', first.cells.length),
    };
  }
  if (!body.even || body.ragged !== null || body.rowCount === 0) return { kind: 'names', notes: [] };
  // A word above numbers is a name.
  const overNumbers = first.cells.some(
    (cell, column) => !isNumber(cell) && !isMissingWord(cell) && isNumeric(body, column),
  );
  if (overNumbers) return { kind: 'names', notes: [] };
  const words = first.cells.flatMap((cell, column) =>
    isNumber(cell) || isMissingWord(cell) ? [] : [column],
  );
  const again = words.filter((column) => occurs(body, column, at(first.cells, column)));
  // A name is hardly ever a value of its own column.
  if (again.length > 0 && again.length * 2 >= words.length)
    return {
      kind: 'row',
      notes: unnamed('the cells of the first line occur again below, so it is a row', first.cells.length),
    };
  return { kind: 'names', notes: [] };
}

const isNumber = (cell: string): boolean => !Number.isNaN(numberOf(cell));

/** `178,13,...`: the rows, and the columns without the last. */
function countsRows({ cells }: FirstRecord, body: CsvBody): boolean {
  if (!body.even || body.rowCount < 2 || cells.length < 2) return false;
  const [rows, columns] = cells.map(numberOf);
  return rows === body.rowCount && (columns === body.width - 1 || columns === body.width);
}

/** `0, 1, 2, ...`, perhaps after an empty cell: how data frames without names are written. */
function countsUp(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => cell !== '').map(numberOf);
  return (
    numbers.length >= 3 &&
    numbers.length >= cells.length - 1 &&
    numbers[0] === 0 &&
    numbers.every((number, index) => number === index)
  );
}

function isNumeric({ columns }: CsvBody, index: number): boolean {
  const column = columns[index];
  return column?.kind === 'number' && !column.values.every((value) => Number.isNaN(value));
}

function occurs({ columns, rowCount }: CsvBody, index: number, word: string): boolean {
  const column = columns[index];
  if (column?.kind !== 'text') return false;
  for (let row = 0; row < Math.min(rowCount, 5000); row++) if (cellText(column, row) === word) return true;
  return false;
}
