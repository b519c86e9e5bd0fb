// Gzip, by Node's zlib, which is looked up when needed.

import { DataError } from '../errors.ts';
import { startsWith } from './readers/decode.ts';

/** The bytes that were packed, or the bytes as they are where nothing was. Error: `DataError`. */
export function unpack(bytes: Uint8Array, file: string): Uint8Array {
  if (!startsWith(bytes, [0x1f, 0x8b])) {
    if (/\.gz$/i.test(file))
      throw new DataError(
        { file },
        bytes.length === 0 ? 'the file is empty' : 'this is no gzip file, though its name ends in .gz',
        'take the ending off its name, or fetch it again',
      );
    return bytes;
  }
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function')
    throw new DataError({ file }, 'gzip files are only read in Node', 'unpack it first');
  try {
    const buffer = process.getBuiltinModule('node:zlib').gunzipSync(bytes);
    // A plain array of bytes: parts of it that are handed on should be nothing else.
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (error) {
    const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw new DataError(
      { file },
      cut ? 'the file is cut short: its gzip data end too early' : 'its gzip data are broken',
      'fetch it again',
    );
  }
}
