// CSV by parts that end where a record does: the format is found in the first of them.

import { DataError } from '../../errors.ts';
import {
  lineAt,
  openCsv,
  readCsvRows,
  withoutMark,
  type CsvFormat,
  type CsvOptions,
} from '../readers/csv.ts';
import { scanRecords } from '../readers/csv-scan.ts';
import { sniffCsv, type CsvShape } from '../readers/csv-shape.ts';
import { decodeText, startsWith } from '../readers/decode.ts';
import type { Table } from '../table.ts';
import type { FileParts } from './file-parts.ts';

const [lineFeed, carriageReturn] = [10, 13];

/** `tabs`: the file is said to be separated by tabs. `partBytes`: of a part, as long as records are not longer. Error: `DataError` with the line. */
export function* csvParts(
  file: FileParts,
  path: string,
  tabs: boolean,
  options: CsvOptions,
  partBytes: number,
): Generator<Table> {
  let format: CsvFormat | null = null;
  let [line, rows] = [1, 0];
  for (const text of recordParts(
    file,
    path,
    (source) => format?.shape ?? sniffCsv(withoutMark(source), tabs),
    partBytes,
  )) {
    let body = text;
    if (format === null) {
      const source = withoutMark(text);
      ({ format } = openCsv(source, path, tabs, options));
      body = source.slice(format.start);
      line = lineAt(source, format.start);
    }
    const table = readCsvRows(body, path, format, line);
    line += lineAt(body, body.length) - 1;
    if (table.rowCount === 0) continue;
    const before = rows;
    yield {
      ...table,
      numbers: Int32Array.from({ length: table.rowCount }, (_, row) => before + row + 1),
    };
    rows += table.rowCount;
  }
  // Says what is wrong with an empty file.
  if (format === null) openCsv('', path, tabs, options);
}

/** Texts of whole records, one after another. */
function* recordParts(
  file: FileParts,
  path: string,
  shapeOf: (text: string) => CsvShape,
  partBytes: number,
): Generator<string> {
  let [position, length, line] = [0, partBytes, 1];
  while (position < file.size) {
    const bytes = file.read(position, length);
    if (position === 0 && (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])))
      throw new DataError({ file: path }, 'a text in UTF-16 is not read as a stream', 'save it as UTF-8');
    const isLast = position + bytes.length === file.size;
    const cut = isLast ? bytes.length : afterLastLine(bytes);
    const text = decodePart(bytes.subarray(0, cut), path, line);
    const end = isLast ? text.length : endOfRecords(text, path, shapeOf(text));
    if (end === 0) {
      length *= 2;
      continue;
    }
    const whole = text.slice(0, end);
    yield whole;
    position += end === text.length ? cut : new TextEncoder().encode(whole).length;
    line += lineAt(whole, whole.length) - 1;
    length = partBytes;
  }
}

/** 0: no line ends in there. A carriage return at the end may have its line feed in the next part. */
function afterLastLine(bytes: Uint8Array): number {
  for (let end = bytes.length - 1; end > 0; end--)
    if (bytes[end - 1] === lineFeed || (bytes[end - 1] === carriageReturn && bytes[end] !== lineFeed))
      return end;
  return 0;
}

function decodePart(bytes: Uint8Array, path: string, line: number): string {
  try {
    return decodeText(bytes, path);
  } catch (error) {
    if (!(error instanceof DataError) || typeof error.place.line !== 'number') throw error;
    throw new DataError({ ...error.place, line: error.place.line + line - 1 }, error.problem, error.fix);
  }
}

/** Where the last record that is complete ends: a line may end within a quoted cell. */
function endOfRecords(text: string, path: string, shape: CsvShape): number {
  let last = 0;
  try {
    scanRecords(text, path, shape, 0, {
      cell: () => undefined,
      record(_line, _start, end) {
        last = end;
        return true;
      },
    });
    return text.length;
  } catch (error) {
    // A quotation mark that is not closed yet.
    if (error instanceof DataError) return last;
    throw error;
  }
}
