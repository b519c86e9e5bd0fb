// How unusual rows are: minus their log density, against what the rows of the training scored.

import { FitError, TrainError } from '../errors.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { Arrays, ModelDefinition, Sizes } from '../model/definition.ts';
import type { AnomalyOptions, AnomalyScore } from '../model/model.ts';
import { at } from '../record.ts';
import type { FitState } from './fit-state.ts';
import { logProb } from './queries.ts';
import { rowScores } from './row-scores.ts';

/** One training row in a hundred scores above it. */
export const defaultQuantile = 0.99;

/** Scores that a fit keeps: all of them, or as many evenly spaced by rank. */
const mostKept = 1001;

/** Quantiles of the training rows' scores, ascending: all of the scores where they are few. `inputs`: data and params. */
export function trainingScores(
  definition: ModelDefinition,
  sizes: Sizes,
  inputs: Arrays,
): Float64Array | null {
  const kernel = prepareKernel(definition.kernels.score, sizes);
  kernel.run(inputs);
  const scores = rowScores(definition, kernel.outputs)
    ?.map((logDensity) => -logDensity)
    .sort();
  if (scores === undefined) return null;
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
