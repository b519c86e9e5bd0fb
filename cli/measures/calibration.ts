// Whether probabilities mean what they say: of all predictions made with about 80 %, do 80 % come true?
// Reliability diagrams and the expected calibration error: C. Guo et al., On Calibration of Modern Neural Networks,
// ICML 2017, section 2, equation 5.

import { mostProbable } from './classification.ts';

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of the predicted probabilities. */
  readonly predicted: number;
  /** Share that came true, with a 95 % interval. */
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

export interface Calibration {
  /** Which probability of each row is looked at: of two levels that of the second, of more the largest. */
  readonly of: 'second' | 'largest';
  /** Those that hold a prediction. */
  readonly bins: readonly CalibrationBin[];
  /** Mean distance between predicted and observed, weighted by the counts. */
  readonly error: number;
}

const binCount = 10;

/** `observed`: codes, NaN where not known. `probability`: [row, level]. */
export function measureCalibration(
  observed: ArrayLike<number>,
  probability: ArrayLike<number>,
  levels: number,
): Calibration {
  const counts = new Float64Array(binCount);
  const sums = new Float64Array(binCount);
  const hits = new Float64Array(binCount);
  for (let row = 0; row < observed.length; row++) {
    const level = observed[row] ?? NaN;
    if (Number.isNaN(level)) continue;
    const event = levels === 2 ? 1 : mostProbable(probability, row * levels, levels);
    const chance = probability[row * levels + event] ?? NaN;
    const bin = Math.min(binCount - 1, Math.floor(chance * binCount));
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + chance;
    hits[bin] = (hits[bin] ?? 0) + (level === event ? 1 : 0);
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const bins = Array.from(counts, (count, bin) => binOf(bin, count, sums[bin] ?? 0, hits[bin] ?? 0)).filter(
    ({ count }) => count > 0,
  );
  const distance = bins.reduce(
    (sum, { count, predicted, observed: share }) => sum + count * Math.abs(predicted - share),
    0,
  );
  return { of: levels === 2 ? 'second' : 'largest', bins, error: total === 0 ? 0 : distance / total };
}

function binOf(bin: number, count: number, sum: number, hits: number): CalibrationBin {
  const [low, high] = wilsonInterval(hits, count);
  return {
    from: bin / binCount,
    to: (bin + 1) / binCount,
    count,
    predicted: sum / count,
    observed: hits / count,
    low,
    high,
  };
}

/** The 95 % interval of a share: E. B. Wilson, Journal of the American Statistical Association 22 (1927). Not empty where all or none are hits. */
export function wilsonInterval(hits: number, count: number): readonly [number, number] {
  if (count === 0) return [0, 1];
  const z = 1.959963984540054;
  const share = hits / count;
  const centre = (share + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half =
    (z / (1 + (z * z) / count)) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  // All hits, or none, are within: rounding may say otherwise.
  return [hits === 0 ? 0 : Math.max(0, centre - half), hits === count ? 1 : Math.min(1, centre + half)];
}
