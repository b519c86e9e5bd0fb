// How well predicted probabilities tell the levels of a finite variable: which level was taken for which, and how
// surprising the observed ones were.

export interface Classification {
  /** Predictions of values that are known: only they count. */
  readonly rows: number;
  /** Row-major: [observed level, most probable level]. */
  readonly confusion: Float64Array;
  readonly correct: number;
  /** Mean of minus the log of the probability that the observed level was given, in nats. */
  readonly logLoss: number;
  readonly levels: readonly LevelMeasures[];
}

export interface LevelMeasures {
  readonly observed: number;
  readonly predicted: number;
  /** Of the rows predicted to have the level, those that do; null without any. */
  readonly precision: number | null;
  /** Of the rows that have the level, those predicted to; null without any. */
  readonly recall: number | null;
}

/** `observed`: codes, NaN where not known. `probability`: [row, level]. Of equal probabilities the first is taken. */
export function measureClassification(
  observed: ArrayLike<number>,
  probability: ArrayLike<number>,
  levels: number,
): Classification {
  const confusion = new Float64Array(levels * levels);
  let rows = 0;
  let correct = 0;
  let loss = 0;
  for (let row = 0; row < observed.length; row++) {
    const level = observed[row] ?? NaN;
    if (Number.isNaN(level)) continue;
    const predicted = mostProbable(probability, row * levels, levels);
    const cell = level * levels + predicted;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
    rows++;
    if (predicted === level) correct++;
    loss -= Math.log(probability[row * levels + level] ?? NaN);
  }
  return {
    rows,
    confusion,
    correct,
    logLoss: rows === 0 ? 0 : loss / rows,
    levels: Array.from({ length: levels }, (_, level) => levelMeasures(confusion, level, levels)),
  };
}

function levelMeasures(confusion: Float64Array, level: number, levels: number): LevelMeasures {
  let observed = 0;
  let predicted = 0;
  for (let other = 0; other < levels; other++) {
    observed += confusion[level * levels + other] ?? 0;
    predicted += confusion[other * levels + level] ?? 0;
  }
  const both = confusion[level * levels + level] ?? 0;
  return {
    observed,
    predicted,
    precision: predicted === 0 ? null : both / predicted,
    recall: observed === 0 ? null : both / observed,
  };
}

/** The first of the largest of `count` numbers from `start` on. */
export function mostProbable(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++)
    if ((values[start + index] ?? 0) > (values[start + best] ?? 0)) best = index;
  return best;
}
