// Files as wholes; streams (stream/) read and write them in parts. Node's modules are looked up when needed, not imported, so that the rest
// also loads in browsers.

import type * as FileSystem from 'node:fs';
import type * as System from 'node:os';
import type * as Paths from 'node:path';
import { InputError } from '../errors.ts';

/** All bytes of a file. Error: `InputError` with the path and the reason. */
export function readBytes(path: string): Uint8Array {
  const { readFileSync } = nodeModules(path).fs;
  try {
    const buffer = readFileSync(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (error) {
    throw new InputError(`cannot read ${path === '' ? 'a file without a name' : path}: ${reason(error)}`);
  }
}

export function readText(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${path} is no text in UTF-8`, 'save it as UTF-8');
  }
}

/**
 * Writes a file so that it is never seen half-written: to a temporary file in the same folder, flushed to the
 * disk, then renamed. On failure the temporary file is removed and what was there before stays.
 * Error: `InputError` with the path and the reason.
 */
export function writeFileAtomically(path: string, bytes: Uint8Array | string): void {
  const { fs, path: paths } = nodeModules(path);
  if (isDevice(path, fs)) {
    try {
      fs.writeFileSync(path, bytes);
    } catch (error) {
      throw new InputError(`cannot write ${path}: ${reason(error)}`);
    }
    return;
  }
  const temporary = paths.join(
    paths.dirname(path),
    `.${paths.basename(path)}.${String(process.pid)}.${String(counter++)}.tmp`,
  );
  try {
    const file = fs.openSync(temporary, 'wx');
    try {
      fs.writeFileSync(file, bytes);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
  } catch (error) {
    try {
      fs.rmSync(temporary, { force: true });
    } catch {
      // Where it could not be made, it cannot be removed; the first error says why.
    }
    throw new InputError(`cannot write ${path}: ${reason(error)}`);
  }
}

/** A device or a pipe has nothing to keep, and a rename would put a file in its place. */
function isDevice(path: string, fs: typeof FileSystem): boolean {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** Keeps temporary names of one process apart. */
let counter = 0;

/** Whether there is a file system: not in browsers. */
export function hasFiles(): boolean {
  return typeof process !== 'undefined' && typeof process.getBuiltinModule === 'function';
}

/** Error: `InputError` where there is no file system. */
export function nodeModules(path: string): {
  readonly fs: typeof FileSystem;
  readonly path: typeof Paths;
  readonly os: typeof System;
} {
  if (!hasFiles())
    throw new InputError(`cannot open ${path}: there are no files here`, 'pass bytes instead of a path');
  return {
    fs: process.getBuiltinModule('node:fs'),
    path: process.getBuiltinModule('node:path'),
    os: process.getBuiltinModule('node:os'),
  };
}

/** An operating system's error in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'part of the path is a file, not a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
