// How far fitted means lie from what was observed.

export interface RegressionMeasures {
  /** Rows whose value is known. */
  readonly rows: number;
  /** Root of the mean squared difference. */
  readonly error: number;
  /** Share of the variance that is gone once the fitted means are taken off (R squared); null where nothing varies. */
  readonly explained: number | null;
}

/** NaN where a value is not known. */
export function measureRegression(
  observed: ArrayLike<number>,
  fitted: ArrayLike<number>,
): RegressionMeasures {
  let rows = 0;
  let mean = 0;
  let spread = 0;
  let squares = 0;
  for (let row = 0; row < observed.length; row++) {
    const value = observed[row] ?? NaN;
    const residual = value - (fitted[row] ?? NaN);
    if (!Number.isFinite(residual)) continue;
    rows++;
    // Welford (1962): one pass, and no digits lost to a large mean.
    const difference = value - mean;
    mean += difference / rows;
    spread += difference * (value - mean);
    squares += residual * residual;
  }
  return {
    rows,
    error: rows === 0 ? 0 : Math.sqrt(squares / rows),
    explained: spread > 0 ? 1 - squares / spread : null,
  };
}
