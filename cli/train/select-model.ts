// Fits a model at several settings and picks the best by a criterion.

import { isFlatNumbers } from '../../runtime/data/nesting.ts';
import { shapeData } from '../../runtime/data/shape-data.ts';
import { platePath } from '../../runtime/data/plates.ts';
import { settleHyperparameters } from '../../runtime/inference/options.ts';
import type { AnyModel, AnyValues, Levels } from '../../runtime/model/model.ts';
import { UserError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { say } from '../output.ts';
import { formatObjective } from '../report/format-number.ts';
import type { StopSignals } from '../stop-signals.ts';
import { fitModel, type FitOptions, type Fitted, type TrainingData } from './fit-model.ts';
import { settingsText, type Criterion } from './settings-grid.ts';

export interface Selection {
  readonly criterion: Criterion;
  /** The settings that differ between fits. */
  readonly names: readonly string[];
  /** In the order in which they were made; fits that an interruption left out are not there. */
  readonly candidates: readonly Candidate[];
  /** Position of the best. */
  readonly best: number;
}

export type Candidate = FittedCandidate | FailedCandidate;

export interface FittedCandidate {
  readonly settings: Settings;
  readonly parameters: number;
  readonly logLikelihood: number;
  readonly aic: number;
  /** Null where the model has no rows. */
  readonly bic: number | null;
  /** Log likelihood of the rows held out; null unless that is the criterion. */
  readonly heldOut: number | null;
  readonly converged: boolean;
  /** A component lost its data: its likelihood says little, and it is best only where nothing is sound. */
  readonly sound: boolean;
  readonly seconds: number;
}

export interface FailedCandidate {
  readonly settings: Settings;
  /** Why it cannot be fitted. */
  readonly error: string;
}

/** With `loglik`, rows 5, 10, 15 and so on are held out; the best is then fitted again, to all rows. */
const heldOutEvery = 5;

/** Errors: what stands in the way of every fit. */
export async function selectModel(
  model: AnyModel,
  input: TrainingData,
  grid: readonly Settings[],
  criterion: Criterion,
  request: Omit<FitOptions, 'set'>,
  signals: StopSignals,
): Promise<{ readonly fitted: Fitted; readonly selection: Selection }> {
  const names = Object.keys(grid[0] ?? {}).filter((name) =>
    grid.some((settings) => settings[name] !== grid[0]?.[name]),
  );
  const halves = criterion === 'loglik' ? splitRows(model, input) : null;
  const candidates: Candidate[] = [];
  let best: { readonly candidate: FittedCandidate; readonly fitted: Fitted } | null = null;
  let firstError: Error | null = null;
  for (const [position, settings] of grid.entries()) {
    if (signals.signal.aborted) break;
    const count = `${String(position + 1)} of ${String(grid.length)}`;
    try {
      const options = { ...request, set: settings };
      const fitted = await fitModel(
        model,
        halves?.training ?? input,
        halves === null ? options : { ...options, ...sharedSizes(model, input, settings) },
        signals,
      );
      const candidate = candidateOf(settings, fitted, halves?.heldOut ?? null);
      candidates.push(candidate);
      if (best === null || isBetter(candidate, best.candidate, criterion)) best = { candidate, fitted };
      say(`${settingsText(settings, names)} (${count}): ${criterionText(candidate, criterion)}`);
    } catch (error) {
      if (!isAboutTheModel(error)) throw error;
      firstError ??= error;
      const [message = ''] = error.message.split('\n');
      candidates.push({ settings, error: message });
      say(`${settingsText(settings, names)} (${count}): ${message}`);
    }
  }
  if (best === null) throw firstError ?? new UserError('interrupted before any fit was made');
  const { candidate, fitted } = best;
  return {
    fitted:
      halves === null || signals.signal.aborted
        ? fitted
        : await fitModel(model, input, { ...request, set: candidate.settings }, signals),
    selection: { criterion, names, candidates, best: candidates.indexOf(candidate) },
  };
}

/** The value of the criterion, made so that smaller is better. */
export function criterionOf(candidate: FittedCandidate, criterion: Criterion): number {
  switch (criterion) {
    case 'aic':
      return candidate.aic;
    case 'bic':
      return candidate.bic ?? Infinity;
    case 'loglik':
      return -(candidate.heldOut ?? -Infinity);
  }
}

function criterionText(candidate: FittedCandidate, criterion: Criterion): string {
  const value = criterionOf(candidate, criterion);
  return criterion === 'loglik'
    ? `held-out log likelihood ${formatObjective(-value)}`
    : `${criterion.toUpperCase()} ${formatObjective(value)}`;
}

function isBetter(candidate: FittedCandidate, than: FittedCandidate, criterion: Criterion): boolean {
  if (candidate.sound !== than.sound) return candidate.sound;
  return criterionOf(candidate, criterion) < criterionOf(than, criterion);
}

function candidateOf(
  settings: Settings,
  { fit, seconds }: Fitted,
  heldOut: AnyValues | null,
): FittedCandidate {
  const { training } = fit;
  if (training === null) throw new Error('internal: a fit that was not trained');
  const { parameters, logLikelihood, aic, bic, converged, sound } = training;
  return {
    settings,
    parameters,
    logLikelihood,
    aic,
    bic,
    heldOut: heldOut === null ? null : fit.logProb(heldOut).total,
    converged,
    sound,
    seconds,
  };
}

/** A size that the data, or the spec, do not allow. */
function isAboutTheModel(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ['TrainError', 'DataError', 'FitError', 'UserError', 'InputError'].includes(error.name)
  );
}

