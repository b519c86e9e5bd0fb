// Bytes of a text file to text: UTF-8, or UTF-16 where it begins with a byte order mark.

import { DataError } from '../../errors.ts';

/** Error: `DataError` for files that are no text, with what they seem to be. */
export function decodeText(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return decode(bytes, first === 0xff ? 'utf-16le' : 'utf-16be', file, 'this is no text in UTF-16');
  const known = magicNumbers.find(({ magic }) => startsWith(bytes, magic));
  if (known !== undefined) throw new DataError({ file }, `this is no text, but ${known.what}`, known.fix);
  const nul = bytes.subarray(0, 65_536).indexOf(0);
  if (nul >= 0)
    throw new DataError(
      { file },
      `this is no text: byte ${String(nul + 1)} is 0`,
      'give a text file in UTF-8, or the ending that says what the file is',
    );
  return decode(bytes, 'utf-8', file, null);
}

const ascii = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));

const magicNumbers = [
  {
    magic: ascii('PK\u0003\u0004'),
    what: 'a zip archive, as spreadsheets (.xlsx, .ods) are',
    fix: 'export the sheet as CSV',
  },
  { magic: ascii('PAR1'), what: 'a Parquet file', fix: 'name it .parquet' },
  { magic: [0x93, ...ascii('NUMPY')], what: 'a NumPy array', fix: 'name it .npy' },
  { magic: ascii('%PDF'), what: 'a PDF', fix: 'export the table as CSV' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old spreadsheet (.xls)', fix: 'export the sheet as CSV' },
  { magic: [0x89, ...ascii('HDF')], what: 'an HDF5 file', fix: 'convert it to NPY, Parquet or CSV' },
];

export function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}

function decode(bytes: Uint8Array, encoding: string, file: string, problem: string | null): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    // V8's longest string; the decoder's own message does not say it.
    if (bytes.length >= 2 ** 29 - 24)
      throw new DataError(
        { file },
        `the file has ${String(Math.round(bytes.length / 1e6))} MB of text, more than can be read at once (536 MB)`,
        'convert it to Parquet or NPY, or split it',
      );
    if (problem !== null) throw new DataError({ file }, problem, 'save it as UTF-8');
    if (!(error instanceof TypeError)) throw error;
    const bad = firstBadByte(bytes);
    const byte = (bytes[bad] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    throw new DataError(
      { file, line: lineOf(bytes, bad) },
      `this is no text in UTF-8: byte 0x${byte}, which Latin-1 (Windows-1252) has for ${JSON.stringify(new TextDecoder('windows-1252').decode(bytes.subarray(bad, bad + 1)))}`,
      'save it as UTF-8',
    );
  }
}

/** Where UTF-8 breaks: the longest prefix that decodes ends there. */
function firstBadByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    try {
      // With `stream` a sequence that is cut at the end is no error.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle - 1;
    }
  }
  // A sequence that was begun may be what is wrong.
  let start = good;
  while (start > 0 && start > good - 4 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start--;
  return start > 0 && (bytes[start - 1] ?? 0) >= 0xc0 ? start - 1 : good;
}

function lineOf(bytes: Uint8Array, position: number): number {
  let line = 1;
  for (let i = 0; i < position; i++) if (bytes[i] === 0x0a) line++;
  return line;
}
