// A run folder: a fit, its numbers, its report and its module. It appears whole or not at all: everything is
// written into a folder beside it, which is renamed at the end.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from './errors.ts';
import { plainReading, type Reading } from './data-options.ts';
import type { ColumnMap } from './options.ts';
import { makeFolders, namingPath, writeSynced } from './write-file.ts';

/** `run.json`: what makes a folder a run. */
export interface RunManifest {
  readonly format: 'generand-run';
  readonly formatVersion: 1;
  readonly generand: string;
  readonly model: string;
  /** File names in the folder. */
  readonly spec: string;
  readonly module: string;
  readonly fit: string;
  /** How the data were read; `score` reads others in the same way. */
  readonly reading: Reading;
  /** Names of the elements of array variables, for tables. */
  readonly columns: ColumnMap;
}

const manifestName = 'run.json';

export interface RunDraft {
  /** Adds a file to the run. */
  readonly write: (name: string, content: string | Uint8Array) => void;
  /** Makes the run appear in its place, instead of an earlier run. */
  readonly commit: () => void;
  /** Whether a run is there already, which this one replaces. */
  readonly replaces: boolean;
  /** Leaves no trace. After `commit` it does nothing. */
  readonly abandon: () => void;
}

/** `runs/geyser-1`, or the first number that is free. */
export function defaultRunFolder(model: string): string {
  const name = model.replace(/[^\p{L}\p{N}_]+/gu, '-').toLowerCase();
  for (let number = 1; ; number++) {
    const folder = join('runs', `${name}-${String(number)}`);
    if (!existsSync(folder)) return folder;
  }
}

/**
 * Starts a run that will appear at `folder`. It fails here rather than after the training when the place is taken
 * by something that is no run, or cannot be written.
 */
export function draftRun(folder: string): RunDraft {
  const target = resolve(folder);
  refuseForeign(target, folder);
  const parent = dirname(target);
  if (statSync(parent, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new UserError(`${dirname(folder)}: this is a file, so no run folder can be written below it`);
  const firstCreated = makeFolders(parent);
  const draft = join(parent, `.${basename(target)}.${String(process.pid)}.tmp`);
  let open = true;
  const abandon = () => {
    if (!open) return;
    open = false;
    rmSync(draft, { recursive: true, force: true });
    if (firstCreated !== undefined) removeEmptyFolders(parent, firstCreated);
  };
  try {
    namingPath(folder, () => {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft);
    });
  } catch (error) {
    abandon();
    throw error;
  }
  return {
    replaces: existsSync(join(target, manifestName)),
    write(name, content) {
      namingPath(join(folder, name), () => {
        writeSynced(join(draft, name), content);
      });
    },
    commit() {
      refuseForeign(target, folder);
      const old = join(parent, `.${basename(target)}.${String(process.pid)}.old`);
      const replaces = existsSync(target);
      if (replaces) renameSync(target, old);
      try {
        renameSync(draft, target);
      } catch (error) {
        if (replaces) renameSync(old, target);
        throw error;
      }
      open = false;
      if (replaces) rmSync(old, { recursive: true, force: true });
    },
    abandon,
  };
}

/** Reads the manifest of a run. Error: `UserError` when the folder is none. */
export function readManifest(folder: string): RunManifest {
  const path = join(folder, manifestName);
  if (!existsSync(folder)) throw new UserError(`${folder}: no such run folder or spec`);
  if (!existsSync(path))
    throw new UserError(
      `${folder}: this is not a run folder (it has no ${manifestName})`,
      'name a folder that `gen train` wrote',
    );
  const manifest = parseManifest(readFileSync(path, 'utf8'));
  if (manifest === null) throw new UserError(`${path}: this is not the description of a run`);
  return manifest;
}

function parseManifest(text: string): RunManifest | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const manifest = value as Partial<RunManifest>;
    if (manifest.format !== 'generand-run' || manifest.formatVersion !== 1) return null;
    const names = [manifest.model, manifest.spec, manifest.module, manifest.fit];
    if (names.some((name) => typeof name !== 'string')) return null;
    return { reading: plainReading, columns: {}, ...manifest } as RunManifest;
  } catch {
    return null;
  }
}

export function manifestText(manifest: RunManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export { manifestName };

/** Only a run, an empty folder or nothing may be replaced. */
function refuseForeign(target: string, asNamed: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory())
    throw new UserError(`${asNamed}: this is a file, so no run folder can be written there`);
  if (existsSync(join(target, manifestName)) || readdirSync(target).length === 0) return;
  throw new UserError(
    `${asNamed}: this folder holds something else than a run, so it is not overwritten`,
    'name another folder with --out',
  );
}

/** Removes the folders from `deepest` up to `first` that are empty. */
function removeEmptyFolders(deepest: string, first: string): void {
  try {
    for (let folder = deepest; folder.length >= first.length; folder = dirname(folder)) rmdirSync(folder);
  } catch {
    // Someone else has put something there: it stays.
  }
}
