// How unusual rows are: minus their log density, against what the rows of the training scored.

import { FitError, TrainError } from '../errors.ts';
import type { ChunkedData } from '../data/chunks.ts';
import { outermostPlates, rowsKey } from '../data/plates.ts';
import { preparePass } from '../model/kernel.ts';
import type { Arrays, ModelDefinition } from '../model/definition.ts';
import type { AnomalyOptions, AnomalyScore } from '../model/model.ts';
import { at, required } from '../record.ts';
import type { FitState } from './fit-state.ts';
import { logProb } from './queries.ts';
import { rowScores } from './row-scores.ts';

/** One training row in a hundred scores above it. */
export const defaultQuantile = 0.99;

/** Scores that a fit keeps: all of them, or as many evenly spaced by rank. */
const mostKept = 1001;

/** Rows of the training that are scored: of more, evenly spaced ones, whose quantiles are the same but for noise. */
const mostScored = 1 << 22;

/**
 * Quantiles of the training rows' scores, ascending: all of the scores where they are few; null where rows have none.
 * `inputs`: params and what else is no data.
 */
export function trainingScores(
  definition: ModelDefinition,
  data: ChunkedData,
  inputs: Arrays,
): Float64Array | null {
  const [plate] = outermostPlates(definition);
  const total = plate === undefined ? 0 : required(data.sizes, rowsKey(plate.name));
  const every = Math.max(1, Math.ceil(total / mostScored));
  const found = new Float64Array(Math.ceil(total / every));
  let rows = 0;
  preparePass(definition.kernels.score, data, inputs).run({}, (_, outputs) => {
    for (const logDensity of rowScores(definition, outputs) ?? []) {
      if (rows % every === 0) found[rows / every] = -logDensity;
      rows++;
    }
  });
  if (rows === 0) return null;
  const scores = found.slice(0, Math.ceil(rows / every)).sort();
  if (scores.length <= mostKept) return scores;
  return Float64Array.from({ length: mostKept }, (_, i) => quantileOf(scores, i / (mostKept - 1)));
}

/** Errors: `DataError` for the data, `TrainError` for the quantile. */
export function anomalyScore(
  state: FitState,
  data: Readonly<Record<string, unknown>>,
  { quantile = defaultQuantile }: AnomalyOptions,
): AnomalyScore {
  if (!(quantile >= 0 && quantile <= 1))
    throw new TrainError(`the quantile is ${String(quantile)}, but must lie from 0 to 1`);
  const { rows } = logProb(state, data);
  if (rows === null)
    throw new FitError(
      `rows of model \`${state.definition.name}\` have no density of their own, so they have no anomaly score`,
    );
  const scores = rows.map((logDensity) => -logDensity);
  const threshold =
    state.scores === null || state.scores.length === 0 ? null : quantileOf(state.scores, quantile);
  return {
    rows: scores,
    quantile,
    threshold,
    flagged: threshold === null ? null : Array.from(scores, (score) => score > threshold),
  };
}

/** Linear between order statistics: definition 7 of R. J. Hyndman and Y. Fan, American Statistician 50 (1996). */
export function quantileOf(sorted: Float64Array, quantile: number): number {
  const position = quantile * (sorted.length - 1);
  const low = Math.floor(position);
  const below = at(sorted, low);
  const above = at(sorted, Math.min(low + 1, sorted.length - 1));
  // Between equal values also where they are infinite.
  return below === above ? below : below + (position - low) * (above - below);
}
