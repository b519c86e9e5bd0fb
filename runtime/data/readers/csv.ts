// CSV as people write it, to a table: any of four separators, quotes that hold separators and line ends, a header or
// none. One pass over the text; numbers go to typed arrays without a string for each cell.

import { counted, DataError } from '../../errors.ts';
import { at } from '../../record.ts';
import { makeTable, numberedNames, type Column, type Table } from '../table.ts';
import { columnBuilder, type ColumnBuilder } from './column-builder.ts';
import { sniffCsv, type CsvShape } from './csv-shape.ts';
import { scanRecords, type RecordSink } from './csv-scan.ts';
import { decideHeader } from './csv-header.ts';

export interface CsvOptions {
  /** Whether the first line names the columns; default: decided by its cells. */
  readonly header?: boolean;
}

/** How the rows of a text begin and what they look like, as its first lines say. */
export interface CsvFormat {
  readonly shape: CsvShape;
  readonly names: readonly string[];
  /** Where the first row begins: after a header. */
  readonly start: number;
  readonly header: Table['header'];
  readonly notes: readonly string[];
  /** Says how many cells a row has, and why. */
  readonly reference: string;
}

/** `tabs`: the file is said to be separated by tabs. Error: `DataError` with the line. */
export function readCsv(text: string, file: string, tabs = false, options: CsvOptions = {}): Table {
  const source = withoutMark(text);
  const { format, table } = openCsv(source, file, tabs, options);
  return table ?? readCsvRows(source.slice(format.start), file, format, lineAt(source, format.start));
}

export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** `text`: all of the file, or its first records. `table`: the rows, where finding the format out has read them. Errors as above. */
export function openCsv(
  source: string,
  file: string,
  tabs: boolean,
  { header }: CsvOptions,
): { readonly format: CsvFormat; readonly table: Table | null } {
  if (/^\s*$/.test(source.slice(0, 1000)) && source.trim() === '')
    throw new DataError({ file }, 'the file is empty', 'give a header line and at least one row');
  const shape = sniffCsv(source, tabs);
  const first = firstRecord(source, file, shape);
  const body = readBody(source, file, shape, first.end, first.cells.length);
  const decided = decideHeader(first, body, header);
  const notes = [...shape.notes, ...decided.notes];
  const opened = (
    names: readonly string[],
    start: number,
    kind: Table['header'],
    reference: string,
    rows: CsvBody | null,
  ) => ({
    format: { shape, names, start, header: kind, notes, reference },
    table: rows === null ? null : tableOf(file, names, rows, kind, notes),
  });
  switch (decided.kind) {
    case 'names': {
      if (body.rowCount === 0)
        throw new DataError({ file }, 'the file has a header line but no rows', 'give at least one row');
      const reference = `the header has ${counted(first.cells.length, 'column')}`;
      refuseRagged(body, file, reference);
      refuseRepeated(first.cells, first.line, file);
      return opened(first.cells, first.end, 'names', reference, body);
    }
    case 'counts':
      return opened(
        numberedNames(body.width),
        first.end,
        'none',
        `the first row has ${String(body.width)}`,
        body,
      );
    case 'row': {
      const reference = `line ${String(first.line)} has ${String(first.cells.length)}`;
      refuseRagged(body, file, reference);
      return opened(numberedNames(first.cells.length), 0, 'none', reference, null);
    }
  }
}

/** More rows of the same format. `firstLine`: the line of the file in which `text` begins. Error: `DataError` with the line. */
export function readCsvRows(text: string, file: string, format: CsvFormat, firstLine: number): Table {
  const { shape, names, header, notes, reference } = format;
  const body = readBody(text, file, shape, 0, names.length, firstLine);
  refuseRagged(body, file, reference);
  return tableOf(file, names, body, header, notes);
}

/** The lines after the first one. */
export interface CsvBody {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly lines: Int32Array;
  /** Cells of the widest agreement: of the first row. */
  readonly width: number;
  /** The first row that has another number of cells than the first line. */
  readonly ragged: { readonly line: number; readonly cells: number } | null;
  /** All rows have `width` cells. */
  readonly even: boolean;
}

export interface FirstRecord {
  readonly cells: readonly string[];
  readonly line: number;
  /** Where the next record begins. */
  readonly end: number;
}

function firstRecord(text: string, file: string, shape: CsvShape): FirstRecord {
  const cells: string[] = [];
  const found = { line: 1, end: text.length };
  scanRecords(text, file, shape, 0, {
    cell(source, from, to) {
      cells.push(source.slice(from, to));
    },
    record(line, _start, end) {
      Object.assign(found, { line, end });
      return false;
    },
  });
  return { cells, ...found };
}

function readBody(
  text: string,
  file: string,
  shape: CsvShape,
  start: number,
  due: number,
  firstLine = lineAt(text, start),
): CsvBody {
  const builders: ColumnBuilder[] = [];
  const starts: number[] = [];
  const lines: number[] = [];
  const form: { width: number; even: boolean; ragged: CsvBody['ragged'] } = {
    width: 0,
    even: true,
    ragged: null,
  };
  let cells = 0;
  // The text of a cell of an earlier row: its record is read again.
  const cellAt = (row: number, column: number): string => {
    let found = '';
    let index = 0;
    scanRecords(text, file, shape, at(starts, row), {
      cell(source, from, to) {
        if (index++ === column) found = source.slice(from, to);
      },
      record: () => false,
    });
    return found;
  };
  const newBuilder = (column: number): ColumnBuilder =>
    columnBuilder((row) => cellAt(row, column), shape.point);
  const sink: RecordSink = {
    cell(source, from, to) {
      if (starts.length === 0) builders.push(newBuilder(cells));
      builders[cells]?.add(source, from, to);
      cells++;
    },
    record(line, recordStart) {
      if (starts.length === 0) form.width = cells;
      starts.push(recordStart);
      lines.push(line);
      if (cells !== due) form.ragged ??= { line, cells };
      if (cells !== form.width) form.even = false;
      const count = cells;
      cells = 0;
      // Columns of different lengths cannot go on; what is wrong is said by the caller.
      return count === form.width;
    },
  };
  scanRecords(text, file, shape, start, sink, firstLine);
  return {
    columns: form.even
      ? builders.map((builder, column) => builder.finish('', (row) => cellAt(row, column)))
      : [],
    rowCount: starts.length,
    lines: Int32Array.from(lines),
    ...form,
  };
}

export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let i = 0; i < position; i++) if (text.charCodeAt(i) === 10) line++;
  return line;
}

function tableOf(
  file: string,
  names: readonly string[],
  { columns, rowCount, lines }: CsvBody,
  header: Table['header'],
  notes: readonly string[],
): Table {
  const named = columns.map((column, index) => ({ ...column, name: at(names, index) }));
  return makeTable(file, named, rowCount, { lines, header, notes });
}

function refuseRagged({ ragged }: CsvBody, file: string, reference: string): void {
  if (ragged === null) return;
  throw new DataError(
    { file, line: ragged.line },
    `found ${counted(ragged.cells, 'cell')} where ${reference}`,
    'quote cells that hold the separator, and fill in those that are missing',
  );
}

function refuseRepeated(cells: readonly string[], line: number, file: string): void {
  const repeated = cells.find((name, index) => cells.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw new DataError(
    { file, line, ...(repeated === '' ? {} : { column: repeated }) },
    repeated === '' ? 'two columns have no name' : 'two columns have this name',
    repeated === '' ? 'name them' : 'rename one of them',
  );
}
