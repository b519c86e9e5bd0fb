// Finds a data set on this machine, or downloads it; either way its sha256 must be the known one.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { writeFileWhole } from '../write-file.ts';
import type { DataSet } from './registry.ts';

/** Folders that may hold data sets, in the order they are tried. */
export function dataFolders(dataDir: string | undefined, environment: NodeJS.ProcessEnv): readonly string[] {
  const named = [dataDir, environment.GEN_DATA].filter((folder) => folder !== undefined && folder !== '');
  return [...(named as string[]), 'data', join('..', 'shared', 'data')];
}

/** The path of the data set where it lies; null where no folder holds it. Error: a file that is not the data set. */
export function findDataSet(dataSet: DataSet, folders: readonly string[]): string | null {
  for (const folder of folders) {
    const path = join(folder, dataSet.file);
    if (!existsSync(path)) continue;
    const found = sha256(readFileSync(path));
    if (found !== dataSet.sha256)
      throw new UserError(
        `${path}: this is not the data set \`${dataSet.name}\`: its sha256 is ${found}, not ${dataSet.sha256}`,
        'remove the file, or name another folder with --data-dir',
      );
    return path;
  }
  return null;
}

export type Fetch = (url: string) => Promise<Uint8Array>;

/** Downloads the data set into `folder` and returns its path. Errors: `UserError`, and then nothing is written. */
export async function downloadDataSet(
  dataSet: DataSet,
  folder: string,
  fetchBytes: Fetch = download,
): Promise<string> {
  const problems: string[] = [];
  for (const url of dataSet.urls) {
    const bytes = await fetchBytes(url).catch((error: unknown) => {
      problems.push(`${url}: ${reasonOf(error)}`);
      return null;
    });
    if (bytes === null) continue;
    const found = sha256(bytes);
    if (found !== dataSet.sha256) {
      problems.push(`${url}: its sha256 is ${found}, not ${dataSet.sha256}`);
      continue;
    }
    const path = join(folder, dataSet.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileWhole(path, bytes);
    return path;
  }
  const why =
    problems.length === 0
      ? `, and no address has it (${dataSet.source})`
      : ` and could not be downloaded\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  throw new UserError(
    `the data set \`${dataSet.name}\` is in none of the data folders${why}`,
    `put it at ${join(folder, dataSet.file)}, or name the folder that has ${dataSet.file} with --data-dir or GEN_DATA`,
  );
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`the server answered ${String(response.status)}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** `fetch` says only "fetch failed"; the reason is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
