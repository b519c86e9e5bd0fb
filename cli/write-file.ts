// Files that appear whole or not at all: written beside their place under another name, then renamed.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from './errors.ts';

/** Writes `content` to `path`; on an error what was there before is still there. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  // A device or a pipe has no place beside it, and nothing to keep.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    namingPath(path, () => {
      writeFileSync(path, content);
    });
    return;
  }
  const temporary = join(dirname(path), `.${basename(path)}.${String(process.pid)}.tmp`);
  namingPath(path, () => {
    try {
      writeSynced(temporary, content);
      renameSync(temporary, path);
    } catch (error) {
      if (existsSync(temporary)) rmSync(temporary);
      throw error;
    }
  });
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

/**
 * Makes a folder and those around it that are missing; returns the first that was made, undefined where all were
 * there. Node's own `recursive` names the wrong folder where one cannot be made, and does not return below /proc.
 */
export function makeFolders(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return undefined;
  if (found !== undefined) throw new UserError(`${path}: this is a file, not a folder`);
  const parent = dirname(path);
  const first = parent === path ? undefined : makeFolders(parent);
  namingPath(path, () => {
    mkdirSync(path);
  });
  return first ?? path;
}

/** Runs `work`; an error of the system then names the path that was asked for, not a temporary one or none. */
export function namingPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw Object.assign(error, { path });
    throw error;
  }
}
