// Limited-memory BFGS, maximising. Each step is found by bisection for the weak Wolfe conditions, and only steps
// that go up are taken, so the value never falls.
// Coordinates of very different scales (a mean in metres, the logarithm of an sd) are measured first, group by
// group, by the change of the gradient along a small probe.
// Source: Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4 and 7.5; the line search is that of
// Lewis and Overton (2013), Nonsmooth optimization via quasi-Newton methods, algorithm 2.6.

import { at } from '../record.ts';

/** Value and gradient at a point; the caller owns the gradient. A value that is not finite is out of bounds. */
export type Objective = (point: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

export interface LbfgsOptions {
  readonly iterations: number;
  /** Stops when a step gains less than this, absolute. */
  readonly tolerance: number;
  /** Coordinates that are probed together, `[from, to)`; left out, all are one group. */
  readonly groups?: readonly Group[];
}

type Group = readonly [from: number, to: number];

export interface LbfgsResult {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** No step gained more than the tolerance, or none could be found. */
  readonly converged: boolean;
}

/** Steps remembered to model the curvature: about kinks (a Laplace prior) it takes many, of many coordinates few fit. */
const longestMemory = 300;
const shortestMemory = 10;
const rememberedNumbers = 1e6;

/**
 * Lengths of the probes that measure scales, relative to the coordinates (and to 1, of those near 0): the next where the
 * gradient does not change at all, as between kinks. On data in other units none of these may tell: then longer ones do.
 */
const probeSteps = [1e-5, 1e-3, 1e-1];
const longProbeSteps = [1e1, 1e3, 1e5, 1e7, 1e9, 1e11, 1e13];

/** A probe that changes the value by more than this share of it is too long to tell curvature. */
const largestChange = 0.1;
const shorter = 1e-2;
const shortestProbe = 1e-15;

/** A step and the change of the gradient along it; `curvature` is minus their product, positive. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

export function maximiseByLbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions,
): LbfgsResult {
  let point: Float64Array = Float64Array.from(start);
  let { value, gradient } = objective(point);
  const pairs: Pair[] = [];
  const groups = options.groups ?? [[0, point.length]];
  let scales = measureScales(objective, point, { value, gradient }, groups);
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    let direction = ascentDirection(gradient, pairs, scales);
    if (dot(direction, gradient) <= 0) {
      pairs.length = 0;
      direction = ascentDirection(gradient, pairs, scales);
    }
    const moves = direction.some((x) => x !== 0);
    const next = moves ? searchLine(objective, point, value, gradient, direction) : null;
    if (next === null) {
      // The curvature model may be stale: try once more without it.
      if (pairs.length === 0) return { point, value, iterations: iteration - 1, converged: true };
      pairs.length = 0;
      scales = measureScales(objective, point, { value, gradient }, groups);
      continue;
    }
    remember(pairs, point, gradient, next);
    const gain = next.value - value;
    ({ point, value, gradient } = next);
    if (gain <= options.tolerance) return { point, value, iterations: iteration, converged: true };
  }
  return { point, value, iterations: options.iterations, converged: false };
}

/** Signs of a probe, without a pattern that a group could share. */
const probeSign = (i: number): number => (Math.imul(i + 1, 0x9e3779b1) & 0x10000 ? 1 : -1);

/**
 * The inverse of how fast the gradient changes along each coordinate, from one probe for each group. Whether the
 * value is convex or concave there does not matter; where the probe says nothing, the scale makes a step of one.
 */
function measureScales(
  objective: Objective,
  point: Float64Array,
  from: ReturnType<Objective>,
  groups: readonly Group[],
): Float64Array {
  const { gradient } = from;
  const scales = gradient.map((g) => 1 / Math.max(1, Math.abs(g)));
  for (const group of groups) {
    const probe = probeGroup(objective, point, from, group);
    if (probe === null) continue;
    for (let i = group[0]; i < group[1]; i++) {
      const curvature = Math.abs(at(probe.gradient, i) - at(gradient, i)) / probe.length;
      if (isScale(curvature)) scales[i] = 1 / curvature;
    }
  }
  return scales;
}

/** The gradient so far from the point that it differs, and not much farther; null where it does not differ. */
function probeGroup(
  objective: Objective,
  point: Float64Array,
  { value, gradient }: ReturnType<Objective>,
  [from, to]: Group,
): { readonly gradient: Float64Array; readonly length: number } | null {
  const size = point.subarray(from, to).reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
  const tryAt = (length: number): ReturnType<Objective> => {
    const probe = Float64Array.from(point);
    for (let i = from; i < to; i++) probe[i] = at(point, i) + probeSign(i) * length;
    return objective(probe);
  };
  const differs = (found: ReturnType<Objective>, length: number): boolean => {
    for (let i = from; i < to; i++)
      if (isScale(Math.abs(at(found.gradient, i) - at(gradient, i)) / length)) return true;
    return false;
  };
  const isFar = (found: ReturnType<Objective>): boolean =>
    !(Math.abs(found.value - value) <= largestChange * (1 + Math.abs(value)));
  const slopes = gradient.subarray(from, to).some((g) => g !== 0);
  for (const step of slopes ? [...probeSteps, ...longProbeSteps] : probeSteps) {
    let length = step * size;
    let found = tryAt(length);
    const isShortest = step === probeSteps[0];
    while (isShortest && isFar(found) && length > shortestProbe * size) found = tryAt((length *= shorter));
    if (differs(found, length)) return { gradient: found.gradient, length };
    if (isFar(found)) return null;
  }
  return null;
}

function isScale(curvature: number): boolean {
  return curvature > 0 && Number.isFinite(1 / curvature);
}

interface Evaluated {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A step along the direction that satisfies the weak Wolfe conditions, or the best ascending one; null without any. */
function searchLine(
  objective: Objective,
  point: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): Evaluated | null {
  const slope = dot(gradient, direction);
  let low = 0;
  let high = Infinity;
  let step = 1;
  let best: Evaluated | null = null;
  for (let trial = 0; trial < 50; trial++) {
    const candidate = point.map((x, i) => x + step * at(direction, i));
    const found = objective(candidate);
    const ascends = Number.isFinite(found.value) && found.value > value;
    if (ascends && (best === null || found.value > best.value)) best = { point: candidate, ...found };
    if (!ascends || found.value < value + 1e-4 * step * slope) high = step;
    else if (dot(found.gradient, direction) > 0.9 * slope) low = step;
    else return { point: candidate, ...found };
    step = high === Infinity ? 2 * low : (low + high) / 2;
    if (high - low < 1e-12 * high) break;
  }
  return best;
}

/** Two-loop recursion: the inverse of the negated Hessian, as scales and pairs model it, times the gradient. */
function ascentDirection(gradient: Float64Array, pairs: readonly Pair[], scales: Float64Array): Float64Array {
  const direction = Float64Array.from(gradient);
  const factors = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, curvature } = at(pairs, i);
    const factor = dot(step, direction) / curvature;
    factors[i] = factor;
    addScaled(direction, change, factor);
  }
  const last = pairs.at(-1);
  const common =
    last === undefined
      ? 1
      : last.curvature /
        dot(
          last.change,
          last.change.map((change, i) => change * at(scales, i)),
        );
  for (let i = 0; i < direction.length; i++) direction[i] = at(direction, i) * common * at(scales, i);
  pairs.forEach(({ step, change, curvature }, i) => {
    // `change` is the change of the gradient, which falls along an ascent: hence the signs.
    addScaled(direction, step, at(factors, i) + dot(change, direction) / curvature);
  });
  return direction;
}

function remember(pairs: Pair[], point: Float64Array, gradient: Float64Array, next: Evaluated): void {
  const step = next.point.map((x, i) => x - at(point, i));
  const change = next.gradient.map((g, i) => g - at(gradient, i));
  const curvature = -dot(step, change);
  // A pair without positive curvature would make the model indefinite.
  if (!(curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  pairs.push({ step, change, curvature });
  const memory = Math.max(shortestMemory, rememberedNumbers / point.length);
  if (pairs.length > Math.min(longestMemory, memory)) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

function addScaled(target: Float64Array, a: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = at(target, i) + factor * at(a, i);
}
