// Files that a command writes with --out: their format follows their name.

import { extname } from 'node:path';
import { UsageError } from './errors.ts';
import { writeFileWhole } from './write-file.ts';

export type OutputFormat = 'csv' | 'json';

const planned = new Set(['.txt', '.png', '.npy']);

/** By the file's ending; without a file JSON if that was asked for, else CSV. Error: `UsageError`. */
export function outputFormat(path: string | undefined, json: boolean): OutputFormat {
  if (path === undefined) return json ? 'json' : 'csv';
  const ending = extname(path).toLowerCase();
  if (ending === '.csv') return 'csv';
  if (ending === '.json') return 'json';
  const why = planned.has(ending) ? 'is not written yet' : 'is no format that gen writes';
  // A device has no ending: `--out /dev/stdout`.
  if (ending === '' && path.startsWith('/dev/')) return json ? 'json' : 'csv';
  if (ending === '') throw new UsageError(`--out ${path}: name a file that ends in .csv or .json`);
  throw new UsageError(`--out ${path}: \`${ending}\` ${why}; name a file that ends in .csv or .json`);
}

export function writeOutput(path: string, text: string): void {
  writeFileWhole(path, text);
}
