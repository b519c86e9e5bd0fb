// Files that appear whole or not at all: written beside their place under another name, then renamed.

import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Writes `content` to `path`; on an error what was there before is still there. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  // A device or a pipe has no place beside it, and nothing to keep.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(path, content);
    return;
  }
  const temporary = join(dirname(path), `.${basename(path)}.${String(process.pid)}.tmp`);
  try {
    writeSynced(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw aboutPath(error, path);
  }
}

/** Writes a file and waits until the disk has it, so that a rename cannot come before the content. */
export function writeSynced(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const file = openSync(path, 'w');
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A message should name the path that was asked for, not the temporary one. */
function aboutPath(error: unknown, path: string): unknown {
  if (error instanceof Error && 'code' in error) return Object.assign(error, { path });
  return error;
}
