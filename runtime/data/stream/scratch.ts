// Temporary files of one training, in the system's folder for them. They have no names: where the system allows it a
// file is removed as soon as it is open, so nothing is left over however the program ends; elsewhere when it is closed.

import type * as FileSystem from 'node:fs';
import { InputError } from '../../errors.ts';
import { hasFiles, nodeModules, reason } from '../files.ts';

export interface ScratchFile {
  /** Bytes written so far. */
  readonly size: () => number;
  append(bytes: Uint8Array): void;
  /** Fills `target` from a place in the file. */
  read(position: number, target: Uint8Array): void;
  close(): void;
}

let counter = 0;

/** Error: `InputError` where there is no room or no file system. */
export function openScratch(): ScratchFile {
  if (!hasFiles())
    throw new InputError(
      'a stream of rows is kept in temporary files, and there are none here',
      'collect the rows and train on them',
    );
  const { fs, path, os } = nodeModules('a temporary file');
  const name = path.join(
    os.tmpdir(),
    `generand-${String(process.pid)}-${String(counter++)}-${Math.random().toString(36).slice(2)}.tmp`,
  );
  const fail = (error: unknown): InputError =>
    new InputError(
      `cannot keep the rows in ${os.tmpdir()}: ${reason(error)}`,
      'make room there, or set TMPDIR to a folder that has some',
    );
  let file: number;
  try {
    file = fs.openSync(name, 'wx+', 0o600);
  } catch (error) {
    throw fail(error);
  }
  const remove = (): void => {
    removeIfThere(fs, name);
  };
  const isGone = removeIfThere(fs, name);
  if (!isGone) process.once('exit', remove);
  let size = 0;
  let isOpen = true;
  return {
    size: () => size,
    append(bytes) {
      try {
        for (let written = 0; written < bytes.length;)
          written += fs.writeSync(file, bytes, written, bytes.length - written, size + written);
      } catch (error) {
        throw fail(error);
      }
      size += bytes.length;
    },
    read(position, target) {
      readFully(fs, file, position, target, () => fail(new Error('it was cut short')));
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      fs.closeSync(file);
      if (isGone) return;
      remove();
      process.off('exit', remove);
    },
  };
}

/** Whether the file has no name any more. */
function removeIfThere(fs: typeof FileSystem, name: string): boolean {
  try {
    fs.rmSync(name, { force: true });
    return true;
  } catch {
    // A system that does not remove open files: it is done later.
    return false;
  }
}

/** Fills `target`; `short` makes the error where the file ends before. */
export function readFully(
  fs: typeof FileSystem,
  file: number,
  position: number,
  target: Uint8Array,
  short: () => Error,
): void {
  for (let done = 0; done < target.length;) {
    const count = fs.readSync(file, target, done, target.length - done, position + done);
    if (count === 0) throw short();
    done += count;
  }
}
