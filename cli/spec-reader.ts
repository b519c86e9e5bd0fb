// Specs from disk, and the files that they use: each is read once, by whatever path or link it is named.

import { readFileSync, realpathSync } from 'node:fs';
import type { SourceFile, UnreadableFile } from '../compiler/index.ts';
import { describeSystemError, systemProblem, UserError } from './errors.ts';

export interface SpecReader {
  /** A spec that the command line names. Error: `UserError` when it cannot be read or is no text. */
  readonly open: (path: string) => SourceFile;
  /** A file that a spec uses. */
  readonly read: (path: string) => SourceFile | UnreadableFile;
  /** The paths that were asked for, those that could not be read too. */
  readonly paths: ReadonlySet<string>;
}

const notText = 'this is not UTF-8 text';

export function createSpecReader(): SpecReader {
  const files = new Map<string, SourceFile>();
  const paths = new Set<string>();
  const load = (path: string): SourceFile | null => {
    paths.add(path);
    // Read first: what the system says then names the path as it was given.
    const bytes = readFileSync(path);
    const real = realpathSync(path);
    const known = files.get(real);
    if (known !== undefined) return known;
    const text = decode(bytes);
    if (text === null) return null;
    const file = { path, text };
    files.set(real, file);
    return file;
  };
  return {
    paths,
    open(path) {
      const file = orElse(
        () => load(path),
        (error) => {
          throw new UserError(describeSystemError(error, path) ?? `${path}: cannot be read`);
        },
      );
      if (file === null) throw new UserError(`${path}: ${notText}`, 'save the spec as UTF-8');
      return file;
    },
    read: (path) =>
      orElse<SourceFile | UnreadableFile | null>(
        () => load(path),
        (error) => ({ problem: systemProblem(error) ?? 'the system does not say why' }),
      ) ?? { problem: notText },
  };
}

function orElse<Value>(attempt: () => Value, otherwise: (error: unknown) => Value): Value {
  try {
    return attempt();
  } catch (error) {
    return otherwise(error);
  }
}

function decode(bytes: Uint8Array): string | null {
  return orElse(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    () => null,
  );
}
