// Files that a command writes with --out: their format follows their name.

import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { UsageError } from './errors.ts';
import { writeFileWhole } from './write-file.ts';

export type OutputFormat = 'csv' | 'tsv' | 'json' | 'jsonl' | 'npy' | 'txt';

const formats: Readonly<Record<string, OutputFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.npy': 'npy',
  '.txt': 'txt',
};
const planned = new Set(['.png']);

/** By the file's ending; without a file JSON if that was asked for, else CSV. Error: `UsageError`. */
export function outputFormat(path: string | undefined, json: boolean): OutputFormat {
  if (path === undefined) return json ? 'json' : 'csv';
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(formats, ending) ? formats[ending] : undefined;
  if (format !== undefined) return format;
  const choice = 'name a file that ends in .csv, .tsv, .json, .jsonl, .npy or .txt';
  const why = planned.has(ending) ? 'is not written yet' : 'is no format that gen writes';
  // A device has no ending: `--out /dev/stdout`.
  if (ending === '' && path.startsWith('/dev/')) return json ? 'json' : 'csv';
  if (ending === '') throw new UsageError(`--out ${path}: ${choice}`);
  throw new UsageError(`--out ${path}: \`${ending}\` ${why}; ${choice}`);
}

/** Writes the file and returns what to say of it. */
export function writeOutput(path: string, content: string | Uint8Array): string {
  const replaces = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  writeFileWhole(path, content);
  return `wrote ${path}${replaces ? ', in place of the file that was there' : ''}`;
}
