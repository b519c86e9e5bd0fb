// What `sample` and `score` work on: a run folder, or a spec with parameter values.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyFit, AnyValues } from '../runtime/model/model.ts';
import { describeSystemError, UsageError, UserError } from './errors.ts';
import { loadModel } from './load-module.ts';
import { plainReading, type Reading } from './data-options.ts';
import type { ColumnMap, Settings } from './options.ts';
import { readManifest } from './run-folder.ts';
import { compileSpec, isSpecPath } from './spec.ts';

export interface FitSource {
  readonly params?: string;
  readonly set?: Settings;
  readonly model?: string;
}

export interface OpenedFit {
  readonly fit: AnyFit;
  /** How the data of the run were read; plainly for a spec. */
  readonly reading: Reading;
  /** Column names of the elements of variables. */
  readonly columns: ColumnMap;
}

/** Errors: `UsageError` for options that do not go with the path, else those of reading and compiling. */
export async function openFit(path: string, source: FitSource): Promise<OpenedFit> {
  return isSpecPath(path) ? await openSpec(path, source) : await openRun(path, source);
}

async function openSpec(path: string, { params, set, model }: FitSource): Promise<OpenedFit> {
  if (params === undefined)
    throw new UsageError(
      `${path} is a spec: give the values of its params with --params FILE.json, or name a run folder`,
    );
  const values = readJsonObject(params);
  const compiled = await compileSpec(path, model);
  const loaded = await loadModel(compiled.code, compiled.moduleName, compiled.model.name);
  try {
    const fit = loaded.with(values, set === undefined ? {} : { set });
    return { fit, reading: plainReading, columns: {} };
  } catch (error) {
    throw namingParams(params, error);
  }
}

async function openRun(path: string, { params, set, model }: FitSource): Promise<OpenedFit> {
  for (const [option, value] of Object.entries({ '--params': params, '--set': set, '--model': model }))
    if (value !== undefined)
      throw new UsageError(`${option} goes with a spec (FILE.gen), not with a run folder`);
  const manifest = readManifest(path);
  const modulePath = join(path, manifest.module);
  const code = readRunFile(modulePath);
  const loaded = await loadModel(code, modulePath, manifest.model).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new UserError(`${modulePath}: this module cannot be loaded: ${problem}`, 'train again');
  });
  return {
    fit: loaded.load(join(path, manifest.fit)),
    reading: { ...plainReading, ...manifest.reading },
    columns: manifest.columns,
  };
}

/** What the runtime finds wrong with parameter values, with the file that they come from; other errors as they are. */
export function namingParams(path: string, error: unknown): unknown {
  return error instanceof Error && error.name === 'FitError'
    ? new UserError(`${path}: ${error.message}`)
    : error;
}

/** Reads `{name: value}`. Error: `UserError`. */
export function readJsonObject(path: string): AnyValues {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(describeSystemError(error, path) ?? `${path}: cannot be read`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as AnyValues;
  } catch (error) {
    throw new UserError(
      `${path}: this is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  throw new UserError(`${path}: this is not a JSON object with an entry for each variable`);
}

function readRunFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(
      describeSystemError(error, path) ?? `${path}: cannot be read`,
      'the run folder is not complete: train again',
    );
  }
}
