// A file that is read in parts.

import { InputError } from '../../errors.ts';
import { nodeModules, reason } from '../files.ts';
import { readFully } from './scratch.ts';

export interface FileParts {
  readonly size: number;
  /** A part; less where the file ends. Error: `InputError` with the path and the reason. */
  read(position: number, length: number): Uint8Array;
  /** Fills `target` from a place in the file. Error as above. */
  fill(position: number, target: Uint8Array): void;
  close(): void;
}

/** Error: `InputError` with the path and the reason. */
export function openParts(path: string): FileParts {
  const { fs } = nodeModules(path);
  const fail = (error: unknown): InputError => new InputError(`cannot read ${path}: ${reason(error)}`);
  let file: number;
  let size: number;
  try {
    file = fs.openSync(path, 'r');
    const found = fs.fstatSync(file);
    if (!found.isFile()) {
      fs.closeSync(file);
      throw new Error('it is no file that can be gone over twice');
    }
    size = found.size;
  } catch (error) {
    throw fail(error);
  }
  const fill = (position: number, target: Uint8Array): void => {
    try {
      readFully(fs, file, position, target, () => new Error('it has become shorter'));
    } catch (error) {
      throw fail(error);
    }
  };
  return {
    size,
    fill,
    read(position, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - position)));
      fill(position, bytes);
      return bytes;
    },
    close: () => {
      fs.closeSync(file);
    },
  };
}
