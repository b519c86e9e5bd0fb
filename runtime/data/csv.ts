// CSV text to a table: a header line, then as many cells in each line as the header has.

import { parse } from 'csv-parse/sync';
import { counted, DataError } from '../errors.ts';
import type { Table, TableRow } from './table.ts';

/** `delimiter`: a comma, or a tab for `.tsv`. Error: `DataError` with the line. */
export function readCsv(text: string, file: string, delimiter = ','): Table {
  const records = parseRecords(text, file, delimiter);
  const [header, ...rows] = records;
  if (header === undefined)
    throw new DataError({ file }, 'the file is empty', 'give a header line and at least one row');
  if (rows.length === 0)
    throw new DataError({ file }, 'the file has a header line but no rows', 'give at least one row');
  checkHeader(header, file);
  checkSeparator(header, file, delimiter);
  for (const { cells, line } of rows)
    if (cells.length !== header.cells.length)
      throw new DataError(
        { file, line },
        `found ${counted(cells.length, 'cell')} where the header has ${counted(header.cells.length, 'column')}`,
        'quote cells that hold the separator, and fill in those that are missing',
      );
  return { file, columns: header.cells, rows };
}

function checkHeader({ cells, line }: TableRow, file: string): void {
  const repeated = cells.find((name, index) => cells.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new DataError({ file, line, column: repeated }, 'two columns have this name', 'rename one of them');
  if (cells.every((cell) => cell !== '' && Number.isFinite(Number(cell))))
    throw new DataError(
      { file, line },
      'the first line holds numbers only, so the columns have no names',
      'put a line with the names of the columns first',
    );
}

/** A header of one column that holds another separator: the file is cut at the wrong places, or not at all. */
function checkSeparator({ cells, line }: TableRow, file: string, delimiter: string): void {
  const [only = '', ...others] = cells;
  if (others.length > 0) return;
  const found = [';', '\t', ','].find((separator) => separator !== delimiter && only.includes(separator));
  if (found === undefined) return;
  const name = (separator: string): string =>
    separator === ';' ? 'semicolons' : separator === ',' ? 'commas' : 'tabs';
  throw new DataError(
    { file, line },
    `the cells seem to be separated by ${name(found)}, but a ${delimiter === ',' ? '.csv' : '.tsv'} file has ${name(delimiter)}`,
    found === ';'
      ? 'separate cells by commas, and write decimals with a point'
      : `rename the file to ${found === ',' ? '.csv' : '.tsv'}`,
  );
}

function parseRecords(text: string, file: string, delimiter: string): readonly TableRow[] {
  try {
    // With `info` each record comes with the line it ends at; the types of csv-parse do not say so.
    const records: readonly unknown[] = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return records.map(toRow);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : null;
      throw new DataError({ file, line }, `this is not CSV: ${csvProblem(String(error.code))}`);
    }
    throw error;
  }
}

function toRow(entry: unknown): TableRow {
  const { record, info } = entry as {
    readonly record: readonly string[];
    readonly info: { readonly lines: number };
  };
  return { line: info.lines, cells: record };
}

function csvProblem(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quotation mark stands within a cell; write it twice, in a cell that is quoted';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return 'something follows a closing quotation mark';
    default:
      return code.toLowerCase().replace(/^csv_/, '').replace(/_/g, ' ');
  }
}