/** Errors: `UserError` where rows cannot be told apart. */
function splitRows(
  { definition }: AnyModel,
  { data, stream, columns, levels }: TrainingData,
): { readonly training: TrainingData; readonly heldOut: AnyValues } {
  if (stream !== null)
    throw new UserError(
      '--select loglik holds out rows, which are in memory for that, and these are streamed',
      'choose by bic or aic',
    );
  const outermost = definition.plates.filter(({ parent }) => parent === null);
  if (outermost.length !== 1)
    throw new UserError(
      `--select loglik holds out rows, and model \`${definition.name}\` has not one outermost plate`,
      'choose by bic or aic',
    );
  const part = (keep: (row: number) => boolean): AnyValues => {
    const result = Object.create(null) as Record<string, unknown>;
    for (const { name, role, plate, type } of definition.variables) {
      if ((role !== 'observe' && role !== 'given') || !Object.hasOwn(data, name)) continue;
      const values = data[name];
      if (platePath(definition, plate).length === 0) result[name] = values;
      else if (Array.isArray(values)) result[name] = values.filter((_, row) => keep(row));
      else if (isFlatNumbers(values) && type.shape.length === 0)
        result[name] = values.filter((_: number, row: number) => keep(row));
      else
        throw new UserError(
          `--select loglik holds out rows, and \`${name}\` is one array without rows`,
          'choose by bic or aic',
        );
    }
    return result;
  };
  const isHeldOut = (row: number): boolean => row % heldOutEvery === heldOutEvery - 1;
  return {
    training: { data: part((row) => !isHeldOut(row)), stream, columns, levels },
    heldOut: part(isHeldOut),
  };
}

/** Sizes and levels of all the data, so that rows held out may have a level that the others lack. */
function sharedSizes(
  { definition }: AnyModel,
  { data, levels }: TrainingData,
  settings: Settings,
): { readonly set: Settings; readonly levels: Levels } {
  const { sizes } = settleHyperparameters(definition, { set: settings }, {});
  const shaped = shapeData(definition, data, {
    sizes,
    sizesFrom: 'the options',
    levels,
    learnLevels: true,
    partial: false,
    origin: null,
  });
  const set = Object.assign(Object.create(null) as Record<string, number | boolean>, settings);
  for (const dim of definition.dims) {
    const size = shaped.sizes[dim];
    if (size !== undefined && !definition.plates.some(({ sizeDim }) => sizeDim === dim)) set[dim] = size;
  }
  return { set, levels: shaped.levels };
}
