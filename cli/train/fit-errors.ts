// Standard errors of a fit, where they are soon had: training shall not take noticeably longer for them.

import type { AnyFit, AnyValues, StandardErrors } from '../../runtime/model/model.ts';
import type { Fitted } from './fit-model.ts';

export interface FitErrors {
  /** Null: none were computed, as `note` says. */
  readonly errors: StandardErrors | null;
  readonly note: string | null;
}

/** Free coordinates at most: a report of more is read by nobody. */
const mostCoordinates = 200;
/** As long as training took, within these bounds. */
const leastSeconds = 0.5;
const mostSeconds = 1;

export function errorsOfFit({ fit, data, stream, interrupted, seconds }: Fitted): FitErrors {
  if (fit.definition.kernels.gradient === null) return { errors: null, note: null };
  if (stream !== null) return { errors: null, note: 'no standard errors: the data were streamed' };
  if (interrupted || fit.training?.converged !== true)
    return { errors: null, note: 'no standard errors: the fit has not converged' };
  return attempt(fit, data, Math.min(mostSeconds, Math.max(leastSeconds, seconds)));
}

function attempt(fit: AnyFit, data: AnyValues, seconds: number): FitErrors {
  try {
    return { errors: fit.standardErrors(data, { coordinates: mostCoordinates, seconds }), note: null };
  } catch (error) {
    if (error instanceof Error && error.name === 'FitError') return { errors: null, note: error.message };
    throw error;
  }
}
