import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../../../runtime/data/readers/csv.ts';
import { decodeText } from '../../../../../runtime/data/readers/decode.ts';
import { cellText, type Table } from '../../../../../runtime/data/table.ts';
import { plain } from '../../../../support/plain.ts';

/** Columns by name, texts and numbers as they are. */
const columns = (table: Table): unknown =>
  Object.fromEntries(table.columns.map((column) => [column.name, plain(column.values)]));
const read = (text: string, tabs = false) => columns(readCsv(text, 'd.csv', tabs));

describe('cells', () => {
  test('numbers are numbers, others texts, missing NaN', () => {
    expect(read('a,b,c\n1,x,NA\n-2.5e3,,3\n')).toEqual({ a: [1, -2500], b: ['x', ''], c: [NaN, 3] });
  });

  test('a column turns to text where a cell is neither a number nor missing, exactly as it was written', () => {
    expect(read('a,b\n1.50,1\n,2\nseven,3\n')).toEqual({ a: ['1.50', '', 'seven'], b: [1, 2, 3] });
  });

  test('the text of a number is what the file has', () => {
    const { columns: found } = readCsv('id,x\n007,1\n1.0,2\n', 'd.csv');
    expect(found.map((column) => [0, 1].map((row) => cellText(column, row)))).toEqual([
      ['007', '1.0'],
      ['1', '2'],
    ]);
  });

  test('quotes hold separators, line ends and quotes; lines are counted through them', () => {
    const table = readCsv('a,b\n"x, ""y""\nz",1\n"plain",2\n', 'd.csv');
    expect(columns(table)).toEqual({ a: ['x, "y"\nz', 'plain'], b: [1, 2] });
    expect(plain(table.lines)).toEqual([2, 4]);
  });

  test.each([
    ['semicolons, and decimals with a comma', 'a;b\n1,5;2\n2,25;3\n', { a: [1.5, 2.25], b: [2, 3] }],
    ['tabs', 'a\tb\n1\t2\n', { a: [1], b: [2] }],
    ['vertical bars', 'a|b\n1|2\n', { a: [1], b: [2] }],
    ['carriage returns and a byte order mark', '\uFEFFa,b\r\n1,2\r\n\r\n3,4', { a: [1, 3], b: [2, 4] }],
    ['single quotation marks', "a,b\n'x','y'\n'z',nan\n", { a: ['x', 'z'], b: ['y', 'nan'] }],
    ['blanks around cells', 'a , b\n 1 ,  x y \n', { a: [1], b: ['x y'] }],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('in a file with tabs a quotation mark may be a letter', () => {
    expect(read('a\tb\nham\t"so he said\nspam\t"all" of it\nx\t"whole\ttab"\n', true)).toEqual({
      a: ['ham', 'spam', 'x'],
      b: ['"so he said', '"all" of it', 'whole\ttab'],
    });
  });

  test('any numbers come back bit for bit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), { minLength: 1 }), (rows) => {
        const text = `a,b\n${rows.map((row) => row.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join(',')).join('\n')}\n`;
        expect(read(text)).toEqual({ a: rows.map(([a]) => a), b: rows.map(([, b]) => b) });
      }),
    ); // prettier-ignore
  });

  test('any cells come back, quoted as they must be', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', ';', ' ', '1') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = `"first","second"\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
        const { columns: found } = readCsv(text, 'd.csv', false, { header: true });
        const back = rows.map((_, row) => found.map((column) => cellText(column, row)));
        expect(back).toEqual(rows.map((row) => [...row]));
      }),
    );
  });
});

describe('the first line', () => {
  const header = (text: string) => {
    const table = readCsv(text, 'd.csv');
    return [table.header, table.rowCount, table.columns.map(({ name }) => name).join(' ')];
  };

  test.each([
    ['names above numbers', 'a,b\n1,2\n', ['names', 1, 'a b']],
    ['names above texts', 'name,town\nann,york\nbob,bath\n', ['names', 2, 'name town']],
    ['numbers', '5,1,1\n4,2,2\n', ['none', 2, 'x1 x2 x3']],
    ['values that occur again', 'ham,hello\nspam,buy\nham,bye\n', ['none', 3, 'x1 x2']],
    ['a count of rows and columns', '2,2,yes,no\n1,2,0\n3,4,1\n', ['none', 2, 'x1 x2 x3']],
    ['numbers that count up', ',0,1,2\n0,5,6,7\n1,8,9,7\n', ['names', 2, ' 0 1 2']],
  ])('%s', (_, text, expected) => {
    expect(header(text)).toEqual(expected);
  });

  test('as the person says', () => {
    expect(readCsv('1,2\n3,4\n', 'd.csv', false, { header: true }).columns.map(({ name }) => name)).toEqual(['1', '2']);
    expect(readCsv('a,b\n3,4\n', 'd.csv', false, { header: false }).rowCount).toBe(2);
  }); // prettier-ignore
});

describe('one message', () => {
  test.each([
    ['nothing', ' \n\n', 'd.csv: the file is empty'],
    ['a header alone', 'a,b\n', 'd.csv: the file has a header line but no rows'],
    ['a row too short', 'a,b\n1,2\n3\n', 'd.csv, line 3: found 1 cell where the header has 2 columns'],
    ['a row too long', 'a,b\n1,2,3\n1,2,3\n', 'd.csv, line 2: found 3 cells where the header has 2 columns'],
    ['a ragged file without a header', '1,2\n3\n', 'd.csv, line 2: found 1 cell where line 1 has 2'],
    ['a name twice', 'a,b,a\n1,2,3\n', 'd.csv, line 1, column `a`: two columns have this name'],
    ['an open quote', 'a,b\n1,"2\n', 'd.csv, line 2: this is not CSV: a quotation mark is opened and never closed'],
    ['words after a quote', 'a,b\n1,"2" x\n', 'd.csv, line 2: this is not CSV: something follows a closing quotation mark'],
  ])('%s', (_, text, message) => {
    expect(() => readCsv(text, 'd.csv')).toThrow(message);
  }); // prettier-ignore
});

describe('bytes', () => {
  const bytes = (...parts: (string | number)[]) =>
    Uint8Array.from(
      parts.flatMap((part) => (typeof part === 'number' ? [part] : Array.from(part, (c) => c.charCodeAt(0)))),
    );

  test('UTF-8 and UTF-16 with its mark are read', () => {
    expect(decodeText(new TextEncoder().encode('ä,b\n'), 'd.csv')).toBe('ä,b\n');
    const text = 'a,ä\n1,2\n';
    const utf16 = new Uint8Array(new Uint16Array(Array.from(`\uFEFF${text}`, (c) => c.charCodeAt(0))).buffer);
    expect(decodeText(utf16, 'd.csv')).toBe(text);
  });

  test.each([
    ['Latin-1', bytes('a,b\n1,2\ncaf', 0xe9, ',3\n'), 'd.csv, line 3: this is no text in UTF-8: byte 0xE9, which Latin-1 (Windows-1252) has for "é"'],
    ['a spreadsheet', bytes('PK', 3, 4, 'rest'), 'd.csv: this is no text, but a zip archive, as spreadsheets (.xlsx, .ods) are\nfix: export the sheet as CSV'],
    ['Parquet', bytes('PAR1', 21, 0), 'd.csv: this is no text, but a Parquet file\nfix: name it .parquet'],
    ['UTF-16 without its mark', bytes('a', 0, ',', 0), 'd.csv: this is no text: byte 2 is 0'],
  ])('%s', (_, content, message) => {
    expect(() => decodeText(content, 'd.csv')).toThrow(message);
  }); // prettier-ignore
});
