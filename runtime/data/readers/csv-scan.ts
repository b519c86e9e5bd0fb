// The records of CSV text, one after another: where each cell begins and ends.

import { DataError } from '../../errors.ts';
import type { CsvShape } from './csv-shape.ts';

export interface RecordSink {
  /** A cell is `text[from, to)`, blanks around it and quotes left out. `text` is not always the whole text. */
  cell(text: string, from: number, to: number): void;
  /** A record ends: the line it begins at, where it begins, where the next begins. False: enough. */
  record(line: number, start: number, end: number): boolean;
}

const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32];

/**
 * From `start` on, which is in line `line`. Lines without any character but blanks are passed over. A quote counts only
 * at the beginning of a cell; inside, two stand for one. Error: `DataError` with the line.
 */
export function scanRecords(
  text: string,
  file: string,
  { separator, quote, strictQuotes }: CsvShape,
  start: number,
  sink: RecordSink,
  firstLine = 1,
): void {
  const end = text.length;
  let position = start;
  let line = firstLine;
  while (position < end) {
    const recordStart = position;
    const recordLine = line;
    // A line of blanks is none.
    let ahead = position;
    while (ahead < end && isBlank(text.charCodeAt(ahead))) ahead++;
    const next = text.charCodeAt(ahead);
    if (ahead === end) return;
    if (next === lineFeed || next === carriageReturn) {
      position = afterLineEnd(text, ahead);
      line++;
      continue;
    }
    for (let more = true; more;) {
      let from = position;
      while (from < end && isBlank(text.charCodeAt(from)) && text.charCodeAt(from) !== separator) from++;
      if (quote !== null && text.charCodeAt(from) === quote) {
        const close = closingQuote(text, from + 1, quote);
        if (close.end >= 0) {
          const after = skipBlanks(text, close.end + 1, separator);
          const code = text.charCodeAt(after);
          if (after === end || code === separator || code === lineFeed || code === carriageReturn) {
            if (close.doubled) {
              const mark = String.fromCharCode(quote);
              const cell = text.slice(from + 1, close.end).replaceAll(mark + mark, mark);
              sink.cell(cell, 0, cell.length);
            } else sink.cell(text, from + 1, close.end);
            for (let i = from; i < close.end; i++) if (text.charCodeAt(i) === lineFeed) line++;
            position = after;
            more = code === separator;
            if (more) position++;
            continue;
          }
          if (strictQuotes)
            throw new DataError(
              { file, line },
              'this is not CSV: something follows a closing quotation mark',
              'write a quotation mark inside a cell twice',
            );
        } else if (strictQuotes)
          throw new DataError({ file, line }, 'this is not CSV: a quotation mark is opened and never closed');
      }
      let to = from;
      for (; to < end; to++) {
        const code = text.charCodeAt(to);
        if (code === separator || code === lineFeed || code === carriageReturn) break;
      }
      more = to < end && text.charCodeAt(to) === separator;
      let last = to;
      while (last > from && isBlank(text.charCodeAt(last - 1))) last--;
      sink.cell(text, from, last);
      position = more ? to + 1 : to;
    }
    position = afterLineEnd(text, position);
    line++;
    if (!sink.record(recordLine, recordStart, position)) return;
  }
}

const isBlank = (code: number): boolean => code === space || code === tab;

function skipBlanks(text: string, from: number, separator: number): number {
  let position = from;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (!isBlank(code) || code === separator) break;
    position++;
  }
  return position;
}

/** After a line feed, a carriage return, or both. */
function afterLineEnd(text: string, position: number): number {
  if (text.charCodeAt(position) === carriageReturn)
    return text.charCodeAt(position + 1) === lineFeed ? position + 2 : position + 1;
  return position < text.length ? position + 1 : position;
}

function closingQuote(text: string, from: number, quote: number): { end: number; doubled: boolean } {
  let doubled = false;
  const mark = String.fromCharCode(quote);
  for (let position = text.indexOf(mark, from); position >= 0; position = text.indexOf(mark, position + 1)) {
    if (text.charCodeAt(position + 1) !== quote) return { end: position, doubled };
    doubled = true;
    position++;
  }
  return { end: -1, doubled };
}
