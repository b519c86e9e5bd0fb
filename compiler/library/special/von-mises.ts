// Probabilities of arcs under a von Mises density centred at 0 with concentration k, exp(k (cos(t) - 1)) over 2 pi
// exp(-k) I0(k), by quadrature of pieces from a multiple of pi to the next, along which the density falls or rises.
// Error: within 1e-13 relative, of arcs of little probability too.

import { besselRatioGap, logScaledBesselI0 } from './bessel.ts';
import { normalQuantile } from './normal-cdf.ts';
import { tailMass, tailMean } from './tail-quadrature.ts';

/** A piece in terms of the distance from the mode: from `start` on, where the density is highest. */
interface Piece {
  readonly start: number;
  readonly length: number;
}

function piecesOf(from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let k = Math.floor(from / Math.PI); k * Math.PI < to; k++) {
    const [a, b] = [Math.max(from, k * Math.PI), Math.min(to, (k + 1) * Math.PI)];
    if (b > a) pieces.push({ start: k % 2 === 0 ? a - k * Math.PI : (k + 1) * Math.PI - b, length: b - a });
  }
  return pieces;
}

const halfSquare = (t: number): number => 2 * Math.sin(0.5 * t) ** 2;

/** k (cos(start) - cos(start + s)) */
const exponent = (start: number, k: number) => (s: number) =>
  2 * k * Math.sin(start + 0.5 * s) * Math.sin(0.5 * s);

const logPieces = (pieces: readonly Piece[], k: number): readonly number[] =>
  pieces.map(({ start, length }) => Math.log(tailMass(exponent(start, k), length)) - k * halfSquare(start));

/** log P(from < T <= to), for from <= to <= from + 2 pi and k >= 0. */
export function logVonMisesArc(from: number, to: number, k: number): number {
  if (Number.isNaN(from + to) || !(k >= 0)) return NaN;
  if (to - from >= 2 * Math.PI) return 0;
  const own = logArc(from, to, k);
  // What is nearly 1 says little of its complement.
  return own < Math.log(0.9) ? own : Math.log1p(-Math.exp(logArc(to, from + 2 * Math.PI, k)));
}

function logArc(from: number, to: number, k: number): number {
  const logs = logPieces(piecesOf(from, to), k);
  if (logs.length === 0) return -Infinity;
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - largest), 0);
  return largest + Math.log(sum) - Math.log(2 * Math.PI) - logScaledBesselI0(k);
}

/** The derivative of log P(from < T <= to) with respect to k: E[cos T | from < T <= to] - E[cos T]. */
export function logVonMisesArcSlope(from: number, to: number, k: number): number {
  if (Number.isNaN(from + to) || !(k >= 0)) return NaN;
  if (to - from >= 2 * Math.PI) return 0;
  const own = logVonMisesArc(from, to, k);
  const rest = logVonMisesArc(to, from + 2 * Math.PI, k);
  if (own <= rest) return logArcSlope(from, to, k);
  return -Math.exp(rest - own) * logArcSlope(to, from + 2 * Math.PI, k);
}

function logArcSlope(from: number, to: number, k: number): number {
  const pieces = piecesOf(from, to);
  const logs = logPieces(pieces, k);
  const largest = Math.max(...logs);
  let [weights, sum] = [0, 0];
  pieces.forEach(({ start, length }, i) => {
    const weight = Math.exp((logs[i] ?? NaN) - largest);
    weights += weight;
    sum += weight * tailMean(exponent(start, k), (s) => halfSquare(start + s), length);
  });
  // Of an arc without length, its end.
  return besselRatioGap(k) - (weights > 0 ? sum / weights : halfSquare(from));
}

/** The t in [-pi, pi] with P(-pi < T <= t) = p. */
export function vonMisesQuantile(p: number, k: number): number {
  if (!(p >= 0 && p <= 1) || !(k >= 0)) return NaN;
  if (p > 0.5) return -vonMisesQuantile(1 - p, k);
  if (p === 0) return -Math.PI;
  const logNormaliser = Math.log(2 * Math.PI) + logScaledBesselI0(k);
  const target = Math.log(p);
  let [low, high] = [-Math.PI, 0];
  // Normal where narrow, even where wide.
  let t = Math.max(-3, k > 1 ? normalQuantile(p) / Math.sqrt(k) : 2 * Math.PI * (p - 0.5));
  for (let step = 0; step < 100; step++) {
    const value = logVonMisesArc(-Math.PI, t, k);
    if (value > target) high = t;
    else low = t;
    // Halley's step on p: the density's own slope is known.
    const excess = Math.expm1(value - target) * p;
    const newton = excess / Math.exp(-k * halfSquare(t) - logNormaliser);
    const next = t - newton / (1 + 0.5 * newton * k * Math.sin(t));
    const inside = next >= low && next <= high ? next : 0.5 * (low + high);
    const change = Math.abs(inside - t);
    t = inside;
    // The last step was of the third order: what is left is below rounding.
    if (!(change > 1e-6 * Math.abs(t)) || high - low < 1e-16) break;
  }
  return t;
}

/** The x in [-pi, pi] with P(-pi < X <= x) = p, where X has its mode at `mean` in [-pi, pi]. */
export function vonMisesQuantileAbout(p: number, mean: number, k: number): number {
  if (mean === 0) return vonMisesQuantile(p, k);
  // About the mode the count begins where -pi lies, and passes pi on the way.
  const start = mean > 0 ? Math.PI - mean : -Math.PI - mean;
  const share = p + Math.exp(logVonMisesArc(-Math.PI, start, k));
  const hasPassed = share > 1;
  const t = vonMisesQuantile(hasPassed ? share - 1 : share, k);
  const turn = mean > 0 ? (hasPassed ? 0 : -2 * Math.PI) : hasPassed ? 2 * Math.PI : 0;
  return Math.max(-Math.PI, Math.min(Math.PI, mean + t + turn));
}
