// Real tables read by the plainest means there are, apart from the project's own readers: what trusted results of the
// same files are compared with.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sharedFile } from './shared-folder.ts';

/** Lines of a data file, a final line end left out; null where it is not installed. */
export function linesOf(path: string): readonly string[] | null {
  const bytes = bytesOf(path);
  return bytes === null
    ? null
    : new TextDecoder()
        .decode(bytes)
        .replace(/\r?\n$/, '')
        .split(/\r?\n/);
}

/** Bytes of a data file, unpacked where its name ends in `.gz`; null where it is not installed. */
export function bytesOf(path: string): Uint8Array | null {
  const file = sharedFile(`data/${path}`);
  if (file === null) return null;
  const bytes = readFileSync(file);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Cells of a table without commas inside quotes; quotes around a cell are taken off. */
export function cellsOf(path: string, skip: number): readonly (readonly string[])[] | null {
  const lines = linesOf(path);
  return (
    lines?.slice(skip).map((line) => line.split(',').map((cell) => cell.replace(/^["']+|["']+$/g, ''))) ??
    null
  );
}

/** Rows counted from 1: every 5th is for testing, the others for training. */
export function everyFifth<T>(rows: readonly T[]): {
  readonly train: readonly T[];
  readonly test: readonly T[];
} {
  return {
    train: rows.filter((_, row) => (row + 1) % 5 !== 0),
    test: rows.filter((_, row) => (row + 1) % 5 === 0),
  };
}

/** Runs of ASCII letters and digits, in lower case. */
export function words(text: string): readonly string[] {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).match(/[a-z0-9]+/g) ?? [];
}
