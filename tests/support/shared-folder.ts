// Real data and trusted results that are no part of the project: `$GEN_SHARED` names the folder that holds `data`
// and `reference`; without it, the folder `shared` beside the project is tried.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const beside = join(dirname(dirname(dirname(import.meta.dirname))), 'shared');

export const sharedFolder = process.env['GEN_SHARED'] ?? beside;

/** The path of a shared file, or null where it is absent: then say so, visibly, and skip. */
export function sharedFile(path: string): string | null {
  const file = join(sharedFolder, path);
  return existsSync(file) ? file : null;
}
