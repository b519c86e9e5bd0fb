// Reads the data and fits a model to them, with progress on standard error.

import { statSync } from 'node:fs';
import { formatOf, readDataFile, type DataPaths, type DataRead } from '../../runtime/data/read-data.ts';
import { dataPaths, readOptions, type DataFlags } from '../data-options.ts';
import { fileRows, type FileRows } from '../../runtime/data/stream/file-rows.ts';
import { streamedFormats } from '../../runtime/data/stream/table-parts.ts';
import { refuseUnstreamable, whyUnstreamable } from '../../runtime/inference/streamable.ts';
import type { ModelDefinition } from '../../runtime/model/definition.ts';
import type { AnyFit, AnyModel, AnyValues, Levels, TrainOptions } from '../../runtime/model/model.ts';
import { UsageError, UserError } from '../errors.ts';
import { namingParams, readJsonObject } from '../open-fit.ts';
import type { ColumnMap, Settings } from '../options.ts';
import { dataSummary } from '../data-summary.ts';
import { say } from '../output.ts';
import { progressView } from '../progress.ts';
import { namedColumns, refuseIdleColumns } from '../read-data.ts';
import type { StopSignals } from '../stop-signals.ts';

export interface FitRequest extends DataFlags {
  readonly data: string;
  readonly method?: string;
  /** The rows in chunks. Default: where the file is large. */
  readonly stream?: boolean;
}

export interface FitOptions {
  readonly set?: Settings;
  readonly levels?: Levels;
  readonly init?: string;
  readonly iterations?: number;
  readonly seed?: number;
  readonly threads?: number | 'auto';
}

export interface TrainingData {
  /** Of a stream its first rows. */
  readonly data: AnyValues;
  /** All rows, chunk by chunk; null: they are in memory. */
  readonly stream: FileRows | null;
  /** Column names of the elements of variables. */
  readonly columns: ColumnMap;
  /** Levels that are declared, or settled by how the data were read. */
  readonly levels: Levels;
}

export interface Fitted extends TrainingData {
  readonly fit: AnyFit;
  /** The objective of each restart, iteration by iteration; `best` is the one kept. */
  readonly curves: readonly (readonly number[])[];
  readonly best: number;
  readonly interrupted: boolean;
  /** Of training alone. */
  readonly seconds: number;
}

const methods = ['mle', 'map', 'em'];

/** What a model is fitted to, said on standard error unless `isQuiet`. Errors: `UserError` for a method that does not apply, those of reading. */
export async function readTrainingData(
  model: AnyModel,
  request: FitRequest,
  isQuiet: boolean,
): Promise<TrainingData> {
  checkMethod(model, request.method);
  const { read, stream } = await openTrainingData(model, request);
  const { data, columns, levels } = read;
  refuseIdleColumns(request.data, columns, request);
  if (!isQuiet) {
    say(dataSummary(read, model.definition));
    if (stream !== null)
      say('  note: the file is read in chunks, at each pass anew; what is said here is of its first rows');
  }
  return { data, stream, columns: namedColumns(read), levels };
}

async function openTrainingData(
  { definition }: AnyModel,
  request: FitRequest,
): Promise<{ readonly read: DataRead; readonly stream: FileRows | null }> {
  const paths = dataPaths(request.data);
  const options = readOptions(request);
  if (request.stream !== true && !isLarge(definition, paths, options.format))
    return { read: await readDataFile(paths, definition, options), stream: null };
  if (typeof paths !== 'string')
    throw new UserError(
      '--stream reads one file, and --data names several',
      'put all variables into one table, as Parquet say',
    );
  refuseUnstreamable(definition);
  const stream = await fileRows(paths, definition, options);
  return { read: stream.head, stream };
}

/** Bytes from which on a file is read as a stream, if its format and the model allow it. */
const largeBytes = 1e9;

function isLarge(definition: ModelDefinition, paths: DataPaths, format: string | undefined): boolean {
  if (typeof paths !== 'string' || /\.gz$/i.test(paths)) return false;
  const found = statSync(paths, { throwIfNoEntry: false });
  return (
    found?.isFile() === true &&
    found.size >= largeBytes &&
    whyUnstreamable(definition) === null &&
    streamedFormats.includes(formatOf(paths, format))
  );
}

export async function fitModel(
  model: AnyModel,
  { data, stream, columns, levels }: TrainingData,
  request: FitOptions,
  signals: StopSignals,
): Promise<Fitted> {
  const curves: number[][] = [];
  const view = await progressView();
  const options: TrainOptions = {
    signal: signals.signal,
    ...(request.set === undefined ? {} : { set: request.set }),
    levels: { ...levels, ...request.levels },
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    ...(request.iterations === undefined ? {} : { iterations: request.iterations }),
    ...(request.init === undefined ? {} : { init: readJsonObject(request.init) }),
    onProgress(progress) {
      (curves[progress.restart - 1] ??= []).push(progress.objective);
      view.update(progress);
    },
  };
  const start = performance.now();
  try {
    const fit = await signals
      .fitting(() => model.train(stream?.rows ?? data, options))
      .catch((error: unknown) => {
        throw request.init === undefined ? error : namingParams(request.init, error);
      });
    const seconds = (performance.now() - start) / 1000;
    // Of the restart that was kept the fit knows every step, the first values aside: they are not an iteration's.
    const kept = fit.training?.trace.slice(1) ?? [];
    const best = (fit.training?.kept ?? 1) - 1;
    curves[best] = kept;
    return {
      fit,
      data: stream === null ? data : await stream.headWith(fit.levels),
      stream,
      columns,
      levels,
      curves: Array.from(curves, (curve: number[] | undefined) => curve ?? []),
      best,
      interrupted: signals.signal.aborted,
      seconds,
    };
  } finally {
    view.stop();
  }
}

function checkMethod(model: AnyModel, method: string | undefined): void {
  const derived = model.definition.method.name;
  if (method === undefined || method === derived) return;
  if (!methods.includes(method))
    throw new UsageError(`--method ${method}: the methods are ${methods.join(', ')}`);
  throw new UserError(
    `method \`${method}\` does not apply: model \`${model.name}\` is fitted by \`${derived}\``,
    'leave --method out; `gen explain` says why this method was derived',
  );
}
